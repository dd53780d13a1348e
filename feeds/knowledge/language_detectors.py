"""The two detectors of languages: the only importer of py3langid and langdetect, and of numpy, which they need.

`text_language` imports it with the first text: web servers and most commands tell no language. Pure."""

import lzma
from array import array
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from langdetect import DetectorFactory, LangDetectException, detect_langs, detector_factory
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

DetectorFactory.seed = 0  # random otherwise (langdetect #3, #120)


class Detectors:
    """Both, loaded: 2 s, 120 MB, and not safely from two threads. Of py3langid's languages those that are `wanted`."""

    def __init__(self, *, wanted: Callable[[str], bool]) -> None:
        detector_factory.init_factory()
        self._identifier = _unpacked()
        self._identifier.set_languages([label for label in self._identifier.labels if wanted(label)])

    def rank(self, sample: str) -> list[tuple[str, float]]:
        """py3langid's: (label, probability) for each, calibrated for the length of the text."""
        return list(self._identifier.rank(sample))

    def second_opinion(self, sample: str) -> list[tuple[str, float]]:
        """langdetect's: (label, probability) for those that it takes for possible."""
        try:
            return [(guess.lang, guess.prob) for guess in detect_langs(sample)]
        except LangDetectException:  # no letters that any profile knows
            return []


def _unpacked() -> LanguageIdentifier:
    """py3langid's own model, unpacked in memory. The package writes a temporary file of 60 MB for it, which a full disk
    or a small /tmp refuses."""
    with lzma.open(MODEL_DIR / MODEL_FILE) as packed, np.load(BytesIO(packed.read()), allow_pickle=False) as model:
        return LanguageIdentifier(
            model["ptc"],
            model["pc"],
            model["classes"].tolist(),
            _as_array(model["nextmove"]),
            model["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_as_array(model["nextmove_row"]),
        )


def _as_array(numbers: Any) -> "array[int]":
    """Of numpy's whole numbers, one of the same width: single values are read faster from it."""
    return array({2: "H", 4: "I", 8: "L"}[numbers.dtype.itemsize], numbers.tobytes())
