"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import json
from datetime import UTC, tzinfo
from typing import Any

from articles.knowledge import markup
from feeds.documents.feed_document import FeedDocument, FeedItem, NotAFeed
from feeds.documents.known_items import Unseen
from feeds.documents.limits import (
    AUTHORS,
    CATEGORIES,
    CONTENT_LENGTH,
    GUID_LENGTH,
    NAME_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
)
from feeds.documents.linking import hub, link
from feeds.documents.newest import moment_of, newest
from feeds.documents.texts import LONGEST, paragraphs, stand_in
from feeds.knowledge.dates import parse_date


def read(text: str, *, url: str, zone: tzinfo = UTC, unseen: Unseen | None = None) -> FeedDocument:
    """The feed; NotAFeed when the JSON is something else. Items that are not as they should be are left out, and those
    that are known by the word of `unseen`."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAFeed("JSON that is ill-formed") from None
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version", "")):
        raise NotAFeed("JSON that is no JSON Feed: give the address of an RSS, Atom or JSON feed")
    language = _language(feed)
    named = [row for row in _list(feed, "items") if row and isinstance(row, dict)]
    rows = newest(named, lambda row: moment_of(_text(row, "date_published")))
    fresh = _fresh(rows, unseen) if unseen else rows
    return FeedDocument(
        title=markup.clean_text(_text(feed, "title"), limit=TITLE_LENGTH),
        home_url=link(_text(feed, "home_page_url"), url=url),
        language=language,
        hub_url=hub(_hubs(feed), url=url),
        self_url=link(_text(feed, "feed_url"), url=url),
        items=tuple(_item(row, url, language, zone) for row in fresh),
        known_items=len(rows) - len(fresh),
        left_out=len(named) - len(rows),
    )


def _hubs(feed: dict[str, Any]) -> list[str]:
    return [_text(each, "url") for each in _list(feed, "hubs") if isinstance(each, dict) and _is_websub(each)]


def _is_websub(hub: dict[str, Any]) -> bool:
    return _text(hub, "type").lower() in {"websub", "pubsubhubbub"}


def _fresh(rows: list[dict[str, Any]], unseen: Unseen) -> list[dict[str, Any]]:
    """The rows without the known ones; one without an id is read to the end first, for its address tells it apart."""
    guids = [_guid(row) for row in rows]
    fresh = frozenset(unseen([guid for guid in dict.fromkeys(guids) if guid]))
    return [row for row, guid in zip(rows, guids, strict=True) if not guid or guid in fresh]


def _guid(row: dict[str, Any]) -> str:
    return markup.clean_text(_text(row, "id"), limit=GUID_LENGTH)


def _item(row: dict[str, Any], url: str, language: str, zone: tzinfo) -> FeedItem:
    guid = _text(row, "id")
    address = _link(row, guid, url)
    dated = parse_date(_text(row, "date_published"), zone=zone)
    return FeedItem(
        title=markup.clean_text(_text(row, "title"), limit=TITLE_LENGTH) or _stand_in(row, address),
        link=address,
        guid=_guid(row),
        published_at=dated[0].astimezone(UTC) if dated else None,
        summary=markup.clean_text(_text(row, "summary") or _text(row, "content_text"), limit=SUMMARY_LENGTH),
        content_html=_content(row),
        image_url=link(_text(row, "image") or _text(row, "banner_image"), url=url),
        authors=_authors(row),
        categories=_cleaned(_list(row, "tags"))[:CATEGORIES],
        language=_language(row) or language,
    )


def _link(row: dict[str, Any], guid: str, url: str) -> str:
    attached = [_text(part, "url") for part in _list(row, "attachments") if isinstance(part, dict)]
    named = (_text(row, "url") or _text(row, "external_url"), markup.safe_url(guid), *attached)
    return next((address for found in named if (address := link(found, url=url))), "")


def _stand_in(row: dict[str, Any], address: str) -> str:
    told = _text(row, "summary") or _text(row, "content_text")
    return markup.clean_text(told, limit=LONGEST) or stand_in(_text(row, "content_html"), link=address)


def _content(row: dict[str, Any]) -> str:
    """The item's own text as markup: its paragraphs where it came without any."""
    return (_text(row, "content_html") or paragraphs(_text(row, "content_text")))[:CONTENT_LENGTH]


def _authors(row: dict[str, Any]) -> tuple[str, ...]:
    people = _list(row, "authors") or [row.get("author")]
    return _cleaned([_text(person, "name") for person in people if isinstance(person, dict)])[:AUTHORS]


def _cleaned(texts: list[Any]) -> tuple[str, ...]:
    cleaned = dict.fromkeys(markup.clean_text(text, limit=NAME_LENGTH) for text in texts if isinstance(text, str))
    return tuple(text for text in cleaned if text)


def _language(row: dict[str, Any]) -> str:
    return markup.clean_text(_text(row, "language").partition("-")[0].lower(), limit=8)


def _list(row: dict[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    return value if isinstance(value, list) else []


def _text(row: dict[str, Any], name: str) -> str:
    """A field as text; numbers count (ids often are), everything else is empty."""
    value = row.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
