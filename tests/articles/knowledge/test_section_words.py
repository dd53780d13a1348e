"""What the words of sources come to."""

import pytest

from articles.knowledge.section_words import choose, keys_of, word_key

KNOWN = {
    "politique": "politics",
    "sport": "sport",
    "football": "sport",
    "رياضه": "sport",
    "monde": "world",
    "une": "general",
}


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Économie", "economie"),
        ("ÉCONOMIE  &  Finances", "economie finances"),
        ("الرِّياضة", "الرياضه"),
        ("Faits-divers", "faits divers"),
        ("#Sport", "sport"),
        ("…", ""),
    ],
)
def test_words_are_compared_without_accents_capitals_and_signs(word: str, key: str) -> None:
    assert word_key(word) == key


def test_a_path_of_words_is_known_as_a_whole_or_by_its_parts_from_the_end() -> None:
    assert keys_of("Sport > Football") == ["sport football", "football", "sport"]
    assert keys_of("Maroc/Politique") == ["maroc politique", "politique", "maroc"]
    assert keys_of("Politique") == ["politique"]


@pytest.mark.parametrize(
    ("words", "section"),
    [
        (["Politique"], "politics"),
        (["Une", "Football", "رياضة", "Politique"], "sport"),
        (["Monde", "Politique"], "world"),
        (["Régions", "Sport › Basket"], "sport"),
        (["Une"], "general"),
        (["Inconnu"], "general"),
        ([], "general"),
    ],
)
def test_most_words_decide_and_the_first_of_equals(words: list[str], section: str) -> None:
    assert choose(words, KNOWN, none="general") == section
