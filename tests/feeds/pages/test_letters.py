"""Texts made comparable: letters and digits in small letters, in every script."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.pages.letters import squeezed


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Pluie: 12 blessés, dit-on…", "pluie12blessésditon"),
        ("«\N{NO-BREAK SPACE}Straße\N{NO-BREAK SPACE}»", "strasse"),
        ("الأمطار، ٢٧ مارس!", "الأمطار٢٧مارس"),
        ("雨が降った。27日", "雨が降った27日"),
        ("snake_case", "snake_case"),
        ("–—…", ""),
    ],
)
def test_nothing_but_letters_and_digits_is_left(text: str, key: str) -> None:
    assert squeezed(text) == key


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_is_left_with_what_patterns_call_a_word(text: str) -> None:
    assert squeezed(text) == "".join(re.findall(r"\w+", text.casefold()))
