"""Captions that call themselves nothing: short lines amid a text that stand in one box with a picture."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from feeds.pages.passages import Passage, Passages

LONGEST: Final = 300  # characters
MOST_AROUND: Final = 4  # elements, from the line's own on, of which one may be the box
LARGEST_BOX: Final = 2  # passages: a caption, and who took the picture
MOST: Final = 0.2  # share of a text: beyond it, the article is made of such boxes
_PICTURES: Final = ("img", "picture", "video")
_LARGE: Final = frozenset({"body", "article", "main", "section", "p"})
_STOPS: Final = (".", "!", "?", ":", "…", "。", "؟", "！", "？")
_CLOSING: Final = '"”»“'


def of(read: Passages, keep: Sequence[bool], confirmed: Sequence[bool]) -> list[int]:
    """The captions among the kept passages, behind the first sentence that another reading confirms as well: what
    stands beside a picture above it may be the chapo."""
    kept = [number for number, is_kept in enumerate(keep) if is_kept]
    first = next((n for n in kept if confirmed[n] and read.all[n].is_sentence), len(keep))
    found = [number for number in kept if number > first and _is_caption(read, read.all[number])]
    is_small = sum(read.all[n].weight for n in found) < MOST * sum(read.all[n].weight for n in kept)
    return found if is_small else []


def _is_caption(read: Passages, passage: Passage) -> bool:
    """Whether it is a line of its own that ends like none of a text, in a box with a picture."""
    if passage.tag != "p" or passage.group is not None or len(passage.text) > LONGEST:
        return False
    return not passage.text.rstrip(_CLOSING).endswith(_STOPS) and any(_boxes(read, passage))


def _boxes(read: Passages, passage: Passage) -> Iterator[bool]:
    """Of each small element around a passage whether it holds a picture; a paragraph with one in it is no box."""
    for element in islice((passage.element, *passage.element.iterancestors()), MOST_AROUND):
        first, end = read.spans.get(element, (0, len(read.all)))
        if end - first > LARGEST_BOX or (element.tag in _LARGE and element is not passage.element):
            return
        yield element.tag not in _LARGE and next(element.iter(*_PICTURES), None) is not None
