"""Building a million articles of invented words, spread evenly over two years, indexed as the portal does it."""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import md5
from itertools import batched
from typing import Any, Final

from django.db import connection

from articles.indexing import index
from articles.models import Article, ArticleSearch, Source
from benchmarks.search.words import LANGUAGES, text

NEWEST: Final = datetime(2026, 6, 1, tzinfo=UTC)
SPAN: Final = timedelta(days=730)
SOURCES: Final = 50
BATCH: Final = 2_000
TITLE: Final = 9  # words
LENGTHS: Final = (120, 230)  # words of a text
TOLD_EVERY: Final = 50_000  # articles

_Row = tuple[str, str, str, str, datetime]  # key, title, text, language, moment
_INSERT: Final = """
    INSERT INTO articles_article (source_id, canonical_url, url_key, title, lead, body_html, body_text, language,
        authors, sections, pointers, image_alt, published_at, date_origin)
    SELECT source, 'https://bench.test/' || key, key, title, '', '', body, language,
           '{}', '{}', '[]', '', moment, 'feed'
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
         AS rows (source, key, title, body, language, moment)
    RETURNING id"""
_FINISH: Final = (
    "SET maintenance_work_mem = '1GB'",
    "CREATE INDEX article_search_by_time ON articles_articlesearch USING gin (search, published_at)",
    "VACUUM ANALYZE articles_articlesearch",
    "VACUUM ANALYZE articles_article",
)


def number() -> int:
    return ArticleSearch.objects.count()


def build(articles: int) -> None:
    """Replace what is there by so many articles; the index is made when all are there, as a restore would."""
    started = time.monotonic()
    Article.objects.all().delete()
    sources = _sources()
    rng = random.Random(0)  # noqa: S311  # the same for every run
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS article_search_by_time")
        for numbers in batched(range(articles), BATCH, strict=False):
            _add(cursor, [_article(n / articles, n, rng) for n in numbers], sources)
            if numbers[0] % TOLD_EVERY == 0:
                print(f"{numbers[0]:>10,} articles, {time.monotonic() - started:.0f} s", flush=True)
        for statement in _FINISH:
            cursor.execute(statement)
    print(f"{articles:>10,} articles and their indexes built in {time.monotonic() - started:.0f} s", flush=True)


def _sources() -> list[int]:
    home = {"home_url": "https://bench.test/"}
    made = (
        Source.objects.get_or_create(slug=f"bench-{n}", defaults={"name": f"Bench {n}", **home}) for n in range(SOURCES)
    )
    return [source.pk for source, _ in made]


def _article(share: float, n: int, rng: random.Random) -> _Row:
    code = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
    key = md5(str(n).encode(), usedforsecurity=False).hexdigest()
    return key, text(code, TITLE, rng), text(code, rng.randint(*LENGTHS), rng), code, NEWEST - SPAN * (1 - share)


def _add(cursor: Any, rows: Sequence[_Row], sources: Sequence[int]) -> None:
    keys, titles, texts, codes, moments = (list(column) for column in zip(*rows, strict=True))
    chosen = [sources[int(key[:4], 16) % len(sources)] for key in keys]
    cursor.execute(_INSERT, [chosen, keys, titles, texts, codes, moments])
    ids = [row[0] for row in cursor.fetchall()]
    index(list(Article.objects.filter(pk__in=ids).select_related("source")))
