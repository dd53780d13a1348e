"""Words are looked for in forms that the stemmers take for other words, and in no more."""

import pytest

from articles.knowledge.word_forms import forms_of, other_forms


@pytest.mark.parametrize(
    ("config", "word", "form"),
    [
        ("news_es", "información", "informaciones"),
        ("news_es", "informaciones", "informacion"),
        ("news_es", "Gobiernos", "gobierno"),
        ("news_es", "joven", "jovenes"),
        ("news_es", "juez", "jueces"),
        ("news_es", "voces", "voz"),
        ("news_es", "jóvenes", "joven"),
        ("news_fr", "roi", "rois"),
        ("news_fr", "élus", "elu"),
        ("news_fr", "arrêtés", "arretee"),
        ("news_fr", "financier", "financieres"),
        ("news_fr", "premières", "premier"),
        ("news_pt", "eleição", "eleicoes"),
        ("news_pt", "eleições", "eleicao"),
    ],
)
def test_a_word_has_its_other_number_and_gender(config: str, word: str, form: str) -> None:
    assert form in other_forms(word, config)


@pytest.mark.parametrize(("config", "word", "form"), [("news_fr", "arme", "armee"), ("news_fr", "année", "anne")])
def test_other_words_are_no_forms(config: str, word: str, form: str) -> None:
    assert form not in other_forms(word, config)


def test_languages_whose_stemmers_need_no_help_have_none() -> None:
    assert forms_of("elections 2025", "news_en") == []


def test_each_word_of_a_search_has_its_forms() -> None:
    assert forms_of('"gran nación" -OR 2025', "news_es") == [("gran", "granes"), ("nación", "naciones")]
