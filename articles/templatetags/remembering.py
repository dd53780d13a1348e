"""`{% remember "name" value ... %}...{% endremember %}`: what all pages in one language of the interface have alike, or
all of those with the same values."""

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.translation import get_language

from articles.remembering import remembered

register = template.Library()


class _Remembered(Node):
    def __init__(self, names: list[FilterExpression], content: NodeList) -> None:
        self._names = names
        self._content = content

    def render(self, context: Context) -> str:
        key = ("part", get_language(), *(name.resolve(context) for name in self._names))
        return remembered(key, lambda: self._content.render(context))


@register.tag
def remember(parser: Parser, token: Token) -> _Remembered:
    """Nothing else in it may depend on the page's address, nor on what it shows."""
    _tag, *names = token.split_contents()
    content = parser.parse(("endremember",))
    parser.delete_first_token()
    return _Remembered([parser.compile_filter(name) for name in names], content)
