"""The desk in figures, from the rows of decisions."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.admin.figures import Week, by_week, waiting
from articles.admin.timeline import BARS, counted
from articles.models import Image, ImageReport, ImageSuggestion, ModerationDecision, Reason, Verdict
from articles.moderation import moderating, undoing
from tests.articles.admin.acts import THREE_NETWORKS, page, report
from tests.articles.looks import make_like
from tests.factories import make_image

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
SUNDAY = MONDAY + timedelta(days=6)


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor")


def decided(at: datetime, verdict: Verdict, image: Image | None = None, **by: object) -> ModerationDecision:
    return ModerationDecision.objects.create(image=image or make_image(), verdict=verdict, created_at=at, **by)


def answered(decision: ModerationDecision, *, after: timedelta) -> None:
    for wait in (after, after / 2):
        ImageReport.objects.create(
            image=decision.image,
            reason=Reason.OTHER,
            is_open=False,
            closed_by=decision,
            created_at=decision.created_at - wait,
        )


def only_week() -> Week:
    [week] = by_week(SUNDAY)
    return week


def test_the_time_to_a_decision_runs_from_the_first_report_and_is_a_median(editor: User) -> None:
    for hours in (1, 3, 50):
        answered(decided(MONDAY, Verdict.KEEP, editor=editor), after=timedelta(hours=hours))
    decided(MONDAY, Verdict.BLOCK, editor=editor)  # without a report: nobody waited
    assert (only_week().decided, only_week().median) == (4, timedelta(hours=3))


def test_readers_blocks_that_editors_lifted_are_the_rate_of_abuse(editor: User) -> None:
    for restored in (True, False, False, False):
        block = decided(MONDAY, Verdict.BLOCK, rule="automatic")
        if restored:
            decided(SUNDAY, Verdict.LIFT, image=block.image, editor=editor, overrides=block)
        else:
            decided(SUNDAY, Verdict.BLOCK, image=block.image, editor=editor)
    week = only_week()
    assert (week.blocked_by_readers, week.restored, week.abuse) == (4, 1, 25.0)


def test_a_restoration_counts_for_the_week_of_its_block(editor: User) -> None:
    block = decided(MONDAY, Verdict.BLOCK, rule="automatic")
    decided(MONDAY + timedelta(days=8), Verdict.KEEP, image=block.image, editor=editor, overrides=block)
    newer, older = by_week(MONDAY + timedelta(days=9))
    assert (newer.blocked_by_readers, newer.abuse) == (0, None)
    assert (older.monday, older.restored) == (MONDAY.date(), 1)


def test_what_was_undone_counts_as_undone_alone(editor: User) -> None:
    image = make_image()
    report(image, THREE_NETWORKS)
    ruling = moderating.decide(images=[image.pk], verdict=Verdict.LIFT, reasoning="", editor=editor)
    undoing.undo(decisions=[ruling.decisions[0].pk], editor=editor)
    week = by_week(datetime.now(UTC))[0]
    assert (week.decided, week.undone, week.median) == (0, 1, None)
    assert (week.blocked_by_readers, week.restored) == (1, 0)


def test_undoing_ends_no_case_even_of_pictures_that_were_suggested(editor: User) -> None:
    image, _further = make_like(), make_like(6)
    ruling = moderating.decide(images=[image.pk], verdict=Verdict.BLOCK, reasoning="", editor=editor)
    undoing.undo(decisions=[ruling.decisions[0].pk], editor=editor)
    assert ImageSuggestion.objects.filter(closed_by__verdict=Verdict.UNDO).count() == 1
    assert by_week(datetime.now(UTC))[0].median is None


def test_blocks_for_their_looks_are_no_reader_s(editor: User) -> None:
    cause = decided(MONDAY, Verdict.BLOCK, editor=editor)
    decided(MONDAY, Verdict.BLOCK, rule="likeness", follows=cause)
    assert only_week().blocked_by_readers == 0


def test_what_is_older_than_twelve_weeks_is_left_out(editor: User) -> None:
    decided(MONDAY - timedelta(weeks=12), Verdict.KEEP, editor=editor)
    assert by_week(SUNDAY) == []


def test_the_queue_is_counted_with_its_oldest_case() -> None:
    first, second = make_image(), make_image()
    report(first, THREE_NETWORKS[:1])
    report(second, THREE_NETWORKS[:1])
    known = waiting()
    assert (known.pictures, known.since) == (2, first.reports.get().created_at)


def test_many_decisions_cost_no_more_queries(
    chief: Client, editor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        answered(decided(datetime.now(UTC), Verdict.KEEP, editor=editor), after=timedelta(hours=2))
    with django_assert_max_num_queries(10):
        shown = page(chief, "articles_image_figures")
    assert "2 hours" in shown


def test_reports_are_drawn_from_the_first_one_until_now() -> None:
    moments = [MONDAY, MONDAY + timedelta(hours=12), SUNDAY]
    counts = counted(moments, SUNDAY)
    assert (len(counts), counts[0], counts[2], counts[-1], sum(counts)) == (BARS, 1, 1, 1, 3)
    assert sum(counted([MONDAY], MONDAY)) == 1
