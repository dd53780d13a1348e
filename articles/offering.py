"""Offering: what a reader can choose, and the newest articles of each choice, by looks into the indexes by date.

Each look is a LATERAL with its own LIMIT, which Postgres cannot turn into a join over all articles: it costs the same
at a thousand articles and at a million, and what every page asks half a millisecond. How rare the key of a look is
Postgres does not know: asked for equality, it walked all articles by date, to the end for a language with a few old
ones. Asked for one of an array, in the order of keys first, it has to look into the key's own index."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models.expressions import RawSQL

from articles.knowledge.editions import Edition
from articles.knowledge.languages import LANGUAGES, Language
from articles.models import Article, Section
from articles.models.article import ArticleQuerySet

LOOKED_AT: Final = 1_000  # newest articles of countries or of a section
SECTIONS: Final = tuple(section for section in Section if section is not Section.GENERAL)  # in the order of pages

_VISIBLE: Final = """
    articles_article AS article JOIN articles_source AS source ON source.id = article.source_id
    WHERE article.removed_at IS NULL AND source.is_shown"""
_NAMED: Final = f"article.section <> '{Section.GENERAL}'"  # says that the partial index will do


def _newest(column: str, key: str, more: str = "") -> str:
    """The end of a look for the newest articles with that key, which is an expression; how many follows."""
    return f"""{_VISIBLE} AND article.{column} = ANY(ARRAY[{key}]) {more}
        ORDER BY article.{column}, article.published_at DESC, article.id DESC LIMIT"""


# The languages of all articles: the least, then the next above it, and so on, each a look into the index.
CODES: Final = """(
    WITH RECURSIVE codes AS (
        SELECT min(language) AS code FROM articles_article UNION ALL
        SELECT (SELECT min(language) FROM articles_article WHERE language > codes.code) FROM codes
        WHERE code IS NOT NULL)
    SELECT code FROM codes)"""
# Nothing but our own words stands in them.
_OFFERED: Final = f"""
    SELECT 'language', code FROM {CODES} AS codes CROSS JOIN LATERAL (
        SELECT FROM {_newest("language", "codes.code")} 1) AS newest
    UNION ALL SELECT 'section', key FROM unnest(%(sections)s::text[]) AS key CROSS JOIN LATERAL (
        SELECT FROM {_newest("section", "key", f"AND {_NAMED}")} 1) AS newest
    UNION ALL SELECT 'country', country FROM (
        SELECT DISTINCT country FROM articles_source WHERE is_shown AND country <> ''
    ) AS countries CROSS JOIN LATERAL (
        SELECT FROM articles_source AS outlet CROSS JOIN LATERAL (
            SELECT FROM {_newest("source_id", "outlet.id")} 1) AS newest
        WHERE outlet.country = countries.country LIMIT 1) AS first"""  # noqa: S608  # as said
_OF_EACH: Final = f"""
    SELECT newest.id FROM {{keys}} AS each (key) CROSS JOIN LATERAL (
        SELECT article.id FROM {_newest("{column}", "each.key", "{bounds}")} %s
    ) AS newest"""  # noqa: S608  # as said


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What has an article that readers see."""

    languages: list[Language]  # in the order of `LANGUAGES`
    countries: list[str]  # ISO 3166 codes, of the sources
    sections: list[Section]


def offered() -> Offered:
    """What there is to choose among, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFERED, {"sections": [section.value for section in SECTIONS]})
        found = set(cursor.fetchall())
    return Offered(
        languages=[known for code, known in LANGUAGES.items() if ("language", code) in found],
        countries=sorted(code for kind, code in found if kind == "country"),
        sections=[section for section in SECTIONS if ("section", section.value) in found],
    )


def newest_of_each(edition: Edition, *, section: str = "", most: int) -> ArticleQuerySet:
    """Of an edition, the newest `most` articles of every language and of every section; of one section, those of every
    language. In no order, and each once. Of some countries or one section, only among the newest LOOKED_AT: there each
    look of its own would walk past all the articles of others."""
    if section or edition.countries:
        return Article.objects.visible().filter(pk__in=_among_newest(edition, section, most))
    languages = [list(edition.languages)] if edition.languages else []
    bounds = "AND article.language = ANY(%s)" if languages else ""
    of_languages = _OF_EACH.format(keys="unnest(%s::text[])" if languages else CODES, column="language", bounds="")
    of_sections = _OF_EACH.format(keys="unnest(%s::text[])", column="section", bounds=f"AND {_NAMED} {bounds}")
    values = [*languages, most, [each.value for each in SECTIONS], *languages, most]
    both = RawSQL(f"{of_languages} UNION ALL {of_sections}", values)  # noqa: S611  # our own words
    return Article.objects.visible().filter(pk__in=both)


def _among_newest(edition: Edition, section: str, most: int) -> list[int]:
    articles = Article.objects.visible().in_edition(edition).in_section(section)
    counts: Counter[tuple[str, str]] = Counter()
    chosen = []
    for pk, *keys in articles.newest_first().values_list("pk", "language", "section")[:LOOKED_AT]:
        of_each = list(zip(("language", "section"), keys, strict=True))
        chosen += [pk] if min(counts[key] for key in of_each) < most else []
        counts.update(of_each)
    return chosen
