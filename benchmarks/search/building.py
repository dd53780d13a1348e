"""Building a million articles of invented words, spread evenly over two years, indexed as the portal does it."""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Final

from django.db import connection

from articles.knowledge.drafts import DateOrigin, url_key
from articles.models import Article, ArticleSearch, Source
from articles.search.indexing import index
from benchmarks.search.words import LANGUAGES, text

NEWEST: Final = datetime(2026, 6, 1, tzinfo=UTC)
SPAN: Final = timedelta(days=730)
SOURCES: Final = 50
AT_HOME: Final = 40  # of them, more than a search asks the index for one by one
COUNTRY: Final = "MA"
BATCH: Final = 2_000
TITLE: Final = 9  # words
LENGTHS: Final = (120, 230)  # words of a text
TOLD_EVERY: Final = 50_000  # articles

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
    rng = random.Random(0)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS article_search_by_time")
        for numbers in batched(range(articles), BATCH, strict=False):
            made = (_article(n / articles, n, sources, rng) for n in numbers)
            index(Article.objects.bulk_create(made))
            if numbers[0] % TOLD_EVERY == 0:
                print(f"{numbers[0]:>10,} articles, {time.monotonic() - started:.0f} s", flush=True)
        for statement in _FINISH:
            cursor.execute(statement)
    print(f"{articles:>10,} articles and their indexes built in {time.monotonic() - started:.0f} s", flush=True)


def _sources() -> list[Source]:
    made = []
    for n in range(SOURCES):
        told = {"name": f"Bench {n}", "home_url": "https://bench.test/", "country": COUNTRY if n < AT_HOME else ""}
        made.append(Source.objects.update_or_create(slug=f"bench-{n}", defaults=told)[0])
    return made


def _article(share: float, n: int, sources: Sequence[Source], rng: random.Random) -> Article:
    code = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
    url = f"https://bench.test/{n}"
    return Article(
        source=rng.choice(sources),
        canonical_url=url,
        url_key=url_key(url),
        title=text(code, TITLE, rng),
        body_text=text(code, rng.randint(*LENGTHS), rng),
        language=code,
        published_at=NEWEST - SPAN * (1 - share),
        date_origin=DateOrigin.FEED,
    )
