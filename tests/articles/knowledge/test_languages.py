"""The content languages are one table, and what it says holds together."""

from articles.knowledge.languages import LANGUAGES, STEMMERS, UNKNOWN, language


def test_the_four_interface_languages_come_first_among_content_languages() -> None:
    assert list(LANGUAGES)[:4] == ["ar", "fr", "en", "es"]


def test_codes_fit_the_column_and_name_their_language() -> None:
    assert all(code == known.code and 2 <= len(code) <= 8 for code, known in LANGUAGES.items())


def test_scripts_that_run_from_right_to_left_say_so() -> None:
    assert {code for code, known in LANGUAGES.items() if known.direction == "rtl"} == {"ar", "fa", "ur", "he", "ps"}


def test_a_configuration_that_stems_belongs_to_a_language() -> None:
    assert set(STEMMERS) <= {known.search_config for known in LANGUAGES.values()}


def test_a_language_without_a_stemmer_of_its_own_is_indexed_without_stems() -> None:
    owned = {*STEMMERS, "news_ar", "news_simple"}
    assert all(known.search_config in owned for known in LANGUAGES.values())


def test_an_unknown_code_is_the_unknown_language() -> None:
    assert language("xx") is UNKNOWN
    assert language("fr").name == "Français"
