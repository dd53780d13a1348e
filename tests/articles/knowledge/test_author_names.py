"""One key for the many spellings of a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.knowledge.author_names import LONGEST, author_key, author_keys


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Amina El-Idrissi", "amina-el-idrissi"),
        ("AMINA  EL IDRISSI", "amina-el-idrissi"),
        ("Élodie N’Guyen", "elodie-n-guyen"),
        ("Łukasz_Żak", "łukasz-zak"),
        ("أمينة العلوي", "امينه-العلوي"),
        ("أَمِينَة العَلوي", "امينه-العلوي"),
        ("Jean/Pierre", "jean-pierre"),
        ("A. B.", "a-b"),
        ("Jean _ Petit", "jean-petit"),
        ("***", ""),
        ("", ""),
    ],
)
def test_a_name_s_key_has_neither_accents_nor_capitals_nor_signs(name: str, key: str) -> None:
    assert author_key(name) == key


@given(st.text(max_size=300))
def test_a_key_is_its_own_key_and_fits_an_address(name: str) -> None:
    key = author_key(name)
    assert author_key(key) == key
    assert len(key) <= LONGEST
    assert not set(key) & set("/?#% ")


def test_two_spellings_of_a_name_on_one_article_are_one_author() -> None:
    assert author_keys(["Amina Alami", "AMINA ALAMI", "—", "Jean Petit"]) == ["amina-alami", "jean-petit"]
