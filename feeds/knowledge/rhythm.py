"""A feed's rhythm: how much it publishes in each hour of the day, and when to expect its next news. Pure.

A rhythm is 24 counts, one for each hour (UTC): every item counts for one, half as much with each week that passes.
Empty: nothing is known yet."""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

HOURS: Final = 24
HALF_LIFE: Final = timedelta(days=7)
REMEMBERED: Final = 4 * HALF_LIFE  # what is older tells nothing about today
LEAST_KNOWN: Final = 3.0  # items, decayed, below which a rhythm is chance
LOOK_AHEAD: Final = 48  # hours
_HOUR: Final = timedelta(hours=1)
_A_DAY: Final[float] = 1 - 0.5 ** (
    timedelta(days=1) / HALF_LIFE
)  # what one day adds, as a share of what a steady feed has


def after(
    rhythm: Sequence[float], published: Iterable[datetime], *, last_polled_at: datetime | None, now: datetime
) -> list[float]:
    """The rhythm after a poll that brought items of these times. A clock that was set back only stops the fading."""
    fading = _weight(now - last_polled_at) if last_polled_at else 1.0
    counts = [count * fading for count in rhythm] if len(rhythm) == HOURS else [0.0] * HOURS
    for moment in published:
        if now - moment <= REMEMBERED:
            counts[moment.astimezone(UTC).hour] += _weight(now - moment)
    return [round(count, 4) for count in counts]


def until_news(rhythm: Sequence[float], now: datetime, *, worth: float) -> timedelta | None:
    """How long until so many items are to be expected; None when too little is known to say, or too few will come
    within two days. An hour shares half of its items with its neighbours, for nobody publishes by the minute."""
    if len(rhythm) != HOURS or sum(rhythm) < LEAST_KNOWN:
        return None
    at = now.astimezone(UTC)
    hour, left = at.hour, _HOUR - timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    passed, expected = timedelta(), 0.0
    for _ in range(LOOK_AHEAD):
        hourly = _expected_in(rhythm, hour)
        if expected + hourly * (left / _HOUR) >= worth:
            return passed + _HOUR * ((worth - expected) / hourly)
        passed, expected = passed + left, expected + hourly * (left / _HOUR)
        hour, left = (hour + 1) % HOURS, _HOUR
    return None


def _expected_in(rhythm: Sequence[float], hour: int) -> float:
    """Items that this hour of a day brings."""
    around = rhythm[hour - 1] + rhythm[(hour + 1) % HOURS]
    return (rhythm[hour] / 2 + around / 4) * _A_DAY


def _weight(age: timedelta) -> float:
    return math.pow(0.5, max(age, timedelta()) / HALF_LIFE)
