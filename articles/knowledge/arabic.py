"""The Arabic normaliser of the search: the many spellings of a word become one before Postgres sees it.

Postgres' own stemmer does not let وزير find الوزير, nor والحكومة حكومة. Here a text's words are folded and stemmed, and
each word that may begin with a glued particle is indexed with and without it; a query is folded and stemmed only.

Endings go one after the other until none is left, so that a word meets itself with one more ending, whatever both look
like: إيران and الإيرانية, بيان and بياناتهم."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_MARKS: Final = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200c-\u200f\u202a-\u202e\u2066-\u2069]"
)
_ITS_OWN: Final = re.compile("[\u0600-\u06ff\u200c-\u200f\u202a-\u202e\u2066-\u2069]")  # signs of its script, or unseen
_LETTERS: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیې", "ي"),
        **dict.fromkeys("ؤئ", "ء"),
        "ک": "ك",
        "ة": "ه",
        "ھ": "ه",
        "ہ": "ه",
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    }
)
_WORD: Final = re.compile(r"[\u0621-\u064a]+")
_ARTICLE: Final = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=..)")  # ال, with و ف ب ك before it; لل
# How many letters stay before an ending says how likely it is one: مدين(ة) is no plural, nor is صو(ته) a possession.
# Before a possessive the ة of حكومة is a ت. نا alone is left: بيانا is the indefinite form of بيان more often.
_ENDING: Final = re.compile(
    r"(?:(?<=...)(?:تهما|تهم|تها|ته|تنا|هما|هم|وا|ان|ون|ين|ا|و|ي)|(?<=..)(?:ها|ات|ه))$",
)
_PARTICLE: Final = re.compile(r"^[وفبلك](?=...)")
_SECOND: Final = re.compile(r"^[وف][بلك](?=...)")
# Every other headline does without them. As they are written: folded, على is the name علي.
SMALL_WORDS: Final = frozenset(("في", "من", "على", "إلى", "الى", "عن", "مع", "أن", "إن"))


def fold(text: str) -> str:
    """One spelling for each letter: no vowel marks or tatweel, one alef, ya and hamza, western digits."""
    text = unicodedata.normalize("NFKC", text)
    return _MARKS.sub("", text).translate(_LETTERS) if _ITS_OWN.search(text) else text


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A folded word without its article and endings; at least two letters stay."""
    bare = _ARTICLE.sub("", word)
    while (shorter := _ENDING.sub("", bare)) != bare:
        bare = shorter
    return bare


def stems(text: str) -> str:
    """Each word of a folded text by its stem. Words of other scripts pass through."""
    return _WORD.sub(lambda found: stem(found.group()), text)


def bare_stems(text: str) -> str:
    """The stems of a folded text's words without the particles that they may begin with, where these are others."""
    return " ".join(word for found in _WORD.findall(text) for word in without_particles(found))


def without_particle(written: str) -> str:
    """A word as it was written, without و ف ب ل ك before it, which may belong to it."""
    return _PARTICLE.sub("", written)


@lru_cache(maxsize=100_000)
def without_particles(word: str) -> tuple[str, ...]:
    """Such stems of a folded word: of وبفرنسا without و, and without both."""
    shorter = (particles.sub("", word) for particles in (_PARTICLE, _SECOND))
    found = dict.fromkeys(stem(each) for each in shorter if each != word)
    return tuple(each for each in found if each != stem(word))
