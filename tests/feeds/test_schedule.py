"""When to come back: every outcome has its rule, every rule its bounds."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.outcomes import Failed, Failure, Fetched, Gone, NotModified, Outcome, RateLimited
from feeds.schedule import Bounds, History, Plan, believable, next_attempt, next_poll, wants_unconditional

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOUNDS = Bounds(least=timedelta(minutes=2), most=timedelta(hours=12))
QUARTER = timedelta(minutes=15)
FETCHED = Fetched(url="https://challenge.test/feed", body=b"")
DNS = Failed(kind=Failure.DNS)


def plan(outcome: Outcome, *, jitter: float = 0.0, **past: object) -> Plan:
    history = History(**{"interval": QUARTER, "failures": 0, **past})  # type: ignore[arg-type]  # a test's shorthand
    return next_poll(outcome, history, NOW, bounds=BOUNDS, jitter=jitter)


def test_a_feed_full_of_new_items_is_polled_sooner() -> None:
    assert plan(FETCHED, items=20, new_items=18).interval < QUARTER


def test_a_feed_with_nothing_new_is_polled_later() -> None:
    assert plan(FETCHED, items=20, new_items=0).interval > QUARTER


def test_a_feed_with_a_few_new_items_keeps_its_rhythm() -> None:
    assert plan(FETCHED, items=20, new_items=2).interval == QUARTER


def test_an_unchanged_feed_is_polled_later() -> None:
    assert plan(NotModified()).interval > QUARTER


@pytest.mark.parametrize("outcome", [FETCHED, NotModified()])
def test_no_interval_exceeds_the_longest(outcome: Outcome) -> None:
    assert plan(outcome, interval=timedelta(hours=12)).interval == BOUNDS.most


def test_no_interval_falls_below_the_shortest() -> None:
    assert plan(FETCHED, interval=timedelta(minutes=2), items=5, new_items=5).interval == BOUNDS.least


def test_a_feeds_wish_to_be_left_alone_is_heard_up_to_an_hour() -> None:
    assert plan(FETCHED, items=5, new_items=5, ttl=timedelta(days=7)).interval == timedelta(hours=1)


@pytest.mark.parametrize(("jitter", "share"), [(-1.0, 0.8), (0.0, 1.0), (1.0, 1.2)])
def test_jitter_moves_the_next_poll_by_a_fifth_at_most(jitter: float, share: float) -> None:
    calm = plan(FETCHED, items=20, new_items=2, jitter=jitter)
    assert calm.next_poll_at - NOW == QUARTER * share


def test_a_success_forgets_earlier_failures() -> None:
    assert plan(FETCHED, failures=7, items=1).failures == 0


def test_failures_back_off_linearly() -> None:
    rests = [plan(DNS, failures=past).next_poll_at - NOW for past in (3, 4, 5)]
    assert rests[1] - rests[0] == rests[2] - rests[1] > timedelta()


def test_no_failure_rests_longer_than_a_day() -> None:
    assert plan(DNS, failures=10_000).next_poll_at - NOW == timedelta(days=1)


def test_a_failure_is_counted_and_the_rhythm_kept() -> None:
    after = plan(DNS, failures=2)
    assert (after.failures, after.interval) == (3, QUARTER)


def test_a_feed_that_is_gone_is_asked_again_only_after_a_day() -> None:
    assert plan(Gone()).next_poll_at - NOW == timedelta(days=1)


def test_too_many_requests_rests_the_whole_host() -> None:
    after = plan(RateLimited(status=429, retry_after=timedelta(minutes=40)))
    assert after.host_rests_until == NOW + timedelta(minutes=40)


def test_unavailable_with_a_time_rests_the_feed_alone() -> None:
    after = plan(RateLimited(status=503, retry_after=timedelta(minutes=40)))
    assert (after.next_poll_at, after.host_rests_until) == (NOW + timedelta(minutes=40), None)


def test_a_page_is_tried_again_later_each_time_and_then_rests() -> None:
    attempts = [next_attempt(DNS, attempt, NOW) for attempt in range(1, 6)]
    times = [attempt for attempt in attempts[:4] if attempt]
    assert times == sorted(times)
    assert attempts[4] is None


@pytest.mark.parametrize("outcome", [Gone(), Failed(kind=Failure.ROBOTS), Failed(kind=Failure.REFUSED)])
def test_a_hopeless_page_is_given_up_at_once(outcome: Outcome) -> None:
    assert next_attempt(outcome, 1, NOW) is None


def test_a_rate_limited_page_waits_as_long_as_it_was_asked_to() -> None:
    asked = RateLimited(status=429, retry_after=timedelta(minutes=5))
    assert next_attempt(asked, 1, NOW) == NOW + timedelta(minutes=5)


def test_validators_are_left_out_every_twelve_hours() -> None:
    assert wants_unconditional(NOW - timedelta(hours=12), NOW)
    assert not wants_unconditional(NOW - timedelta(hours=11), NOW)


@pytest.mark.parametrize(
    ("published_at", "verdict"),
    [
        (NOW, True),
        (NOW + timedelta(minutes=9), True),
        (NOW + timedelta(minutes=11), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (None, False),
    ],
)
def test_only_dates_from_1990_to_ten_minutes_ahead_are_believed(published_at: datetime | None, verdict: bool) -> None:
    assert believable(published_at, NOW) is verdict
