import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from articles.models import (
    BlockingPause,
    Image,
    ImageBlock,
    ImageReport,
    ImageStatus,
    ModerationDecision,
    PauseOf,
    Reason,
    Verdict,
)
from articles.moderation import moderating
from articles.moderation.automatic_blocking import BLOCKS_AN_HOUR
from articles.moderation.moderating import decide, report_image
from tests.factories import make_image

pytestmark = pytest.mark.django_db

THREE_NETWORKS = ["203.0.113.1", "198.51.100.1", "192.0.2.1"]
SIX_NETWORKS = [*THREE_NETWORKS, "2001:db8:1::1", "2001:db8:2::1", "2001:db8:3::1"]


@pytest.fixture(autouse=True)
def _usual_bar(settings: Settings) -> None:
    settings.REPORT_PERSONS, settings.REPORT_NETWORKS, settings.REPORT_THRESHOLD = 3, 2, 3.0


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


def report(image: Image, addresses: Iterable[str]) -> None:
    for address in addresses:
        report_image(image_id=image.pk, reason=Reason.HARMFUL, details="", address=address)


def rule(image: Image, verdict: Verdict, editor: User, reasoning: str = "seen") -> None:
    decide(images=[image.pk], verdict=verdict, reasoning=reasoning, editor=editor)


def status_of(image: Image) -> str:
    image.refresh_from_db()
    return image.status


def verdicts(image: Image) -> list[str]:
    return list(image.decisions.order_by("pk").values_list("verdict", flat=True))


# -- reports ----------------------------------------------------------------------------------------------------------


def test_a_report_waits_open_for_an_editor() -> None:
    image = make_image()
    report_image(image_id=image.pk, reason=Reason.WRONG, details="another minister", address="203.0.113.1")
    kept = image.reports.get()
    assert (kept.reason, kept.details, kept.is_open) == (Reason.WRONG, "another minister", True)
    assert status_of(image) == ImageStatus.SHOWN
    assert image.reports_count == 1


def test_a_person_counts_once_an_image() -> None:
    image = make_image()
    report(image, ["203.0.113.1"] * 5)
    image.refresh_from_db()
    assert (image.reports.count(), image.reports_count) == (1, 1)


def test_no_address_is_kept_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    image = make_image()
    with caplog.at_level(logging.DEBUG):
        report(image, THREE_NETWORKS)
    kept = f"{list(ImageReport.objects.values())} {list(ModerationDecision.objects.values())}"
    logged = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("articles"))
    assert not [address for address in THREE_NETWORKS if address in kept or address in logged]


def test_an_unknown_image_is_passed_over_in_silence() -> None:
    report_image(image_id=404, reason=Reason.OTHER, details="", address="203.0.113.1")
    assert not ImageReport.objects.exists()


@pytest.mark.parametrize("status", [ImageStatus.BLOCKED, ImageStatus.PENDING, ImageStatus.UNUSABLE])
def test_an_image_that_nobody_sees_is_passed_over_in_silence(status: ImageStatus) -> None:
    image = make_image(status=status)
    report(image, ["203.0.113.1"])
    assert not image.reports.exists()


# -- the rule ---------------------------------------------------------------------------------------------------------


def test_three_persons_from_three_networks_block_an_image() -> None:
    image = make_image(digest="d1")
    report(image, THREE_NETWORKS)
    decision = image.decisions.get()
    assert status_of(image) == ImageStatus.BLOCKED
    assert image.blocked_at is not None
    assert (decision.verdict, decision.editor) == (Verdict.BLOCK, None)
    assert decision.rule == "automatic: 3 persons from 3 networks in 3 wide ones, weight 3.0 of 3.0"
    assert ImageBlock.objects.get().decision == decision


def test_two_persons_do_not_block_an_image() -> None:
    image = make_image()
    report(image, THREE_NETWORKS[:2])
    assert status_of(image) == ImageStatus.SHOWN


def test_a_whole_network_does_not_block_an_image() -> None:
    image = make_image()
    report(image, [f"203.0.113.{host}" for host in range(1, 12)])
    assert status_of(image) == ImageStatus.SHOWN
    assert image.reports_count == 11


def test_neighbouring_networks_do_not_block_an_image() -> None:
    image = make_image()
    report(image, [f"203.0.{network}.1" for network in range(1, 12)])
    assert (status_of(image), image.reports_count) == (ImageStatus.SHOWN, 11)
    report(image, ["198.51.100.1"])
    assert status_of(image) == ImageStatus.BLOCKED


def test_how_many_wide_networks_it_takes_is_a_setting(settings: Settings) -> None:
    settings.REPORT_WIDE_NETWORKS = 1
    image = make_image()
    report(image, ["203.0.1.1", "203.0.2.1", "203.0.3.1"])
    assert status_of(image) == ImageStatus.BLOCKED


def test_an_automatic_block_stays_in_the_queue() -> None:
    image = make_image()
    report(image, THREE_NETWORKS)
    assert list(Image.objects.needing_decision()) == [image]


def test_a_block_reaches_the_same_picture_at_every_address() -> None:
    reported, same, other = make_image(digest="d1"), make_image(digest="d1"), make_image(digest="d2")
    report(reported, THREE_NETWORKS)
    assert [status_of(image) for image in (same, other)] == [ImageStatus.BLOCKED, ImageStatus.SHOWN]


def test_reports_on_the_same_picture_at_several_addresses_count_together() -> None:
    image, same = make_image(digest="d1"), make_image(digest="d1")
    report(image, THREE_NETWORKS[:2])
    report(same, THREE_NETWORKS[2:])
    assert [status_of(image), status_of(same)] == [ImageStatus.BLOCKED] * 2
    assert image.reports_count == same.reports_count == 3


def test_a_person_counts_once_a_picture_however_many_addresses_it_has() -> None:
    alike = [make_image(digest="d1") for _ in range(3)]
    for image in alike:
        report(image, THREE_NETWORKS[:1])
    assert [status_of(image) for image in alike] == [ImageStatus.SHOWN] * 3
    assert {image.reports_count for image in alike} == {1}


def test_one_person_s_reports_on_two_pictures_cannot_be_linked() -> None:
    for digest in ("d1", "d2"):
        report(make_image(digest=digest), THREE_NETWORKS[:1])
    keys = ImageReport.objects.values_list("person_key", "network_key", "wide_network_key")
    assert len({key for marks in keys for key in marks}) == 6


def test_a_picture_waits_for_a_decision_once() -> None:
    first, second, other = make_image(digest="d1"), make_image(digest="d1"), make_image(digest="d2")
    report(second, THREE_NETWORKS[:1])
    for image in (first, other):
        report(image, THREE_NETWORKS[1:2])
    assert set(Image.objects.needing_decision()) == {first, other}


def test_images_of_unknown_bytes_each_wait_for_a_decision() -> None:
    images = {make_image(digest=""), make_image(digest="")}
    for image in images:
        report(image, THREE_NETWORKS[:1])
    assert set(Image.objects.needing_decision()) == images


def test_an_image_without_a_digest_blocks_itself_only() -> None:
    reported, other = make_image(digest=""), make_image(digest="")
    report(reported, THREE_NETWORKS)
    assert [status_of(reported), status_of(other)] == [ImageStatus.BLOCKED, ImageStatus.SHOWN]
    assert not ImageBlock.objects.exists()


def test_a_kept_picture_needs_twice_as_many_new_reports(editor: User) -> None:
    image = make_image(digest="d1")
    report(image, THREE_NETWORKS[:2])
    rule(image, Verdict.KEEP, editor)
    report(image, SIX_NETWORKS[:5])
    assert status_of(image) == ImageStatus.SHOWN
    report(image, SIX_NETWORKS[5:])
    assert status_of(image) == ImageStatus.BLOCKED
    assert image.decisions.latest("pk").rule.endswith("weight 6.0 of 6.0")


def test_what_an_editor_kept_is_kept_at_every_address(editor: User) -> None:
    kept, same = make_image(digest="d1"), make_image(digest="d1")
    rule(kept, Verdict.KEEP, editor)
    report(same, THREE_NETWORKS)
    assert status_of(same) == ImageStatus.SHOWN


def test_a_restored_picture_needs_twice_as_many_reports_too(editor: User) -> None:
    image = make_image()
    report(image, THREE_NETWORKS)
    rule(image, Verdict.LIFT, editor)
    report(image, THREE_NETWORKS)
    assert status_of(image) == ImageStatus.SHOWN


def test_the_rule_pauses_rather_than_block_an_eleventh_picture_within_an_hour(caplog: pytest.LogCaptureFixture) -> None:
    images = [make_image() for _ in range(BLOCKS_AN_HOUR + 1)]
    for image in images:
        report(image, THREE_NETWORKS)
    assert [status_of(image) for image in images[:-1]] == [ImageStatus.BLOCKED] * BLOCKS_AN_HOUR
    assert status_of(images[-1]) == ImageStatus.SHOWN
    assert images[-1].reports_count == 3
    assert "automatic blocking pauses for an hour: 10 blocks within an hour" in caplog.text


def test_the_rule_tells_until_when_it_pauses() -> None:
    assert BlockingPause.objects.end_of(PauseOf.REPORTS) is None
    for _ in range(BLOCKS_AN_HOUR + 1):
        report(make_image(), THREE_NETWORKS)
    until = BlockingPause.objects.end_of(PauseOf.REPORTS)
    assert until is not None
    assert abs(until - timezone.now() - timedelta(hours=1)) < timedelta(seconds=60)


def test_editors_block_while_the_rule_pauses_and_do_not_wear_it_out(editor: User) -> None:
    for _ in range(BLOCKS_AN_HOUR + 1):
        rule(make_image(), Verdict.BLOCK, editor)
    image = make_image()
    report(image, THREE_NETWORKS)
    assert status_of(image) == ImageStatus.BLOCKED


def test_the_rule_wakes_when_its_blocks_are_an_hour_old() -> None:
    long_ago = timezone.now() - timedelta(minutes=61)
    for _ in range(BLOCKS_AN_HOUR):
        ModerationDecision.objects.create(image=make_image(), verdict=Verdict.BLOCK, rule="a rule", created_at=long_ago)
    image = make_image()
    report(image, THREE_NETWORKS)
    assert status_of(image) == ImageStatus.BLOCKED


# -- decisions --------------------------------------------------------------------------------------------------------


def test_an_editor_blocks_at_once_and_closes_the_reports(editor: User) -> None:
    image, same = make_image(digest="d1"), make_image(digest="d1")
    report(image, THREE_NETWORKS[:1])
    rule(image, Verdict.BLOCK, editor, "a child is recognisable")
    decision = image.decisions.get()
    assert [status_of(image), status_of(same)] == [ImageStatus.BLOCKED] * 2
    assert (decision.editor, decision.reasoning, decision.rule) == (editor, "a child is recognisable", "")
    assert image.reports_count == 0
    assert not ImageReport.objects.filter(is_open=True).exists()


def test_a_decision_closes_the_reports_on_the_same_picture_elsewhere(editor: User) -> None:
    image, same = make_image(digest="d1"), make_image(digest="d1")
    report(same, THREE_NETWORKS[:2])
    rule(image, Verdict.KEEP, editor)
    assert status_of(same) == ImageStatus.SHOWN
    assert same.reports_count == 0


def test_keep_shows_what_the_rule_had_blocked(editor: User) -> None:
    image = make_image(digest="d1")
    report(image, THREE_NETWORKS)
    rule(image, Verdict.KEEP, editor)
    assert status_of(image) == ImageStatus.SHOWN
    assert not ImageBlock.objects.exists()


def test_lift_shows_the_picture_again_and_names_what_it_overrides(editor: User) -> None:
    image, same = make_image(digest="d1"), make_image(digest="d1")
    report(image, THREE_NETWORKS)
    blocked = image.decisions.get()
    rule(same, Verdict.LIFT, editor)
    assert [status_of(image), status_of(same)] == [ImageStatus.SHOWN] * 2
    assert image.blocked_at is None
    assert same.decisions.get().overrides == blocked
    assert not ImageBlock.objects.exists()


def test_lift_leaves_an_image_alone_that_is_not_blocked(editor: User) -> None:
    image = make_image()
    report(image, THREE_NETWORKS[:1])
    rule(image, Verdict.LIFT, editor)
    assert not image.decisions.exists()
    assert image.reports.get().is_open


def test_a_picture_blocked_before_it_was_fetched_waits_for_its_turn_again(editor: User) -> None:
    image = make_image(status=ImageStatus.PENDING, digest="", picture_key="")
    rule(image, Verdict.BLOCK, editor)
    assert status_of(image) == ImageStatus.BLOCKED
    rule(image, Verdict.LIFT, editor)
    assert status_of(image) == ImageStatus.PENDING


def test_deciding_twice_changes_nothing_but_the_record(editor: User) -> None:
    image = make_image(digest="d1")
    rule(image, Verdict.BLOCK, editor)
    image.refresh_from_db()
    first = image.blocked_at
    rule(image, Verdict.BLOCK, editor)
    image.refresh_from_db()
    assert (image.blocked_at, verdicts(image)) == (first, ["block", "block"])
    assert ImageBlock.objects.get().decision == image.decisions.latest("pk")


def test_one_call_records_one_decision_an_image(editor: User) -> None:
    images = [make_image(digest="d1"), make_image(digest="d1"), make_image(digest="")]
    ids = [image.pk for image in images]
    for verdict in (Verdict.BLOCK, Verdict.LIFT):
        decide(images=[*ids, ids[0], 404], verdict=verdict, reasoning="", editor=editor)
    assert [verdicts(image) for image in images] == [["block", "lift"]] * 3
    assert {status_of(image) for image in images} == {ImageStatus.SHOWN}


def test_a_decision_can_be_neither_changed_nor_deleted(editor: User) -> None:
    image = make_image()
    rule(image, Verdict.BLOCK, editor)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        image.decisions.update(reasoning="something else")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_moderationdecision")


def test_a_report_that_was_under_way_while_an_editor_decided_is_older_than_the_decision(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waited for its picture meanwhile."""
    image = make_image(digest="d1")
    moment = moderating._moment()
    rule(image, Verdict.KEEP, editor)
    monkeypatch.setattr(moderating, "_moment", lambda: moment)
    report(image, SIX_NETWORKS)
    assert status_of(image) == ImageStatus.SHOWN
    assert image.reports_count == 0
    assert not image.reports.filter(is_open=True).exists()
    assert image.reports.count() == 6


def test_a_report_that_does_not_count_waits_for_an_editor_all_the_same() -> None:
    image = make_image()
    for address in SIX_NETWORKS:
        report_image(image_id=image.pk, reason=Reason.OTHER, details="", address=address, counts=False)
    assert status_of(image) == ImageStatus.SHOWN
    assert (image.reports_count, image.reports.filter(is_open=True).count()) == (0, 6)
    assert list(Image.objects.needing_decision()) == [image]


def test_a_report_asks_the_database_a_fixed_number_of_times(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    image = make_image(digest="d1")
    with django_assert_max_num_queries(11):
        report(image, THREE_NETWORKS[:1])


# -- all at once ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_reports_at_once_give_one_block_and_one_decision() -> None:
    image, same = make_image(digest="d1"), make_image(digest="d1")
    start = Barrier(20, timeout=30)

    def visitor(number: int) -> None:
        start.wait()
        try:
            report([image, same][number % 2], [f"203.{number}.0.1"])
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as visitors:
        list(visitors.map(visitor, range(20)))
    assert [status_of(image), status_of(same)] == [ImageStatus.BLOCKED] * 2
    assert ModerationDecision.objects.count() == ImageBlock.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_hundred_reports_at_once_on_one_picture_give_one_block_and_no_deadlock() -> None:
    """As many at the same time as there are connections; the last of each crowd come when the block is there."""
    images = [make_image(digest="d1") for _ in range(3)]
    start = Barrier(20, timeout=30)

    def crowd(number: int) -> None:
        start.wait()
        try:
            for host in range(10):
                report(images[(number + host) % 3], [f"10.{number}.{host}.1"])
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as crowds:
        list(crowds.map(crowd, range(20)))
    assert {status_of(image) for image in images} == {ImageStatus.BLOCKED}
    assert ModerationDecision.objects.count() == ImageBlock.objects.count() == 1
    counted = ImageReport.objects.filter(is_open=True).count()
    assert {image.reports_count for image in images} == {counted} == {3}


@pytest.mark.django_db(transaction=True)
def test_a_brigade_on_many_images_at_once_blocks_ten_at_most() -> None:
    images = [make_image() for _ in range(14)]
    start = Barrier(len(images), timeout=30)

    def brigade(image: Image) -> None:
        start.wait()
        try:
            report(image, THREE_NETWORKS)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(images)) as brigades:
        list(brigades.map(brigade, images))
    assert Image.objects.filter(status=ImageStatus.BLOCKED).count() == BLOCKS_AN_HOUR
    assert ImageReport.objects.count() == 14 * 3


@pytest.mark.django_db(transaction=True)
def test_what_an_editor_keeps_amid_reports_stays_shown() -> None:
    image, editor = make_image(digest="d1"), User.objects.create_user("editor")
    start = Barrier(6, timeout=30)

    def visitor(number: int) -> None:
        start.wait()
        try:
            if number == 0:
                rule(image, Verdict.KEEP, editor)
            else:
                report(image, [f"203.{number}.0.1"])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as visitors:
        list(visitors.map(visitor, range(6)))
    image.refresh_from_db()
    assert image.status == ImageStatus.SHOWN or image.decisions.latest("pk").editor is None
    assert image.reports_count == image.reports.filter(is_open=True).count()
