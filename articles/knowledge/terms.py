"""A text's words as they meet in the search: taken apart where signs join them, each letter with one spelling, for
Postgres' parser and dictionaries to go on with. Pure.

Left to itself, that parser reads Fès/Meknès as the path of a file, 2024-2025 as 2024 and minus 2025, the end of a
sentence without a space behind it as the name of a host, and a sentence of Chinese as one word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from articles.knowledge import arabic

_LONG_RUN: Final = re.compile(r"\S{100}")  # longer than any word, and cheap for the parser
# Not the apostrophe, which the parser knows.
_JOINTS: Final = re.compile(r"[-/\\_+@=&#~^|*<\u2010-\u2015\u2212\u200c]+")
_POINT: Final = re.compile(r"\.(?=\w)")  # in the middle of something
_POINTS: Final = re.compile(r"\.(?<=\w\.)(?=[^\W\d])|\.(?<=[^\W\d]\.)(?=\w)")  # but of a decimal
INITIALS: Final = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
# Scripts that part no words: Chinese, Japanese, Korean (which parts phrases), Thai, Lao, Burmese, Khmer.
_UNPARTED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_TOKEN: Final = re.compile(r'(-?)("[^"]*"?|\S+)')


@dataclass(frozen=True, kw_only=True)
class Terms:
    """`words` in the order of the text; `bare` are some of them without what Arabic glues to a word."""

    words: str
    bare: str = ""


def document_terms(text: str, config: str) -> Terms:
    """The text as it is indexed with that configuration.

    The parser takes the square of a length for comments of markup that do not end, of which plain text has none, and
    for what might be one long address, which it tries to read from each of its signs anew: minutes for one article."""
    bounded = _LONG_RUN.sub(r"\g<0> ", _spelt(text))
    if config != "news_ar":
        return Terms(words=bounded)
    return Terms(words=arabic.stems(bounded), bare=arabic.bare_stems(bounded))


def query_terms(words: str, config: str) -> str:
    """A reader's words as they are searched in texts of that configuration; quotes, OR and leading minus keep their
    place. What is one word to the reader and several to the index is a phrase; Arabic prepositions go unasked."""
    asked = list(_asked(words, config))
    told = [term for term, is_small in asked if not is_small]
    return " ".join(told or [term for term, _ in asked])


def taken_apart(text: str) -> str:
    """With a space where a sign joins two words; initials without their points."""
    if _POINT.search(text):
        text = _POINTS.sub(" ", INITIALS.sub(lambda found: found.group().replace(".", ""), text))
    return _JOINTS.sub(" ", text)


def _asked(words: str, config: str) -> Iterator[tuple[str, bool]]:
    """Each term, and whether it is a small word."""
    for minus, written in _TOKEN.findall(words):
        spelt = " ".join(_spelt(written.replace('"', " ")).split())
        term = arabic.stems(spelt) if config == "news_ar" else spelt
        is_phrase = written.startswith('"') or " " in term
        if term:
            is_small = config == "news_ar" and not minus and written in arabic.SMALL_WORDS
            yield f'{minus}"{term}"' if is_phrase else minus + term, is_small


def _spelt(text: str) -> str:
    return _UNPARTED.sub(_pairs, arabic.fold(taken_apart(text)))


def _pairs(found: re.Match[str]) -> str:
    """Each sign with the next one, so that any part of the text can be looked for as a phrase."""
    run = found.group()
    return f" {' '.join(run[place : place + 2] for place in range(max(1, len(run) - 1)))} "
