"""Deciding what the bytes are, and having the right reader read them."""

import re
from typing import Final

from feeds.decoding import decode
from feeds.documents import json_feed, rss
from feeds.documents.feed_document import FeedDocument, NotAFeed

_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FEED: Final = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def parse(body: bytes, *, url: str, content_type: str = "") -> FeedDocument:
    """The feed that the bytes are; NotAFeed, with what they seem to be, when they are none."""
    if not body.strip():
        raise NotAFeed("an empty answer")
    text = _CONTROLS.sub("", decode(body, content_type=content_type)).lstrip()
    if text.startswith(("{", "[")):
        return json_feed.read(text, url=url)
    beginning = text[:4_000]
    if not _FEED.search(beginning):
        raise NotAFeed(_described(beginning))
    return rss.read(text, url=url)


def _described(beginning: str) -> str:
    if _HTML.search(beginning):
        return "an HTML page, not a feed: give the address of its RSS or Atom feed"
    if beginning.startswith("<"):
        return "XML, but neither RSS nor Atom"
    return "neither XML nor JSON"
