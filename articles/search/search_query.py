"""From a reader's words to a query in Postgres' own language: one part a text search configuration, each meeting only
the rows that it indexed, and marks that narrow it to languages, sources and months."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from articles.knowledge.languages import LANGUAGES, language
from articles.knowledge.search_words import SearchWords
from articles.knowledge.terms import query_terms
from articles.knowledge.word_forms import forms_of
from articles.offering import CODES
from articles.search.indexing import (
    configuration_lexeme,
    language_lexeme,
    month_lexeme,
    source_lexeme,
    title_lexeme,
    year_lexeme,
)
from articles.search.narrowing import Scope

_CONFIGS: Final = sorted({known.search_config for known in LANGUAGES.values()})
_LEXEME: Final = re.compile(r"'(?:[^']|'')*'")
_PIECE: Final = re.compile(rf"({_LEXEME.pattern})|<(?:-|\d+)>")  # or the sign of a phrase
# Only of languages that have articles. Nothing but our own words stands in it. `forms`: what the reader's words may
# also look like, each beside its word, as lexemes.
_PARSE: Final = f"""
    SELECT config, websearch_to_tsquery(config::regconfig, words)::text,
           websearch_to_tsquery(config::regconfig, titles)::text,
           ARRAY(SELECT ARRAY[own, other] FROM unnest(%(forms_of)s::text[], %(formed)s::text[], %(forms)s::text[])
                     AS known (of, word, form),
                 unnest(tsvector_to_array(to_tsvector(config::regconfig, word))) AS own,
                 unnest(tsvector_to_array(to_tsvector(config::regconfig, form))) AS other
                 WHERE of = config AND own <> other) AS forms
    FROM (SELECT DISTINCT config FROM unnest(%(codes)s::text[], %(configs)s::text[]) AS known (code, config)
          WHERE code IN {CODES}) AS configs
    JOIN unnest(%(asked)s::text[], %(words)s::text[], %(titles)s::text[]) AS asked (of, words, titles) ON of = config
    ORDER BY config"""  # noqa: S608  # as said


@dataclass(frozen=True, kw_only=True)
class Query:
    """Both in the language of Postgres."""

    rows: str  # which rows are meant, by words and marks; empty when the words mean nothing (a stop word, a sign)
    words: str = ""  # what makes one better than another: marks have no place in a text, and would weigh
    is_spoken: bool = True  # whether there is any article in the languages that are meant


def tsquery(cursor: Any, words: SearchWords, within: Scope) -> Query:
    meant = _meant(cursor, words, within) if words.words or words.titles else Query(rows="")
    if not meant.rows and (words.words or words.titles):
        return meant
    narrowed = [
        _any_of(map(language_lexeme, within.languages)),
        _any_of(map(source_lexeme, within.sources)),
        *(f"!{_lexeme(language_lexeme(code))}" for code in within.other_languages),
        *(f"!{_lexeme(source_lexeme(slug))}" for slug in within.other_sources),
    ]
    is_bounded = meant.rows or within.languages or within.sources
    bounds = meant.rows if is_bounded else _any_of(map(configuration_lexeme, _CONFIGS))
    return Query(rows=" & ".join(filter(None, [bounds, *narrowed])), words=meant.words)


def of_months(query: str, until: datetime, number: int) -> str:
    """The query narrowed to so many months (of UTC), of which that moment's is the last."""
    last = until.year * 12 + until.month - 1
    months = (divmod(each, 12) for each in range(last, last - number, -1))
    return f"{query} & {_any_of(month_lexeme(year, month + 1) for year, month in months)}"


def of_years(query: str, until: datetime) -> str:
    """The query narrowed to that year (of UTC) and the one before."""
    return f"{query} & {_any_of([year_lexeme(until.year), year_lexeme(until.year - 1)])}"


def _meant(cursor: Any, words: SearchWords, within: Scope) -> Query:
    """What the words are in each configuration that has articles. Words that several configurations read alike are
    asked for once, and where all do, without a mark: each mark has half of all articles, and costs the index a walk."""
    codes = list(within.languages or LANGUAGES)
    cursor.execute(_PARSE, {"codes": codes, **_asked([language(code).search_config for code in codes], words)})
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for config, of_text, of_title, forms in cursor.fetchall():
        alike[_in_any_form(of_text, forms), _in_any_form(of_title, forms)].append(config)
    spoken = [config for same in alike.values() for config in same]
    meant = [(_all_of(of_text, _by_marks(of_title)), same) for (of_text, of_title), same in alike.items()]
    rows = [f"({_marks(query, same, spoken)}{query})" for query, same in meant if query]
    ranked = [_all_of(of_text, _by_weights(of_title)) for of_text, of_title in alike]
    return Query(
        rows=f"({' | '.join(rows)})" if rows else "", words=" | ".join(filter(None, ranked)), is_spoken=bool(alike)
    )


def _asked(configs: list[str], words: SearchWords) -> dict[str, list[str]]:
    asked = list(dict.fromkeys(configs))
    known = [(config, *pair) for config in asked for pair in forms_of(f"{words.words} {words.titles}", config)]
    of, formed, forms = zip(*known, strict=True) if known else ((), (), ())
    return {
        "configs": configs,
        "asked": asked,
        "words": [query_terms(words.words, config) for config in asked],
        "titles": [query_terms(words.titles, config) for config in asked],
        "forms_of": list(of),
        "formed": list(formed),
        "forms": list(forms),
    }


def _in_any_form(query: str, forms: list[tuple[str, str]]) -> str:
    """The query with each of its words or another form of it."""
    others: dict[str, set[str]] = defaultdict(set)
    for own, other in forms:
        others[_lexeme(own)].add(other)
    return _LEXEME.sub(lambda found: _with(found.group(), others[found.group()]), query)


def _with(lexeme: str, others: set[str]) -> str:
    return f"({' | '.join([lexeme, *map(_lexeme, sorted(others))])})" if others else lexeme


def _marks(asked: str, configs: list[str], among: list[str]) -> str:
    """The beginning of a query that only rows of these configurations meet, of those that all rows are of. What is
    left out of a search is no way into the index: there, their marks are."""
    others = [config for config in among if config not in configs]
    if "!" in _LEXEME.sub("", asked) or len(configs) < len(others):
        return f"{_any_of(map(configuration_lexeme, configs))} & "
    return f"!{_any_of(map(configuration_lexeme, others))} & " if others else ""


def _by_marks(query: str) -> str:
    """A query of headlines by the marks of their words. The index knows no order of words: a phrase is looked for in
    what their marks find, and one that is left out in all that the rest finds."""
    signs = _LEXEME.sub("", query)
    marked = _PIECE.sub(lambda piece: f"'{title_lexeme(piece.group(1)[1:])}" if piece.group(1) else "&", query)
    if "<" not in signs:
        return marked
    return _by_weights(query) if "!" in signs else f"({marked}) & ({_by_weights(query)})"


def _by_weights(query: str) -> str:
    return _LEXEME.sub(r"\g<0>:A", query)


def _all_of(*queries: str) -> str:
    return " & ".join(f"({query})" for query in queries if query)


def _any_of(words: Iterable[str]) -> str:
    lexemes = [_lexeme(word) for word in words]
    return f"({' | '.join(lexemes)})" if lexemes else ""


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
