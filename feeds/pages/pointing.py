""" "Lire aussi | ..." and its like: pointers to other articles, taken out of the text and kept apart."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, Protocol

from lxml.etree import XPath
from lxml.html import HtmlElement

from articles.knowledge import markup
from feeds.knowledge import page_tree
from feeds.pages.article_page import PagePointer
from feeds.pages.letters import in_one_line

_LABELS: Final = (
    r"(?:[àa]\s+)?lire\s+(?:aussi|également|egalement|notre|nos)|à\s+lire(?=\s*[|:：–—»›>-])|voir\s+(?:aussi|également)",
    r"sur\s+le\s+même\s+(?:sujet|thème)|dans\s+la\s+même\s+(?:rubrique|catégorie)|articles?\s+(?:liés?|similaires?)\s*:",
    r"(?:[إا]قر[أا](?:وا)?|طالع|شاهد|انظر)\s*[أاآ]يض\S*|[إا]قر[أا]\s+(?:المزيد|كذلك)|(?:قد\s+)?يهمك\s+[أا]يض\S*",
    r"مواضيع\s+ذات\s+صلة|مقالات\s+ذات\s+صلة",
    r"(?:read|see)\s+(?:also|more|next)|also\s+read|related(?:\s+(?:articles?|stories|news))?\s*:|recommended\s*:",
    r"lea\s+también|lee\s+también|ver\s+también|te\s+puede\s+interesar|leia\s+também|leggi\s+anche|lesen\s+sie\s+auch",
)
_POINTS: Final = re.compile(rf"^\W*(?:{'|'.join(_LABELS)})(?!\w)(?P<ends>\s*[|:：–—»›>-]*)\s*", re.IGNORECASE)
_EDGES: Final = " |:：»›-–—"
MOST_LINKS: Final = 1_000
_LINKS: Final = XPath("//article//a[@href] | //main//a[@href] | //*[@itemprop='articleBody']//a[@href]")
LONGEST: Final = 300  # characters: a longer paragraph that begins so is text


class Linking(Protocol):
    """A block or a passage: its text, and the (text, absolute address) of its links."""

    @property
    def text(self) -> str: ...
    @property
    def links(self) -> tuple[tuple[str, str], ...]: ...


def part[Part: Linking](blocks: Sequence[Part], *, url: str) -> tuple[list[Part], tuple[PagePointer, ...]]:
    """(the blocks without pointers, the pointers). A label that stands alone takes the linked blocks after it along.

    `url` is the page's own: a pointer to itself is none."""
    kept: list[Part] = []
    pointers: list[PagePointer] = []
    follows_label = False
    for block in blocks:
        label = _label(block)
        if label is None and not (follows_label and _is_all_link(block)):
            kept.append(block)
            follows_label = False
            continue
        pointers += _pointers(block)
        follows_label = follows_label or (label is not None and label.end() == len(block.text))
    unique = {pointer.url: pointer for pointer in pointers if pointer.url != url}
    return kept, tuple(unique.values())


def elsewhere(links: Iterable[HtmlElement], *, url: str) -> tuple[PagePointer, ...]:
    """The pointers among an article's links that its text came without: extractors drop lines that are all link."""
    seen: dict[HtmlElement, bool] = {}
    found: dict[str, PagePointer] = {}
    for link in islice(links, MOST_LINKS):
        around = [link, *(parent for parent, _ in zip(link.iterancestors(), range(3), strict=False))]
        if not any(_is_labelled(element, seen) for element in around):
            continue
        title = _POINTS.sub("", in_one_line(page_tree.text_of(link))).strip(_EDGES)
        target = markup.absolute_url(link.get("href") or "", base=url)
        if title and target and target != url:
            found.setdefault(target, PagePointer(title=title, url=target))
    return tuple(found.values())


def links(tree: HtmlElement) -> list[HtmlElement]:
    """The links within a page's article, as far as its markup tells where that is."""
    return list(_LINKS(tree))


def _is_labelled(element: HtmlElement, seen: dict[HtmlElement, bool]) -> bool:
    """Whether an element is a short line that begins with a label and a sign that ends it."""
    if element not in seen:
        text = page_tree.text_of(element).lstrip()
        label = _POINTS.match(text)
        seen[element] = label is not None and bool(label["ends"].strip()) and len(in_one_line(text)) <= LONGEST
    return seen[element]


def _label(block: Linking) -> re.Match[str] | None:
    """The label a block begins with, unless it is text that only sounds like one: "See more than you expected"."""
    match = _POINTS.match(block.text) if len(block.text) <= LONGEST else None
    if match is None:
        return None
    stands_apart = match.end() == len(block.text) or match["ends"].strip()
    return match if block.links or stands_apart else None


def _pointers(block: Linking) -> list[PagePointer]:
    named = ((_POINTS.sub("", text).strip(_EDGES), target) for text, target in block.links)
    return [PagePointer(title=title, url=target) for title, target in named if title]


def _is_all_link(block: Linking) -> bool:
    linked = sum(len(text) for text, _ in block.links)
    return bool(block.links) and linked * 10 >= len(block.text) * 8
