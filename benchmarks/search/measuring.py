"""Asking the search, class by class, what it was not asked before."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from articles.knowledge import editions
from articles.knowledge.editions import EVERYTHING, Edition
from articles.search.searching import Order, search
from benchmarks.search.building import COUNTRY, NEWEST, SOURCES
from benchmarks.search.words import LANGUAGES, vocabulary

GOAL: Final = 50.0  # ms, 95th percentile, in the order of time
QUERIES: Final = 60  # of each class
COMMON: Final = (20, 150)  # ranks of words: in 5 % and more of the articles of their language
MIDDLING: Final = (600, 2_000)  # in about 1 %
RARE: Final = (30_000, 60_000)  # in some hundred articles
_YEAR_AGO: Final = f"before:{NEWEST - timedelta(days=400):%Y-%m-%d}"
_OTHERS: Final = editions.choose(["ar", "en"], [])
_AT_HOME: Final = editions.choose([], [COUNTRY])
_rng: Final = random.Random(1)


@dataclass(frozen=True)
class _Class:
    """`has_goal`: the order of time, but for phrases, each of which is looked for in every text that has its words."""

    name: str
    query: Callable[[], str]
    order: Order = Order.NEWEST
    edition: Edition = EVERYTHING
    with_facets: bool = False
    has_goal: bool = True


def missed() -> Iterator[str]:
    """Prints a row for each class of queries; yields the names of those that miss the goal."""
    print(f"\n{'queries':<44}{'asked':>6}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'gave up':>9}")
    for each in _CLASSES:
        times, heavy = _asked(each)
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"{each.name:<44}{len(times):>6}{statistics.median(times):>9.1f}{p95:>9.1f}{max(times):>9.1f}{heavy:>9}")
        if each.has_goal and each.order is Order.NEWEST and (p95 > GOAL or heavy):
            yield each.name


def _asked(each: _Class) -> tuple[list[float], int]:
    """Milliseconds of each query, and how many gave up."""
    times, heavy = [], 0
    for query in [each.query() for _ in range(QUERIES)]:
        started = time.perf_counter()
        found = search(query, edition=each.edition, order=each.order, with_facets=each.with_facets)
        heavy += found.too_heavy
        times.append((time.perf_counter() - started) * 1_000)
    return times, heavy


def _word(ranks: tuple[int, int], code: str = "") -> str:
    return vocabulary(code or _rng.choice(list(LANGUAGES)))[_rng.randrange(*ranks)]


def _pair(first: tuple[int, int], second: tuple[int, int]) -> str:
    code = _rng.choice(list(LANGUAGES))
    return f"{_word(first, code)} {_word(second, code)}"


_CLASSES: Final = (
    _Class("common word", lambda: _word(COMMON)),
    _Class("middling word", lambda: _word(MIDDLING)),
    _Class("rare word", lambda: _word(RARE)),
    _Class("two common words", lambda: _pair(COMMON, COMMON)),
    _Class("a common and a middling word", lambda: _pair(COMMON, MIDDLING)),
    _Class("a common word or a rare one", lambda: f"{_word(COMMON)} OR {_word(RARE)}"),
    _Class("a common word in the headline", lambda: f"title:{_word(COMMON)}"),
    _Class("a common word of one source", lambda: f"{_word(COMMON)} source:bench-{_rng.randrange(SOURCES)}"),
    _Class("a common word, a year ago", lambda: f"{_word(COMMON)} {_YEAR_AGO}"),
    _Class("a rare word, a year ago", lambda: f"{_word(RARE)} {_YEAR_AGO}"),
    _Class("a common word without another", lambda: " -".join(_pair(COMMON, COMMON).split())),
    _Class("a common word, in an edition of others", lambda: _word(COMMON, "fr"), edition=_OTHERS),
    _Class("a common word, in a country", lambda: _word(COMMON), edition=_AT_HOME),
    _Class("a rare word, in a country", lambda: _word(RARE), edition=_AT_HOME),
    _Class("a middling word and its counts", lambda: _word(MIDDLING), with_facets=True),
    _Class("a phrase of headlines", lambda: f'title:"{_pair(COMMON, COMMON)}"'),
    _Class("a phrase, common and middling", lambda: f'"{_pair(COMMON, MIDDLING)}"', has_goal=False),
    _Class("a phrase of two common words", lambda: f'"{_pair(COMMON, COMMON)}"', has_goal=False),
    _Class("common word, best first", lambda: _word(COMMON), Order.BEST),
    _Class("middling word, best first", lambda: _word(MIDDLING), Order.BEST),
)
