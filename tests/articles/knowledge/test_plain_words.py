"""Words as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.knowledge.plain_words import plain, unaccented


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Été à Meknès", "ete a meknes"),
        ("A_-_B", "a b"),
        ("الرِّياضة", "الرياضه"),
        ("Faits-divers…", "faits divers"),
        ("٣ أخبار", "3 اخبار"),
        (" — ", ""),
    ],
)
def test_words_are_small_letters_and_digits_with_one_space_between(text: str, words: str) -> None:
    assert plain(text) == words


@given(st.text(max_size=100))
def test_plain_words_are_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_a_name_is_sorted_without_its_accents() -> None:
    assert sorted(["Zambie", "Égypte", "Espagne"], key=unaccented) == ["Égypte", "Espagne", "Zambie"]
