"""`{% remember "name" value ... %}...{% endremember %}`: what all pages in one language of the interface have alike, or
all of those with the same values. Within it `{% own %}...{% endown %}` is what each page makes for itself."""

from typing import Final

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.translation import get_language

from articles.remembering import remembered

register = template.Library()

_GAP: Final = "\0"  # stands in no text: neither Postgres nor an environment can hold it
_GAPS: Final = "gaps"  # the context's name for those of the part that is being made


class _Own(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        gaps = context.get(_GAPS)
        if gaps is None:
            return self.nodelist.render(context)
        gaps.append(self)
        return _GAP


class _Remembered(Node):
    def __init__(self, names: list[FilterExpression], content: NodeList) -> None:
        self._names = names
        self._content = content
        # By this name Django looks for blocks, anew for each page: they are pages' own, so nothing else need be seen.
        self.nodelist = NodeList(content.get_nodes_by_type(_Own))

    def render(self, context: Context) -> str:
        key = ("part", get_language(), *[name.resolve(context) for name in self._names])
        (first, *others), gaps = remembered(key, lambda: self._make(context))
        return first + "".join([own.render(context) + piece for own, piece in zip(gaps, others, strict=True)])

    def _make(self, context: Context) -> tuple[list[str], list[_Own]]:
        """The pieces, and what stands between two of them."""
        gaps: list[_Own] = []
        with context.push(**{_GAPS: gaps}):
            return self._content.render(context).split(_GAP), gaps


@register.tag
def remember(parser: Parser, token: Token) -> _Remembered:
    """Nothing else in it may depend on the page's address, nor on what it shows."""
    _tag, *names = token.split_contents()
    content = parser.parse(("endremember",))
    parser.delete_first_token()
    return _Remembered([parser.compile_filter(name) for name in names], content)


@register.tag
def own(parser: Parser, _token: Token) -> _Own:
    content = parser.parse(("endown",))
    parser.delete_first_token()
    return _Own(content)
