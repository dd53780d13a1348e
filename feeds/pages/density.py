"""A quick reading of a page: the element whose own paragraphs hold most of its text. Where nearly all sentences of the
page stand in it, it needs no other reading: those agree with it, at thirty times its cost."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from lxml.html import HtmlElement

from feeds.pages.acquittal import sure_sentences
from feeds.pages.passages import Passage, Passages

_PARAGRAPHS: Final = frozenset({"p", "li", "blockquote", "h2", "h3", "h4", "h5", "h6", "pre", "dd", "dt"})
SECOND_HAND: Final = 0.5  # of a paragraph's weight that counts for the element around its parent
CLEAR: Final = 0.8  # share of the page's sentences that stand in the element
LEAST_CLEAR: Final = 1_200  # characters of text: a shorter one may be a notice on a page without an article
MOST_LINKED: Final = 0.25  # share of the element's characters: beyond it, it may be a list of articles


def votes(read: Passages, *, most: int) -> list[bool]:
    """Of each of the first `most` passages whether it is of the text; empty where the page is not that clear."""
    passages = read.all[:most]
    sentences = sure_sentences(passages)
    best = _richest(sentences)
    if best is None:
        return []
    first, end = read.spans.get(best, (0, 0))
    outer = {best, *best.iterancestors()}
    said = [first <= passage.number < end and _is_text(passage, outer) for passage in passages]
    return said if _is_clear(passages[first:end], sentences, said) else []


def _richest(sentences: list[Passage]) -> HtmlElement | None:
    held: Counter[HtmlElement] = Counter()
    for passage in sentences:
        parent = _parent(passage)
        held[parent] += passage.weight
        if (around := parent.getparent()) is not None:
            held[around] += int(passage.weight * SECOND_HAND)
    return max(held, key=lambda element: held[element], default=None)


def _is_clear(within: Sequence[Passage], sentences: list[Passage], said: list[bool]) -> bool:
    text = sum(passage.weight for passage in sentences if said[passage.number])
    if text < LEAST_CLEAR or text < CLEAR * sum(passage.weight for passage in sentences):
        return False
    return sum(passage.linked for passage in within) < MOST_LINKED * sum(len(passage.text) for passage in within)


def _parent(passage: Passage) -> HtmlElement:
    element = passage.element
    parent = element.getparent()
    return parent if element.tag in _PARAGRAPHS and parent is not None else element


def _is_text(passage: Passage, outer: set[HtmlElement]) -> bool:
    return passage.linked * 2 < len(passage.text) and all(element in outer for _, element in passage.clutter)
