"""How long a text takes to read."""

import pytest

from articles.knowledge.reading_time import minutes


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [("fr", 195 * 4, 4), ("ar", 138 * 4, 4), ("en", 228 * 4, 4), ("es", 218 * 4, 4), ("sw", 184 * 4, 4)],
)
def test_a_language_is_read_as_fast_as_was_measured(code: str, words: int, expected: int) -> None:
    assert minutes("mot " * words, code) == expected


@pytest.mark.parametrize(("code", "signs"), [("zh", 255 * 3), ("ja", 357 * 3), ("th", 863 * 3)])
def test_scripts_without_spaces_are_counted_by_their_signs(code: str, signs: int) -> None:
    assert minutes("文。" * signs, code) == 3


def test_half_a_minute_more_is_a_minute() -> None:
    assert [minutes("mot " * words, "fr") for words in (195 + 90, 195 + 110)] == [1, 2]


def test_one_word_takes_a_minute() -> None:
    assert minutes("Non.", "fr") == 1


def test_no_text_takes_no_time() -> None:
    assert [minutes(text, "zh") for text in ("", " \n ")] == [0, 0]
