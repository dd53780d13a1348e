"""A text's words and a reader's are taken apart in one way, so that they meet."""

import pytest

from articles.knowledge.terms import document_terms, query_terms, taken_apart


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Fès/Meknès", ["Fès", "Meknès"]),
        ("covid-19 en 2024–2025", ["covid", "19", "en", "2024", "2025"]),
        ("le FMI.Le dossier", ["le", "FMI", "Le", "dossier"]),
        ("le360.ma", ["le360", "ma"]),
        ("L’O.N.U. et l'U.E.", ["L’ONU", "et", "l'UE"]),
        ("3.5 points", ["3.5", "points"]),
        ("#Maroc @rabat a_b", ["Maroc", "rabat", "a", "b"]),
        ("ریاست\u200cجمهوری ۱۴۰۲", ["رياست", "جمهوري", "1402"]),
        ("中国总统", ["中国", "国总", "总统"]),
        ("東", ["東"]),
    ],
)
def test_signs_part_words_and_letters_have_one_spelling(text: str, words: list[str]) -> None:
    assert document_terms(text, "news_simple").words.split() == words


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Fès-Meknès gare", '"Fès Meknès" gare'),
        ("-covid-19 port", '-"covid 19" port'),
        ('"Fès-Meknès" OR U.E.', '"Fès Meknès" OR UE'),
        ("总统选举", '"总统 统选 选举"'),
        ("# - /", ""),
        ('"" port', "port"),
    ],
)
def test_what_is_several_words_to_the_index_is_a_phrase(words: str, asked: str) -> None:
    assert query_terms(words, "news_fr") == asked


def test_a_word_taken_apart_keeps_its_spelling() -> None:
    assert taken_apart("Aït-Ben-Haddou إلى U.S.A.") == "Aït Ben Haddou إلى USA"
