"""Draws that look like chance and are the same on every machine and every day: all from a seed."""

from collections.abc import Sequence
from hashlib import blake2b


class Dice:
    """An endless row of numbers that the seed alone decides."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._drawn = 0

    def share(self) -> float:
        """From 0 to just below 1."""
        self._drawn += 1
        digest = blake2b(self._seed, digest_size=6, salt=self._drawn.to_bytes(16)).digest()
        return int.from_bytes(digest) / 2**48

    def between(self, least: float, most: float) -> float:
        return least + (most - least) * self.share()

    def whole(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int((most - least + 1) * self.share())

    def chance(self, probability: float) -> bool:
        return self.share() < probability

    def pick[T](self, among: Sequence[T]) -> T:
        return among[int(len(among) * self.share())]
