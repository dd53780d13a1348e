"""Indexing: an article's search vector, written beside it. The vector also holds what a search may be narrowed by.

Whatever is indexed has new words, so that what is related to it is looked for as well (articles/relating.py)."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any, Final

from articles import preparing
from articles.knowledge import arabic
from articles.knowledge.languages import language
from articles.models import Article

_LONG_RUN: Final = re.compile(r"\S{100}")  # longer than any word, and cheap for the parser
RELATED_AFTER: Final = timedelta(minutes=1)  # a headline's text follows it: both are looked at together

# Texts come from the articles' own rows, unless `terms` of them are given.
_INDEX: Final = """
    WITH indexed AS (
    INSERT INTO articles_articlesearch (article_id, published_at, search)
    SELECT article.id, article.published_at,
        setweight(to_tsvector(given.config::regconfig, coalesce(given.title, article.title)), 'A')
        || setweight(to_tsvector(given.config::regconfig,
            coalesce(given.body, article.lead || E'\\n' || article.body_text)), 'C')
        || array_to_tsvector(given.marks || (%(source_mark)s || source.slug) || ARRAY(
            SELECT %(title_mark)s || word FROM unnest(tsvector_to_array(
                to_tsvector(given.config::regconfig, coalesce(given.title, article.title)))) AS word))
    FROM json_to_recordset(%(rows)s::json) AS given(id bigint, config text, marks text[], title text, body text)
    JOIN articles_article article ON article.id = given.id
    JOIN articles_source source ON source.id = article.source_id
    ON CONFLICT (article_id) DO UPDATE SET published_at = excluded.published_at, search = excluded.search
    RETURNING article_id)
    INSERT INTO articles_relatedarticles (article_id, others, due_at)
    SELECT article_id, '{}', clock_timestamp() + %(soon)s::interval FROM indexed
    ON CONFLICT (article_id) DO UPDATE SET due_at = excluded.due_at"""


def index(articles: Sequence[Article]) -> None:
    """Write or replace the search rows of these articles, as they are stored, in one statement."""
    if articles:
        rows = json.dumps([_given(article) for article in articles], ensure_ascii=False)
        marks = {"source_mark": source_lexeme(""), "title_mark": title_lexeme("")}
        preparing.run(_INDEX, {"rows": rows, **marks, "soon": RELATED_AFTER})


def configuration_lexeme(config: str) -> str:
    """Marks the configuration that indexed a row: a query of another one must not meet it, or `-word` would leak
    (the negation of a word in one language is true of every text in another)."""
    return f"in:{config}"


def language_lexeme(code: str) -> str:
    return f"lang:{code}"


def source_lexeme(slug: str) -> str:
    return f"source:{slug}"


def title_lexeme(word: str) -> str:
    """Marks a word of the headline: the index does not know where in an article a word stands, so that each article
    with a common word would have to be read."""
    return f"title:{word}"


def month_lexeme(year: int, month: int) -> str:
    """Of UTC, as the year below: by these marks a search finds what lies far back without walking the dates."""
    return f"month:{year:04d}-{month:02d}"


def year_lexeme(year: int) -> str:
    return f"year:{year:04d}"


def terms(text: str, config: str) -> str:
    """The text as Postgres' parser and that configuration's dictionaries can take it: Arabic is normalised before.

    The parser takes the square of a length for comments of markup that do not end, of which plain text has none, and
    for what might be one long address, which it tries to read from each of its signs anew: minutes for one article."""
    bounded = _LONG_RUN.sub(r"\g<0> ", text.replace("<", " "))
    return arabic.document_terms(bounded) if config == "news_ar" else bounded


def _given(article: Article) -> dict[str, Any]:
    config = language(article.language).search_config
    title, body = article.title, f"{article.lead}\n{article.body_text}"
    as_title, as_body = terms(title, config), terms(body, config)
    day = article.published_at.astimezone(UTC)
    return {
        "id": article.pk,
        "config": config,
        "marks": [
            *(configuration_lexeme(config), language_lexeme(article.language)),
            *(month_lexeme(day.year, day.month), year_lexeme(day.year)),
        ],
        "title": None if as_title == title else as_title,
        "body": None if as_body == body else as_body,
    }
