"""How good the text of a page is, and what follows: which of two readings stays, and whether there is another. Pure."""

from dataclasses import dataclass
from typing import Final

LOW: Final = 0.88  # below it one text in four lacks or adds a fifth and more, above it one in 23 (decision 14)
NO_TEXT: Final = "the page has no text that we can find"
WITHHELD: Final = "the page asks others to show no more than a beginning of its text"
NO_BETTER: Final = "read again: its text is no better than the one that we have"


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text as one reading of its page took it, or as an article has it. `quality`: 0 to 1, 0 without a text."""

    length: int  # characters
    quality: float
    is_partial: bool = False  # the rest is for paying readers
    is_ruled: bool = False  # it stands where an editor's rule says


def better(new: Text, known: Text | None) -> Text:
    """The text to keep, where `known` is that of an earlier reading (None: this is the first): the new one as soon as
    it is no worse, since pages correct themselves. What became a matter of money replaces nothing, an editor's word
    all."""
    if known is None or not known.length:
        return new
    if not new.length or (new.is_partial and not known.is_partial):
        return known
    return new if new.is_ruled or new.quality >= known.quality else known


def remark(new: Text, kept: Text, *, is_withheld: bool = False) -> str:
    """What the ledger says of a reading; empty when there is nothing to say."""
    if kept is not new:
        return NO_BETTER
    if is_withheld:
        return WITHHELD
    return "" if new.length else NO_TEXT


def is_worth_another(kept: Text, *, shown: int) -> bool:
    """Whether the page may give more when it is asked again. `shown`: characters of text that readers had before. One
    whose rest is for sale will not; and where the page gives nothing, a text that came with the feed will do."""
    if kept.is_partial:
        return False
    return kept.quality < LOW if kept.length else not shown
