"""Judging a run against what the world published and what the limits allow. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles
from typing import Final

ENTRY: Final = re.compile(r"/a/(\d+)/(\d+)/")  # feed and number, in every address of an article
CLUTTER: Final = "nwboiler"  # menus, advertisements and the like hold words that begin so
TOLERANCE: Final = 0.02  # seconds: the kernel tells the time of a request to its clock's tick, 4 or 10 ms


@dataclass(frozen=True, kw_only=True)
class Completeness:
    published: int
    stored: int  # of the published
    doubled: int  # articles too many
    strange: int  # articles that nobody published
    textless: int  # of the stored, without the last paragraph's own word
    cluttered: int

    @property
    def is_perfect(self) -> bool:
        return self.stored == self.published and not self.doubled and not self.strange

    def __str__(self) -> str:
        return (
            f"published {self.published}, stored {self.stored} ({self.stored / max(self.published, 1):.2%}), "
            f"doubled {self.doubled}, of nobody's {self.strange}; "
            f"without the whole text {self.textless}, with clutter {self.cluttered}"
        )


def completeness(published: Collection[tuple[int, int]], articles: Iterable[tuple[str, str]]) -> Completeness:
    """`articles` are (address, text)."""
    counts: Counter[tuple[int, int]] = Counter()
    textless = cluttered = strange = 0
    for url, text in articles:
        found = ENTRY.search(url)
        key = (int(found[1]), int(found[2])) if found else (-1, -1)
        strange += key not in published
        counts[key] += 1
        textless += f"nwbody{key[0]}x{key[1]}" not in text
        cluttered += CLUTTER in text
    return Completeness(
        published=len(published),
        stored=len(counts.keys() & published),
        doubled=sum(counts.values()) - len(counts),
        strange=strange,
        textless=textless,
        cluttered=cluttered,
    )


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How closely hosts were visited: the shortest time from one request to the next, and the most in a second."""

    shortest: float
    most_a_second: int

    def keeps(self, pause: float) -> bool:
        return self.shortest >= pause - TOLERANCE


def pace(requests: Mapping[str, Sequence[float]]) -> Pace:
    gaps = [after - before for moments in requests.values() for before, after in pairwise(moments)]
    return Pace(
        shortest=min(gaps, default=float("inf")),
        most_a_second=max((_most_a_second(moments) for moments in requests.values()), default=0),
    )


def _most_a_second(moments: Sequence[float]) -> int:
    most, start = 0, 0
    for end, moment in enumerate(moments):
        while moment - moments[start] >= 1 - TOLERANCE:
            start += 1
        most = max(most, end - start + 1)
    return most


def imposed(due: Iterable[float], pause: float) -> list[float]:
    """When requests to one host that are due then can be made at the earliest, one every `pause` seconds."""
    moments: list[float] = []
    for moment in sorted(due):
        moments.append(max(moment, moments[-1] + pause) if moments else moment)
    return moments


def percentile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else sum(values)
