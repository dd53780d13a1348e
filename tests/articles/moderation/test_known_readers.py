"""Readers with an account: what editors thought of their reports is what the next ones weigh."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.models import ImageReport, ImageStatus, ReaderRecord, Verdict
from tests.articles.reports import THREE_NETWORKS, report, rule, status_of
from tests.factories import make_image

pytestmark = pytest.mark.django_db
HOME, ABROAD = "203.0.113.77", "198.51.100.77"


@pytest.fixture(autouse=True)
def _usual_bar(settings: Any) -> None:
    settings.REPORT_PERSONS, settings.REPORT_NETWORKS, settings.REPORT_THRESHOLD = 3, 2, 3.0


@pytest.fixture
def reader() -> User:
    return User.objects.create_user("reader", is_staff=True)


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


def record_of(reader: User) -> tuple[int, int]:
    record = ReaderRecord.objects.get(account=reader)
    return record.upheld, record.dismissed


def judged(reader: User, editor: User, verdict: Verdict, times: int) -> None:
    for _ in range(times):
        image = make_image()
        report(image, [HOME], account=reader)
        rule(image, verdict, editor)


def test_a_new_reader_s_report_weighs_what_anybody_s_does(reader: User) -> None:
    image = make_image()
    report(image, [HOME], account=reader)
    assert image.reports.get().weight == 1.0


def test_five_upheld_reports_make_the_next_one_weigh_three(reader: User, editor: User) -> None:
    judged(reader, editor, Verdict.BLOCK, 5)
    assert record_of(reader) == (5, 0)
    image = make_image()
    report(image, [HOME], account=reader)
    assert image.reports.get().weight == 3.0


def test_a_reader_of_weight_three_alone_blocks_nothing(reader: User, editor: User) -> None:
    """Three persons from two networks it takes all the same."""
    judged(reader, editor, Verdict.BLOCK, 5)
    image = make_image()
    report(image, [HOME], account=reader)
    report(image, ["203.0.113.78"])
    assert status_of(image) == ImageStatus.SHOWN
    report(image, [ABROAD])
    assert status_of(image) == ImageStatus.BLOCKED


def test_five_dismissed_reports_make_the_next_one_weigh_nothing(reader: User, editor: User) -> None:
    judged(reader, editor, Verdict.KEEP, 5)
    assert record_of(reader) == (0, 5)
    image = make_image()
    report(image, [HOME], account=reader)
    report(image, THREE_NETWORKS[:2])
    assert status_of(image) == ImageStatus.SHOWN
    assert image.reports.count() == 3


def test_lifting_the_rule_s_block_dismisses_and_confirming_it_upholds(reader: User, editor: User) -> None:
    for verdict in (Verdict.LIFT, Verdict.BLOCK):
        image = make_image()
        report(image, [HOME], account=reader)
        report(image, THREE_NETWORKS[1:])
        assert status_of(image) == ImageStatus.BLOCKED
        rule(image, verdict, editor)
    assert record_of(reader) == (1, 1)


def test_deciding_again_judges_nobody_again(reader: User, editor: User) -> None:
    image = make_image()
    report(image, [HOME], account=reader)
    rule(image, Verdict.BLOCK, editor)
    rule(image, Verdict.BLOCK, editor)
    assert record_of(reader) == (1, 0)


def test_a_reader_is_one_person_at_every_address(reader: User) -> None:
    image = make_image()
    report(image, [HOME, ABROAD], account=reader)
    assert image.reports.count() == 1


def test_others_are_judged_for_their_own_reports_only(reader: User, editor: User) -> None:
    other = User.objects.create_user("other")
    ReaderRecord.objects.create(account=other)
    judged(reader, editor, Verdict.BLOCK, 1)
    assert (record_of(reader), record_of(other)) == ((1, 0), (0, 0))


def test_no_row_tells_which_pictures_a_reader_reported(reader: User) -> None:
    pictures = [make_image(), make_image()]
    for image in pictures:
        report(image, [HOME], account=reader)
    marks = list(ImageReport.objects.values_list("person_key", "network_key"))
    assert len({mark for pair in marks for mark in pair}) == 4
    assert not any(field.related_model is User for field in ImageReport._meta.get_fields())
