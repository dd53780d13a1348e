"""Which words of found articles' headlines and leads are those that a reader looked for: by the same dictionaries that
found them, so that `événements` marks "événement" and أمم marks "الأمم"."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from articles import preparing
from articles.knowledge import search_words
from articles.knowledge.languages import language
from articles.knowledge.search_words import OR
from articles.knowledge.terms import INITIALS, document_terms, query_terms, taken_apart
from articles.knowledge.word_forms import forms_of
from articles.models import Article

_WORD: Final = re.compile(rf"{INITIALS.pattern}|[\w\u0610-\u061a\u064b-\u065f\u0670]+")
_SAME: Final = """
    WITH asked AS MATERIALIZED (
        SELECT config, tsvector_to_array(to_tsvector(config::regconfig, query)) AS sought
        FROM unnest(%s::text[], %s::text[]) AS each (config, query))
    SELECT config, word FROM asked JOIN unnest(%s::text[], %s::text[], %s::text[]) AS met (config, word, form)
        USING (config)
    WHERE tsvector_to_array(to_tsvector(config::regconfig, form)) && sought"""


@dataclass(frozen=True, kw_only=True)
class Highlights:
    """The words to be marked, by text search configuration."""

    words: dict[str, frozenset[str]] = field(default_factory=dict)

    def marked(self, text: str, code: str) -> SafeString:
        """The text, in the content language of that code, escaped, with <mark> around each word that was looked for."""
        sought = self.words.get(language(code).search_config, frozenset())
        marked, end = [], 0
        for match in _WORD.finditer(text):
            if match[0] in sought:
                marked.append((text[end : match.start()], match[0]))
                end = match.end()
        return format_html_join("", "{}<mark>{}</mark>", marked) + escape(text[end:])


def highlights(text: str, articles: Iterable[Article]) -> Highlights:
    """What to mark in these articles' titles and leads for that search; one question to the database for them all."""
    words = search_words.read(text)
    query = " ".join(positive(f"{words.words} {words.titles}"))
    met: dict[str, set[str]] = defaultdict(set)
    for article in articles if query else ():
        met[language(article.language).search_config].update(_WORD.findall(f"{article.title} {article.shown_lead}"))
    return Highlights(words=_looked_for(query, met) if met else {})


def _looked_for(query: str, met: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    """Of the words that were met, by configuration, those that the query means."""
    queries = [_in_any_form(query, config) for config in met]
    words = [(config, word, _terms(word, config)) for config, found in met.items() for word in found]
    columns = [list(column) for column in zip(*words, strict=True)] or [[], [], []]
    same: dict[str, set[str]] = defaultdict(set)
    for config, word in preparing.run(_SAME, [list(met), queries, *columns]):
        same[config].add(word)
    return {config: frozenset(each) for config, each in same.items()}


def positive(text: str) -> list[str]:
    """The words that an article should have; phrases count as their words."""
    written = re.findall(r'-?"[^"]*"?|\S+', text)
    return [taken_apart(word.strip('"')).strip() for word in written if not word.startswith("-") and word != OR]


def _terms(word: str, config: str) -> str:
    terms = document_terms(word, config)
    return f"{terms.words} {terms.bare}"


def _in_any_form(words: str, config: str) -> str:
    return " ".join([query_terms(words, config), *(form for _, form in forms_of(words, config))])
