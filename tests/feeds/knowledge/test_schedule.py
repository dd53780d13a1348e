"""When to come back: every outcome has its rule, every rule its bounds."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.knowledge import rhythm
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone, NotModified, Outcome, RateLimited
from feeds.knowledge.reasons import Reason, Rule, as_rows, from_rows
from feeds.knowledge.schedule import (
    Bounds,
    History,
    Plan,
    believable,
    host_rests_until,
    next_attempt,
    next_poll,
    rest_after_silences,
    wants_unconditional,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOUNDS = Bounds(least=timedelta(minutes=2), most=timedelta(hours=12))
QUARTER = timedelta(minutes=15)
FETCHED = Fetched(url="https://challenge.test/feed", body=b"")
DNS = Failed(kind=Failure.DNS)


def plan(outcome: Outcome, *, jitter: float = 0.0, **past: object) -> Plan:
    known: dict[str, Any] = {"interval": QUARTER, "failures": 0, **past}
    history = History(**known)
    return next_poll(outcome, history, NOW, bounds=BOUNDS, jitter=jitter)


def test_a_feed_full_of_new_items_is_polled_sooner() -> None:
    assert plan(FETCHED, items=20, new_items=18).interval < QUARTER


def test_a_feed_with_nothing_new_is_polled_later() -> None:
    assert plan(FETCHED, items=20, new_items=0).interval > QUARTER


def test_a_feed_with_a_few_new_items_is_polled_a_little_later() -> None:
    assert QUARTER < plan(FETCHED, items=20, new_items=2).interval < plan(FETCHED, items=20, new_items=0).interval


def test_a_feed_that_is_half_new_keeps_its_interval() -> None:
    assert plan(FETCHED, items=20, new_items=10).interval == QUARTER


def test_when_everything_is_new_the_interval_shrinks_sharply_for_some_may_have_scrolled_off() -> None:
    assert plan(FETCHED, items=20, new_items=20).interval == QUARTER / 4


def test_that_everything_is_new_at_first_sight_says_nothing() -> None:
    assert plan(FETCHED, items=20, new_items=20, is_first=True).interval == QUARTER


def test_an_unchanged_feed_is_polled_later() -> None:
    assert plan(NotModified()).interval > QUARTER


@pytest.mark.parametrize("outcome", [FETCHED, NotModified()])
def test_no_interval_exceeds_the_longest(outcome: Outcome) -> None:
    assert plan(outcome, interval=timedelta(hours=12)).interval == BOUNDS.most


def test_no_interval_falls_below_the_shortest() -> None:
    assert plan(FETCHED, interval=timedelta(minutes=2), items=5, new_items=5).interval == BOUNDS.least


def test_a_feeds_wish_to_be_left_alone_is_heard_up_to_an_hour() -> None:
    assert plan(FETCHED, items=5, new_items=1, ttl=timedelta(days=7)).interval == timedelta(hours=1)


def test_a_wish_is_not_heard_while_items_may_scroll_off() -> None:
    assert plan(FETCHED, items=5, new_items=5, ttl=timedelta(hours=1)).interval < QUARTER


@pytest.mark.parametrize("outcome", [replace(FETCHED, max_age=BOUNDS.most), NotModified(max_age=BOUNDS.most)])
def test_cache_control_is_a_wish_like_any_other(outcome: Outcome) -> None:
    assert plan(outcome, items=20, new_items=1).interval == timedelta(hours=1)


def test_a_feed_that_will_publish_soon_is_polled_soon_however_quiet_it_was() -> None:
    busy = tuple(80.0 if hour in range(10, 18) else 0.0 for hour in range(24))
    after = plan(NotModified(), interval=timedelta(hours=6), rhythm=busy).interval
    assert BOUNDS.least < after < timedelta(minutes=10)


def test_a_rhythm_of_too_few_items_is_chance() -> None:
    assert plan(NotModified(), rhythm=(2.0,) + (0.0,) * 23).interval == QUARTER * 1.25


@pytest.mark.parametrize(("jitter", "share"), [(-1.0, 0.8), (0.0, 1.0), (1.0, 1.2)])
def test_jitter_moves_the_next_poll_by_a_fifth_at_most(jitter: float, share: float) -> None:
    calm = plan(FETCHED, items=20, new_items=10, jitter=jitter)
    assert calm.next_poll_at - NOW == QUARTER * share


def test_a_success_forgets_earlier_failures() -> None:
    assert plan(FETCHED, failures=7, items=1).failures == 0


def rules(outcome: Outcome, *, jitter: float = 0.0, **past: object) -> list[Rule]:
    return [reason.rule for reason in plan(outcome, jitter=jitter, **past).reasons]


def test_polls_of_large_documents_are_spread_over_the_day() -> None:
    """Whatever else would have it polled every two minutes."""
    busy: dict[str, Any] = {"interval": BOUNDS.least, "items": 20, "new_items": 18}
    assert plan(FETCHED, **busy, size=100_000).next_poll_at == plan(FETCHED, **busy).next_poll_at
    large = plan(FETCHED, **busy, size=10_000_000)
    assert large.next_poll_at == NOW + timedelta(hours=24) * 10 / 200
    assert large.interval == plan(FETCHED, **busy).interval  # smaller documents, and it is as fast as before
    assert large.reasons[-1] == Reason(rule=Rule.BYTES, lasting=timedelta(minutes=72), count=10)


def test_no_rest_for_a_document_s_size_is_longer_than_a_day() -> None:
    assert plan(FETCHED, items=1, size=10**12).next_poll_at == NOW + timedelta(hours=24)


def test_what_is_known_and_large_is_spread_too() -> None:
    assert plan(NotModified(), size=100_000_000).next_poll_at == NOW + timedelta(hours=12)


def test_polls_that_are_full_of_news_every_time_are_spread_over_the_day() -> None:
    churn = plan(FETCHED, interval=BOUNDS.least, items=1_000, new_items=1_000)
    assert churn.next_poll_at == NOW + timedelta(minutes=72)
    assert churn.reasons[-1] == Reason(rule=Rule.ENTRIES, lasting=timedelta(minutes=72))
    first = plan(FETCHED, interval=BOUNDS.least, items=1_000, new_items=1_000, is_first=True)
    assert first.next_poll_at == NOW + BOUNDS.least


def test_a_plan_tells_the_share_of_news_and_what_it_asks_for() -> None:
    so_far, share = plan(FETCHED, items=20, new_items=10, interval=timedelta(hours=1)).reasons
    assert so_far == Reason(rule=Rule.SO_FAR, lasting=timedelta(hours=1))
    assert share == Reason(rule=Rule.NEWS, lasting=timedelta(hours=1), count=10, of=20)


@pytest.mark.parametrize(
    ("outcome", "past", "rule"),
    [
        (FETCHED, {"items": 9, "new_items": 9, "is_first": True}, Rule.FIRST_READING),
        (NotModified(), {"interval": timedelta(hours=6), "rhythm": (80.0,) * 24}, Rule.HOURS),
        (NotModified(), {"ttl": timedelta(minutes=40)}, Rule.TTL),
        (NotModified(max_age=timedelta(minutes=40)), {}, Rule.FRESHNESS),
        (NotModified(), {"interval": BOUNDS.most}, Rule.MOST),
        (FETCHED, {"interval": BOUNDS.least, "items": 3, "new_items": 3}, Rule.LEAST),
        (DNS, {}, Rule.FAILURES),
        (Gone(), {}, Rule.GONE),
        (RateLimited(status=429), {}, Rule.NO_TIME_NAMED),
        (RateLimited(status=503, retry_after=timedelta(hours=2)), {}, Rule.RETRY_AFTER),
    ],
)
def test_the_last_rule_that_had_a_say_is_named(outcome: Outcome, past: dict[str, Any], rule: Rule) -> None:
    reason = plan(outcome, **past).reasons[-1]
    assert (reason.rule, NOW + reason.lasting) == (rule, plan(outcome, **past).next_poll_at)


def test_a_rule_that_had_no_say_is_not_named() -> None:
    quiet: dict[str, Any] = {"ttl": timedelta(minutes=1), "rhythm": (0.001,) * 24, "interval": timedelta(hours=2)}
    assert rules(NotModified(max_age=timedelta(minutes=1)), **quiet) == [Rule.SO_FAR, Rule.NEWS]


def test_a_rest_that_is_shorter_than_the_feeds_own_interval_is_named_with_that() -> None:
    asked = RateLimited(status=429, retry_after=timedelta(minutes=5))
    assert rules(asked) == [Rule.RETRY_AFTER, Rule.SO_FAR]


def test_failures_are_counted_with_the_one_that_was_just_met() -> None:
    assert plan(DNS, failures=4).reasons == (Reason(rule=Rule.FAILURES, lasting=timedelta(hours=1), count=5),)


@pytest.mark.parametrize("outcome", [NotModified(), DNS])
@pytest.mark.parametrize("jitter", [-1.0, 1.0])
def test_jitter_is_named_by_what_it_moved(outcome: Outcome, jitter: float) -> None:
    calm, moved = plan(outcome), plan(outcome, jitter=jitter)
    assert moved.reasons[-1] == Reason(rule=Rule.JITTER, lasting=moved.next_poll_at - calm.next_poll_at)


def test_reasons_outlive_the_database() -> None:
    reasons = plan(FETCHED, items=20, new_items=3, ttl=timedelta(minutes=50), jitter=0.3).reasons
    rows = json.loads(json.dumps(as_rows(reasons)))
    assert from_rows(rows) == reasons
    assert from_rows([{**rows[0], "rule": "of a later version"}, *rows[1:]]) == reasons[1:]


def test_failures_back_off_linearly() -> None:
    rests = [plan(DNS, failures=past).next_poll_at - NOW for past in (3, 4, 5)]
    assert rests[1] - rests[0] == rests[2] - rests[1] > timedelta()


def test_a_first_failure_keeps_the_pace_of_the_feed() -> None:
    assert plan(DNS).next_poll_at - NOW == QUARTER


def test_a_feed_that_was_never_read_fails_within_the_bounds_too() -> None:
    hasty = Bounds(least=timedelta(seconds=4), most=timedelta(seconds=8))
    history = History(interval=QUARTER, failures=0)
    assert next_poll(DNS, history, NOW, bounds=hasty, jitter=0).next_poll_at - NOW == timedelta(seconds=8)


def test_no_failure_rests_longer_than_a_day() -> None:
    assert plan(DNS, failures=10_000).next_poll_at - NOW == timedelta(days=1)


def test_a_failure_is_counted_and_the_rhythm_kept() -> None:
    after = plan(DNS, failures=2)
    assert (after.failures, after.interval) == (3, QUARTER)


def test_a_feed_that_is_gone_is_asked_again_only_after_a_day() -> None:
    assert plan(Gone()).next_poll_at - NOW == timedelta(days=1)


def test_too_many_requests_rests_the_whole_host() -> None:
    asked = RateLimited(status=429, retry_after=timedelta(minutes=40))
    assert host_rests_until(asked, NOW) == NOW + timedelta(minutes=40)


def test_unavailable_with_a_time_rests_the_feed_alone() -> None:
    asked = RateLimited(status=503, retry_after=timedelta(minutes=40))
    assert (plan(asked).next_poll_at, host_rests_until(asked, NOW)) == (NOW + timedelta(minutes=40), None)


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


SPANS = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40))
RHYTHMS = st.lists(st.floats(0, 5_000), min_size=24, max_size=24).map(tuple) | st.just(())
SUCCESSES = st.builds(
    Fetched, url=st.just("https://a.test/"), body=st.just(b""), max_age=st.none() | SPANS
) | st.builds(NotModified, max_age=st.none() | SPANS)
SETBACKS = st.sampled_from([DNS, Gone(), RateLimited(status=429)]) | st.builds(
    RateLimited, status=st.sampled_from([429, 503]), retry_after=st.none() | SPANS
)
HISTORIES = st.builds(
    History,
    interval=SPANS,
    failures=st.integers(0, 10**6),
    items=st.integers(0, 2_000),
    new_items=st.integers(0, 2_000),
    is_first=st.booleans(),
    ttl=st.none() | SPANS,
    rhythm=RHYTHMS,
)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=7_305)).map(lambda since: datetime(2020, 1, 1, tzinfo=UTC) + since)
JITTERS = st.floats(-1, 1)


@given(SUCCESSES, HISTORIES, MOMENTS, JITTERS)
def test_after_a_success_the_next_poll_always_comes_within_the_bounds(
    outcome: Outcome, history: History, now: datetime, jitter: float
) -> None:
    after = next_poll(outcome, history, now, bounds=BOUNDS, jitter=jitter)
    assert BOUNDS.least <= after.next_poll_at - now <= BOUNDS.most
    assert BOUNDS.least <= after.interval <= BOUNDS.most


@given(SETBACKS, HISTORIES, MOMENTS, JITTERS)
def test_after_a_setback_the_next_poll_always_comes_within_a_day(
    outcome: Outcome, history: History, now: datetime, jitter: float
) -> None:
    after = next_poll(outcome, history, now, bounds=BOUNDS, jitter=jitter)
    assert timedelta(minutes=1) <= after.next_poll_at - now <= timedelta(days=1)


@given(HISTORIES, st.integers(0, 2_000), MOMENTS)
def test_the_more_was_known_the_later_the_next_poll(history: History, fewer_new: int, now: datetime) -> None:
    fewer = replace(history, new_items=min(fewer_new, history.new_items))
    more, less = (next_poll(FETCHED, each, now, bounds=BOUNDS, jitter=0).interval for each in (fewer, history))
    assert more >= less


@given(HISTORIES, st.integers(0, 1_000), JITTERS)
def test_the_more_failures_in_a_row_the_longer_the_rest(history: History, more: int, jitter: float) -> None:
    worse = replace(history, failures=history.failures + more)
    rests = [next_poll(DNS, each, NOW, bounds=BOUNDS, jitter=jitter).next_poll_at for each in (history, worse)]
    assert rests == sorted(rests)


@given(RHYTHMS, MOMENTS)
def test_twice_the_news_is_never_expected_later(hours: tuple[float, ...], now: datetime) -> None:
    once, twice = (rhythm.until_news([count * by for count in hours], now, worth=0.5) for by in (1, 2))
    assert once is None or (twice is not None and twice <= once)


@given(st.lists(MOMENTS, max_size=5), MOMENTS, MOMENTS)
def test_no_clock_makes_a_rhythm_of_more_items_than_there_are(
    published: list[datetime], last: datetime, now: datetime
) -> None:
    known = [1.0] * 24
    after = rhythm.after(known, published, last_polled_at=last, now=now)
    assert all(count >= 0 for count in after)
    assert sum(after) <= sum(known) + len(published) + 0.01


def test_a_rhythm_knows_the_hours_of_its_items_and_forgets_them_by_half_a_week() -> None:
    fresh = rhythm.after([], [NOW, NOW, NOW - timedelta(hours=3)], last_polled_at=None, now=NOW)
    assert (fresh[12], round(fresh[9], 1), sum(map(bool, fresh))) == (2, 1.0, 2)
    assert rhythm.after(fresh, [], last_polled_at=NOW - timedelta(days=7), now=NOW)[12] == 1


def test_at_night_the_morning_s_news_are_waited_for() -> None:
    mornings = [100.0 if hour == 7 else 0.0 for hour in range(24)]
    waited = rhythm.until_news(mornings, datetime(2026, 3, 1, 1, tzinfo=UTC), worth=0.5)
    assert waited is not None
    assert timedelta(hours=5) <= waited <= timedelta(hours=6)


def test_a_clock_that_was_set_back_brings_a_full_answer_at_once() -> None:
    assert wants_unconditional(NOW + timedelta(days=300), NOW)


@pytest.mark.parametrize(
    ("silences", "longest_interval", "rest"),
    [
        (1, timedelta(hours=12), timedelta()),
        (2, timedelta(hours=12), timedelta(minutes=5)),
        (4, timedelta(hours=12), timedelta(minutes=15)),
        (1_000, timedelta(hours=12), timedelta(hours=1)),
        (2, timedelta(seconds=8), timedelta(seconds=8)),
    ],
)
def test_a_host_that_gives_no_answer_rests_longer_each_time(
    silences: int, longest_interval: timedelta, rest: timedelta
) -> None:
    assert rest_after_silences(silences, longest_interval=longest_interval) == rest
