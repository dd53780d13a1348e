"""What an editor's rules change of one page: the page by them, beside the page as it is read without them."""

from dataclasses import dataclass

from feeds.knowledge import page_tree
from feeds.knowledge.decoding import decode
from feeds.pages import rules
from feeds.pages.article_page import ArticlePage
from feeds.pages.extracting import extract
from feeds.pages.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Effect:
    ruled: ArticlePage
    plain: ArticlePage
    dropped: dict[str, int]  # how many elements each selector took out


def of(page: bytes, *, url: str, content_type: str, time_zone: str, title_hint: str, editor: Rules) -> Effect:
    """The arguments are those of `extract`."""
    plain = extract(page, url=url, content_type=content_type, time_zone=time_zone, title_hint=title_hint)
    if not editor:
        return Effect(ruled=plain, plain=plain, dropped={})
    ruled = extract(page, url=url, content_type=content_type, time_zone=time_zone, title_hint=title_hint, editor=editor)
    tree = page_tree.of(decode(page, content_type=content_type))
    dropped = rules.apply(editor, tree, url=url, time_zone=time_zone).dropped if tree is not None else {}
    return Effect(ruled=ruled, plain=plain, dropped=dropped)
