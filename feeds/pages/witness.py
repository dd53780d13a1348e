"""Which passages another reading of the page takes for the article's text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from feeds.pages.letters import squeezed
from feeds.pages.passages import Passage

LEAST_FOUND: Final = 12  # letters: what is shorter must be a line of its own, for it could stand anywhere
LEAST_SENTENCE: Final = 10
SPLIT: Final = 60  # letters: a longer passage may have been cut otherwise, and is looked for by its sentences
MOST_FOUND: Final = 0.6  # share of such a passage's letters
LEAST_REPEATED: Final = 40  # letters: shorter lines may well be said twice
LEAST_CUT_OFF: Final = 20  # letters of a line that ends within a sentence said before
LONG: Final = 200  # letters
REPEATED: Final = 0.8  # share of a long passage's letters that were said before: then it says nothing new
LONGEST_TEXT: Final = 400_000
_SENTENCE_ENDS: Final = re.compile("[.!?。！？؟]")  # a key has none of them


def votes(passages: Sequence[Passage], lines: Iterable[str]) -> list[bool]:
    """Of each passage whether `lines`, the other reading's text, says the same."""
    whole = "\n".join(squeezed(line) for line in lines)[:LONGEST_TEXT]
    short = set(whole.split("\n"))
    return [_is_said(passage, whole, short) for passage in passages]


def repeated(passages: Sequence[Passage], keep: Sequence[bool]) -> Iterator[int]:
    """Of the passages that are kept those that say again what was said: pull quotes, and pages that carry their text
    twice."""
    said = ""
    for passage, is_kept in zip(passages, keep, strict=True):
        if is_kept and _repeats(passage, said):
            yield passage.number
        elif is_kept:
            said += f"|{passage.key}"


def _repeats(passage: Passage, said: str) -> bool:
    """Whether a passage says again what was said; `said` is made of keys."""
    if not said or len(passage.key) <= (LEAST_CUT_OFF if passage.text.endswith(("...", "…")) else LEAST_REPEATED):
        return False
    return passage.key in said or (len(passage.key) > LONG and _says_little_new(passage, said))


def _says_little_new(passage: Passage, said: str) -> bool:
    """Whether more than `REPEATED` of a passage was said before; most show by their first sentences that it was not."""
    new, most_new = 0, (1 - REPEATED) * len(passage.key)
    for sentence in _SENTENCE_ENDS.split(passage.text):
        key = squeezed(sentence)
        new += len(key) if len(key) > LEAST_SENTENCE and key not in said else 0
        if new > most_new:
            return False
    return _share_said(passage.text, said) > REPEATED


def _is_said(passage: Passage, whole: str, short: set[str]) -> bool:
    key = passage.key
    if not key:
        return False
    if key in short or (len(key) >= LEAST_FOUND and key in whole):
        return True
    return len(key) > SPLIT and _share_said(passage.text, whole) > MOST_FOUND


def _share_said(text: str, whole: str) -> float:
    sentences = [key for key in map(squeezed, _SENTENCE_ENDS.split(text)) if len(key) > LEAST_SENTENCE]
    length = sum(map(len, sentences))
    return sum(len(key) for key in sentences if key in whole) / length if length else 0.0
