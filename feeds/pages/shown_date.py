"""The date that a page shows its readers where it marks none up: the first near the headline, else the first of all."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from feeds.dates import parse_date

NEAR: Final = 40  # pieces of text behind the headline, and half as many before it
LONGEST: Final = 160  # characters of a piece: a date within a longer one is a date told of
MOST_PIECES: Final = 3_000
_UNSHOWN: Final = frozenset({"script", "style", "noscript", "template", "option", "title", "head"})
_MAY_BE_DATE: Final = re.compile(r"(?:19|20|١٩|٢٠)[\d٠-٩]{2}")
_OF_ANOTHER: Final = re.compile(r"©|\(c\)\s|copyright|rights\s+reserved", re.IGNORECASE)


def of(tree: HtmlElement, *, zone: ZoneInfo) -> tuple[datetime, bool] | None:
    """(moment, whether it names a time of day); None where the page shows no date."""
    headline = 0
    found: list[tuple[int, str]] = []
    for number, (piece, is_heading) in enumerate(_pieces(tree)):
        if is_heading and not headline:
            headline = number
        if len(piece) <= LONGEST and _MAY_BE_DATE.search(piece) and not _OF_ANOTHER.search(piece):
            found.append((number, piece))
    near = [piece for number, piece in found if -NEAR // 2 <= number - headline <= NEAR]
    dates = (parse_date(piece, zone=zone) for piece in (*near, *(piece for _, piece in found)))
    return next(filter(None, dates), None)


def _pieces(tree: HtmlElement) -> Iterator[tuple[str, bool]]:
    """(text between two tags, whether a heading of the first order begins with it), in the page's order."""
    body = tree.find("body")
    elements = (tree if body is None else body).iter()
    count = 0
    for element in elements:
        if not isinstance(element.tag, str) or element.tag in _UNSHOWN or count > MOST_PIECES:
            continue
        inside = element.text_content() if element.tag == "time" else element.text
        for text, is_heading in ((inside, element.tag == "h1"), (element.tail, False)):
            piece = " ".join((text or "").split())
            if piece:
                count += 1
                yield piece, is_heading
