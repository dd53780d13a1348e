"""The names of months, compared with the Unicode CLDR's as Babel has them."""

from datetime import date

import pytest
from babel.dates import format_date

from feeds.knowledge.dates import parse_date
from feeds.knowledge.month_names import folded

LANGUAGES = (
    *("ar", "ar_MA", "ar_DZ", "ar_TN", "ar_EG", "ar_LB", "ar_IQ", "fr", "es", "en", "pt", "de", "de_AT", "it", "nl"),
    *("ru", "uk", "be", "bg", "mk", "sr", "sr_Latn", "el", "pl", "cs", "sk", "sl", "tr", "az", "sv", "da", "nb", "fi"),
    *("et", "lv", "lt", "hu", "ro", "ca", "eu", "gl", "sq", "id", "he", "hi", "bn", "fa", "ur", "zgh", "kab"),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["d MMMM y", "d MMM y", "d LLLL y", "d LLL y"])
def test_each_month_is_read_as_its_language_writes_it(language: str, form: str) -> None:
    days = [date(2025, month, 15) for month in range(1, 13)]
    written = [format_date(day, form, locale=language) for day in days]

    read = [parse_date(text) for text in written]

    assert [found[0].date() if found else None for found in read] == days, written


@pytest.mark.parametrize("written", ["27 ΜΑΡΤΙΟΥ 2025", "27 MART 2025", "27 MÄRZ 2025", "27 MARS 2025"])
def test_capitals_may_lack_their_accents(written: str) -> None:
    found = parse_date(written)

    assert found is not None
    assert found[0].date() == date(2025, 3, 27)


def test_a_folded_text_has_no_accents_and_no_unseen_signs() -> None:
    assert folded(" ٢٧ مَارِس\u200f  août ") == "27 مارس aout"
