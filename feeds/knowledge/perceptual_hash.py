"""Perceptual hashes: what stays of a picture when it is saved again, scaled, cropped a little or marked.

Two of 64 bits. The first compares neighbouring pixels: it survives crops and marks best, and finds. The second is made
of the coarsest waves of the picture (its cosine transform): it seldom agrees by chance, and confirms. Neither says
anything of a picture without detail, so those have none (docs/decisions/0019-its-like.md has the measurements)."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from articles.knowledge.likeness import DEALT

NEIGHBOURS: Final = (9, 8)  # width and height of the grey thumbnail for the first hash, and its rises and falls
WAVES: Final = (32, 32)  # and for the second, and the tones
STEP: Final = 3  # grey levels of 256: smaller differences are grain
LEAST_STEPS: Final = 10  # as many rises and as many falls of the 64; of 400 photographs the barest had 5, 1 % below 12
LEAST_TONES: Final = 2.0  # bits, the entropy of 16 tones; photographs had 2.06 to 3.7, three cards of four below 1.5
_COSINES: Final = np.cos(np.pi * np.outer(np.arange(8), 2 * np.arange(32) + 1) / 64)  # 8 frequencies x 32 places


@dataclass(frozen=True)
class Hashes:
    """Both as Postgres' bigint, signed."""

    found_by: int
    confirmed_by: int


def hashes(neighbours: bytes, waves: bytes) -> Hashes | None:
    """From the grey thumbnails of sizes NEIGHBOURS and WAVES, a byte a pixel, rows first; None when the picture has
    too little detail (two tones, a gradient, most cards with text)."""
    small = np.frombuffer(neighbours, np.uint8).reshape(8, 9).astype(int)
    large = np.frombuffer(waves, np.uint8).reshape(32, 32).astype(int)
    steps = np.diff(small, axis=1)
    if min((steps >= STEP).sum(), (steps <= -STEP).sum()) < LEAST_STEPS or _tones(large) < LEAST_TONES:
        return None
    coarse = (_COSINES @ large @ _COSINES.T).ravel()
    return Hashes(_signed((steps > 0).ravel()[DEALT]), _signed(coarse > np.median(coarse[1:])))


def _tones(grey: NDArray[Any]) -> float:
    shares = np.bincount(grey.ravel() // 16, minlength=16) / grey.size
    return float(-(shares[shares > 0] * np.log2(shares[shares > 0])).sum())


def _signed(bits: NDArray[Any]) -> int:
    """The first bit becomes the highest."""
    return int(np.packbits(bits).view(">i8")[0])
