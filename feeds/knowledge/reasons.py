"""Reasons: why the next poll comes when it comes, as the schedule found it, rule by rule. Pure.

Values, not sentences: whoever shows them finds the words (`explanation`), in the language of whoever reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any


class Rule(StrEnum):
    """What had a say, in the order in which it is asked."""

    SO_FAR = "so far"  # the interval before this poll
    FIRST_READING = "first reading"  # that all items are new says nothing yet
    NEWS = "news"  # the share of new items: `count` of `of`
    HOURS = "hours"  # at which it usually publishes: the time until the next news
    TTL = "ttl"  # the feed's wish: ttl, sy:updatePeriod
    FRESHNESS = "freshness"  # the server's wish: Cache-Control, Expires
    BYTES = "bytes"  # what its polls may bring in a day: `count` megabytes
    ENTRIES = "entries"  # how much may be new in a day
    LEAST = "least"  # the bounds of the settings
    MOST = "most"
    FAILURES = "failures"  # `count` in a row
    RETRY_AFTER = "retry after"  # the rest that the site asks for
    NO_TIME_NAMED = "no time named"  # asked too often, the site says, but not when to return
    GONE = "gone"
    JITTER = "jitter"  # by chance, so that not all come at once; may be negative


@dataclass(frozen=True, kw_only=True)
class Reason:
    rule: Rule
    lasting: timedelta  # what the rule asks for
    count: int = 0
    of: int = 0


def as_rows(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """For a column of JSON; times in seconds."""
    return [
        {"rule": each.rule.value, "seconds": each.lasting.total_seconds(), "count": each.count, "of": each.of}
        for each in reasons
    ]


def from_rows(rows: Sequence[dict[str, Any]]) -> tuple[Reason, ...]:
    """What `as_rows` made. A rule that this version does not know is left out."""
    known = set(Rule)
    return tuple(
        Reason(rule=Rule(row["rule"]), lasting=timedelta(seconds=row["seconds"]), count=row["count"], of=row["of"])
        for row in rows
        if row["rule"] in known
    )
