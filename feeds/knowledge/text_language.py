"""The language of a text: from two detectors, and from what its source and its page say of themselves.

py3langid speaks first, among the languages that the portal knows; where two of them are close, langdetect settles it
(measured by benchmarks/language.py: together they are right more often than either, at several times langdetect's
speed). A headline alone tells little, so that what its source writes in weighs in, as a prior does."""

import re
from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Final

from articles.knowledge.languages import LANGUAGES, UNKNOWN

if TYPE_CHECKING:
    from feeds.knowledge.language_detectors import Detectors

SAMPLE: Final = 400  # characters: more changes nothing, and costs time
GLANCE: Final = 160  # characters of a long text: enough where they leave no doubt
# How many times likelier a language is for being the source's or the page's own, and for being little read in news.
# At 15, titles of known sources are right in 98 to 100 %, and a text of 400 characters still contradicts them.
EXPECTED: Final = 15.0
SELDOM: Final = 0.1
CLOSE: Final = 1.5  # times as likely as the second best: below that langdetect is asked
SURE: Final = 100.0  # the same for what a glance says: more than the weight of being expected alone
WIDELY_READ: Final = frozenset(
    (
        *("ar", "fr", "en", "es", "de", "it", "pt", "nl", "ru", "tr", "fa", "ur", "he", "el", "pl", "uk", "ro", "sv"),
        *("no", "da", "fi", "cs", "hu", "bg", "hi", "bn", "ta", "th", "zh", "ja", "ko", "id", "vi"),
    )
)
# Darija and Egyptian Arabic are written as Arabic; the others are one language under several codes.
_ALIASES: Final = {
    label: code
    for code, labels in {
        "ar": ("ary", "arz"),
        "zh": ("wuu", "yue"),
        "no": ("nb", "nn"),
        "zgh": ("ber", "tzm"),  # all Berber languages; and the name that Windows knows it by
        "he": ("iw",),
        "id": ("in",),
        "tl": ("fil",),
    }.items()
    for label in labels
}
_LETTER: Final = re.compile(r"[^\W\d_]")
# Only Tamazight is written in it here, and no detector knows it; the names of firms among its words stay Latin. A
# French page with its heading in both scripts has less.
_TIFINAGH: Final = re.compile("[\u2d30-\u2d7f]")
_TIFINAGH_SHARE: Final = 1 / 3  # of the letters
_loading = Lock()


def detect(text: str, *, prior: str = "", declared: str = "") -> str:
    """A code of articles.knowledge.languages, or "und". `prior` is the language of the source, `declared` what the feed
    or page says of itself; both may be empty or wrong."""
    prior, declared = _known(prior), _known(declared)
    if len(text) > SAMPLE and (seen := _at_a_glance(text, expected={prior, declared})):
        return seen
    sample = _sampled(text, SAMPLE)
    if not _LETTER.search(sample):
        return prior or declared or UNKNOWN.code
    if tifinagh := _TIFINAGH.findall(sample):
        if len(tifinagh) >= _TIFINAGH_SHARE * len(_LETTER.findall(sample)):
            return "zgh"
        sample = _TIFINAGH.sub("", sample)  # the detectors take its bytes for those of other scripts
    return _likeliest(sample, expected={prior, declared}) or prior or declared or UNKNOWN.code


def load() -> None:
    """Both detectors, which otherwise load on first use."""
    _detectors()


def _sampled(text: str, most: int) -> str:
    """The beginning and the middle: a text may open with a line of another language."""
    if len(text) <= most:
        return text
    half, middle = most // 2, len(text) // 2
    return f"{text[:half]} {text[middle : middle + half]}"


def _at_a_glance(text: str, *, expected: set[str]) -> str:
    """An expected or widely read language that a part of the text leaves no doubt about, else ""."""
    best, second, weighed = _two_best(_sampled(text, GLANCE), expected)
    plausible = best in expected or best in WIDELY_READ
    return best if plausible and weighed[best] >= SURE * weighed[second] else ""


def _known(code: str) -> str:
    code = code.lower().replace("_", "-")
    code = _ALIASES.get(code.partition("-")[0], code.partition("-")[0])
    return code if code in LANGUAGES else ""


def _likeliest(sample: str, *, expected: set[str]) -> str:
    """The best guess, "" when neither detector knows a feature of the text."""
    best, second, weighed = _two_best(sample, expected)
    if not weighed[best]:
        return ""
    if weighed[best] >= CLOSE * weighed[second]:
        return best
    settled = _second_opinion(sample)
    return max((best, second), key=lambda code: (settled.get(code, 0.0), weighed[code]))


def _two_best(sample: str, expected: set[str]) -> tuple[str, str, dict[str, float]]:
    """The two likeliest, and how likely each is, weighed by what is expected."""
    weighed = {code: _weight(code, expected) * share for code, share in _guesses(sample).items()}
    best, second = sorted(weighed, key=lambda code: -weighed[code])[:2]
    return best, second, weighed


def _weight(code: str, expected: set[str]) -> float:
    if code in expected:
        return EXPECTED
    return 1.0 if code in WIDELY_READ else SELDOM


def _guesses(sample: str) -> dict[str, float]:
    """py3langid's: code -> probability."""
    shares = dict.fromkeys(LANGUAGES, 0.0)
    for label, share in _detectors().rank(sample):
        shares[_ALIASES.get(label, label)] += share
    return shares


def _second_opinion(sample: str) -> Mapping[str, float]:
    """langdetect's: code -> probability."""
    return {_known(label): share for label, share in _detectors().second_opinion(sample)}


def _detectors() -> "Detectors":
    with _loading:
        return _loaded()


@cache
def _loaded() -> "Detectors":
    from feeds.knowledge.language_detectors import Detectors  # noqa: PLC0415  # see there

    return Detectors(wanted=lambda label: _ALIASES.get(label, label) in LANGUAGES)
