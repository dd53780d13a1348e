"""What we ask of hubs, and how far they are believed: pure policy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.knowledge import push
from feeds.knowledge.push import Standing
from feeds.knowledge.schedule import Bounds, Plan

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BOUNDS = Bounds(least=timedelta(minutes=2), most=timedelta(hours=12))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def standing(*, pushed: timedelta | None = HOUR, misses: int = 0, left: timedelta = 5 * DAY) -> Standing:
    """Active for two days, with its last push that long ago."""
    last = None if pushed is None else NOW - pushed
    return Standing(active_since=NOW - 2 * DAY, lease_ends_at=NOW + left, last_push_at=last, misses=misses)


def wait(known: Standing, *, interval: timedelta = 10 * MINUTE, new: int = 1) -> timedelta:
    plan = Plan(next_poll_at=NOW + interval, interval=interval, failures=0)
    return push.next_poll_at(plan, known, NOW, new_items=new, bounds=BOUNDS, jitter=0) - NOW


@pytest.mark.parametrize(
    "url", ["https://news.example", "http://news.example:8080", "https://1.1.1.1", "https://[2606:4700::1]"]
)
def test_hubs_reach_a_public_address(url: str) -> None:
    assert push.is_reachable(url, [])


@pytest.mark.parametrize(
    "url",
    [
        *("", "news.example", "http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]", "http://192.168.1.4"),
        *(
            "https://portal",
            "https://portal.local",
            "https://news.internal",
            "https://a.localhost",
            "ftp://news.example",
        ),
    ],
)
def test_hubs_do_not_reach_an_inner_one(url: str) -> None:
    assert not push.is_reachable(url, [])


def test_hubs_reach_the_networks_of_a_developer() -> None:
    assert push.is_reachable("http://127.30.0.1:8000", ["127.30.0.0/16"])


@pytest.mark.parametrize(
    ("said", "lease"),
    [
        ("86400", DAY),
        ("60", MINUTE),
        (" 864000 ", 10 * DAY),
        ("315360000", push.LONGEST_LEASE),
        ("9" * 400, push.LONGEST_LEASE),
        *((odd, push.UNSAID_LEASE) for odd in ("", "0", "-5", "1e9", "ten days", "٣٦٠٠", "3600.5")),
    ],
)
def test_a_lease_is_believed_within_bounds(said: str, lease: timedelta) -> None:
    assert push.granted(said) == lease


@pytest.mark.parametrize("jitter", [-1, 0, 1])
def test_a_lease_is_renewed_well_before_its_end_and_not_by_all_at_once(jitter: int) -> None:
    at = push.renew_at(9 * DAY, NOW, jitter=jitter) - NOW
    assert at == 6 * DAY * (1 + jitter / 10)


def test_a_lease_of_a_minute_does_not_make_us_ask_every_minute() -> None:
    assert push.renew_at(MINUTE, NOW, jitter=-1) == NOW + push.LEAST_RENEWAL


def test_a_hub_that_does_not_answer_is_asked_less_and_less_often_but_for_ever() -> None:
    waits = [push.retry_at(failures, NOW, jitter=0) - NOW for failures in (1, 2, 3, 4, 5, 500)]
    assert waits == [10 * MINUTE, HOUR, 6 * HOUR, DAY, DAY, DAY]


def test_a_hub_that_tells_of_news_spares_the_feed_most_polls() -> None:
    assert wait(standing()) == HOUR
    assert wait(standing(), interval=3 * HOUR) == 6 * HOUR
    assert wait(standing(), interval=11 * HOUR) == 11 * HOUR


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(standing(pushed=None), id="it never told of any"),
        pytest.param(standing(pushed=3 * DAY), id="it did, before the last gap"),
        pytest.param(standing(misses=1), id="it was late"),
        pytest.param(replace(standing(), waiting_since=NOW - MINUTE), id="a poll brought news before it"),
        pytest.param(standing(left=-MINUTE), id="its lease is over"),
    ],
)
def test_a_hub_that_is_not_trusted_changes_nothing(known: Standing) -> None:
    assert wait(known) == 10 * MINUTE


def test_no_poll_waits_beyond_the_end_of_the_lease() -> None:
    assert wait(standing(left=25 * MINUTE)) == 25 * MINUTE
    assert wait(standing(left=MINUTE)) == 10 * MINUTE


def test_the_operator_s_bounds_hold() -> None:
    plan = Plan(next_poll_at=NOW + MINUTE, interval=MINUTE, failures=0)
    bounds = Bounds(least=MINUTE, most=3 * MINUTE)
    assert push.next_poll_at(plan, standing(), NOW, new_items=1, bounds=bounds, jitter=1) == NOW + 3 * MINUTE


def test_a_push_whose_poll_found_an_old_copy_is_looked_after_twice() -> None:
    assert wait(standing(pushed=timedelta(seconds=5)), new=0) == timedelta(seconds=115)
    assert wait(standing(pushed=2 * MINUTE), new=0) == 8 * MINUTE
    assert wait(standing(pushed=10 * MINUTE), new=0) == HOUR
    assert wait(standing(pushed=timedelta(seconds=5)), new=1) == HOUR


def after(known: Standing, *appeared: timedelta) -> Standing:
    """The standing after a poll with items that appeared that long ago."""
    return push.judged(known, [NOW - each for each in appeared], NOW)


def test_news_that_a_poll_brings_first_waits_for_the_hub_s_word_without_trust() -> None:
    found = after(standing(pushed=HOUR), 2 * MINUTE)
    assert (found.waiting_since, found.misses, found.is_trusted(NOW)) == (NOW, 0, False)


def test_a_hub_that_says_nothing_within_its_time_is_late_once() -> None:
    for waited, misses in ((14 * MINUTE, 0), (15 * MINUTE, 1), (DAY, 1)):
        waiting = replace(standing(pushed=2 * DAY), waiting_since=NOW - waited)
        assert after(waiting).misses == misses
        assert after(waiting, MINUTE).waiting_since == (NOW if misses else NOW - waited)


def test_nothing_new_leaves_a_hub_that_is_late_without_trust() -> None:
    found = after(replace(standing(misses=1), waiting_since=NOW - DAY))
    assert (found.waiting_since, found.misses, found.is_trusted(NOW)) == (None, 2, False)


@pytest.mark.parametrize(
    ("appeared", "known"),
    [
        pytest.param(20 * MINUTE, standing(pushed=19 * MINUTE), id="the hub told of it"),
        pytest.param(3 * DAY, standing(pushed=None), id="it is older than the subscription"),
        pytest.param(-HOUR, standing(pushed=None), id="it is dated ahead"),
        pytest.param(HOUR, standing(pushed=None, left=-MINUTE), id="the lease was over"),
    ],
)
def test_other_news_says_nothing_about_the_hub(appeared: timedelta, known: Standing) -> None:
    assert after(known, appeared) == known
    assert after(known) == known
