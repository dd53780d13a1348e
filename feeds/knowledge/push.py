"""Push: what we ask of hubs (WebSub), and how far they are believed. Pure policy, every bound in one place.

A hub is believed by its deeds: a feed is polled less often only once its hub has told of news, and a single piece of
news that a poll brought before the hub brings the feed's own pace back (hubs that accept and never push: lion-reader
#1034)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from feeds.knowledge import addresses
from feeds.knowledge.schedule import DAY, JITTER, Bounds, Plan

LEASE_WISH: Final = timedelta(days=10)  # what most hubs give at most; without a wish some give a day (FreshRSS #4286)
LONGEST_LEASE: Final = timedelta(days=14)  # believed; what was dropped in silence is asked for again by then
UNSAID_LEASE: Final = DAY  # of a hub that names none, or none that can be
RENEWED_AT: Final = 2 / 3  # of the lease
LEAST_RENEWAL: Final = timedelta(minutes=10)  # between two requests, however short the lease
# Until a hub that did not confirm is asked again: after its first, second ... failure, and so on once a day.
RETRIES: Final = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), DAY)
DENIED_REST: Final = timedelta(days=7)  # until a hub that said no is asked again
SILENT_REST: Final = DAY  # the same for one that said nothing
ENDING_REST: Final = timedelta(hours=1)  # a feed that names its hub again within it keeps the subscription
MOST_ENDINGS: Final = 3  # requests to end a subscription; then it is left to run out
GRACE: Final = timedelta(minutes=15)  # that a hub may take to tell of what a poll brought already
DEAD_AFTER: Final = 3  # times in a row that it took longer
PATIENCE: Final = 6  # times a feed's own interval, between polls of one that is pushed
LONGEST_PATIENCE: Final = timedelta(hours=6)
PUSH_PAUSE: Final = timedelta(seconds=30)  # pushes that come closer together than that share a poll
LOOKS: Final = (timedelta(minutes=2), timedelta(minutes=10))  # after a push whose poll found an old copy in a cache
_INSIDE: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".invalid")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of a subscription that the hub confirmed."""

    active_since: datetime
    lease_ends_at: datetime
    last_push_at: datetime | None = None
    waiting_since: datetime | None = None  # a poll brought news then that the hub has not told of since
    misses: int = 0  # times in a row that the hub did not tell of it within GRACE

    @property
    def has_pushed(self) -> bool:
        return self.last_push_at is not None and self.last_push_at >= self.active_since

    def is_live(self, now: datetime) -> bool:
        return now < self.lease_ends_at

    def is_trusted(self, now: datetime) -> bool:
        """Whether the hub tells of news: it has done so, and nothing speaks against it since."""
        return self.is_live(now) and self.has_pushed and self.waiting_since is None and not self.misses


def is_reachable(site_url: str, networks: Iterable[str]) -> bool:
    """Whether hubs can call us at that address, by its looks: http(s), and no address or name of an inner network. For
    development `networks` are reachable (FETCH_ALLOW_NETWORKS)."""
    try:
        address = addresses.read(site_url)
    except addresses.RefusedAddressError:
        return False
    ip = addresses.literal(address.host)
    if ip is None:
        return "." in address.host and not address.host.endswith(_INSIDE)
    try:
        addresses.policy([str(address.port)], list(networks)).check(ip, address.port)
    except addresses.RefusedAddressError:
        return False
    return True


def granted(said: str) -> timedelta:
    """The lease that a hub says it grants (`hub.lease_seconds`), as far as it is believed."""
    said = said.strip()
    seconds = int(said[:12]) if said.isascii() and said.isdigit() else 0
    return min(timedelta(seconds=min(seconds, 10**8)), LONGEST_LEASE) if seconds else UNSAID_LEASE


def renew_at(lease: timedelta, now: datetime, *, jitter: float) -> datetime:
    """When to ask for the next lease: well before the end, and not all at once (`jitter` from -1 to 1)."""
    return now + max(lease * RENEWED_AT * (1 + JITTER / 2 * jitter), LEAST_RENEWAL)


def retry_at(failures: int, now: datetime, *, jitter: float) -> datetime:
    """When to ask again, should the `failures`-th request (from 1) come to nothing."""
    return now + RETRIES[min(failures, len(RETRIES)) - 1] * (1 + JITTER * jitter)


def judged(standing: Standing, appeared: Iterable[datetime], now: datetime) -> Standing:
    """The standing after a poll. `appeared`: when each of its new items was there at the earliest; what is older than
    the hub's last word, or than the subscription, says nothing about it."""
    if not standing.is_live(now):
        return standing
    if standing.waiting_since and standing.waiting_since <= now - GRACE:
        standing = replace(standing, waiting_since=None, misses=standing.misses + 1)
    told_until = max(standing.active_since, standing.last_push_at or standing.active_since)
    if standing.waiting_since is None and any(told_until < at <= now for at in appeared):
        standing = replace(standing, waiting_since=now)
    return standing


def next_poll_at(
    plan: Plan, standing: Standing, now: datetime, *, new_items: int, bounds: Bounds, jitter: float
) -> datetime:
    """When a feed with such a subscription is polled again, given the plan that it has without. A push that brought
    nothing is looked after again, since caches serve the old copy for a while."""
    if not new_items and (look := _next_look(standing, now)):
        return min(plan.next_poll_at, look)
    if not standing.is_trusted(now):
        return plan.next_poll_at
    rest = bounds.clamp(min(plan.interval * PATIENCE, LONGEST_PATIENCE) * (1 + JITTER * jitter))
    return max(plan.next_poll_at, min(now + rest, standing.lease_ends_at))


def _next_look(standing: Standing, now: datetime) -> datetime | None:
    if standing.last_push_at is None or not standing.is_live(now):
        return None
    return next((at for look in LOOKS if (at := standing.last_push_at + look) > now), None)
