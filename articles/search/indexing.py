"""Indexing: an article's search vector, written beside it. The vector also holds what a search may be narrowed by.

Whatever is indexed has new words, so that what is related to it is looked for as well (articles/relating.py)."""

import json
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any, Final

from articles import preparing
from articles.knowledge.languages import language
from articles.knowledge.terms import document_terms
from articles.models import Article

RELATED_AFTER: Final = timedelta(minutes=1)  # a headline's text follows it: both are looked at together

# Texts come from the articles' own rows, unless terms of them are given. Words without particles have no place among
# the others, whose phrases they would tear.
_WRITE: Final = """
    INSERT INTO articles_articlesearch (article_id, published_at, search)
    SELECT article.id, article.published_at,
        setweight(to_tsvector(given.config::regconfig, coalesce(given.title, article.title)), 'A')
        || setweight(to_tsvector(given.config::regconfig,
            coalesce(given.body, article.lead || E'\\n' || article.body_text)), 'C')
        || strip(to_tsvector(given.config::regconfig, given.bare_title || ' ' || given.bare))
        || array_to_tsvector(given.marks || (%(source_mark)s || source.slug) || ARRAY(
            SELECT %(title_mark)s || word FROM unnest(tsvector_to_array(
                to_tsvector(given.config::regconfig, coalesce(given.title, article.title) || ' ' || given.bare_title)
            )) AS word))
    FROM json_to_recordset(%(rows)s::json)
        AS given(id bigint, config text, marks text[], title text, body text, bare_title text, bare text)
    JOIN articles_article article ON article.id = given.id
    JOIN articles_source source ON source.id = article.source_id
    ON CONFLICT (article_id) DO UPDATE SET published_at = excluded.published_at, search = excluded.search"""
_INDEX: Final = f"""
    WITH indexed AS ({_WRITE} RETURNING article_id)
    INSERT INTO articles_relatedarticles (article_id, others, due_at)
    SELECT article_id, '{{}}', clock_timestamp() + %(soon)s::interval FROM indexed
    ON CONFLICT (article_id) DO UPDATE SET due_at = excluded.due_at"""  # noqa: S608  # our own words alone


def index(articles: Sequence[Article]) -> None:
    """Write or replace the search rows of these articles, as they are stored, in one statement."""
    if articles:
        preparing.run(_INDEX, {**_rows(articles), "soon": RELATED_AFTER})


def index_again(articles: Sequence[Article]) -> None:
    """The same for articles whose words are the same and are read otherwise now: what is related to them stays so."""
    if articles:
        preparing.run(_WRITE, _rows(articles))


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


def _rows(articles: Sequence[Article]) -> dict[str, str]:
    rows = json.dumps([_given(article) for article in articles], ensure_ascii=False)
    return {"rows": rows, "source_mark": source_lexeme(""), "title_mark": title_lexeme("")}


def _given(article: Article) -> dict[str, Any]:
    config = language(article.language).search_config
    title, body = article.title, f"{article.lead}\n{article.body_text}"
    of_title, of_body = document_terms(title, config), document_terms(body, config)
    day = article.published_at.astimezone(UTC)
    return {
        "id": article.pk,
        "config": config,
        "marks": [
            *(configuration_lexeme(config), language_lexeme(article.language)),
            *(month_lexeme(day.year, day.month), year_lexeme(day.year)),
        ],
        "title": None if of_title.words == title else of_title.words,
        "body": None if of_body.words == body else of_body.words,
        "bare_title": of_title.bare,
        "bare": of_body.bare,
    }
