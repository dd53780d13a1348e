"""The article as a list of blocks, made from the extractor's tree (TEI-like: p, head, list, quote, table, ref, hi)."""

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Final

from lxml.etree import Element, _Element
from lxml.html import HtmlElement

from articles.knowledge import markup
from feeds.pages.letters import in_one_line
from feeds.pages.passages import Passage

_HEADINGS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_STYLES: Final = {"#b": "strong", "#i": "em", "#u": "em", "#sup": "sup", "#sub": "sub"}
_BLOCKS: Final = frozenset({"p", "head", "list", "quote", "table", "div", "code", "item", "row", "cell"})
_JOINED: Final = frozenset({"ul", "ol", "table", "blockquote"})
_LINK: Final = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_IDLE_ENDS: Final = re.compile(r"^(?:\s|<br>)+|(?:\s|<br>)+$|<(strong|em|sup|sub)></\1>")
_UNSHOWN: Final = frozenset({"graphic", "del", "media"})


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block of an article: its element (p, h2-h4, ul, ol, blockquote, table, pre), inner markup and text."""

    tag: str
    html: str
    text: str
    links: tuple[tuple[str, str], ...] = ()  # (text, absolute address) of its links


def within(container: _Element, *, url: str) -> list[Block]:
    """The blocks of a container; what stands between its blocks becomes paragraphs. `url` is the page's."""
    made: list[Block] = []
    run = Element("p")
    run.text = container.text
    for child in container:
        if child.tag in _BLOCKS:
            made += [_block("p", run, url), *_of(child, url)]
            run = Element("p")
            run.text = child.tail
        else:
            run.append(deepcopy(child))
    return [block for block in (*made, _block("p", run, url)) if block.text]


def of_passages(passages: Iterable[Passage], *, url: str) -> list[Block]:
    """The blocks that passages make: those of one list, table or quotation become one again. `url` is the page's."""
    made: list[Block] = []
    for (tag, _), parts in groupby(passages, key=_kind):
        run = list(parts)
        made += [_joined(tag, run, url)] if tag in _JOINED else [_single(passage, url) for passage in run]
    return [block for block in made if block.text]


def _kind(passage: Passage) -> tuple[str, HtmlElement | None]:
    """(the element that a passage becomes or is a part of, the list, table or quotation itself)."""
    group = passage.group
    if passage.tag == "tr":
        return "table", group
    if passage.tag == "li":
        return ("ol" if group is not None and group.tag == "ol" else "ul"), group
    if passage.tag == "p" and group is not None and group.tag == "blockquote":
        return "blockquote", group
    return passage.tag, None


def _joined(tag: str, passages: list[Passage], url: str) -> Block:
    inner = "".join(f"<{part.tag}>{_shown(part, url)}</{part.tag}>" for part in passages)
    text = "\n".join(passage.text for passage in passages)
    return Block(tag=tag, html=inner, text=text, links=_resolved(passages, url))


def _single(passage: Passage, url: str) -> Block:
    return Block(tag=passage.tag, html=_shown(passage, url), text=passage.text, links=_resolved([passage], url))


def _resolved(passages: list[Passage], url: str) -> tuple[tuple[str, str], ...]:
    links = ((text, _absolute(target, url)) for passage in passages for text, target in passage.links)
    return tuple((text, target) for text, target in links if target)


@lru_cache(maxsize=1_000)
def _absolute(target: str, url: str) -> str:
    """Every link is asked for twice, in the markup and among the links."""
    return markup.absolute_url(target, base=url)


def _shown(passage: Passage, url: str) -> str:
    """A passage's markup with its links resolved; a link that leads nowhere is text."""

    def resolved(link: re.Match[str]) -> str:
        target = _absolute(markup.decoded(link[1]), url)
        return f'<a href="{escape(target)}">{link[2]}</a>' if target and link[2].strip() else link[2]

    html = passage.html
    html = _LINK.sub(resolved, html) if "<a " in html else html
    return _IDLE_ENDS.sub("", html).strip() if "<" in html else html


def markup_of(blocks: list[Block]) -> str:
    return "\n".join(f"<{block.tag}>{block.html}</{block.tag}>" for block in blocks)


def text_of(blocks: list[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def length(blocks: list[Block]) -> int:
    """Characters of text."""
    return sum(len(block.text) for block in blocks)


def _of(element: _Element, url: str) -> list[Block]:
    match element.tag:
        case "head":
            return [_block(_HEADINGS.get(element.get("rend") or "h2", "h2"), element, url)]
        case "list":
            return [_list(element, url)]
        case "quote":
            return [_block("blockquote", element, url)]
        case "table":
            return [_table(element, url)]
        case "code":
            return [Block(tag="pre", html=escape(_text(element)), text=in_one_line(_text(element)))]
        case _ if any(child.tag in _BLOCKS for child in element):
            return within(element, url=url)
        case _:
            return [_block("p", element, url)]


def _block(tag: str, element: _Element, url: str) -> Block:
    text = in_one_line(_text(element))
    return Block(tag=tag, html=_inner(element, url), text=text, links=tuple(_links(element, url)))


def _list(element: _Element, url: str) -> Block:
    items = [item for item in element.findall("item") if _text(item).strip()]
    inner = "".join(f"<li>{_inner(item, url)}</li>" for item in items)
    tag = "ol" if element.get("rend") == "ol" else "ul"
    text = "\n".join(in_one_line(_text(item)) for item in items)
    return Block(tag=tag, html=inner, text=text, links=tuple(_links(element, url)))


def _table(element: _Element, url: str) -> Block:
    rows = [list(row.iter("cell")) for row in element.iter("row")]
    inner = "".join(f"<tr>{''.join(_cell(cell, url) for cell in row)}</tr>" for row in rows if row)
    text = "\n".join(" ".join(in_one_line(_text(cell)) for cell in row) for row in rows if row)
    return Block(tag="table", html=inner, text=text, links=tuple(_links(element, url)))


def _cell(cell: _Element, url: str) -> str:
    tag = "th" if cell.get("role") == "head" else "td"
    return f"<{tag}>{_inner(cell, url)}</{tag}>"


def _inner(element: _Element, url: str) -> str:
    """The markup inside an element, everything escaped that is not one of the few inline elements kept."""
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        parts.append(_inline(child, url))
        parts.append(escape(child.tail or "", quote=False))
    return in_one_line("".join(parts))


def _inline(child: _Element, url: str) -> str:
    inner = "" if child.tag in _UNSHOWN else _inner(child, url)
    if child.tag == "ref" and inner and (target := _target(child, url)):
        return f'<a href="{escape(target)}">{inner}</a>'
    if child.tag == "hi" and inner and (tag := _STYLES.get(child.get("rend") or "")):
        return f"<{tag}>{inner}</{tag}>"
    if child.tag == "lb":
        return "<br>"
    if child.tag == "p" and inner:
        return f"<p>{inner}</p>"  # in quotations, items and cells
    if child.tag == "list" and inner:
        return f"<ul>{_list(child, url).html}</ul>"
    return f" {inner} " if child.tag in _BLOCKS else inner


def _target(reference: _Element, url: str) -> str:
    return markup.absolute_url(reference.get("target") or "", base=url)


def _links(element: _Element, url: str) -> list[tuple[str, str]]:
    found = ((in_one_line(_text(ref)), _target(ref, url)) for ref in element.iter("ref"))
    return [(text, target) for text, target in found if text and target]


def _text(element: _Element) -> str:
    """The text with a space where a line or a block ends, so that no two words grow together."""
    parts = [element.text or ""]
    for child in element:
        parts.append("" if child.tag in _UNSHOWN else _text(child))
        parts.append(" " if child.tag in _BLOCKS or child.tag == "lb" else "")
        parts.append(child.tail or "")
    return "".join(parts)
