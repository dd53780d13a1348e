"""Countries by their codes."""

import pytest

from articles.knowledge.countries import is_country


@pytest.mark.parametrize(("code", "known"), [("MA", True), ("ES", True), ("ma", False), ("EU", False), ("ZZ", False)])
def test_a_country_is_what_iso_3166_calls_one(code: str, known: bool) -> None:
    assert is_country(code) == known


@pytest.mark.parametrize("code", ["", "M", "MAR", "12", "419", "م"])
def test_what_has_not_two_letters_is_no_country(code: str) -> None:
    assert not is_country(code)
