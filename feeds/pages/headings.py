"""The headings of a page: those that readers see above an article, and those that only tell where a reader is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from feeds.pages.letters import in_one_line

MOST: Final = 12  # headings of one order that are looked at
MOST_NAMED: Final = 60  # elements that call themselves a title
LONGEST: Final = 400  # characters
MOST_AROUND: Final = 7  # elements around a heading that may say what it is
MOST_WITHIN: Final = 40  # elements: what holds more is no heading
_UNSHOWN: Final = frozenset({"style", "script", "template", "noscript", "svg", "button", "select", "rt", "rp"})
_BROKEN_BEHIND: Final = frozenset({"p", "div", "h2", "h3", "small", "li"})
_TRAIL: Final = re.compile(
    r"bread_?-?crumb|visually-?_?hidden|sr-only|screen-?_?reader|\baural\b|\blogo\b|\bbranding\b"
    r"|(?:site|blog)-?_?(?:title|name|logo|header)|alternativeheadline",
    re.IGNORECASE,
)
_AROUND: Final = frozenset({"nav", "aside", "footer"})
_ENDS: Final = frozenset({"article", "main", "body"})
_MARKED: Final = re.compile(
    r"(?:^|[\s_-])(?:(?:entry|post|article|artikel|story|news)[-_]{0,2}(?:title|titel|titre|titulo|headline|heading)"
    r"|headline)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TITLED: Final = re.compile("[Tt]itle|[Hh]ead|titel|titre|titul|titolo")
_NO_HEADINGS: Final = frozenset({"h1", "html", "body", "head", "main", "article", "title", "meta", "link", "script"})
_FURTHER: Final = frozenset({"h2", "h3", "h4"})


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading and its text in one line."""

    element: HtmlElement
    text: str

    @cached_property
    def parts(self) -> list[tuple[str, str]]:
        """(what it calls itself, text) of each element directly within it and, without a name, of the text between."""
        element = self.element
        while len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip():
            element = element[0]
        pieces = [("", element.text or "")]
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _UNSHOWN:
                pieces.append((child.get("class") or "", text_of(child)))
            pieces.append(("", child.tail or ""))
        return [(name, " ".join(text.split())) for name, text in pieces if text.strip()]

    @cached_property
    def is_shown(self) -> bool:
        """Whether readers see it, and take it for a heading."""
        return not _is_trail(self.element)

    @property
    def is_marked(self) -> bool:
        """Whether it calls itself the headline."""
        return self.element.get("itemprop") == "headline" or bool(_MARKED.search(self.element.get("class") or ""))


def first_order(elements: Sequence[HtmlElement]) -> list[Heading]:
    """The headings of the first order that readers see, and take for one."""
    read = (Heading(element=each, text=text_of(each)) for each in elements[:MOST])
    return [heading for heading in read if heading.text and len(heading.text) <= LONGEST and heading.is_shown]


def others(elements: Sequence[HtmlElement]) -> Iterator[Heading]:
    """What else may be a headline, in the page's order: further headings, and what calls itself a title. Whether they
    are shown is left to be asked of those that matter."""
    for element in islice((each for each in elements if _may_be_heading(each)), MOST_NAMED):
        if sum(1 for _ in islice(element.iter(), MOST_WITHIN)) == MOST_WITHIN:
            continue
        text = text_of(element)
        if text and len(text) <= LONGEST:
            yield Heading(element=element, text=text)


def _may_be_heading(element: HtmlElement) -> bool:
    if element.tag in _FURTHER:
        return True
    name = element.get("class")
    is_titled = bool(name and _TITLED.search(name)) or element.get("itemprop") == "headline"
    return is_titled and element.tag not in _NO_HEADINGS


def _is_trail(heading: HtmlElement) -> bool:
    """Whether it stands in a trail of crumbs, in the site's own head or in a margin, or is hidden from sight."""
    for element in (heading, *islice(heading.iterancestors(), MOST_AROUND)):
        if element.tag in _ENDS:
            return False
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if element.tag in _AROUND or _TRAIL.search(names):
            return True
    return False


def text_of(heading: HtmlElement) -> str:
    """What a heading shows, in one line."""
    parts = [heading.text or ""]
    for child in heading:
        if child.tag == "br":
            parts.append(" ")
        elif isinstance(child.tag, str) and child.tag not in _UNSHOWN:
            parts.append(text_of(child) if len(child) or child.text else "")
            parts.append(" " if child.tag in _BROKEN_BEHIND else "")
        parts.append(child.tail or "")
    return in_one_line("".join(parts))
