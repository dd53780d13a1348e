"""Paging by key: a page of articles begins after the last one of the page before, however many came since."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from articles.models import Article
from articles.models.article import ArticleQuerySet


@dataclass(frozen=True, kw_only=True)
class Page:
    """Articles newest first; `older` is the key of the next page, empty on the last one."""

    articles: list[Article]
    older: str
    is_first: bool


def page_of(articles: ArticleQuerySet, *, before: str, length: int) -> Page:
    """The page that comes after the key `before` (the first one when empty); 404 for a key we never made."""
    if before:
        articles = articles.older_than(*_read(before))
    rows = list(articles.newest_first().for_cards()[: length + 1])
    shown = rows[:length]
    return Page(articles=shown, older=_key(shown[-1]) if len(rows) > length else "", is_first=not before)


def _key(article: Article) -> str:
    return f"{article.published_at.isoformat()}_{article.pk}"


def _read(key: str) -> tuple[datetime, int]:
    moment, _, number = key.rpartition("_")
    try:
        published_at, article_id = datetime.fromisoformat(moment), int(number)
    except ValueError as error:
        raise Http404 from error
    if published_at.tzinfo is None:
        raise Http404
    return published_at, article_id
