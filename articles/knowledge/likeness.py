"""When two pictures are each other's like, by their proportions and their two hashes, as
feeds/knowledge/perceptual_hash.py makes them.

The numbers were chosen by measuring, `python -m benchmarks.likeness`; docs/decisions/0019-its-like.md tells how."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final, Self

SAME: Final = 2  # bits: so near, and with the same proportions, it is the picture that an editor blocked
SIMILAR: Final = 8  # bits: so near, an editor should look
CONFIRMED: Final = 18  # bits of the confirming hash: copies stay below, unrelated pictures lie at 32, seldom below 20
# Width by height, in proportion: a crop of 3 % on one side passes. 4:3, 3:2, 16:9 and 1.91:1 are 7 % apart or more.
SAME_PROPORTIONS: Final = 0.04
BITS: Final = 64
BANDS: Final = (48, 32, 16, 0)  # shifts of the four 16-bit groups
VALUES: Final = 2**16  # of one band
# The comparison (row * 8 + column) that each bit of the finding hash holds, from the highest bit on. Neighbouring
# comparisons often agree: dealt out to different bands, they leave each band with more values, and less to look at.
DEALT: Final = sorted(range(BITS), key=lambda bit: (bit // 8 % 2 * 2 + bit % 8 % 2, bit))


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """What is known of a stored picture's looks; the hashes signed, as the database has them."""

    found_by: int
    confirmed_by: int
    width: int
    height: int

    def distance(self, other: Self) -> int | None:
        """Bits between two pictures, one of them mirrored where that is nearer; None when they are not alike."""
        near = (apart for seen in (other, other.mirrored()) if (apart := self._apart(seen)) is not None)
        return min(near, default=None)

    def _apart(self, other: Self) -> int | None:
        apart = distance(self.found_by, other.found_by)
        is_like = apart <= SIMILAR and distance(self.confirmed_by, other.confirmed_by) <= CONFIRMED
        return apart if is_like else None

    def has_proportions_of(self, other: Self) -> bool:
        one, two = self.width * other.height, other.width * self.height
        return abs(one - two) <= SAME_PROPORTIONS * min(one, two)

    def mirrored(self) -> Self:
        """As the picture looks in a mirror, but for comparisons of equal pixels."""
        return type(self)(
            found_by=mirrored(self.found_by),
            confirmed_by=_signed(self.confirmed_by % 2**BITS ^ _ODD_WAVES),
            width=self.width,
            height=self.height,
        )


def distance(one: int, other: int) -> int:
    """The number of bits in which two hashes differ."""
    return int.bit_count((one ^ other) % 2**BITS)


def probes(found_by: int, within: int) -> list[list[int]]:
    """For each of the BANDS its values, such that every hash at most `within` bits away has one of them there.

    Pigeonholes: if band i allowed t(i) different bits and every band had more, the hashes would differ in more than
    sum(t(i) + 1) - 1 bits. So `within` 8 needs 2, 1, 1 and 1."""
    allowed = [-1] * len(BANDS)
    for turn in range(within + 1):
        allowed[turn % len(BANDS)] += 1
    return [[value ^ mask for mask in _masks(bits)] for value, bits in zip(_bands(found_by), allowed, strict=True)]


def _bands(found_by: int) -> Iterator[int]:
    return (found_by >> shift & VALUES - 1 for shift in BANDS)


@cache
def _masks(most: int) -> list[int]:
    """Every value of 16 bits with at most so many set; none for -1."""
    singles = [1 << bit for bit in range(16)]
    return [sum(chosen) for number in range(most + 1) for chosen in combinations(singles, number)]


def mirrored(found_by: int) -> int:
    """The order of comparisons in a row is reversed, and each says the opposite."""
    bits = [found_by >> BITS - 1 - place & 1 for place in range(BITS)]
    return _signed(sum((1 - bits[_OPPOSITE[place]]) << BITS - 1 - place for place in range(BITS)))


def _signed(bits: int) -> int:
    return bits - 2**BITS if bits >= 2 ** (BITS - 1) else bits


_OPPOSITE: Final = [DEALT.index(bit // 8 * 8 + 7 - bit % 8) for bit in DEALT]
# Waves across with an odd frequency change their sign in a mirror: every second column of the confirming hash.
_ODD_WAVES: Final = sum(1 << BITS - 1 - place for place in range(BITS) if place % 2)
