"""Where an element of a page stands: the kinds and names of the elements around it, as pages of one template share
them.

A path is told from an element that pages have in common: "div.entry>ul>li". Its last steps are the place: what lies
further out may be nested one way on one page and another way on the next. Of what stands in one element, sentences and
shorter lines have places of their own, for they fare differently: "div.entry>p" and "div.entry>p~"."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml.html import HtmlElement

from feeds.pages.passages import Passage

LONGEST_NAME: Final = 30  # characters of a class
MOST_NAMES: Final = 3  # of one element
MANY_NAMES: Final = 5  # from so many on, some are the publishing system's own words for the page's subject
MOST_HYPHENS: Final = 3  # of a name: more are the words of a headline
DEEPEST: Final = 60  # levels
SHORT: Final = "~"
NEAR: Final = 4  # steps of a path that make a place
_WITH_NUMBER: Final = re.compile(r"\d")
# Five to seven letters, large and small as in no word: "fLyCVG", "kHPPIF", "wWasx".
_PACKED: Final = re.compile(
    r"(?=[A-Za-z]{5,7}$)(?=.*[a-z])(?=.*[A-Z])(?:[a-z][A-Z]|.+[A-Z].*[A-Z]|.+[A-Z]$|.*[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ]{4}).*"
)
# How publishing systems name a page's subject and state in a class: "category-sport", "has-post-thumbnail".
_OF_SUBJECT: Final = re.compile(r"(?:category|tag|author|topic|section|term|format|status|has|is)-", re.IGNORECASE)


class Places:
    """The paths of a page's elements from `root`, whose own is empty."""

    def __init__(self, root: HtmlElement) -> None:
        self._known: dict[HtmlElement, str] = {root: ""}

    def of_passage(self, passage: Passage) -> str:
        """The path to a passage."""
        return self.of(passage.element) + ("" if passage.is_sentence else SHORT)

    def of(self, element: HtmlElement) -> str:
        """The path to an element; that of an element outside of the root begins with the document's own elements."""
        chain: list[HtmlElement] = []
        current: HtmlElement | None = element
        while current is not None and current not in self._known and len(chain) < DEEPEST:
            chain.append(current)
            current = current.getparent()
        path = self._known.get(current, "") if current is not None else ""
        for each in reversed(chain):
            path = within(path, _step(each.tag, each.get("class") or ""))
            self._known[each] = path
        return path


def within(path: str, step: str) -> str:
    return f"{path}>{step}" if path else step


@lru_cache(maxsize=20_000)  # pages of a source have the same few hundred
def near(path: str) -> str:
    """The place to which a path leads."""
    return ">".join(path.rsplit(">", NEAR)[-NEAR:])


def chain(path: str) -> Iterator[str]:
    """A path, and those of the elements around it."""
    yield path
    while path:
        path = path.rpartition(">")[0]
        yield path


def elements(path: str) -> Iterator[str]:
    """The paths of the elements around a passage."""
    return chain(path.removesuffix(SHORT))


def below(path: str, holder: str) -> str | None:
    """A path as it is told from an element further in; None when that does not hold it."""
    if not holder:
        return path
    if path.removesuffix(SHORT) == holder:
        return path[len(holder) :]
    return path[len(holder) + 1 :] if path.startswith(f"{holder}>") else None


def depth(path: str) -> int:
    return path.count(">") + 1 if path else 0


@lru_cache(maxsize=20_000)
def _step(tag: object, classes: str) -> str:
    """An element's kind with its names, without those that only this page gives it."""
    names = {name for each in classes[:400].split() if (name := _lasting(each))}
    if len(names) >= MANY_NAMES:
        names = {each for each in names if not _OF_SUBJECT.match(each)}
    return ".".join((str(tag), *sorted(names)[:MOST_NAMES])).replace(">", "").replace(SHORT, "")


def _lasting(name: str) -> str:
    """A name as it may stand on all pages, this week and the next; empty when nothing is left: numbers and words of a
    headline are the page's own, and programs that pack a site's styles give names such as "Body-fLyCVG"."""
    rest, sign, last = name.rpartition("-" if "-" in name[-8:] else "_")
    if _PACKED.fullmatch(last):
        name = rest.rstrip("_-") if sign else ""
    is_own = _WITH_NUMBER.search(name) or name.count("-") > MOST_HYPHENS
    return "" if is_own else name[:LONGEST_NAME]
