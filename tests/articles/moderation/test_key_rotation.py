"""What reports are worth while their keys come and go: one person counts once, and nobody is known for long."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.models import Image, ImageReport, ImageStatus, Verdict
from articles.moderation.moderating import forget_reporters
from tests.articles.reports import SIX_NETWORKS, THREE_NETWORKS, days_later, report, reports_count, rule, status_of
from tests.factories import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_day(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REPORT_KEYS_DIR, settings.REPORT_KEY_DAYS = tmp_path / "report-keys", 7
    settings.REPORT_PERSONS, settings.REPORT_NETWORKS, settings.REPORT_THRESHOLD = 3, 2, 3.0
    days_later(monkeypatch, 0)


def test_a_person_who_comes_back_after_a_rotation_still_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    image = make_image()
    report(image, THREE_NETWORKS[:2])
    days_later(monkeypatch, 7)
    report(image, THREE_NETWORKS[:2])
    assert (image.reports.count(), reports_count(image), status_of(image)) == (2, 2, ImageStatus.SHOWN)


def test_reports_before_and_after_a_rotation_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    image = make_image()
    report(image, THREE_NETWORKS[:2])
    days_later(monkeypatch, 13)
    report(image, THREE_NETWORKS[2:])
    assert status_of(image) == ImageStatus.BLOCKED


def test_neighbours_are_one_network_across_a_rotation(monkeypatch: pytest.MonkeyPatch) -> None:
    image = make_image()
    report(image, ["203.0.113.1", "203.0.113.2", "203.0.113.3"])
    days_later(monkeypatch, 7)
    report(image, ["203.0.113.4", "203.0.113.5"])
    assert (reports_count(image), status_of(image)) == (5, ImageStatus.SHOWN)


def test_another_picture_s_reports_are_made_with_the_new_key(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make_image(), make_image()
    report(first, THREE_NETWORKS[:1])
    days_later(monkeypatch, 7)
    report(second, THREE_NETWORKS[:1])
    assert first.reports.get().key_name < second.reports.get().key_name


def test_a_case_begins_anew_with_the_next_report_once_its_key_is_destroyed(monkeypatch: pytest.MonkeyPatch) -> None:
    image = make_image()
    report(image, THREE_NETWORKS[:2])
    days_later(monkeypatch, 14)
    report(image, THREE_NETWORKS[:2])
    assert (image.reports.count(), reports_count(image), status_of(image)) == (4, 2, ImageStatus.SHOWN)
    report(image, THREE_NETWORKS[2:])
    assert status_of(image) == ImageStatus.BLOCKED


def test_a_key_that_was_lost_counts_nobody_twice(settings: Any, tmp_path: Path) -> None:
    """As after restoring a backup, which holds no key."""
    image = make_image()
    report(image, THREE_NETWORKS[:2])
    settings.REPORT_KEYS_DIR = tmp_path / "other-keys"
    report(image, THREE_NETWORKS[:2])
    assert (reports_count(image), status_of(image)) == (2, ImageStatus.SHOWN)


def test_reporters_are_forgotten_in_time_and_their_words_stay_with_the_editors(monkeypatch: pytest.MonkeyPatch) -> None:
    image, closed = make_image(), make_image()
    report(image, THREE_NETWORKS[:2])
    report(closed, THREE_NETWORKS[:1])
    rule(closed, Verdict.KEEP, User.objects.create_user("editor"))
    days_later(monkeypatch, 13)
    assert forget_reporters() == 0
    days_later(monkeypatch, 14)
    assert forget_reporters() == 3
    assert set(ImageReport.objects.values_list("person_key", "network_key", "wide_network_key")) == {("", "", "")}
    assert reports_count(image) == 0
    assert list(Image.objects.needing_decision()) == [image]
    assert forget_reporters() == 0


def test_forgetting_leaves_newer_reports_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = make_image(), make_image()
    report(old, THREE_NETWORKS[:1])
    days_later(monkeypatch, 14)
    report(new, SIX_NETWORKS[:2])
    assert forget_reporters() == 1
    assert (reports_count(old), reports_count(new)) == (0, 2)
