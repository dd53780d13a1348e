"""The words of an item: from markup to plain text and back, and a title for an item whose publisher gave it none (a
micro-post, a picture, an embedded video). Pure."""

import re
from collections.abc import Iterator
from html import escape
from typing import Final
from urllib.parse import unquote, urlsplit

from articles.knowledge import markup
from feeds.documents.limits import TITLE_LENGTH

LONGEST: Final = 120  # characters of a title made of an item's text
_BLOCK: Final = re.compile(
    r"<(?:/?(?:p|div|h[1-6]|ul|ol|li|table|tr|td|blockquote|figure|figcaption)|br|hr)\b[^<>]*>", re.IGNORECASE
)
_TAG: Final = re.compile(r"</?[a-zA-Z!][^<>]*>")
_HIDDEN: Final = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_QUERY: Final = re.compile(r"&(?=[A-Za-z]\w*=)")  # of "?page=1&section=2", which is no "§ion"
_LETTER: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_SHOWN: Final = re.compile(r"<(?:img|iframe|video|audio|embed)\b([^<>]*)", re.IGNORECASE)
_NAMED: Final = re.compile(r"\s(?:alt|title)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def plain(html: str, limit: int) -> str:
    """Plain text: real tags go, "5 < 6" stays. It is decoded once, but letters that somebody encoded twice are letters
    nobody wanted to see spelt out."""
    if "<" in html:
        html = html.replace("<![CDATA[", "").replace("]]>", "")  # wrapped twice
        html = _TAG.sub("", _BLOCK.sub(" ", _HIDDEN.sub(" ", html)))
    text = _LETTER.sub(lambda match: markup.decoded(match.group()), markup.decoded(_QUERY.sub("&amp;", html)))
    return markup.clean_text(text, limit=limit)


def paragraphs(text: str) -> str:
    """Plain text as markup, a paragraph a line."""
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


def stand_in(html: str, *, link: str) -> str:
    """A title out of an item's own text, else of what its pictures and videos are called, else its address; empty when
    it has nothing of all that."""
    return plain(html, LONGEST) or next(_names(html), "") or address_title(link)


def address_title(link: str) -> str:
    """An address as a title: without scheme and query. A page that has a title of its own replaces it."""
    parts = urlsplit(link)
    return markup.clean_text(f"{parts.hostname or ''}{unquote(parts.path).rstrip('/')}", limit=TITLE_LENGTH)


def _names(html: str) -> Iterator[str]:
    """What pictures and videos are called in words; "image" and "IMG_2041" say nothing."""
    for shown in _SHOWN.finditer(html):
        for match in _NAMED.finditer(f" {shown.group(1)}"):
            name = plain(markup.decoded(match.group(1) or match.group(2) or ""), LONGEST)
            if " " in name or not name.isascii():
                yield name
