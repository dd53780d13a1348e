"""When to come back: pure policy, one function an outcome, every bound in one place.

Numbers: linear back-off and the share of known items after Miniflux, CommaFeed and Media Cloud's rss-fetcher; failures
are soft, nothing is given up by itself (django-feed-reader #49: a 429 that disabled sources for ever)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from feeds.knowledge import rhythm
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone, NotModified, Outcome, RateLimited
from feeds.knowledge.reasons import Reason, Rule

DAY: Final = timedelta(hours=24)
BACK_OFF_STEP: Final = timedelta(minutes=15)  # a failure in a row after the first
RATE_LIMIT: Final = timedelta(hours=1)  # for a 429 that names no time
SILENT_STEP: Final = timedelta(minutes=5)  # a request in a row without an answer after the first
SILENT_MOST: Final = timedelta(hours=1)
LEAST_REST: Final = timedelta(minutes=1)
LONGEST_WISH: Final = timedelta(hours=1)  # of ttl, sy:updatePeriod and Cache-Control: wishes, and often absurd ones
UNCONDITIONAL_EVERY: Final = timedelta(hours=12)  # some servers answer 304 for ever (FreshRSS #1020, #5149)
JITTER: Final = 0.2  # share of the interval, both ways: no burst at the top of the hour
ENTRIES_A_DAY: Final = 20_000  # new ones of a feed: who gives every item a new guid at every poll fills the disk
NEWS_A_POLL: Final = 0.5  # items to be expected before a poll is worth it: every other one finds nothing
FUTURE_TOLERANCE: Final = timedelta(minutes=10)
# The share of a document's items that were known, from which on the interval changes by that factor.
_PACE: Final = ((0.67, 1.1), (0.33, 1.0), (0.01, 0.5))
_IDLE: Final = 1.25  # nothing was new
_OVERRUN: Final = 0.25  # everything was: something may have come and gone between the polls
# Minutes until a page or an image is tried again after its first, second ... failure; then it rests.
RETRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 360))
# Until a page whose text is poor or missing is read again, after its first, second ... reading: many are incomplete in
# their first hour, and completed within the day.
READ_AGAIN: Final = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
SILENT: Final = frozenset({Failure.DNS, Failure.CONNECT, Failure.TIMEOUT})  # nobody there, or nobody in time
HOPELESS: Final = frozenset({Failure.ROBOTS, Failure.REFUSED, Failure.TOO_LARGE, Failure.UNREADABLE})


@dataclass(frozen=True, kw_only=True)
class Bounds:
    least: timedelta
    most: timedelta
    day_bytes: int = 200_000_000  # of one feed

    def clamp(self, interval: timedelta) -> timedelta:
        return max(self.least, min(interval, self.most))


@dataclass(frozen=True, kw_only=True)
class History:
    """What the schedule needs to know of a feed's past, and of this poll: the document's items, and the new ones."""

    interval: timedelta
    failures: int  # in a row, before this poll
    items: int = 0
    new_items: int = 0
    size: int = 0  # bytes that this poll brought, unpacked
    is_first: bool = False  # no document was ever read before: that all its items are new says nothing
    ttl: timedelta | None = None
    rhythm: tuple[float, ...] = ()  # as `rhythm.after` gives it, with this poll's news


@dataclass(frozen=True, kw_only=True)
class Plan:
    next_poll_at: datetime
    interval: timedelta
    failures: int
    reasons: tuple[Reason, ...] = ()  # in the order in which the rules were asked


def next_poll(outcome: Outcome, history: History, now: datetime, *, bounds: Bounds, jitter: float) -> Plan:
    """`jitter` is a random number from -1 to 1, drawn by the caller. After a success the next poll comes within the
    bounds, jitter included; after anything else within a day."""
    match outcome:
        case Fetched() | NotModified():
            return _after_success(outcome, history, now, bounds, jitter)
        case RateLimited():
            return _after_rate_limit(outcome, history, now)
        case Gone():
            # An editor must decide; until then it is asked once a day.
            return _after_failure(Reason(rule=Rule.GONE, lasting=DAY), history, now)
        case Failed():
            return _after_failure(_back_off(history, bounds), history, now, jitter=jitter)
        case _ as unreachable:
            assert_never(unreachable)


def _after_success(
    outcome: Fetched | NotModified, history: History, now: datetime, bounds: Bounds, jitter: float
) -> Plan:
    """The pace that the shares of news ask for, or the feed's hours if they promise news sooner; a wish to be left
    alone is heard, unless so much is new that items may scroll off unseen."""
    pace = 1.0 if history.is_first else _pace(history)
    interval = bounds.clamp(history.interval) * pace
    reasons = [Reason(rule=Rule.SO_FAR, lasting=history.interval), _share(history, interval)]
    until_news = rhythm.until_news(history.rhythm, now, worth=NEWS_A_POLL)
    if until_news is not None and until_news < interval:
        interval = until_news
        reasons.append(Reason(rule=Rule.HOURS, lasting=interval))
    wishes = ((Rule.TTL, _wish(history.ttl)), (Rule.FRESHNESS, _wish(outcome.max_age))) if pace >= 1 else ()
    for rule, wish in wishes:
        if wish > interval:
            interval = wish
            reasons.append(Reason(rule=rule, lasting=wish))
    rest, rounding = _within(interval, bounds, jitter)
    spread = _spread(history, rest, bounds)
    return Plan(
        next_poll_at=now + max([rest, *(each.lasting for each in spread)]),
        interval=bounds.clamp(interval),
        failures=0,
        reasons=(*reasons, *rounding, *spread),
    )


def _spread(history: History, rest: timedelta, bounds: Bounds) -> list[Reason]:
    """What a day has room for, were every poll like this one, asks for more than that rest. No day is longer."""
    by_size = DAY * min(history.size / bounds.day_bytes, 1)
    by_news = timedelta() if history.is_first else DAY * min(history.new_items / ENTRIES_A_DAY, 1)
    megabytes = round(history.size / 1_000_000)
    found = [Reason(rule=Rule.BYTES, lasting=by_size, count=megabytes), Reason(rule=Rule.ENTRIES, lasting=by_news)]
    return [each for each in found if each.lasting > rest]


def _share(history: History, lasting: timedelta) -> Reason:
    rule = Rule.FIRST_READING if history.is_first else Rule.NEWS
    return Reason(rule=rule, lasting=lasting, count=history.new_items, of=history.items)


def _within(interval: timedelta, bounds: Bounds, jitter: float) -> tuple[timedelta, list[Reason]]:
    """The rest, jitter included, and what bounds and jitter had to do with it."""
    clamped = bounds.clamp(interval)
    rest = bounds.clamp(clamped * (1 + JITTER * jitter))
    reasons = []
    if clamped != interval:
        reasons.append(Reason(rule=Rule.LEAST if clamped > interval else Rule.MOST, lasting=clamped))
    return rest, [*reasons, *_moved_by(rest - clamped)]


def _moved_by(jitter: timedelta) -> list[Reason]:
    return [Reason(rule=Rule.JITTER, lasting=jitter)] if jitter else []


def _pace(history: History) -> float:
    """By what the interval is multiplied: the more was known, the more."""
    if not history.new_items:
        return _IDLE
    known_share = 1 - history.new_items / max(history.items, history.new_items)
    return next((factor for least, factor in _PACE if known_share >= least), _OVERRUN)


def _wish(lasting: timedelta | None) -> timedelta:
    return min(lasting or timedelta(), LONGEST_WISH)


def _after_rate_limit(outcome: RateLimited, history: History, now: datetime) -> Plan:
    asked = _rest(outcome)
    rule = Rule.NO_TIME_NAMED if outcome.retry_after is None else Rule.RETRY_AFTER
    reasons = [Reason(rule=rule, lasting=asked)]
    if history.interval > asked:
        reasons.append(Reason(rule=Rule.SO_FAR, lasting=history.interval))
    return Plan(
        next_poll_at=now + min(max(asked, history.interval), DAY),
        interval=history.interval,
        failures=history.failures + 1,
        reasons=tuple(reasons),
    )


def _rest(outcome: RateLimited) -> timedelta:
    """What it asks for, but never nothing: a Retry-After of 0, or of the past, is no invitation to hammer."""
    return RATE_LIMIT if outcome.retry_after is None else min(max(outcome.retry_after, LEAST_REST), DAY)


def host_rests_until(outcome: Outcome, now: datetime) -> datetime | None:
    """A 429 speaks for the whole host (FreshRSS #7870); a 503 for the one address only."""
    return now + _rest(outcome) if isinstance(outcome, RateLimited) and outcome.status == 429 else None


def is_silent(outcome: Outcome) -> bool:
    """Whether the host gave no answer at all, whatever it was asked for."""
    return isinstance(outcome, Failed) and outcome.kind in SILENT


def rest_after_silences(silences: int, *, longest_interval: timedelta) -> timedelta:
    """How long a host is left alone after so many requests in a row without an answer. A first one costs nothing; after
    a second, whatever else is due there would only run into its deadline too, one after the other. Who polls every
    feed within `longest_interval` forgives as fast."""
    return min(min(SILENT_STEP, longest_interval) * max(0, silences - 1), SILENT_MOST)


def _back_off(history: History, bounds: Bounds) -> Reason:
    """The first failure costs nothing, since most often it is a server's restart: the feed keeps its own pace. Who
    polls every feed within minutes (a demonstration) also forgives within minutes."""
    rest = max(bounds.clamp(history.interval), min(BACK_OFF_STEP, bounds.most) * history.failures)
    return Reason(rule=Rule.FAILURES, lasting=min(rest, DAY), count=history.failures + 1)


def _after_failure(reason: Reason, history: History, now: datetime, *, jitter: float = 0) -> Plan:
    rest = min(reason.lasting * (1 + JITTER * jitter), DAY)
    return Plan(
        next_poll_at=now + rest,
        interval=history.interval,
        failures=history.failures + 1,
        reasons=(reason, *_moved_by(rest - reason.lasting)),
    )


def next_attempt(outcome: Outcome, attempts: int, now: datetime) -> datetime | None:
    """When to try a page or an image again after its `attempts`-th failure; None: give up, the headline stays."""
    if isinstance(outcome, Gone) or (isinstance(outcome, Failed) and outcome.kind in HOPELESS):
        return None
    if attempts > len(RETRIES):
        return None
    rest = _rest(outcome) if isinstance(outcome, RateLimited) else timedelta()
    return now + max(rest, RETRIES[attempts - 1])


def rest_after(attempt: int) -> timedelta:
    """How long after its begin an attempt counts as failed, should its worker die over it."""
    return RETRIES[min(attempt, len(RETRIES)) - 1]


def read_again_at(readings: int, now: datetime) -> datetime | None:
    """When to read a page again whose text left something to be desired `readings` times; None: that will do."""
    return now + READ_AGAIN[readings - 1] if readings <= len(READ_AGAIN) else None


def attempt_counts_until(history: History, now: datetime, *, bounds: Bounds) -> Plan:
    """What holds while a poll is under way, should its worker die over it: a failure like any other."""
    return _after_failure(_back_off(history, bounds), history, now)


def wants_unconditional(last_full_at: datetime | None, now: datetime) -> bool:
    """Whether this poll sends no validators, because the last full answer is old, or lies ahead of a clock that was
    set back."""
    return last_full_at is None or not timedelta() <= now - last_full_at < UNCONDITIONAL_EVERY


def believable(published_at: datetime | None, now: datetime) -> bool:
    """Whether a feed's or a page's date may be shown: from 1990 to ten minutes ahead (Miniflux, Media Cloud)."""
    return published_at is not None and published_at.year >= 1990 and published_at <= now + FUTURE_TOLERANCE
