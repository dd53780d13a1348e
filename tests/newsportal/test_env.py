"""Each reader of the environment takes what is meant, and refuses nonsense with the variable's name and the remedy."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsportal import env

NAME = "NEWSPORTAL_TEST"


@pytest.fixture
def variable(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.delenv(f"{NAME}_FILE", raising=False)
    return monkeypatch


def test_a_variable_that_is_empty_counts_as_not_set(variable: pytest.MonkeyPatch) -> None:
    variable.setenv(NAME, "  ")
    assert env.text(NAME, "default") == "default"
    assert env.flag(NAME, default=True) is True
    assert env.number(NAME, 7, least=1, most=9) == 7


def test_space_around_a_value_is_not_part_of_it(variable: pytest.MonkeyPatch) -> None:
    variable.setenv(NAME, " value\n")
    assert env.text(NAME) == "value"


@pytest.mark.parametrize(("value", "meaning"), [("on", True), ("YES", True), ("1", True), ("off", False), ("0", False)])
def test_a_flag_is_read_as_people_write_it(variable: pytest.MonkeyPatch, value: str, meaning: bool) -> None:
    variable.setenv(NAME, value)
    assert env.flag(NAME, default=not meaning) is meaning


def test_a_flag_that_is_neither_on_nor_off_is_refused(variable: pytest.MonkeyPatch) -> None:
    variable.setenv(NAME, "perhaps")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='perhaps' .* Write {NAME}=on or {NAME}=off"):
        env.flag(NAME, default=False)


@pytest.mark.parametrize("value", ["many", "1.5", "1e3", "١x"])
def test_a_count_that_is_no_whole_number_is_refused(variable: pytest.MonkeyPatch, value: str) -> None:
    variable.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='{value}' is not a whole number. Write one from 1 to 9"):
        env.number(NAME, 5, least=1, most=9)


@pytest.mark.parametrize("value", ["soon", "1,5"])
def test_a_duration_that_is_no_number_is_refused(variable: pytest.MonkeyPatch, value: str) -> None:
    variable.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='{value}' is not a number. Write one from 0.5 to 9.0"):
        env.number(NAME, 5.0, least=0.5, most=9.0)


@pytest.mark.parametrize("value", ["0", "10", "-3"])
def test_a_count_out_of_its_range_is_refused(variable: pytest.MonkeyPatch, value: str) -> None:
    variable.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}={value} is out of range. Write a number from 1 to 9"):
        env.number(NAME, 5, least=1, most=9)


@pytest.mark.parametrize("value", ["nan", "inf"])
def test_what_only_a_computer_calls_a_number_is_refused(variable: pytest.MonkeyPatch, value: str) -> None:
    variable.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}={value} is out of range"):
        env.number(NAME, 5.0, least=0.5, most=9.0)


def test_the_ends_of_a_range_are_allowed(variable: pytest.MonkeyPatch) -> None:
    for value in (1, 9):
        variable.setenv(NAME, str(value))
        assert env.number(NAME, 5, least=1, most=9) == value


@pytest.mark.parametrize("value", ["Nowhere/Land", "Africa", "../etc/passwd", "a\0b"])
def test_a_time_zone_that_there_is_not_is_refused(variable: pytest.MonkeyPatch, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"{NAME}=.* is no time zone. Write one like Africa/Casablanca\."):
        env.time_zone(NAME, value)


def test_a_time_zone_is_one_of_the_iana_database(variable: pytest.MonkeyPatch) -> None:
    variable.setenv(NAME, "Africa/Casablanca")
    assert env.time_zone(NAME, "UTC") == "Africa/Casablanca"


def test_words_are_separated_by_commas_and_empty_ones_dropped(variable: pytest.MonkeyPatch) -> None:
    variable.setenv(NAME, " one, two,,")
    assert env.words(NAME, ["default"]) == ["one", "two"]


def test_choices_are_in_the_order_in_which_they_were_written_each_once(variable: pytest.MonkeyPatch) -> None:
    variable.setenv(NAME, "fr, ar,fr")
    assert env.choices(NAME, ["ar"], among=["ar", "en", "fr"]) == ["fr", "ar"]


@pytest.mark.parametrize(("written", "problem"), [("fr,xx", "names 'xx', which is unknown"), (",", "names none")])
def test_choices_that_do_not_exist_are_refused_with_those_that_do(
    variable: pytest.MonkeyPatch, written: str, problem: str
) -> None:
    variable.setenv(NAME, written)
    with pytest.raises(ImproperlyConfigured, match=rf"{NAME} {problem}. Write some of: ar, fr\."):
        env.choices(NAME, ["ar"], among=["ar", "fr"])


def test_a_choice_that_does_not_exist_is_refused_with_those_that_do(variable: pytest.MonkeyPatch) -> None:
    variable.setenv(NAME, "de")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='de' is unknown. Write one of: ar, fr"):
        env.choice(NAME, "fr", among=["ar", "fr"])


def test_a_secret_is_read_from_the_file_that_is_named(variable: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden\n", encoding="utf-8")
    variable.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
    variable.setenv(NAME, "in the open")
    assert env.secret(NAME) == "hidden"


def test_a_secret_may_stand_in_the_variable_itself(variable: pytest.MonkeyPatch) -> None:
    variable.setenv(NAME, "in the open")
    assert env.secret(NAME) == "in the open"


def test_a_secret_file_that_cannot_be_read_is_named(variable: pytest.MonkeyPatch, tmp_path: Path) -> None:
    variable.setenv(f"{NAME}_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match=rf"{NAME}_FILE: cannot read .*missing \(No such.* Name a readable"):
        env.secret(NAME)
