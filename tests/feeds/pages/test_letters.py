"""Texts made comparable: letters and digits in small letters, in every script."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.pages.letters import in_one_line, squeezed


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


@settings(max_examples=500)
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("  a\t\n\x1c\x85\xa0\u2003\u2028\u200b\u00ad"), st.characters(exclude_categories=())
        )
    )
)
def test_a_line_is_its_words_parted_by_single_spaces(text: str) -> None:
    assert in_one_line(text) == " ".join(text.split())
