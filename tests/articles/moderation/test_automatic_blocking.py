"""The circuit breaker: how much of the site readers' reports may take away before an editor has to look."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import BlockingPause, Image, ImageStatus, ModerationDecision, PauseOf, Verdict
from articles.moderation.automatic_blocking import BLOCKS_AN_HOUR
from tests.articles.reports import THREE_NETWORKS, report, rule, status_of
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _usual_bar(settings: Any) -> None:
    settings.REPORT_PERSONS, settings.REPORT_NETWORKS, settings.REPORT_THRESHOLD = 3, 2, 3.0


def front_page(pictures: int) -> list[Image]:
    source = make_source()
    images = [make_image() for _ in range(pictures)]
    for image in images:
        make_article(image=image, source=source)
    return images


def blocked(images: list[Image]) -> int:
    for image in images:
        report(image, THREE_NETWORKS)
    return sum(status_of(image) == ImageStatus.BLOCKED for image in images)


def test_two_percent_of_the_front_page_is_one_picture_of_sixty() -> None:
    images = front_page(60)
    assert blocked(images[:4]) == 1
    assert BlockingPause.objects.get().rule == "1 of 60 pictures of the front page within an hour"


def test_of_a_small_front_page_one_picture_may_go() -> None:
    assert blocked(front_page(6)) == 1


def test_a_picture_on_several_articles_is_one_of_the_front_page_s() -> None:
    [image, _other] = front_page(2)
    make_article(image=image)
    make_article(image=make_image(digest=image.digest))
    assert blocked([image, _other]) == 1
    assert BlockingPause.objects.get().rule == "1 of 2 pictures of the front page within an hour"


def test_pictures_beyond_the_front_page_do_not_touch_its_share() -> None:
    front_page(60)
    assert blocked([make_image() for _ in range(BLOCKS_AN_HOUR)]) == BLOCKS_AN_HOUR
    assert BlockingPause.objects.end_of(PauseOf.REPORTS) is None


def test_pictures_that_older_articles_show_are_not_the_front_page_s() -> None:
    older = front_page(3)
    front_page(60)
    for image in older:
        image.articles.update(published_at=timezone.now() - timedelta(days=900))
    assert blocked(older) == 3


def test_what_an_hour_ago_was_blocked_is_not_counted() -> None:
    images = front_page(60)
    moment = timezone.now() - timedelta(minutes=61)
    for image in images[:9]:
        ModerationDecision.objects.create(image=image, verdict=Verdict.BLOCK, rule="a rule", created_at=moment)
    assert blocked(images[10:11]) == 1


def test_one_incident_is_one_pause() -> None:
    assert blocked([make_image() for _ in range(BLOCKS_AN_HOUR + 5)]) == BLOCKS_AN_HOUR
    assert BlockingPause.objects.count() == 1


def test_what_is_reported_during_a_pause_waits_for_an_editor() -> None:
    images = [make_image() for _ in range(BLOCKS_AN_HOUR + 3)]
    blocked(images)
    assert set(images) == set(Image.objects.needing_decision())


def test_after_the_pause_the_next_report_blocks_what_had_enough() -> None:
    pause = BlockingPause.objects.create(ends_at=timezone.now() + timedelta(minutes=5), rule="a rule")
    image = make_image()
    report(image, THREE_NETWORKS)
    assert status_of(image) == ImageStatus.SHOWN
    BlockingPause.objects.filter(pk=pause.pk).update(
        began_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now() - timedelta(minutes=1)
    )
    report(image, ["192.0.3.1"])
    assert status_of(image) == ImageStatus.BLOCKED


def test_editors_decide_during_a_pause_as_ever() -> None:
    BlockingPause.objects.create(ends_at=timezone.now() + timedelta(minutes=5), rule="a rule")
    image = make_image()
    rule(image, Verdict.BLOCK, User.objects.create_user("editor"))
    assert status_of(image) == ImageStatus.BLOCKED
