"""Permanent redirects: when a feed's new address is believed. Pure.

Followed at once, believed late: sites answer 301 for an hour by mistake, during a migration, or to a login page, and an
address that was overwritten is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

HOPS_BELIEVED: Final = 10  # polls in a row that were led to the same address
TIME_BELIEVED: Final = timedelta(days=7)
MOST_HOPS: Final = 1_000  # counted


@dataclass(frozen=True, kw_only=True)
class Trail:
    """Where permanent redirects led in the polls so far."""

    target: str = ""
    hops: int = 0
    first_at: datetime | None = None

    def is_believed(self, now: datetime) -> bool:
        return bool(self.target) and self.hops >= HOPS_BELIEVED and now - (self.first_at or now) >= TIME_BELIEVED


def followed(trail: Trail, target: str, now: datetime) -> Trail:
    """The trail after a poll that gave a feed; `target` is empty when it came from the feed's own address. Another
    target, or none, begins anew."""
    if not target:
        return Trail()
    if target != trail.target or trail.first_at is None:
        return Trail(target=target, hops=1, first_at=now)
    return Trail(target=target, hops=min(trail.hops + 1, MOST_HOPS), first_at=min(trail.first_at, now))
