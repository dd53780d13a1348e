"""When to come back: pure policy, one function an outcome, every bound in one place.

Numbers: linear back-off and the share of known items after Miniflux, CommaFeed and Media Cloud's rss-fetcher; failures
are soft, nothing is given up by itself (django-feed-reader #49: a 429 that disabled sources for ever)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from feeds.outcomes import Failed, Failure, Fetched, Gone, NotModified, Outcome, RateLimited

FIRST_INTERVAL: Final = timedelta(minutes=15)
DAY: Final = timedelta(hours=24)
BACK_OFF_STEP: Final = timedelta(minutes=15)  # a failure in a row
RATE_LIMIT: Final = timedelta(hours=1)  # for a 429 that names no time
UNCONDITIONAL_EVERY: Final = timedelta(hours=12)  # some servers answer 304 for ever (FreshRSS #1020, #5149)
JITTER: Final = 0.2  # share of the interval, both ways: no burst at the top of the hour
FUTURE_TOLERANCE: Final = timedelta(minutes=10)
# Minutes until a page or an image is tried again after its first, second ... failure; then it rests.
RETRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 360))
HOPELESS: Final = frozenset({Failure.ROBOTS, Failure.REFUSED, Failure.TOO_LARGE, Failure.UNREADABLE})


@dataclass(frozen=True, kw_only=True)
class Bounds:
    least: timedelta
    most: timedelta

    def clamp(self, interval: timedelta) -> timedelta:
        return max(self.least, min(interval, self.most))


@dataclass(frozen=True, kw_only=True)
class History:
    """What the schedule needs to know of a feed's past, and of this poll: the document's items, and the new ones."""

    interval: timedelta
    failures: int  # in a row, before this poll
    items: int = 0
    new_items: int = 0
    ttl: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    next_poll_at: datetime
    interval: timedelta
    failures: int
    host_rests_until: datetime | None = None  # a 429 speaks for the whole host (FreshRSS #7870)


def next_poll(outcome: Outcome, history: History, now: datetime, *, bounds: Bounds, jitter: float) -> Plan:
    """`jitter` is a random number from -1 to 1, drawn by the caller."""
    match outcome:
        case Fetched():
            return _after_fetched(history, now, bounds, jitter)
        case NotModified():
            return _plan(bounds.clamp(history.interval * 1.25), now, jitter)
        case RateLimited():
            return _after_rate_limit(outcome, history, now)
        case Gone():
            return _after_failure(DAY, history, now)
        case Failed():
            back_off = max(history.interval, BACK_OFF_STEP * (history.failures + 1))
            return _after_failure(min(back_off, DAY), history, now, jitter=jitter)
        case _ as unreachable:
            assert_never(unreachable)


def _after_fetched(history: History, now: datetime, bounds: Bounds, jitter: float) -> Plan:
    known_share = 1 - history.new_items / history.items if history.items else 1.0
    interval = history.interval
    if not history.new_items:
        interval *= 1.25
    elif known_share < 0.33:
        interval /= 2  # much is new: the next poll must come before anything scrolls off the feed
    elif known_share < 0.67:
        interval /= 1.25
    if history.ttl is not None:
        interval = max(interval, min(history.ttl, timedelta(hours=1)))  # a wish, not an order: ttl is often absurd
    return _plan(bounds.clamp(interval), now, jitter)


def _plan(interval: timedelta, now: datetime, jitter: float) -> Plan:
    return Plan(next_poll_at=now + interval * (1 + JITTER * jitter), interval=interval, failures=0)


def _after_rate_limit(outcome: RateLimited, history: History, now: datetime) -> Plan:
    until = now + (outcome.retry_after if outcome.retry_after is not None else RATE_LIMIT)
    return Plan(
        next_poll_at=until,
        interval=history.interval,
        failures=history.failures + 1,
        host_rests_until=until if outcome.status == 429 else None,
    )


def _after_failure(rest: timedelta, history: History, now: datetime, *, jitter: float = 0) -> Plan:
    return Plan(
        next_poll_at=now + rest * (1 + JITTER * jitter), interval=history.interval, failures=history.failures + 1
    )


def next_attempt(outcome: Outcome, attempts: int, now: datetime) -> datetime | None:
    """When to try a page or an image again after its `attempts`-th failure; None: give up, the headline stays."""
    if isinstance(outcome, Gone) or (isinstance(outcome, Failed) and outcome.kind in HOPELESS):
        return None
    if isinstance(outcome, RateLimited):
        return now + (outcome.retry_after or RATE_LIMIT) if attempts <= len(RETRIES) else None
    return now + RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def retry_at(attempt: int, now: datetime) -> datetime:
    """When an attempt that is about to begin counts as failed, should its worker die over it."""
    return now + RETRIES[min(attempt, len(RETRIES)) - 1]


def wants_unconditional(last_full_at: datetime | None, now: datetime) -> bool:
    """Whether this poll sends no validators, because the last full answer is old."""
    return last_full_at is None or now - last_full_at >= UNCONDITIONAL_EVERY


def believable(published_at: datetime | None, now: datetime) -> bool:
    """Whether a feed's or a page's date may be shown: from 1990 to ten minutes ahead (Miniflux, Media Cloud)."""
    return published_at is not None and published_at.year >= 1990 and published_at <= now + FUTURE_TOLERANCE
