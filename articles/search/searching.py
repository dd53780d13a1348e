"""Searching: a reader's words become a page of articles, newest first or best first."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from articles.knowledge import page_keys, search_words
from articles.knowledge.editions import EVERYTHING, Edition
from articles.knowledge.page_keys import PageKey
from articles.knowledge.search_words import SearchWords
from articles.models import Article, Source
from articles.search import search_query
from articles.search.finding import MOST_COUNTED, Hit, Sought, best_hits, newest_hits
from articles.search.narrowing import scope

PAGE: Final = 20
DEEPEST: Final = 10  # pages: a deep page of a search costs as much as all before it
LONGEST: Final = 200  # characters of a query
TIMEOUT: Final = "2s"  # of one statement
MOST_FACETS: Final = 8  # sources that a search offers to narrow it to

# The newest by the articles' own index: search rows have none by date.
_BEGIN: Final = """
    SELECT set_config('statement_timeout', %s, true),
           (SELECT published_at FROM articles_article ORDER BY published_at DESC, id DESC LIMIT 1)"""


class Order(StrEnum):
    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, kw_only=True)
class Facets:
    """How many of the newest hits, at most MOST_COUNTED, are of each language and source, most first."""

    languages: dict[str, int] = field(default_factory=dict)  # by code
    sources: dict[Source, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """Articles in the order asked for, ready for cards; `next_key` is empty on the last page; `too_heavy`: Postgres
    gave up; `has_no_words`: none but those that stand in nearly every text, and signs; `unknown`: filters that mean
    nothing, as they were written, so that nothing is found."""

    articles: list[Article] = field(default_factory=list)
    next_key: str = ""
    too_heavy: bool = False
    has_no_words: bool = False
    unknown: tuple[str, ...] = ()
    facets: Facets = field(default_factory=Facets)  # of the first page, where they were asked for


@dataclass(frozen=True, kw_only=True)
class _Position:
    """Where a page begins: after this key, this many pages in."""

    key: PageKey
    depth: int

    def __str__(self) -> str:
        return f"{self.key}_{self.depth}"


def search(
    text: str,
    *,
    edition: Edition = EVERYTHING,
    order: Order = Order.NEWEST,
    page_key: str = "",
    with_facets: bool = False,
) -> SearchPage:
    """A page of visible articles of that edition that match `text` (its syntax: search_words). What the words name that
    is not in the edition, a language or a source, they find all the same. Any input gets an answer: words that mean
    nothing get none, a broken key the first page. Facets cost two statements and more hits."""
    words = search_words.read(text[:LONGEST])
    if words.is_empty:
        return SearchPage(unknown=words.unknown, has_no_words=not words.unknown)
    position = _read_key(page_key)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            sought = _sought(cursor, words, edition, position if order is Order.NEWEST else None)
            if isinstance(sought, SearchPage):
                return sought
            return _found(cursor, sought, order, depth=position.depth if position else 0, with_facets=with_facets)
    except OperationalError as problem:
        if not isinstance(problem.__cause__, QueryCanceled):
            raise  # the database is away: other words would find no more
        return SearchPage(too_heavy=True)


def is_page_key(text: str) -> bool:
    """Whether that could be the `next_key` of a page."""
    return _read_key(text) is not None


def _sought(cursor: Any, words: SearchWords, edition: Edition, position: _Position | None) -> Sought | SearchPage:
    """What the index is asked for, or the page where nothing can be found."""
    cursor.execute(_BEGIN, [TIMEOUT])
    [_, newest] = cursor.fetchone()
    within = scope(words, edition)
    if within.unknown or within.is_nowhere or newest is None:
        return SearchPage(unknown=within.unknown)
    query = search_query.tsquery(cursor, words, within)
    if not query.rows:
        return SearchPage(has_no_words=query.is_spoken)
    return Sought(
        query=query,
        newest=newest,
        outlets=within.outlets,
        after=_midnight(words.after),
        before=_midnight(words.before),
        position=position.key if position else None,
    )


def _found(cursor: Any, sought: Sought, order: Order, *, depth: int, with_facets: bool) -> SearchPage:
    with_facets = with_facets and not depth
    if order is Order.BEST:
        hits = best_hits(cursor, sought)
        return _page(hits[depth * PAGE : (depth + 1) * PAGE + 1], depth, facets_of=hits if with_facets else [])
    hits = newest_hits(cursor, sought, most=MOST_COUNTED if with_facets else PAGE + 1, enough=PAGE)
    return _page(hits, depth, facets_of=hits if with_facets else [])


def _page(hits: list[Hit], depth: int, *, facets_of: list[Hit]) -> SearchPage:
    shown = [article_id for article_id, _ in hits[:PAGE]]
    found = Article.objects.visible().for_cards().in_bulk(shown)
    more = len(hits) > PAGE and depth + 1 < DEEPEST
    return SearchPage(
        articles=[found[pk] for pk in shown if pk in found],
        next_key=str(_Position(key=_key(*hits[PAGE - 1]), depth=depth + 1)) if more else "",
        facets=_facets([article_id for article_id, _ in facets_of]),
    )


def _facets(article_ids: list[int]) -> Facets:
    if not article_ids:
        return Facets()
    rows = Article.objects.visible().filter(pk__in=article_ids).values_list("language", "source_id")
    languages = Counter(language for language, _ in rows)
    sources = Counter(source_id for _, source_id in rows)
    most = dict(sources.most_common(MOST_FACETS))
    known = Source.objects.in_bulk(most)
    return Facets(languages=dict(languages.most_common()), sources={known[pk]: count for pk, count in most.items()})


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None


def _key(article_id: int, published_at: datetime) -> PageKey:
    return PageKey(published_at=published_at, article_id=article_id)


def _read_key(page_key: str) -> _Position | None:
    written, _, depth = page_key.rpartition("_")
    key, pages = page_keys.read(written), page_keys.whole_number(depth)
    return _Position(key=key, depth=pages) if key and 0 < pages < DEEPEST else None
