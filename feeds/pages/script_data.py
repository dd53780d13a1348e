"""The article of a page that a script paints, in the script's data: a list of blocks, or lines of one long text."""

import json
import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from lxml.html import HtmlElement

from articles.knowledge import markup
from feeds.pages import clutter
from feeds.pages.blocks import Block, length
from feeds.pages.letters import in_one_line

LONGEST_SCRIPT: Final = 3_000_000  # characters
MOST_VALUES: Final = 200  # of one script
DEEPEST: Final = 30  # levels of objects within objects
LEAST_SENTENCE: Final = 60  # characters
FEWEST_SPACES: Final = 5  # of a sentence; scripts without any are told by their letters
LONGEST_BLOCK: Final = 3_000  # characters: what is longer is a whole article, perhaps another one
MOST_PARAGRAPHS: Final = 2  # closed in the markup of a block: with so many it is a whole text, which is read elsewhere
# Where content systems keep the words of a block.
_WORDS: Final = frozenset(
    {
        "text",
        "html",
        "value",
        "content",
        "contents",
        "children",
        "body",
        "paragraph",
        "paragraphs",
        "markup",
        "t",
        "data",
    }
)
_OTHERS: Final = frozenset({"headline", "slug", "url", "href", "link"})  # what has one is or announces another article
_KINDS: Final = ("type", "kind", "tag", "name", "nodeType", "__typename")
_HEADING: Final = re.compile(r"head|title|^h[1-6]$", re.IGNORECASE)
_BEGINS: Final = re.compile(r'[=(,:]\s*(?=[{\["])|^\s*(?=[{\[])')
_OBJECTS: Final = frozenset({"{", "["})  # how an object that was written into a string begins ...
_ROW: Final = re.compile(r"^[0-9a-f]{1,4}:(?=[\[{])")  # ... and one of several, by its number
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{20}")
_DECODER: Final = json.JSONDecoder(strict=False)


def blocks(tree: HtmlElement) -> list[Block]:
    """The list with the most sentences among what the page's scripts hold; empty where there is none."""
    scripts = (script for script in tree.iter("script") if "ld+json" not in (script.get("type") or ""))
    lists = (found for script in scripts for value in _values(script.text or "") for found in _lists(value, 0))
    best = max(lists, key=_weight, default=[])
    return best if _weight(best) else []


def _values(written: str) -> Iterator[Any]:
    """The objects, lists and strings that a script assigns or hands on. What breaks off is read no more often than once
    in all: within it each list would be read to its end again."""
    at = misread = 0
    for _ in range(MOST_VALUES):
        begins = _BEGINS.search(written, at, LONGEST_SCRIPT)
        if begins is None or misread > len(written):
            return
        try:
            value, at = _DECODER.raw_decode(written, begins.end())
            yield value
        except json.JSONDecodeError as broken:
            misread += broken.pos - begins.end()
            at = begins.end() + 1
        except (ValueError, RecursionError):  # a number of thousands of digits, lists within lists without end
            return


def _lists(value: Any, depth: int) -> Iterator[list[Block]]:
    """Every list of blocks within a value, the inner before the outer: of those that say the same the first wins."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for name, part in value.items():
            if not clutter.says_so(name):
                yield from _lists(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _lists(part, depth + 1)
        yield [block for block in map(_block, value) if block.text]
    elif isinstance(value, str) and len(value) > LEAST_SENTENCE:
        yield from _in_text(value, depth)


def _in_text(text: str, depth: int) -> Iterator[list[Block]]:
    """What a string holds: an object that was written into it, row by row at times, or the lines of a text."""
    lines = text.split("\n")
    for line in lines:
        row = _ROW.sub("", line)
        if row[:1] in _OBJECTS:
            try:
                yield from _lists(json.loads(row), depth + 1)
            except (ValueError, RecursionError):
                continue
    if len(lines) > 1:
        yield [block for block in map(_block, lines) if block.text]


def _block(item: Any) -> Block:
    is_other = isinstance(item, dict) and not _OTHERS.isdisjoint(item)
    written = "" if is_other else "".join(_said(item, 0))
    said = in_one_line(_plain(written)) if written.count("</p>") < MOST_PARAGRAPHS else ""
    text = said if len(said) <= LONGEST_BLOCK and _ROW.sub("", said)[:1] not in _OBJECTS else ""
    kinds = (item.get(name) for name in _KINDS) if isinstance(item, dict) else ()
    is_heading = any(isinstance(kind, str) and _HEADING.search(kind) for kind in kinds)
    return Block(tag="h3" if is_heading else "p", html=escape(text, quote=False), text=text)


def _said(item: Any, depth: int) -> Iterator[str]:
    """The words of a block, its parts one behind the other."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, list) and depth < DEEPEST:
        for part in item[3:] if item[:1] == ["$"] else item:  # React's elements: "$", tag, key, properties
            yield from _said(part, depth + 1)
    elif isinstance(item, dict) and depth < DEEPEST:
        for name, part in item.items():
            if name in _WORDS:
                yield from _said(part, depth + 1)


def _plain(text: str) -> str:
    return markup.text_of(text) if "<" in text or "&" in text else text


def _weight(found: Sequence[Block]) -> int:
    """Characters of its sentences; nothing where most of it is none, as among names and addresses."""
    sentences = sum(len(block.text) for block in found if _is_sentence(block.text))
    return sentences if 2 * sentences > length(list(found)) else 0


def _is_sentence(text: str) -> bool:
    return len(text) >= LEAST_SENTENCE and (text.count(" ") >= FEWEST_SPACES or _UNSPACED.search(text) is not None)
