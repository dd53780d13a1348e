"""Searching: a reader's words become a page of articles, newest first or best first.

Postgres must never choose between its date index and its text index here: misjudging a rare word it walks every row
(2.7 s at 200,000). So each stage asks the text index for a narrow window of time, and the last for all of it; who has
fewer than a page of hits in a week is not common (docs/decisions/0004). Windows that lie far back are asked for by the
marks of their months and years: a range of dates that is wide or has two ends costs the index a walk."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils.text import slugify

from articles import page_keys, search_query, search_words
from articles.models import Article, ArticleSearch, Source
from articles.page_keys import PageKey
from articles.search_words import SearchWords

PAGE: Final = 20
DEEPEST: Final = 10  # pages: a deep page of a search costs as much as all before it
LONGEST: Final = 200  # characters of a query
WINDOWS: Final = (timedelta(days=1), timedelta(days=7))
TIMEOUT: Final = "2s"  # of one statement
MOST_COUNTED: Final = 500  # of the newest hits: to rank more of a common word takes Postgres a second
MOST_FACETS: Final = 8  # sources that a search offers to narrow it to

_HITS: Final = """
    SELECT article_id, published_at FROM (
        SELECT article_id, published_at FROM articles_articlesearch
        WHERE search @@ %(query)s::tsquery {window} OFFSET 0
    ) AS hits
    WHERE {bounds} ORDER BY published_at DESC, article_id DESC LIMIT %(limit)s
"""
_RANKED: Final = """
    SELECT article_id, published_at FROM articles_articlesearch WHERE article_id = ANY(%s)
    ORDER BY ts_rank(search, %s::tsquery, 1) DESC, published_at DESC, article_id DESC
"""
_Hit = tuple[int, datetime]


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
    gave up; `unknown`: filters that mean nothing, as they were written, so that nothing is found."""

    articles: list[Article] = field(default_factory=list)
    next_key: str = ""
    too_heavy: bool = False
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
    text: str, *, language: str = "", order: Order = Order.NEWEST, page_key: str = "", with_facets: bool = False
) -> SearchPage:
    """A page of visible articles that match `text` (its syntax: search_words) in any language, or in one, by its code.
    Any input gets an answer: words that mean nothing get none, a broken key the first page. Facets cost two statements
    and more hits."""
    words = search_words.read(text[:LONGEST])
    if language and (not words.languages or language in words.languages):
        words = replace(words, languages=(language,))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{TIMEOUT}'")
            return _answer(cursor, words, order, _read_key(page_key), with_facets=with_facets)
    except OperationalError:
        return SearchPage(too_heavy=True)


def _answer(
    cursor: Any, words: SearchWords, order: Order, position: _Position | None, *, with_facets: bool
) -> SearchPage:
    sources, unknown = _slugs(words.sources)
    other_sources, also_unknown = _slugs(words.other_sources)
    unknown = (*words.unknown, *unknown, *also_unknown)
    if unknown or words.is_empty:
        return SearchPage(unknown=unknown)
    query = search_query.tsquery(cursor, words, sources=sources, other_sources=other_sources)
    if not query:
        return SearchPage()
    depth = position.depth if position else 0
    with_facets = with_facets and not depth
    if order is Order.BEST:
        hits = _best_hits(cursor, query, words)
        return _page(hits[depth * PAGE : (depth + 1) * PAGE + 1], depth, facets_of=hits if with_facets else [])
    hits = _newest_hits(cursor, query, words, position, most=MOST_COUNTED if with_facets else PAGE + 1)
    return _page(hits, depth, facets_of=hits if with_facets else [])


def _page(hits: list[_Hit], depth: int, *, facets_of: list[_Hit]) -> SearchPage:
    shown = [article_id for article_id, _ in hits[:PAGE]]
    found = Article.objects.visible().for_cards().in_bulk(shown)
    more = len(hits) > PAGE and depth + 1 < DEEPEST
    return SearchPage(
        articles=[found[pk] for pk in shown if pk in found],
        next_key=str(_Position(key=_key(*hits[PAGE - 1]), depth=depth + 1)) if more else "",
        facets=_facets([article_id for article_id, _ in facets_of]),
    )


def _slugs(written: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
    """The slugs of the sources that are meant, by slug or name, and what names none."""
    found: list[str] = []
    unknown: list[str] = []
    for name in written:
        meant = Source.objects.shown().filter(Q(slug=slugify(name)) | Q(name__iexact=name))
        slugs = list(meant.values_list("slug", flat=True))
        found += slugs
        unknown += [] if slugs else [f"source:{name}"]
    return found, tuple(unknown)


def _facets(article_ids: list[int]) -> Facets:
    if not article_ids:
        return Facets()
    rows = Article.objects.visible().filter(pk__in=article_ids).values_list("language", "source_id")
    languages = Counter(language for language, _ in rows)
    sources = Counter(source_id for _, source_id in rows)
    most = dict(sources.most_common(MOST_FACETS))
    known = Source.objects.in_bulk(most)
    return Facets(languages=dict(languages.most_common()), sources={known[pk]: count for pk, count in most.items()})


def _best_hits(cursor: Any, query: str, words: SearchWords) -> list[_Hit]:
    """The newest hits, as many as are counted, best first: a headline counts more than a text, a short text more than a
    long one."""
    newest = _newest_hits(cursor, query, words, None, most=MOST_COUNTED, enough=PAGE * DEEPEST)
    cursor.execute(_RANKED, [[article_id for article_id, _ in newest], query])
    hits: list[_Hit] = cursor.fetchall()
    return hits


def _newest_hits(
    cursor: Any, query: str, words: SearchWords, position: _Position | None, *, most: int, enough: int = PAGE
) -> list[_Hit]:
    """The newest hits, at most so many; from the first stage that has more than `enough`."""
    known = {
        "limit": most,
        "after": _midnight(words.after),
        "before": _midnight(words.before),
        "at": position.key.published_at if position else None,
        "id": position.key.article_id if position else None,
    }
    hits: list[_Hit] = []
    for stage, since in _stages(query, known):
        window = "AND published_at >= %(since)s" if since else ""
        cursor.execute(_HITS.format(window=window, bounds=_bounds(known)), {**known, "query": stage, "since": since})
        hits = cursor.fetchall()
        if len(hits) > enough:
            break
    return hits


def _stages(query: str, known: dict[str, Any]) -> Iterator[tuple[str, datetime | None]]:
    """(query, begin of the window in the index or None) of each stage. Windows end at the newest article, not at now:
    after a pause of the workers every query would fall through to the last stage."""
    newest = ArticleSearch.objects.order_by("-published_at").values_list("published_at", flat=True).first()
    if newest is None:
        return
    until = min(filter(None, (newest, known["at"], known["before"])))
    is_now = newest - until < WINDOWS[-1]
    if is_now:
        yield from ((query, until - window) for window in WINDOWS)
    yield search_query.of_months(query, until), None
    if not is_now:
        yield search_query.of_years(query, until), None
    yield query, None


def _bounds(known: dict[str, Any]) -> str:
    """What the hits of the index are sorted out by."""
    bounds = {
        "after": "published_at >= %(after)s",
        "before": "published_at < %(before)s",
        "at": "(published_at, article_id) < (%(at)s, %(id)s)",
    }
    return " AND ".join(["TRUE", *(bound for name, bound in bounds.items() if known[name])])


def _midnight(day: Any) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None


def _key(article_id: int, published_at: datetime) -> PageKey:
    return PageKey(published_at=published_at, article_id=article_id)


def _read_key(page_key: str) -> _Position | None:
    written, _, depth = page_key.rpartition("_")
    key, pages = page_keys.read(written), page_keys.whole_number(depth)
    return _Position(key=key, depth=pages) if key and 0 < pages < DEEPEST else None
