"""Which passages stand in clutter, by the names of the elements around them; a name that holds the text is no proof."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from lxml.html import HtmlElement

from feeds.pages import clutter
from feeds.pages.passages import Passage

ACQUITTED: Final = 0.5  # share of the text within an element from which its name says nothing against it
ACQUITTED_WORD: Final = 0.25  # the same for a word that names many elements: "paywall" on every paragraph
LEAST_CONFIRMED: Final = 400  # characters: so much of the other reading's text is no notice
OUTNUMBERED: Final = 4  # times the other reading's text: so many sentences speak in its place


def cluttered(passages: Sequence[Passage], confirmed: Sequence[bool]) -> list[bool]:
    """Of each passage whether an element around it calls itself clutter, and does not hold the text. `confirmed` says
    of each whether another reading takes it for text."""
    speaking = _speaking(passages, confirmed)
    total = 1 + sum(passage.weight for passage in speaking)
    held: Counter[tuple[str, HtmlElement]] = Counter()
    for passage in speaking:
        held.update(dict.fromkeys(passage.clutter, passage.weight))
    free = {each for each, weight in held.items() if weight > ACQUITTED * total}
    named: Counter[str] = Counter()
    for passage in speaking:
        named.update(dict.fromkeys({each[0] for each in passage.clutter if each not in free}, passage.weight))
    words = {word for word, weight in named.items() if weight > ACQUITTED_WORD * total}
    return [any(each not in free and each[0] not in words for each in passage.clutter) for passage in passages]


def _speaking(passages: Sequence[Passage], confirmed: Sequence[bool]) -> list[Passage]:
    """The passages that tell where the text is: the confirmed ones, or all sentences where those say too little."""
    theirs = [passage for passage, said in zip(passages, confirmed, strict=True) if said]
    sentences = sure_sentences(passages)
    said = sum(passage.weight for passage in theirs if passage.is_sentence)
    if said > LEAST_CONFIRMED or OUTNUMBERED * said > sum(passage.weight for passage in sentences):
        return theirs
    return sentences


def sure_sentences(passages: Iterable[Passage]) -> list[Passage]:
    """Those that read like a text, and stand within nothing that no amount of sentences makes one."""
    return [p for p in passages if p.is_sentence and not any(word in clutter.SURE for word, _ in p.clutter)]
