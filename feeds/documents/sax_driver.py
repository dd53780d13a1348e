"""The SAX reader that feedparser is given: Python's own, told to hand over a text at once.

As it comes, it calls back for every line of a text and for each reference in it, and feedparser joins what it got."""

from typing import Any
from xml.sax.expatreader import ExpatParser  # feedparser, which asks for it, has taken the document type away


class _WholeTexts(ExpatParser):
    _parser: Any  # expat's, a new one for every document

    def reset(self) -> None:
        super().reset()
        self._parser.buffer_text = True


def create_parser() -> ExpatParser:
    """By this name `xml.sax.make_parser` asks a module of its list for a reader."""
    return _WholeTexts()
