"""How well and how fast feeds are read, on the evaluation corpora beside the project (../shared/data/feeds):

    python -m benchmarks.feeds

A set's row: documents; those with an expectation, and how many of them passed and failed; entries a second of CPU time;
the ratio to bare feedparser in the same run (both read the same bytes, one after the other). The last lines are the
re-poll: real feeds of which one item in twenty is new. Exits with 1 when an expectation fails that is not on the list
of exceptions (`feed_expectations`), when a document crashes the reader, or when one takes longer than two seconds."""

import gzip
import importlib
import json
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from benchmarks import feed_expectations
from benchmarks.feed_expectations import ADDRESS, EXCEPTIONS, address_of, headers_of
from feeds import documents

DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data" / "feeds"
LONGEST: Final = 2.0  # seconds for one document
NEW: Final = 20  # every so manieth item is new on a re-poll
GOAL: Final = 8.0  # times as fast as bare feedparser then
_REAL: Final = frozenset({"real", "snapshot"})


@dataclass
class Tally:
    documents: int = 0
    judged: int = 0
    passed: int = 0
    entries: int = 0
    ours: float = 0.0  # CPU seconds, as the next
    bare: float = 0.0
    failures: list[str] = field(default_factory=list)


def main() -> int:
    if not DATA.is_dir():
        print(f"skipped: no corpora at {DATA}")
        return 0
    print(
        f"{'set':16} {'documents':>9} {'judged':>7} {'passed':>7} {'failed':>7} {'entries/s':>10} {'x feedparser':>13}"
    )
    failures = []
    for folder in sorted(DATA.iterdir()):
        tally = _measured(folder)
        failures += tally.failures
        print(
            f"{folder.name:16} {tally.documents:9} {tally.judged:7} {tally.passed:7} {len(tally.failures):7} "
            f"{tally.entries / tally.ours:10.0f} {tally.bare / tally.ours:13.2f}"
        )
    excepted = {name for names in EXCEPTIONS.values() for name in names}
    unexplained = [failure for failure in failures if failure.partition(":")[0] not in excepted]
    print(*(f"FAILED {failure}" for failure in unexplained), sep="\n")
    print(*(f"{len(names)} excepted: {reason}" for reason, names in EXCEPTIONS.items()), sep="\n")
    return int(bool(unexplained) | _repoll())


def _rows(folder: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = (folder / row["file"]).read_bytes()
        yield row, gzip.decompress(body) if row["file"].endswith(".gz") else body


def _measured(folder: Path) -> Tally:
    tally = Tally()
    for row, body in _rows(folder):
        document, seconds = _read(body, row)
        tally.documents += 1
        tally.ours += seconds
        tally.bare += _bare(body)
        tally.entries += len(document.items) if document else 0
        problems = list(feed_expectations.problems(row, body, document))
        if seconds > LONGEST:
            problems.append(f"took {seconds:.1f} s")
        tally.judged += feed_expectations.is_judged(row)
        tally.passed += feed_expectations.is_judged(row) and not problems
        tally.failures += [f"{row['id']}: {'; '.join(problems)}"] if problems else []
    return tally


def _read(body: bytes, row: dict[str, Any]) -> tuple[documents.FeedDocument | None, float]:
    """The document (None when it is refused) and the CPU seconds; a crash ends the benchmark."""
    content_type = headers_of(row).get("content-type", "")
    started = time.process_time()
    try:
        document = documents.parse(body, url=address_of(row), content_type=content_type)
    except documents.NotAFeed:
        document = None
    return document, time.process_time() - started


def _bare(body: bytes) -> float:
    """CPU seconds of feedparser as it comes."""
    started = time.process_time()
    with suppress(
        ValueError, TypeError, AttributeError, LookupError, AssertionError
    ):  # as it raises on malformed input
        _BARE.parse(BytesIO(body))
    return time.process_time() - started


def _as_installed() -> ModuleType:
    """feedparser without what `rss` changes of it: loaded a second time."""
    ours = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "feedparser"}
    bare = importlib.import_module("feedparser")
    sys.modules.update(ours)
    return bare


_BARE: Final = _as_installed()


def _repoll() -> bool:
    """Whether the re-poll misses its goal, on the feeds of newspapers as they were polled, the first of two lines."""
    newspapers = _ratio(frozenset({"snapshot"}))
    _ratio(_REAL)
    return newspapers < GOAL


def _ratio(kinds: Collection[str]) -> float:
    """How many times as fast as bare feedparser feeds of these kinds are read when few of their items are new."""
    bodies = [body for folder in sorted(DATA.iterdir()) for row, body in _rows(folder) if row["kind"] in kinds]
    numbers = count(1)
    ours = bare = 0.0
    items = fresh = 0
    for body in bodies:
        try:
            known = [item.identity for item in documents.parse(body, url=ADDRESS).items if next(numbers) % NEW]
        except documents.NotAFeed:
            continue
        spent, document = _repolled(body, frozenset(known))
        ours, bare = ours + spent, bare + _bare(body)
        items, fresh = items + document.items_total, fresh + document.items_total - len(known)
    print(
        f"re-poll of {' and '.join(sorted(kinds))} feeds: {len(bodies)}, {items} items, {fresh} of them new:", end=" "
    )
    print(f"{items / ours:.0f} items/s, {bare / ours:.1f} x bare feedparser (goal: {GOAL:.0f})")
    return bare / ours


def _repolled(body: bytes, known: Collection[str]) -> tuple[float, documents.FeedDocument]:
    def unseen(identities: Sequence[str]) -> set[str]:
        return {identity for identity in identities if identity not in known}

    started = time.process_time()
    document = documents.parse(body, url=ADDRESS, unseen=unseen)
    return time.process_time() - started, document


if __name__ == "__main__":
    sys.exit(main())
