"""What the likeness of pictures catches, mistakes and costs:

    python -m benchmarks.likeness            photographs x transformations, unrelated pictures, cards, a look-up
    python -m benchmarks.likeness --lookup   the look-up alone, in a Postgres of its own with a million pictures

Everything is drawn by the project itself, the same in every run. It exits with 1 when two unrelated pictures count as
one, or when a card does."""

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from articles.knowledge.likeness import CONFIRMED, SAME, SIMILAR, Portrait
from benchmarks.likeness import lookup
from benchmarks.likeness.photographs import card, photograph
from benchmarks.likeness.transformations import TRANSFORMATIONS
from feeds.knowledge.lead_image import hashes_of
from feeds.knowledge.perceptual_hash import Hashes

UNRELATED: Final = 1_000_000  # numbers of photographs from here on: none of them is among the transformed ones


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.likeness", description=__doc__)
    parser.add_argument("--photographs", type=int, default=200, help="that are transformed")
    parser.add_argument("--unrelated", type=int, default=10_000, help="pictures that are compared with each other")
    parser.add_argument("--rows", type=int, default=1_000_000, help="pictures that a look-up searches")
    parser.add_argument("--lookup", action="store_true", help="measure the look-up alone")
    options = parser.parse_args()
    mistakes = 0
    if not options.lookup:
        transformed(options.photographs)
        drawn = (photograph(UNRELATED + number, width=180) for number in range(options.unrelated))
        mistakes = unrelated("photographs", map(hashes_of, drawn))
        mistakes += unrelated("cards", (hashes_of(card(number, width=240)) for number in range(options.unrelated // 3)))
    with tempfile.TemporaryDirectory(prefix="newsportal-likeness-") as folder:
        lookup.measure(Path(folder), rows=options.rows)
    return 1 if mistakes else 0


def transformed(number: int) -> None:
    """How many copies are caught, by what was done to them."""
    originals = [(each, hashes_of(each)) for each in (photograph(place, width=900) for place in range(number))]
    known = [(each, hashes) for each, hashes in originals if hashes]
    print(f"{number} photographs, {number - len(known)} without detail; caught of the others, in %")
    print(f"{'':24} blocked  blocked or suggested   first hash alone at {SIMILAR}   distance p50 p90")
    for name, transform in TRANSFORMATIONS.items():
        pairs = [(portrait(each, hashes), portrait_of(transform(each))) for each, hashes in known]
        found = [first.distance(second) if second else None for first, second in pairs]
        same = [
            second is not None and apart is not None and apart <= SAME and first.has_proportions_of(second)
            for apart, (first, second) in zip(found, pairs, strict=True)
        ]
        near = [apart for apart in found if apart is not None]
        alone = [second is not None and _nearest(first, second) <= SIMILAR for first, second in pairs]
        middle, most = np.percentile(near, [50, 90]) if near else (0, 0)
        shares = [100 * np.mean(each) for each in (same, [apart is not None for apart in found], alone)]
        print(f"{name:24} {shares[0]:7.1f}  {shares[1]:20.1f}  {shares[2]:20.1f}   {middle:12.0f} {most:3.0f}")


def unrelated(kind: str, drawn: Iterable[Hashes | None]) -> int:
    """How many pairs of different pictures are taken for one; the number that would be blocked."""
    every = list(drawn)
    hashes = [each for each in every if each]
    finding, confirming = (
        np.array([getattr(each, name) for each in hashes], np.int64).view(np.uint64)
        for name in ("found_by", "confirmed_by")
    )
    alone, confirmed = np.zeros(65, int), np.zeros(65, int)
    for place in range(len(finding) - 1):
        apart = np.bitwise_count(finding[place + 1 :] ^ finding[place])
        alone += np.bincount(apart, minlength=65)
        alike = np.bitwise_count(confirming[place + 1 :] ^ confirming[place]) <= CONFIRMED
        confirmed += np.bincount(apart[alike], minlength=65)
    pairs = len(hashes) * (len(hashes) - 1) // 2
    print(
        f"\n{len(every)} {kind} that have nothing to do with each other, {len(hashes)} with detail, so {pairs:,} pairs"
    )
    print(f"  taken for one at distance {SAME}: {_upto(confirmed, SAME)} (first hash alone: {_upto(alone, SAME)})")
    print(f"  taken for alike at {SIMILAR}: {_upto(confirmed, SIMILAR)} (first hash alone: {_upto(alone, SIMILAR)})")
    return _upto(confirmed, SAME)


def _upto(counts: NDArray[np.int_], most: int) -> int:
    return int(counts[: most + 1].sum())


def portrait_of(picture: Image.Image) -> Portrait | None:
    hashes = hashes_of(picture)
    return portrait(picture, hashes) if hashes else None


def portrait(picture: Image.Image, hashes: Hashes) -> Portrait:
    return Portrait(
        found_by=hashes.found_by, confirmed_by=hashes.confirmed_by, width=picture.width, height=picture.height
    )


def _nearest(first: Portrait, second: Portrait) -> int:
    return min(int.bit_count((first.found_by ^ each) % 2**64) for each in (second.found_by, second.mirrored().found_by))


if __name__ == "__main__":
    sys.exit(main())
