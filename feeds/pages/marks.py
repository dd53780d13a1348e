"""Everything that a page's facts are read from, gathered in one walk over its tree: walking it is what costs most."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from feeds.pages.letters import in_one_line

LONGEST_DATED: Final = 160  # characters of a text that shows a date: in a longer one it is a date told of ...
EARLIEST_DATED: Final = 36  # ... unless it begins with it, as in "27.03.2025 - Selon l'agence du bassin, ..."
LATEST_SHORT: Final = 40  # characters in which a date with a year of two digits may stand
MOST_DATES: Final = 400
MOST_HEADINGS: Final = 200
MOST_WITHIN: Final = 14  # elements within one that tells a date, or a name
_UNSHOWN: Final = frozenset({"style", "noscript", "template", "option", "title", "head", "textarea", "svg"})
_YEAR: Final = re.compile(r"(?:20|19|٢٠|١٩|۲۰|२०|২০)\d{2}")
_SHORT: Final = re.compile(r"(?<!\d)\d\d?([./])\s?\d\d?\1\s?\d\d(?!\d)")  # 27.03.25
# What a hint may hold above a date that is shown otherwise: microformats, and scripts that tell "five minutes ago".
_MOMENT: Final = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d|$)")
_PROPERTIES: Final = frozenset({"datepublished", "datecreated", "datemodified", "dateposted"})


@dataclass(frozen=True, kw_only=True)
class DateMark:
    """Something of a page that may be a date, and where it stands."""

    number: int  # of the piece of text before it
    element: HtmlElement
    text: str  # what is shown; empty where `element` is one for dates, whose text is then its own
    value: str = ""  # what is marked up: a `datetime`, a `content`
    name: str = ""  # the property it is said to be, in small letters
    is_time: bool = False


@dataclass(frozen=True, kw_only=True)
class Marks:
    """`headings` and `dates` stand in the page's order, numbered by the pieces of text before them."""

    elements: list[HtmlElement]  # all of the page's: as long as somebody holds them, lxml need not make them again
    metas: dict[str, list[str]] = field(default_factory=dict)
    linked: list[HtmlElement] = field(default_factory=list)  # scripts with JSON-LD
    scripts: list[HtmlElement] = field(default_factory=list)  # the others
    headings: list[tuple[int, HtmlElement]] = field(default_factory=list)
    dates: list[DateMark] = field(default_factory=list)
    images: list[HtmlElement] = field(default_factory=list)
    canonical: list[str] = field(default_factory=list)

    @property
    def firsts(self) -> list[HtmlElement]:
        """The headings of the first order."""
        return [element for _, element in self.headings if element.tag == "h1"]


def of(tree: HtmlElement) -> Marks:
    """The marks of a page without comments."""
    found = Marks(elements=list(tree.iter()))
    dates, number = found.dates, 0
    for element in found.elements:
        tag = element.tag
        if (take := _TAKEN.get(tag)) is not None:
            take(found, element, number)
        elif tag not in _UNSHOWN:
            if (name := element.get("itemprop") or element.get("property")) and name.lower().endswith(_ENDINGS):
                _take_property(found, element, number)
            elif (hint := element.get("title")) and _MOMENT.match(hint):
                _take_time(found, element, number)
            if (text := element.text) and not text.isspace():
                number += 1
                if len(dates) < MOST_DATES and _may_show_date(text):
                    dates.append(DateMark(number=number, element=element, text=text))
        if (tail := element.tail) and not tail.isspace():
            number += 1
            if len(dates) < MOST_DATES and _may_show_date(tail):
                dates.append(DateMark(number=number, element=element.getparent(), text=tail))
    return found


def _may_show_date(text: str) -> bool:
    text = text.strip()
    if _YEAR.search(text, 0, LONGEST_DATED):
        return len(text) <= LONGEST_DATED or _YEAR.search(text, 0, EARLIEST_DATED) is not None
    beginning = text[:LATEST_SHORT]
    return ("." in beginning or "/" in beginning) and _SHORT.search(beginning) is not None


def shown_in(element: HtmlElement) -> str:
    """The text of an element, in one line, numbers in elements of their own apart ("Feb", "18", "2009"); empty where it
    holds too much to be a date or a name."""
    if sum(1 for _ in islice(element.iter(), MOST_WITHIN)) >= MOST_WITHIN:
        return ""
    pieces = element.itertext()
    return in_one_line("".join(f" {piece}" if piece[:1].isdecimal() else piece for piece in pieces))


def _take_property(found: Marks, element: HtmlElement, number: int) -> None:
    name = (element.get("itemprop") or element.get("property") or "").rpartition(":")[2].lower()
    value = element.get("datetime") or element.get("content") or element.get("title") or ""
    if name in _PROPERTIES and len(found.dates) < MOST_DATES:
        found.dates.append(DateMark(number=number, element=element, text="", value=value, name=name))


def _take_time(found: Marks, element: HtmlElement, number: int) -> None:
    name = (element.get("itemprop") or "").lower()
    value = element.get("datetime") or element.get("title") or ""
    if len(found.dates) < MOST_DATES:
        found.dates.append(DateMark(number=number, element=element, text="", value=value, name=name, is_time=True))


def _take_heading(found: Marks, element: HtmlElement, number: int) -> None:
    if len(found.headings) < MOST_HEADINGS:
        found.headings.append((number, element))


def _take_image(found: Marks, element: HtmlElement, number: int) -> None:
    found.images.append(element)


def _take_meta(found: Marks, element: HtmlElement, number: int) -> None:
    name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv") or ""
    content = (element.get("content") or "").strip()
    if name and content:
        found.metas.setdefault(name.lower(), []).append(content)


def _take_script(found: Marks, element: HtmlElement, number: int) -> None:
    (found.linked if "ld+json" in (element.get("type") or "") else found.scripts).append(element)


def _take_link(found: Marks, element: HtmlElement, number: int) -> None:
    if (element.get("rel") or "").lower() == "canonical":
        found.canonical.append(element.get("href") or "")


_ENDINGS: Final = tuple(_PROPERTIES)
_TAKEN: Final[dict[str, Callable[[Marks, HtmlElement, int], None]]] = {
    "meta": _take_meta,
    "script": _take_script,
    "link": _take_link,
    "time": _take_time,
    "h1": _take_heading,
    "h2": _take_heading,
    "img": _take_image,
}
