"""Searching: a reader's words become a page of articles, newest first.

Postgres must never choose between its date index and its text index here: misjudging a rare word it walks every row
(2.7 s at 200,000). So each stage asks the text index for a narrow window of time, and the last for all of it; who has
fewer than a page of hits in a week is not common (docs/decisions/0004)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import OperationalError, connection, transaction

from articles import arabic, page_keys
from articles.indexing import configuration_lexeme, language_lexeme, source_lexeme
from articles.languages import LANGUAGES, language
from articles.models import Article, ArticleSearch
from articles.page_keys import PageKey

PAGE: Final = 20
DEEPEST: Final = 10  # pages: a deep page of a search costs as much as all before it
LONGEST: Final = 200  # characters of a query
WINDOWS: Final = (timedelta(days=1), timedelta(days=7), None)
TIMEOUT: Final = "2s"  # of one statement

_HITS: Final = """
    SELECT article_id, published_at FROM (
        SELECT article_id, published_at FROM articles_articlesearch
        WHERE search @@ %(query)s::tsquery {window} OFFSET 0
    ) AS hits
    {after} ORDER BY published_at DESC, article_id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """Articles newest first, ready for cards; `next_key` is empty on the last page; `too_heavy`: Postgres gave up."""

    articles: list[Article]
    next_key: str = ""
    too_heavy: bool = False


@dataclass(frozen=True, kw_only=True)
class _Position:
    """Where a page begins: after this key, this many pages in."""

    key: PageKey
    depth: int

    def __str__(self) -> str:
        return f"{self.key}_{self.depth}"


def search(text: str, *, language: str = "", source: str = "", page_key: str = "") -> SearchPage:
    """A page of visible articles that match `text` in any language (or in one, by its code; or of one source, by its
    slug). Any input gets an answer: words that mean nothing get none, a broken key the first page."""
    position = _read_key(page_key)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{TIMEOUT}'")
            query = _tsquery(cursor, text.replace("\0", " ")[:LONGEST], language, source)
            hits = _newest_hits(cursor, query, position) if query else []
    except OperationalError:
        return SearchPage(articles=[], too_heavy=True)
    found = Article.objects.visible().for_cards().in_bulk([article_id for article_id, _ in hits[:PAGE]])
    depth = position.depth + 1 if position else 1
    more = len(hits) > PAGE and depth < DEEPEST
    next_key = str(_Position(key=_key(*hits[PAGE - 1]), depth=depth)) if more else ""
    return SearchPage(articles=[found[pk] for pk, _ in hits[:PAGE] if pk in found], next_key=next_key)


def _tsquery(cursor: Any, text: str, code: str, source: str) -> str:
    """The whole query as Postgres writes it: one part a configuration, each meeting only the rows that it indexed."""
    configs = [language(code).search_config] if code else sorted({known.search_config for known in LANGUAGES.values()})
    words = [arabic.query_terms(text) if config == "news_ar" else text for config in configs]
    cursor.execute(
        "SELECT config, websearch_to_tsquery(config::regconfig, words)::text"
        " FROM unnest(%s::text[], %s::text[]) AS queries (config, words)",
        [configs, words],
    )
    parts = [f"({_lexeme(configuration_lexeme(config))} & ({query}))" for config, query in cursor.fetchall() if query]
    if not parts:
        return ""
    narrowed = [_lexeme(language_lexeme(code))] if code else []
    narrowed += [_lexeme(source_lexeme(source))] if source else []
    return " & ".join([*narrowed, f"({' | '.join(parts)})"])


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _newest_hits(cursor: Any, query: str, position: _Position | None) -> list[tuple[int, datetime]]:
    """Up to one more than a page of (article id, published_at). The windows end at the newest article, not at now:
    after a pause of the workers every query would fall through to the last stage."""
    newest = ArticleSearch.objects.order_by("-published_at").values_list("published_at", flat=True).first()
    anchor = position.key.published_at if position else newest
    hits: list[tuple[int, datetime]] = []
    for window in WINDOWS if anchor else ():
        known = {
            "query": query,
            "limit": PAGE + 1,
            "since": anchor - window if anchor and window else None,
            "at": position.key.published_at if position else None,
            "id": position.key.article_id if position else None,
        }
        cursor.execute(
            _HITS.format(
                window="AND published_at >= %(since)s" if window else "",
                after="WHERE (published_at, article_id) < (%(at)s, %(id)s)" if position else "",
            ),
            known,
        )
        hits = cursor.fetchall()
        if len(hits) > PAGE:
            break
    return hits


def _key(article_id: int, published_at: datetime) -> PageKey:
    return PageKey(published_at=published_at, article_id=article_id)


def _read_key(page_key: str) -> _Position | None:
    written, _, depth = page_key.rpartition("_")
    key, pages = page_keys.read(written), page_keys.whole_number(depth)
    return _Position(key=key, depth=pages) if key and 0 < pages < DEEPEST else None
