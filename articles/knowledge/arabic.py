"""The Arabic normaliser of the search: the many spellings of a word become one before Postgres sees it.

Postgres' own stemmer does not let وزير find الوزير, nor والحكومة حكومة. Here a text's words are folded and stemmed, and
each word that may begin with a glued particle is indexed with and without it; a query is folded and stemmed only."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_MARKS: Final = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200c-\u200f\u202a-\u202e\u2066-\u2069]"
)
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
_ENDING: Final = re.compile(r"(?<=..)(?:ها|ان|ات|ون|ين|يه|ه)$")
_YA: Final = re.compile(r"(?<=..)ي$")
_PARTICLE: Final = re.compile(r"^[وفبلك](?=...)")


def fold(text: str) -> str:
    """One spelling for each letter: no vowel marks or tatweel, one alef, ya and hamza, western digits."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_LETTERS)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A folded word without its article, one ending and a ya; at least two letters stay."""
    return _YA.sub("", _ENDING.sub("", _ARTICLE.sub("", word)))


@lru_cache(maxsize=100_000)
def _forms(word: str) -> str:
    stemmed = stem(word)
    bare = _PARTICLE.sub("", word)
    return stemmed if bare == word or stem(bare) == stemmed else f"{stemmed} {stem(bare)}"


def document_terms(text: str) -> str:
    """The text as it is indexed. Words of other scripts pass through."""
    return _WORD.sub(lambda match: _forms(match.group()), fold(text))


def query_terms(text: str) -> str:
    """A reader's words as they are searched; quotes, OR and leading minus keep their place."""
    return _WORD.sub(lambda match: stem(match.group()), fold(text))
