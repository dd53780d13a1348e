"""From a reader's words to a query in Postgres' own language: one part a text search configuration, each meeting only
the rows that it indexed, and marks that narrow it to languages, sources and months."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from articles import arabic
from articles.indexing import configuration_lexeme, language_lexeme, month_lexeme, source_lexeme, year_lexeme
from articles.languages import LANGUAGES, language
from articles.search_words import SearchWords

_CONFIGS: Final = sorted({known.search_config for known in LANGUAGES.values()})
_LEXEME: Final = re.compile(r"'(?:[^']|'')*'")
_PARSE: Final = """
    SELECT config, websearch_to_tsquery(config::regconfig, words)::text,
           websearch_to_tsquery(config::regconfig, titles)::text
    FROM unnest(%s::text[], %s::text[], %s::text[]) AS queries (config, words, titles)"""


def tsquery(cursor: Any, words: SearchWords, *, sources: Sequence[str], other_sources: Sequence[str]) -> str:
    """The whole query; empty when the words mean nothing (a stop word, a sign). `sources` are slugs."""
    meant = _meant(cursor, words) if words.words or words.titles else _any_of(map(configuration_lexeme, _CONFIGS))
    if not meant:
        return ""
    narrowed = [
        _any_of(map(language_lexeme, words.languages)),
        _any_of(map(source_lexeme, sources)),
        *(f"!{_lexeme(language_lexeme(code))}" for code in words.other_languages),
        *(f"!{_lexeme(source_lexeme(slug))}" for slug in other_sources),
    ]
    return " & ".join([meant, *filter(None, narrowed)])


def of_months(query: str, until: datetime) -> str:
    """The query narrowed to that month (of UTC) and the one before."""
    year, month = until.year, until.month
    before = (year, month - 1) if month > 1 else (year - 1, 12)
    return f"{query} & {_any_of([month_lexeme(year, month), month_lexeme(*before)])}"


def of_years(query: str, until: datetime) -> str:
    """The query narrowed to that year (of UTC) and the one before."""
    return f"{query} & {_any_of([year_lexeme(until.year), year_lexeme(until.year - 1)])}"


def _meant(cursor: Any, words: SearchWords) -> str:
    configs = sorted({language(code).search_config for code in words.languages}) or _CONFIGS
    texts = [_as_indexed(words.words, config) for config in configs]
    titles = [_as_indexed(words.titles, config) for config in configs]
    cursor.execute(_PARSE, [configs, texts, titles])
    parts = []
    for config, of_text, of_title in cursor.fetchall():
        asked = [f"({query})" for query in (of_text, _LEXEME.sub(r"\g<0>:A", of_title)) if query]
        if asked:
            parts.append(f"({' & '.join([_lexeme(configuration_lexeme(config)), *asked])})")
    return f"({' | '.join(parts)})" if parts else ""


def _as_indexed(text: str, config: str) -> str:
    return arabic.query_terms(text) if config == "news_ar" else text


def _any_of(words: Iterable[str]) -> str:
    lexemes = [_lexeme(word) for word in words]
    return f"({' | '.join(lexemes)})" if lexemes else ""


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
