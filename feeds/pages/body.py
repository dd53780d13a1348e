"""The text of a page as a list of blocks. The only importer of trafilatura."""

import re
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urljoin

import trafilatura
from lxml.etree import _Element
from lxml.html import HtmlElement

from articles import markup

LEAST_TEXT: Final = 120  # characters: less is a caption or a notice, not an article
LEAD_LENGTH: Final = (40, 700)  # characters of a chapo
_HEADINGS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_KEPT: Final = {"hi": {"#b": "strong", "#i": "em", "#u": "em", "#sup": "sup", "#sub": "sub"}}


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block of an article: its element (p, h2-h4, ul, ol, blockquote, table), inner markup and text."""

    tag: str
    html: str
    text: str
    links: tuple[tuple[str, str], ...] = ()  # (text, absolute address) of its links


def blocks(tree: HtmlElement, *, url: str) -> list[Block]:
    """The article's blocks in order; none where the page has no article."""
    found = trafilatura.bare_extraction(
        tree, url=url, favor_precision=True, include_comments=False, include_formatting=True, include_links=True,
        include_tables=True, with_metadata=False,
    )  # fmt: skip
    if found is None:
        return []
    made = [block for element in found.body for block in _blocks(element, url)]
    return made if sum(len(block.text) for block in made) >= LEAST_TEXT else []


def part_lead(blocks: list[Block], *, described: str, title: str) -> tuple[str, list[Block]]:
    """(lead, the other blocks). The chapo is the first paragraph when the page's description says the same, else the
    description when the text does not say it anywhere: no sentence twice."""
    if blocks and _same(blocks[0].text, title):
        blocks = blocks[1:]
    beginning = _squeezed(described)[:60]
    if not blocks or not LEAD_LENGTH[0] <= len(described) or not beginning:
        return "", blocks
    first = blocks[0]
    if (
        first.tag == "p"
        and beginning in _squeezed(first.text)
        and len(first.text) <= LEAD_LENGTH[1]
        and len(blocks) > 1
    ):
        return first.text, blocks[1:]
    if any(beginning in _squeezed(block.text) for block in blocks) or described.rstrip().endswith(("…", "...", "[…]")):
        return "", blocks
    return described, blocks


def markup_of(blocks: list[Block]) -> str:
    return "\n".join(f"<{block.tag}>{block.html}</{block.tag}>" for block in blocks)


def text_of(blocks: list[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def _blocks(element: _Element, url: str) -> list[Block]:
    """trafilatura's elements (TEI-like) as blocks of HTML."""
    match element.tag:
        case "head":
            return [_block(_HEADINGS.get(element.get("rend") or "h2", "h2"), element, url)]
        case "list":
            return [_list(element, url)]
        case "quote":
            return [_block("blockquote", element, url)]
        case "table":
            return [_table(element, url)]
        case "graphic" | "lb" | "del":
            return []
        case _:
            block = _block("p", element, url)
            return [block] if block.text else []


def _block(tag: str, element: _Element, url: str) -> Block:
    return Block(
        tag=tag, html=_inner(element, url), text=_squash(_all_text(element)), links=tuple(_links(element, url))
    )


def _list(element: _Element, url: str) -> Block:
    items = [item for item in element.iter("item") if _squash(_all_text(item))]
    inner = "".join(f"<li>{_inner(item, url)}</li>" for item in items)
    tag = "ol" if element.get("rend") == "ol" else "ul"
    text = "\n".join(_squash(_all_text(item)) for item in items)
    return Block(tag=tag, html=inner, text=text, links=tuple(_links(element, url)))


def _table(element: _Element, url: str) -> Block:
    rows = [[cell for cell in row.iter("cell")] for row in element.iter("row")]
    inner = "".join(
        "<tr>" + "".join(f"<{_cell(cell)}>{_inner(cell, url)}</{_cell(cell)}>" for cell in row) + "</tr>"
        for row in rows
        if row
    )
    text = "\n".join(" ".join(_squash(_all_text(cell)) for cell in row) for row in rows if row)
    return Block(tag="table", html=inner, text=text)


def _cell(cell: _Element) -> str:
    return "th" if cell.get("role") == "head" else "td"


def _inner(element: _Element, url: str) -> str:
    """The markup inside an element, everything escaped that is not one of the few inline elements kept."""
    parts = [escape(element.text or "")]
    for child in element:
        parts.append(_inline(child, url))
        parts.append(escape(child.tail or ""))
    return " ".join("".join(parts).split())


def _inline(child: _Element, url: str) -> str:
    inner = _inner(child, url)
    if child.tag == "ref" and (target := _target(child, url)):
        return f'<a href="{escape(target)}">{inner}</a>'
    if child.tag == "hi" and (tag := _KEPT["hi"].get(child.get("rend") or "")):
        return f"<{tag}>{inner}</{tag}>"
    return "<br>" if child.tag == "lb" else f" {inner} " if child.tag in {"p", "item", "quote", "head"} else inner


def _target(reference: _Element, url: str) -> str:
    try:
        return markup.safe_url(urljoin(url, reference.get("target") or ""))
    except ValueError:
        return ""


def _links(element: _Element, url: str) -> list[tuple[str, str]]:
    found = ((_squash(_all_text(ref)), _target(ref, url)) for ref in element.iter("ref"))
    return [(text, target) for text, target in found if text and target]


def _all_text(element: _Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _squash(text: str) -> str:
    return " ".join(text.split())


def _squeezed(text: str) -> str:
    """For comparing: letters and digits only."""
    return re.sub(r"\W+", "", text.casefold())


def _same(text: str, title: str) -> bool:
    return bool(title) and _squeezed(text) == _squeezed(title)
