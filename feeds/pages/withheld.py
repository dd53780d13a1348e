"""A page's article without what the page asks others not to show. The feed's own content is another matter: that was
given away. Why each wish is heeded as it is: docs/decisions/0027."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from feeds.pages.article_page import ArticlePage
from feeds.pages.wishes import UNLIMITED, Wishes

LONGEST_EXCERPT: Final = 300  # characters, as an excerpt is elsewhere (docs/decisions/0003)
LEAST_EXCERPT: Final = 40  # characters: less says nothing


def without(page: ArticlePage, wishes: Wishes, *, now: datetime) -> ArticlePage:
    """The page as it may be shown: with its whole text, with an excerpt in its place, or with its headline only."""
    shown = page if wishes.may_show_image else replace(page, image_url="", image_alt="")
    if wishes.ends_at is not None and wishes.ends_at <= now:
        return replace(shown, lead="", body_html="", body_text="", pointers=(), image_url="", image_alt="")
    limit = wishes.longest_excerpt
    if wishes.ends_at is None and limit == UNLIMITED:
        return shown
    longest = LONGEST_EXCERPT if limit == UNLIMITED else min(limit, LONGEST_EXCERPT)
    first = page.lead or page.body_text.partition("\n")[0]
    return replace(shown, lead=_cut(first, longest), body_html="", body_text="", pointers=())


def _cut(text: str, longest: int) -> str:
    """Its beginning, up to the end of a word."""
    if len(text) <= longest:
        return text
    if longest < LEAST_EXCERPT:
        return ""
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
