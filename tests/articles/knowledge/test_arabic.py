"""The Arabic normaliser of the search: one word's many spellings find each other, other words do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.knowledge.arabic import fold
from articles.knowledge.terms import document_terms, query_terms


def finds(query: str, text: str) -> bool:
    """Whether every word of the query is among the text's terms, as Postgres compares them."""
    terms = document_terms(text, "news_ar")
    return set(query_terms(query, "news_ar").replace('"', "").split()) <= {*terms.words.split(), *terms.bare.split()}


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
        ("مجلس", "مجلسا"),
        ("لاعب", "لاعبو"),
        ("إيران", "الإيرانية"),
        ("بيان", "البيانات"),
        ("بيان", "بيانا"),
        ("امتحان", "الامتحانات"),
        ("مباراة", "المباريات"),
        ("فرنسا", "الفرنسيون"),
        ("جهة", "الجهات"),
        ("فرنسا", "وبفرنسا"),
        ("وزارة", "وبوزارته"),
    ],
)
def test_spellings_of_one_word_find_each_other(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("وزير", "الوزن"), ("مغرب", "مغامرة"), ("حكم", "محكمة"), ("ملك", "ملعب"), ("مدة", "مدينة"), ("بيت", "بيان")],
)
def test_different_words_do_not(query: str, text: str) -> None:
    assert not finds(query, text)


@pytest.mark.parametrize("written", ["حكومته", "حكومتها", "لحكومتهم", "وحكومتنا", "حكومتهما"])
def test_a_noun_finds_itself_under_whose_it_is(written: str) -> None:
    assert finds("حكومة", written)


def test_words_without_their_particles_stand_apart() -> None:
    terms = document_terms("استقبل وزير الصحة", "news_ar")
    assert (terms.words, terms.bare) == ("استقبل وزير صح", "زير")


def test_small_words_are_asked_for_only_where_nothing_else_is() -> None:
    assert query_terms("وزير في المغرب", "news_ar") == "وزير مغرب"
    assert query_terms("علي", "news_ar") == "علي"
    assert query_terms("في", "news_ar") == "في"
    assert query_terms('"في المغرب" -من', "news_ar") == '"في مغرب" -من'


def test_words_of_other_scripts_pass_through() -> None:
    assert document_terms("La CAN 2025 في المغرب", "news_ar").words.split()[:3] == ["La", "CAN", "2025"]


def test_operators_of_a_query_keep_their_place() -> None:
    assert query_terms('"كأس العالم" -الوزير OR ملك', "news_ar") == '"كاس عالم" -وزير OR ملك'


@settings(deadline=None)
@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإؤئء ", max_size=40))
def test_every_text_is_found_by_its_own_words(text: str) -> None:
    assert finds(text, text)
