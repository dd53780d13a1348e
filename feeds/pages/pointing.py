""" "Lire aussi | ..." and its like: pointers to other articles, taken out of the text and kept apart."""

import re
from typing import Final

from feeds.pages.article_page import PagePointer
from feeds.pages.body import Block

_POINTS: Final = re.compile(
    r"^\W*(?:(?:à|a)?\s*lire\s+(?:aussi|également|egalement|notre)|lire\s+(?:aussi|également)|voir\s+(?:aussi|également)|sur\s+le\s+même\s+(?:sujet|thème)"
    r"|[إا]قر[أا]\s*(?:و)?\s*[أا]يضا\S*|[إا]قر[أا]وا\s*[أا]يضا\S*|طالع\s+أيضا\S*"
    r"|(?:read|see)\s+(?:also|more|next)|also\s+read|related(?:\s+(?:articles?|stories))?\s*:"
    r"|lea\s+también|lee\s+también|ver\s+también|te\s+puede\s+interesar)\s*[|:：–—»›>-]*\s*",
    re.IGNORECASE,
)
LONGEST: Final = 300  # characters: a longer paragraph that begins so is text


def part(blocks: list[Block], *, url: str) -> tuple[list[Block], tuple[PagePointer, ...]]:
    """(the blocks without pointers, the pointers). A label that stands alone takes the linked block after it along."""
    kept: list[Block] = []
    pointers: list[PagePointer] = []
    after_label = False
    for block in blocks:
        match = _POINTS.match(block.text) if len(block.text) <= LONGEST else None
        is_pointer = match is not None or (after_label and _is_all_link(block))
        if is_pointer:
            pointers += _pointers(block)
        else:
            kept.append(block)
        after_label = match is not None and match.end() == len(block.text)
    unique = {pointer.url: pointer for pointer in pointers if pointer.url != url}
    return kept, tuple(unique.values())


def _pointers(block: Block) -> list[PagePointer]:
    named = ((_POINTS.sub("", text).strip(" |:»›-–—"), target) for text, target in block.links)
    return [PagePointer(title=title, url=target) for title, target in named if title]


def _is_all_link(block: Block) -> bool:
    linked = sum(len(text) for text, _ in block.links)
    return bool(block.links) and linked * 10 >= len(block.text) * 8
