"""Addresses that stand many times on one page, put together without asking Django's resolver for each: it would take
longer than all else of a card. Their tests hold them to what it says."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language

from articles.knowledge.editions import Edition
from articles.knowledge.picture_forms import PictureForm

KEPT = 2_000


def source(slug: str, *, pages: str = "") -> str:
    """Of a source's page, in the interface language; `pages` is "text:" for the one of text only."""
    return _reversed(get_language(), f"{pages}source", slug)


def article(slug: str, article_id: int, *, pages: str = "") -> str:
    """Of an article's page, which stands under its source's; `pages` likewise."""
    return of_source(source(slug, pages=pages), article_id)


def of_source(address: str, article_id: int) -> str:
    """The same, where the address of its source's page is known."""
    return f"{address}{article_id}/"


def section(edition: Edition, name: str) -> str:
    """Of an edition's section."""
    return _reversed(get_language(), "section", edition, name)


def author(slug: str, name: str, *, pages: str = "") -> str:
    """Of what an author wrote for a source; `pages` likewise."""
    return _reversed(get_language(), f"{pages}author", slug, name)


def report(image_id: int) -> str:
    """Where a reader reports a picture."""
    return f"/{get_language()}/image/{image_id}/report"


def takedown(article_id: int) -> str:
    """Where is asked to shorten or remove an article."""
    return f"/{get_language()}/moderation/article/{article_id}/"


def picture(key: str, image_id: int, width: int, form: PictureForm) -> str:
    """Of a picture's file; it has no language."""
    return f"/image/{key}/{image_id}-{width}.{form}"


@lru_cache(maxsize=KEPT)
def _reversed(_language: str | None, name: str, *values: object) -> str:
    return reverse(name, args=values)
