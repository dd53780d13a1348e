"""Finding: the ids of what a query finds, newest first or best first, by the text index alone.

Postgres must never choose between its date index and its text index here: misjudging a rare word it walks every row
(2.7 s at 200,000). So each stage asks the text index for a narrow window of time, and the last for all of it; who has
fewer than a page of hits in a week is not common (docs/decisions/0004). Windows that lie far back are asked for by the
marks of their months and years: a range of dates that is wide or has two ends costs the index a walk."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from articles.knowledge.page_keys import PageKey
from articles.search import search_query
from articles.search.search_query import Query

WINDOWS: Final = (timedelta(days=1), timedelta(days=7))
MONTHS: Final = 2
MOST_MONTHS: Final = 24  # to ask for by their marks
DAYS_OF_MONTH: Final = 30.4
MARGIN: Final = 1.3  # for a pace that was chance
MOST_COUNTED: Final = 500  # of the newest hits: to rank more of a common word takes Postgres a second
ENOUGH_RANKED: Final = 200  # hits of a stage, to look no further for better ones

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
# Whether a hit is of one of the outlets. A window has few hits, each looked at; beyond it Postgres may take all the
# outlets' articles together, where that is less: a common word is in every third article.
_LOOKED_AT: Final = "(SELECT source_id FROM articles_article WHERE id = article_id) = ANY(%(outlets)s)"
_TOGETHER: Final = "article_id IN (SELECT id FROM articles_article WHERE source_id = ANY(%(outlets)s))"
Hit = tuple[int, datetime]  # an article's id, and when it was published
_Stage = tuple[str, datetime | None]  # a query, and the begin of its window in the index


@dataclass(frozen=True, kw_only=True)
class Sought:
    """A query, and what its hits are sorted out by. Windows end at the newest article, not at now: after a pause of
    the workers every query would fall through to the last stage."""

    query: Query
    newest: datetime  # article of all
    outlets: tuple[int, ...] = ()  # sources' ids, of which a hit is of one; empty: of any
    after: datetime | None = None
    before: datetime | None = None
    position: PageKey | None = None  # of the last hit that was shown


def best_hits(cursor: Any, sought: Sought) -> list[Hit]:
    """The newest hits, as many as are counted, best first: a headline counts more than a text, a short text more than a
    long one."""
    newest = newest_hits(cursor, sought, most=MOST_COUNTED, enough=ENOUGH_RANKED)
    if not sought.query.words:
        return newest
    cursor.execute(_RANKED, [[article_id for article_id, _ in newest], sought.query.words])
    hits: list[Hit] = cursor.fetchall()
    return hits


def newest_hits(cursor: Any, sought: Sought, *, most: int, enough: int) -> list[Hit]:
    """The newest hits, at most so many; from the first stage that has more than `enough`."""
    known = {
        "limit": most,
        "outlets": list(sought.outlets),
        "after": sought.after,
        "before": sought.before,
        "at": sought.position.published_at if sought.position else None,
        "id": sought.position.article_id if sought.position else None,
    }
    stages = _stages(sought, enough)
    stage = next(stages)
    while True:
        hits = _hits(cursor, stage, known)
        if len(hits) > enough:
            return hits
        try:
            stage = stages.send(len(hits))
        except StopIteration:
            return hits


def _hits(cursor: Any, stage: _Stage, known: dict[str, Any]) -> list[Hit]:
    query, since = stage
    window = "AND published_at >= %(since)s" if since else ""
    statement = _HITS.format(window=window, bounds=_bounds(known, _LOOKED_AT if since else _TOGETHER))
    cursor.execute(statement, {**known, "query": query, "since": since})
    hits: list[Hit] = cursor.fetchall()
    return hits


def _stages(sought: Sought, enough: int) -> Generator[_Stage, int]:
    """Each is told how many hits the one before had, and reaches back as far as those let hope for a page: for words
    that seldom meet, each walks the index as far as all of it does, and a phrase is looked for in each text that has
    its words."""
    query, at = sought.query.rows, sought.position.published_at if sought.position else None
    until = min(filter(None, (sought.newest, at, sought.before)))
    is_now = sought.newest - until < WINDOWS[-1]
    if is_now and (yield query, until - WINDOWS[0]):
        yield query, until - WINDOWS[-1]
    found = yield search_query.of_months(query, until, MONTHS), None
    months = _months(found, enough, until)
    if MONTHS < months <= MOST_MONTHS:
        yield search_query.of_months(query, until, months), None
    elif not is_now:
        yield search_query.of_years(query, until), None
    yield query, None


def _months(found: int, enough: int, until: datetime) -> int:
    """In how many months there are enough, at the pace of the last ones, of which the last has only begun."""
    looked_at = MONTHS - 1 + until.day / DAYS_OF_MONTH
    return ceil(MARGIN * looked_at * (enough + 1) / found) + 1 if found else 0


def _bounds(known: dict[str, Any], of_outlets: str) -> str:
    """What the hits of the index are sorted out by."""
    bounds = {
        "after": "published_at >= %(after)s",
        "before": "published_at < %(before)s",
        "at": "(published_at, article_id) < (%(at)s, %(id)s)",
        "outlets": of_outlets,
    }
    return " AND ".join(["TRUE", *(bound for name, bound in bounds.items() if known[name])])
