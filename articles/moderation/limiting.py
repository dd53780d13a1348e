"""Limiting: how many reports are taken from one person, from one network, and from all together; and how many of
other requests.

Counters are kept in Redis or in memory and never in the database, where they could tell which pictures were reported by
the same person; they know a person by a keyed hash, and end by themselves."""

import logging
import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from django.core.cache import caches

from articles.knowledge import reporters
from articles.moderation import keyring

MINUTE: Final = 60  # seconds
HOUR: Final = 3_600
DAY: Final = 86_400
SLACK: Final = 60  # seconds that a counter outlives its window, for clocks that differ

_log = logging.getLogger(__name__)


class CounterDownError(Exception):
    """Nothing can be counted at the moment."""


class Admission(Enum):
    COUNTED = auto()
    UNCOUNTED = auto()  # nobody knows whether it is within the limits: kept for the editors, without weight
    REFUSED = auto()  # beyond a limit


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many in each window of so many seconds."""

    most: int
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is taken of one kind, which `purpose` names among the counters."""

    purpose: str
    person: tuple[Limit, ...]
    network: tuple[Limit, ...]
    site: tuple[Limit, ...]


PERSON: Final = (Limit(most=5, seconds=MINUTE), Limit(most=30, seconds=DAY))  # security.md R-07
NETWORK: Final = (Limit(most=20, seconds=MINUTE), Limit(most=120, seconds=DAY))
SITE: Final = (Limit(most=200, seconds=MINUTE),)
REPORTS: Final = Limits(purpose="", person=PERSON, network=NETWORK, site=SITE)
TAKEDOWNS: Final = Limits(  # each may send an e-mail
    purpose="takedown:",
    person=(Limit(most=5, seconds=HOUR), Limit(most=10, seconds=DAY)),
    network=(Limit(most=20, seconds=HOUR), Limit(most=40, seconds=DAY)),
    site=(Limit(most=100, seconds=HOUR),),
)
CLAIMS: Final = Limits(  # confirmed, each may hide something until an editor decides
    purpose="claim:",
    person=(Limit(most=3, seconds=DAY),),
    network=(Limit(most=6, seconds=DAY),),
    site=(Limit(most=100, seconds=HOUR),),
)


def admit(address: str, limits: Limits = REPORTS) -> Admission:
    """Count one report, or request, from there. What is beyond a person's limit does not use up the limits of
    others."""
    person = reporters.reporter(address, picture="", key=keyring.current().secret)
    marks = (
        (f"{limits.purpose}{person.person_key}", limits.person),
        (f"{limits.purpose}{person.network_key}", limits.network),
        (f"{limits.purpose}site", limits.site),
    )
    try:
        is_within = all(count(mark, limit) <= limit.most for mark, known in marks for limit in known)
    except CounterDownError as problem:
        _log.error("reports and requests are taken and not counted, since their limits cannot be: %s", problem)
        return Admission.UNCOUNTED
    return Admission.COUNTED if is_within else Admission.REFUSED


def count(mark: str, limit: Limit) -> int:
    """How many there were within the window, this one among them; CounterDownError when nobody knows."""
    key = f"{mark}:{limit.seconds}:{int(time.time()) // limit.seconds}"
    counters = caches["limits"]
    counters.add(key, 0, timeout=limit.seconds + SLACK)
    try:
        return int(counters.incr(key))
    except ValueError as problem:
        raise CounterDownError("a counter was lost") from problem
