"""The text of a page that does not show it as an article: in its structured data, in a script's data, or in paragraphs
that no extractor takes for an article. Only asked when the page's own blocks are missing or a mere beginning."""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Final

from lxml.html import HtmlElement

from articles.knowledge import markup
from feeds.knowledge import page_tree
from feeds.pages import script_data
from feeds.pages.blocks import Block, length
from feeds.pages.letters import in_one_line, squeezed

LEAST_TEXT: Final = 400  # characters: less may be any notice of the page
LONGEST_BEGINNING: Final = 1_500  # characters of a shown text that may be the beginning of what a script holds
LONGER: Final = 2  # times the shown text: then that is a mere beginning
AS_LONG: Final = 0.9  # times what only the extractor found: then the text in the page's data is the better one
MOST_STRINGS: Final = 20
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.){400,})"', re.DOTALL)
_PARAGRAPH: Final = re.compile(r"(?:<|\\u003c)p\b", re.IGNORECASE)
_KEPT: Final = {"p": "p", "h2": "h2", "h3": "h3", "h4": "h4", "blockquote": "blockquote"}


def blocks(tree: HtmlElement, *, stated: str, is_free: bool = True) -> list[Block]:
    """The longest of what the page hides; `stated` is the text in its structured data. Empty when there is none. From
    a page that is not free nothing is taken that it does not show."""
    hidden = (*_of_scripts(tree), script_data.blocks(tree)) if is_free else ()
    best = max((_of_text(stated), *hidden, _of_paragraphs(tree)), key=length, default=[])
    return best if length(best) >= LEAST_TEXT else []


def continued(blocks: list[Block], *, stated: str, is_doubtful: bool = False) -> list[Block]:
    """The blocks, or the stated text where they are no more than its beginning, or `is_doubtful`."""
    whole, times = _of_text(stated), AS_LONG if is_doubtful else LONGER
    return whole if length(whole) > times * length(blocks) and length(whole) >= LEAST_TEXT else blocks


def painted(blocks: list[Block], *, tree: HtmlElement) -> list[Block]:
    """The blocks, or what a script would paint where they are no more than the beginning of it."""
    if length(blocks) > LONGEST_BEGINNING:
        return blocks
    whole = script_data.blocks(tree)
    key = squeezed(max((block.text for block in blocks), key=len, default=""))
    is_longer = length(whole) > LONGER * length(blocks) and length(whole) >= LEAST_TEXT
    return whole if is_longer and key in "".join(squeezed(block.text) for block in whole) else blocks


def _of_text(text: str) -> list[Block]:
    """A block a line of plain text, or of markup that was put where text belongs."""
    plain = markup.text_of(text) if "<" in text or "&" in text else text
    lines = (in_one_line(line) for line in plain.split("\n"))
    return [Block(tag="p", html=escape(line), text=line) for line in lines if line]


def _of_scripts(tree: HtmlElement) -> Iterator[list[Block]]:
    """Pages that a script paints carry their article as markup within JSON."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            continue
        found = (match.group(1) for match in _QUOTED.finditer(script.text or "") if _PARAGRAPH.search(match.group(1)))
        for quoted, _ in zip(found, range(MOST_STRINGS), strict=False):
            yield _of_markup(quoted)


def _of_markup(quoted: str) -> list[Block]:
    try:
        tree = page_tree.of(str(json.loads(f'"{quoted}"', strict=False)))
    except ValueError:
        return []
    return [] if tree is None else _of_paragraphs(tree)


def _of_paragraphs(tree: HtmlElement) -> list[Block]:
    """The children of the element whose own paragraphs hold the most text that is no link."""
    weights: dict[HtmlElement, int] = {}
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None:
            weights[parent] = weights.get(parent, 0) + _unlinked(paragraph)
    if not weights:
        return []
    best = max(weights, key=lambda parent: weights[parent])
    read = ((_KEPT[str(child.tag)], in_one_line(page_tree.text_of(child))) for child in best if child.tag in _KEPT)
    return [Block(tag=tag, html=escape(text), text=text) for tag, text in read if text]


def _unlinked(paragraph: HtmlElement) -> int:
    return len(page_tree.text_of(paragraph)) - sum(len(page_tree.text_of(link)) for link in paragraph.iter("a"))
