"""How long a text takes to read, from its length and its language.

The speeds are those that Trauzettel-Klosinski and Dietz measured (2012, "Standardized Assessment of Reading
Performance: The New International Reading Speed Texts IReST", Investigative Ophthalmology & Visual Science
53:5452-5461): means of 436 adults in 17 languages. They read aloud, so that most people are somewhat faster: an article
takes no longer than it says."""

import unicodedata
from typing import Final

WORDS: Final = {
    "ar": 138,
    "de": 179,
    "en": 228,
    "es": 218,
    "fi": 161,
    "fr": 195,
    "he": 187,
    "it": 188,
    "nl": 202,
    "pl": 166,
    "pt": 181,
    "ru": 184,
    "sl": 180,
    "sv": 199,
    "tr": 166,
}  # a minute
MEAN: Final = 184  # words a minute, of all 17 languages: for those that were not measured
SIGNS: Final = {"zh": 255, "ja": 357}  # a minute, in scripts without spaces between words
MEAN_SIGNS: Final = 863  # of all languages; for letters that stand for sounds, as in Thai
_UNSPACED: Final = {**SIGNS, **dict.fromkeys(("th", "lo", "km", "my"), MEAN_SIGNS)}
_COUNTED: Final = {"L", "M", "N"}  # general categories: letters, marks, numbers


def minutes(text: str, code: str) -> int:
    """Whole minutes for a text in the content language of that code, at least one; 0 for an empty text."""
    if not text.strip():
        return 0
    if code in _UNSPACED:
        return max(1, round(_signs(text) / _UNSPACED[code]))
    return max(1, round(len(text.split()) / WORDS.get(code, MEAN)))


def _signs(text: str) -> int:
    return sum(unicodedata.category(sign)[0] in _COUNTED for sign in text)
