"""Deciding what the bytes are, and having the right reader read them."""

import re
from typing import Final
from zoneinfo import ZoneInfo

from feeds.decoding import decode
from feeds.documents import json_feed, rss
from feeds.documents.feed_document import FeedDocument, NotAFeed

BEGINNING: Final = 20_000  # characters within which a feed's first element must come
_PROLOGUE: Final = re.compile(r"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)", re.DOTALL)
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FEED: Final = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)[\s>/]", re.IGNORECASE)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# What people give instead of a feed's address, with the remedy.
_MISTAKEN: Final = (
    (re.compile(r"<opml\b", re.IGNORECASE), "a list of feeds (OPML), not a feed: import it with `import_opml`"),
    (re.compile(r"<(?:urlset|sitemapindex)\b", re.IGNORECASE), "a sitemap, not a feed: give the address of a feed"),
    (_HTML, "an HTML page, not a feed: give the address of its RSS or Atom feed"),
    (re.compile(r"<[\w!]"), "XML, but neither RSS nor Atom: give the address of a feed"),
)


def parse(body: bytes, *, url: str, content_type: str = "", time_zone: str = "UTC") -> FeedDocument:
    """The feed that the bytes are; NotAFeed, with what they seem to be, when they are none.

    `url` is where they came from, for relative addresses; `time_zone` an IANA name, for dates that name none."""
    text = _CONTROLS.sub("", decode(body, content_type=content_type)).lstrip("\ufeff \t\r\n")
    if not text:
        raise NotAFeed("an empty answer: the address serves no feed, or not to us")
    zone = ZoneInfo(time_zone)
    if text.startswith(("{", "[")):
        return json_feed.read(text, url=url, zone=zone)
    beginning = _PROLOGUE.sub("", text[:BEGINNING])
    root = _FEED.search(beginning)
    page = _HTML.search(beginning)
    if root is None or (page and page.start() < root.start()):
        raise NotAFeed(_described(beginning))
    return rss.read(text, url=url, zone=zone)


def _described(beginning: str) -> str:
    found = ((match.start(), words) for pattern, words in _MISTAKEN if (match := pattern.search(beginning)))
    fallback = (0, "neither XML nor JSON: give the address of an RSS, Atom or JSON feed")
    return min(found, key=lambda each: each[0], default=fallback)[1]
