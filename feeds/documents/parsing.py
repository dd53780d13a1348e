"""Deciding what the bytes are, and having the right reader read them."""

import re
import zlib
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from feeds.documents import html_listing, json_feed, rss, sitemap
from feeds.documents.feed_document import FeedDocument, NotAFeed
from feeds.documents.known_items import Unseen
from feeds.documents.unscrambling import unscrambled
from feeds.knowledge.decoding import decode

BEGINNING: Final = 20_000  # characters within which a feed's first element must come
_PROLOGUE: Final = re.compile(r"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)", re.DOTALL)
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
# Somebody's template gave it the document type of its pages.
_UNDER_TYPE: Final = re.compile(r"<!doctype\s+html\b[^<>]*>(?=\s*<(?:rss|feed|rdf:rdf)[\s>])", re.IGNORECASE)
_FEED: Final = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)[\s>/]", re.IGNORECASE)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CONTROL_BYTES: Final = bytes(sorted({*range(0x20)} - {*b"\t\n\r"}))
_SITEMAP: Final = re.compile(r"<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s>/]", re.IGNORECASE)
MOST_UNPACKED: Final = 10_000_000  # bytes, as the network door allows a feed
MOST_RATIO: Final = 100  # as the network door has it
# What people give instead of a feed's address, with the remedy.
_MISTAKEN: Final = (
    (re.compile(r"<opml\b", re.IGNORECASE), "a list of feeds (OPML), not a feed: import it with `import_opml`"),
    (_SITEMAP, "a sitemap, not a feed: set the feed's kind to sitemap, or give the address of a feed"),
    (_HTML, "an HTML page, not a feed: give the address of its RSS or Atom feed, or set the feed's kind to listing"),
    (re.compile(r"<[\w!]"), "XML, but neither RSS nor Atom: give the address of a feed"),
)


def parse(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    time_zone: str = "UTC",
    kind: str = "feed",
    link_selector: str = "",
    now: datetime | None = None,
    unseen: Unseen | None = None,
) -> FeedDocument:
    """What the bytes say as a feed, a sitemap or a listing (`kind`); NotAFeed, with what they seem to be, when they are
    none.

    `url` is where they came from, for relative addresses; `time_zone` an IANA name, for dates that name none;
    `link_selector` chooses the links of a listing; `now` is what the age of a sitemap's entries is counted from.
    `unseen` is asked which of the identities it is given are new (see `FeedItem.identity`), so that known items
    need not be read: they are counted in `known_items`. Without it every item is read."""
    text = _text(body, content_type)
    zone = ZoneInfo(time_zone)
    shape = _shape(text)
    if shape != kind:
        raise NotAFeed(_described(text, shape, kind))
    if kind == "listing":
        return html_listing.read(text, url=url, zone=zone, selector=link_selector)
    if kind == "sitemap":
        return sitemap.read(text, url=url, zone=zone, now=now)
    if text.startswith(("{", "[")):
        return json_feed.read(text, url=url, zone=zone, unseen=unseen)
    return rss.read(text, url=url, zone=zone, unseen=unseen)


def kind_of(body: bytes, *, content_type: str = "") -> str:
    """As what `parse` could read the bytes: "feed", "sitemap" or "listing"; empty when as none of them."""
    try:
        return _shape(_text(body, content_type))
    except NotAFeed:
        return ""


def _text(body: bytes, content_type: str) -> str:
    unpacked = _unpacked(body)
    text = unscrambled(decode(unpacked, content_type=content_type))
    if _may_hold_controls(unpacked, text):
        text = _CONTROLS.sub("", text)
    text = text.lstrip("\ufeff \t\r\n")
    if not text:
        raise NotAFeed("an empty answer: the address serves no feed, or not to us")
    return text


def _may_hold_controls(body: bytes, text: str) -> bool:
    """In every encoding that is read, a control character takes a byte that looks like one; UTF-16 always has some.
    A table over bytes is eight times as fast as the search in the text."""
    return len(body.translate(None, _CONTROL_BYTES)) < len(body) or "\ufffe" in text or "\uffff" in text


def _unpacked(body: bytes) -> bytes:
    """A file that is kept packed, as sitemap.xml.gz is."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        unpacked = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, MOST_UNPACKED + 1)
    except zlib.error:
        raise NotAFeed("a gzip file that is broken: look at the address in a browser") from None
    if len(unpacked) > max(1_000_000, MOST_RATIO * len(body)):
        raise NotAFeed(f"a gzip file that unpacks to more than {MOST_RATIO} times its size: look at it in a browser")
    if len(unpacked) > MOST_UNPACKED:
        raise NotAFeed(f"a gzip file of more than {MOST_UNPACKED:,} bytes: give the address of a smaller feed")
    return unpacked


def _shape(text: str) -> str:
    if text.startswith(("{", "[")):
        return "feed"
    beginning = _UNDER_TYPE.sub("", _PROLOGUE.sub("", text[:BEGINNING]))
    shape, end = "", len(beginning)
    for kind, form in (("feed", _FEED), ("sitemap", _SITEMAP), ("listing", _HTML)):
        if match := form.search(beginning, 0, end):
            shape, end = kind, match.start()
    return shape


def _described(text: str, shape: str, kind: str) -> str:
    if kind != "feed" and shape == "feed":
        return "a feed of its own: set its kind to feed"
    if kind == "sitemap" and shape == "listing":
        return "an HTML page, not a sitemap: look for the news sitemap's address in the site's robots.txt"
    if kind == "listing" and shape == "sitemap":
        return "a sitemap, not a page: set its kind to sitemap"
    beginning = _PROLOGUE.sub("", text[:BEGINNING])
    found = ((match.start(), words) for pattern, words in _MISTAKEN if (match := pattern.search(beginning)))
    fallback = (0, "neither XML nor JSON: give the address of an RSS, Atom or JSON feed")
    return min(found, key=lambda each: each[0], default=fallback)[1]
