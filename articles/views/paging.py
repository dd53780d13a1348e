"""Paging by key: a page of articles begins after the last one of the page before, however many came since."""

from dataclasses import dataclass

from django.http import Http404

from articles.knowledge import page_keys
from articles.knowledge.page_keys import PageKey
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
        key = page_keys.read(before)
        if key is None:
            raise Http404
        articles = articles.older_than(key.published_at, key.article_id)
    rows = list(articles.newest_first().for_cards()[: length + 1])
    shown = rows[:length]
    return Page(articles=shown, older=_key(shown[-1]) if len(rows) > length else "", is_first=not before)


def _key(article: Article) -> str:
    return str(PageKey(published_at=article.published_at, article_id=article.pk))
