"""The Arabic normaliser of the search: one word's many spellings find each other, other words do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.knowledge.arabic import document_terms, fold, query_terms


def finds(query: str, text: str) -> bool:
    """Whether every word of the query is among the text's terms, as Postgres compares them."""
    return set(query_terms(query).split()) <= set(document_terms(text).split())


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("مُحَمَّد", "محمد"),
        ("الحكـــومة", "الحكومه"),
        ("أإآٱ", "اااا"),
        ("مستشفى", "مستشفي"),
        ("مسؤول", "مسءول"),
        ("مسئول", "مسءول"),
        ("کتاب", "كتاب"),
        ("٢٠٢٥ ۲۰۲۵", "2025 2025"),
        ("ﻻ", "لا"),
        ("Événement", "Événement"),
    ],
)
def test_each_letter_has_one_spelling(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("written", ["الوزير", "والوزير", "بالوزير", "للوزير", "كالوزير", "وزير", "ووزير", "لوزير"])
def test_a_noun_finds_itself_under_article_and_particles(written: str) -> None:
    assert finds("وزير", written)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("حكومة", "والحكومة"),
        ("انتخابات", "الانتخابات"),
        ("صحفيون", "صحفي"),
        ("أحمد", "لأحمد"),
        ("مسئول", "المسؤول"),
        ("مستشفى", "المستشفي"),
        ("المغرب", "بالمغرب"),
        ("الجزائر", "والجزائر"),
        ("کتاب", "الكتاب"),
    ],
)
def test_spellings_of_one_word_find_each_other(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(("query", "text"), [("وزير", "الوزن"), ("مغرب", "مغامرة"), ("حكم", "محكمة"), ("ملك", "ملعب")])
def test_different_words_do_not(query: str, text: str) -> None:
    assert not finds(query, text)


def test_words_of_other_scripts_pass_through() -> None:
    assert document_terms("La CAN 2025 في المغرب").split()[:3] == ["La", "CAN", "2025"]


def test_operators_of_a_query_keep_their_place() -> None:
    assert query_terms('"كأس العالم" -الوزير OR ملك') == '"كاس عالم" -وزير OR ملك'


@settings(deadline=None)
@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإؤئء ", max_size=40))
def test_every_text_is_found_by_its_own_words(text: str) -> None:
    assert finds(text, text)
