"""The language of a text, from its script, from langdetect, and from what its source says. The only importer of it.

langdetect is random unless seeded (its issues #3, #120), and unsure of short texts: a headline is what its source
writes in unless script or detector speak clearly against it."""

import re
from threading import Lock
from typing import Final

from langdetect import DetectorFactory, LangDetectException, detect_langs, detector_factory

from articles.languages import LANGUAGES, UNKNOWN

DetectorFactory.seed = 0
SAMPLE: Final = 2_000  # characters: more changes nothing
SHORT: Final = 200  # below it the source's word weighs more than the detector's
SURE: Final = 0.99  # what the detector must reach to contradict the source on a short text

# The share of a text's letters that decides its script alone.
_SCRIPTS: Final = {
    "zgh": re.compile("[\u2d30-\u2d7f]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "ta": re.compile("[\u0b80-\u0bff]"),
    "bn": re.compile("[\u0980-\u09ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
}
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_URDU: Final = re.compile("[ٹڈڑںےہھ]")
_PERSIAN: Final = re.compile("[پچژگیک]")
_ARABIC_ONLY: Final = re.compile("[ةىيكأإؤئ]")
_CYRILLIC_LANGUAGES: Final = frozenset({"ru", "uk", "bg"})
_ALIASES: Final = {"zh-cn": "zh", "zh-tw": "zh", "nb": "no", "nn": "no", "ber": "zgh", "iw": "he", "in": "id"}
_loading = Lock()


def detect(text: str, *, prior: str = "", declared: str = "") -> str:
    """A code of articles.languages, or "und". `prior` is the language of the source, `declared` what the feed or page
    says of itself; both may be empty or wrong."""
    sample = text[:SAMPLE]
    prior, declared = _known(prior), _known(declared)
    by_script = _by_script(sample, prior or declared)
    if by_script:
        return by_script
    return _by_detector(sample, prior, declared) or prior or declared or UNKNOWN.code


def _known(code: str) -> str:
    code = code.lower().replace("_", "-")
    code = _ALIASES.get(code, _ALIASES.get(code.partition("-")[0], code.partition("-")[0]))
    return code if code in LANGUAGES else ""


def _by_script(sample: str, hint: str) -> str:
    """Scripts that one language owns, or nearly so; empty when the script leaves a choice."""
    letters = sum(character.isalpha() for character in sample)
    if not letters:
        return ""
    if len(_ARABIC.findall(sample)) * 2 > letters:
        return _of_arabic_script(sample, hint)
    for code, script in _SCRIPTS.items():
        if len(script.findall(sample)) * (8 if code == "ja" else 2) > letters:
            return code
    return "zh" if len(_HAN.findall(sample)) * 2 > letters else ""


def _of_arabic_script(sample: str, hint: str) -> str:
    """Arabic, Persian or Urdu by the letters that the others lack; Darija counts as Arabic."""
    urdu, persian, arabic = (len(letters.findall(sample)) for letters in (_URDU, _PERSIAN, _ARABIC_ONLY))
    if urdu * 20 > len(sample) and urdu > arabic:
        return "ur"
    if persian * 40 > len(sample) and persian > arabic:
        return "ur" if hint == "ur" else "fa"
    return hint if hint in {"fa", "ur"} and not arabic else "ar"


def _by_detector(sample: str, prior: str, declared: str) -> str:
    """The detector's word, unless the text is short and the source says otherwise."""
    guesses = _guesses(sample)
    if not guesses:
        return ""
    best, certainty = guesses[0]
    if len(sample) >= SHORT and certainty >= 0.7:
        return best
    likely = [code for code in (prior, declared) if code and _shares_script(code, sample)]
    if not likely:
        return best
    agreed = best in likely
    return (
        best
        if agreed or (certainty > SURE and len(sample) >= SHORT // 5 and not _among(likely, guesses))
        else likely[0]
    )


def _guesses(sample: str) -> list[tuple[str, float]]:
    with _loading:  # the profiles load on first use, and not safely from two threads
        if detector_factory._factory is None:
            detector_factory.init_factory()
    try:
        found = detect_langs(sample)
    except LangDetectException:  # no letters that any profile knows
        return []
    return [(code, guess.prob) for guess in found if (code := _known(guess.lang))]


def _shares_script(code: str, sample: str) -> bool:
    if code in _CYRILLIC_LANGUAGES:
        return bool(_CYRILLIC.search(sample))
    return code not in _SCRIPTS and code not in {"ar", "fa", "ur", "zh"} and bool(_LATIN.search(sample))


def _among(likely: list[str], guesses: list[tuple[str, float]]) -> bool:
    return any(code in likely for code, _ in guesses)
