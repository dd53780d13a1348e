"""The words by which sources sort articles ("Économie", "رياضة", "Sport > Football"), and what they come to. Pure.

A word is compared without accents, capitals, marks and vowel signs, whatever the language."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from articles.knowledge.plain_words import plain

# "Sport > Football", "Maroc/Politique", "Economy | Markets"; not the hyphen of "Faits-divers" nor the comma and the
# "and" of "Arts, lettres et spectacles", which are one name.
_PATH: Final = re.compile(r"\s*[>›»/|\\:]\s*")


def word_key(word: str) -> str:
    """What is compared of a word; empty when nothing is left of it."""
    return plain(word)


def keys_of(word: str) -> list[str]:
    """The keys that a word may be known by: the whole, then the parts of a path, the deepest first."""
    parts = [part for part in _PATH.split(word) if part]
    whole = word_key(word)
    return list(dict.fromkeys(key for key in (whole, *map(word_key, reversed(parts))) if key))


def choose(words: Iterable[str], known: Mapping[str, str], *, none: str) -> str:
    """The section that most of an article's words belong to; the first of several that are named as often. `known`
    maps keys to sections; words that it calls `none` ("Home", "Video") say nothing. `none` when no word does."""
    votes = Counter(section for word in words if (section := _section(word, known)) not in {"", none})
    return max(votes, key=lambda section: votes[section]) if votes else none


def _section(word: str, known: Mapping[str, str]) -> str:
    return next((known[key] for key in keys_of(word) if key in known), "")
