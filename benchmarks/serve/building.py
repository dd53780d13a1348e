"""Building a portal of many articles with texts and pictures' rows, spread evenly over half a year until now."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import Final
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from articles.knowledge.drafts import DateOrigin, url_key
from articles.models import Article, Image, ImageStatus, Source
from articles.relating import KEPT
from articles.search.indexing import index
from benchmarks.search.words import LANGUAGES, text
from feeds.knowledge.lead_image import WIDTHS

SPAN: Final = timedelta(days=180)
SOURCES: Final = 30
BATCH: Final = 2_000
PARAGRAPHS: Final = (4, 9)
PARAGRAPH: Final = (30, 70)  # words
PICTURED: Final = 0.8  # of the articles
SECTIONS: Final = ("general", "politics", "economy", "society", "sport", "culture", "world", "technology")
AUTHORS: Final = 200
# Any others, far from each other: a page costs what it costs by their number.
_RELATE: Final = """
    UPDATE articles_relatedarticles SET others = ARRAY(
        SELECT 1 + mod(article_id * 7919 + n * 104729, (SELECT max(id) FROM articles_article))
        FROM generate_series(1, %s) AS n)"""
_FINISH: Final = ("VACUUM ANALYZE articles_article", "VACUUM ANALYZE articles_articlesearch", "VACUUM ANALYZE")


def is_built() -> bool:
    return Article.objects.exists()


def build(articles: int) -> None:
    """Fill an empty database. The newest article is as old as the run."""
    rng = random.Random(0)
    sources, newest = _sources(), timezone.now()
    for numbers in batched(range(articles), BATCH, strict=False):
        pictures = Image.objects.bulk_create(_picture(n) for n in numbers if rng.random() < PICTURED)
        by_number = {int(picture.digest, 16): picture for picture in pictures}
        made = (_article(n, newest - SPAN * (1 - n / articles), sources, by_number.get(n), rng) for n in numbers)
        index(Article.objects.bulk_create(made))
    with connection.cursor() as cursor:
        cursor.execute(_RELATE, [KEPT])
        for statement in _FINISH:
            cursor.execute(statement)


def paths() -> dict[str, list[str]]:
    """The addresses that are asked for, by kind: pages of articles, the newest last, and searches for single words."""
    rows = Article.objects.order_by("id").values_list("source__slug", "id", "language")
    interface = {"ar": "ar", "en": "en"}
    rng = random.Random(1)
    words = {code: text(code, 4_000, rng).split() for code in LANGUAGES}
    return {
        "article": [f"/{interface.get(code, 'fr')}/{slug}/{pk}/" for slug, pk, code in rows],
        "search": [f"/fr/search/?q={quote(word)}" for word in dict.fromkeys(words["fr"] + words["en"])],
    }


def _sources() -> list[Source]:
    languages = list(LANGUAGES)
    return [
        Source.objects.create(
            slug=f"bench-{n}",
            name=f"Bench {n}",
            home_url=f"https://bench-{n}.test/",
            language=languages[n % len(languages)],
            section=SECTIONS[n % len(SECTIONS)],
            time_zone="Africa/Casablanca",
        )
        for n in range(SOURCES)
    ]


def _picture(n: int) -> Image:
    url = f"https://bench.test/{n}.jpg"
    return Image(
        url=url,
        url_key=url_key(url),
        status=ImageStatus.SHOWN,
        digest=f"{n:064x}",
        picture_key=f"{n:032x}",
        widths=list(WIDTHS),
        width=WIDTHS[-1],
        height=WIDTHS[-1] * 2 // 3,
        has_jpeg=True,
    )


def _article(
    n: int, published_at: datetime, sources: Sequence[Source], picture: Image | None, rng: random.Random
) -> Article:
    source = rng.choice(sources)
    code, url = source.language, f"https://bench.test/{n}"
    paragraphs = [text(code, rng.randint(*PARAGRAPH), rng) for _ in range(rng.randint(*PARAGRAPHS))]
    return Article(
        source=source,
        canonical_url=url,
        url_key=url_key(url),
        title=text(code, 10, rng),
        lead=text(code, 25, rng),
        body_html="".join(f"<p>{paragraph}.</p>" for paragraph in paragraphs),
        body_text="\n".join(paragraphs),
        language=code,
        authors=[f"Author {rng.randrange(AUTHORS)}"],
        sections=[source.section],
        image=picture,
        published_at=published_at,
        date_origin=DateOrigin.FEED,
        extracted_at=published_at,
    )
