"""What readers write into the report form, and how long its signature holds."""

import pytest

from articles.forms import DETAILS_LENGTH, LATEST, SOONEST, ReportForm, is_fresh, signature

NOON = 1_770_000_000.0


def details_of(text: str) -> str:
    form = ReportForm({"reason": "wrong", "details": text})
    assert form.is_valid(), form.errors
    details: str = form.cleaned_data["details"]
    return details


@pytest.mark.parametrize("reason", ["", "boring", "HARMFUL"])
def test_only_the_offered_reasons_are_accepted(reason: str) -> None:
    assert "reason" in ReportForm({"reason": reason}).errors


def test_no_reason_is_chosen_beforehand() -> None:
    assert "checked" not in str(ReportForm()["reason"])


def test_details_may_be_left_empty() -> None:
    assert details_of("") == ""


def test_details_become_one_line_of_plain_text() -> None:
    assert details_of("Another\r\n  minister\u202e") == "Another minister"


def test_details_may_be_as_long_as_the_browser_lets_them_get() -> None:
    with_line_ends = "\r\n".join(["é" * 99] * 5)  # 499 characters for the browser, 503 on the wire
    assert len(details_of(with_line_ends)) == DETAILS_LENGTH - 1


def test_longer_details_are_refused_with_the_limit_named() -> None:
    form = ReportForm({"reason": "wrong", "details": "a" * (DETAILS_LENGTH + 1)})
    assert str(DETAILS_LENGTH) in form.errors["details"][0]


def test_details_with_a_nul_are_refused() -> None:
    assert "details" in ReportForm({"reason": "wrong", "details": "a\0b"}).errors


def test_a_signature_holds_for_its_image_only() -> None:
    signed = signature(5, now=NOON)
    assert is_fresh(signed, 5, now=NOON + 10)
    assert not is_fresh(signed, 55, now=NOON + 10)


@pytest.mark.parametrize(
    ("age", "fresh"),
    [(-5.0, False), (SOONEST - 0.01, False), (SOONEST + 0.01, True), (LATEST - 1, True), (LATEST + 1, False)],
)
def test_a_signature_holds_from_a_moment_later_until_two_hours(age: float, fresh: bool) -> None:
    assert is_fresh(signature(5, now=NOON), 5, now=NOON + age) is fresh


@pytest.mark.parametrize("signed", ["", "5 1770000000.000", "5 1770000000.000:abc", ":", "\0", "é:é"])
def test_what_we_did_not_sign_does_not_hold(signed: str) -> None:
    assert not is_fresh(signed, 5, now=NOON + 10)


def test_another_moment_under_the_same_signature_does_not_hold() -> None:
    signed = signature(5, now=NOON - LATEST - 60)
    assert not is_fresh(signed.replace(f"{NOON - LATEST - 60:.3f}", f"{NOON:.3f}"), 5, now=NOON + 10)
