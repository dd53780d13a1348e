"""The words that a portal begins with."""

import pytest
from django.db import connection

from articles.knowledge.section_words import choose, word_key
from articles.knowledge.starter_sections import starter_words
from articles.models import Section, SectionWord


def test_no_word_stands_for_two_sections() -> None:
    sections: dict[str, set[str]] = {}
    for section, words in starter_words().items():
        for word in words:
            sections.setdefault(word_key(word), set()).add(section)
    assert {key: found for key, found in sections.items() if len(found) > 1 or not key} == {}


def test_every_section_has_words_in_every_language_of_the_interface() -> None:
    assert set(starter_words()) == set(Section.values)
    words = {section: {word_key(word) for word in words} for section, words in starter_words().items()}
    for section, some in {
        "politics": ("politique", "politics", "política", "سياسة"),
        "sport": ("sports", "football", "deportes", "رياضة"),
        "technology": ("high-tech", "technology", "tecnología", "تكنولوجيا"),
        "general": ("À la une", "top stories", "portada", "الرئيسية"),
    }.items():
        assert {word_key(word) for word in some} <= words[section]


@pytest.mark.django_db
def test_a_new_portal_has_them_as_rows_that_editors_change() -> None:
    known = dict(SectionWord.objects.filter(source=None).values_list("key", "section"))
    assert len(known) == len({word_key(word) for words in starter_words().values() for word in words})
    assert choose(["À LA UNE", "Éco & Business", "Économie"], known, none=Section.GENERAL) == Section.ECONOMY


@pytest.mark.django_db
def test_the_database_refuses_a_word_without_a_key_or_with_an_unknown_section() -> None:
    checks = connection.introspection.get_constraints(connection.cursor(), SectionWord._meta.db_table)
    assert {"section_word_has_key", "section_word_known", "section_word_once"} <= set(checks)
