"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import json
from typing import Any
from urllib.parse import urljoin

from articles import markup
from feeds.dates import parse_date
from feeds.documents.feed_document import FeedDocument, FeedItem, NotAFeed
from feeds.documents.limits import AUTHORS, ITEMS, SUMMARY_LENGTH, TITLE_LENGTH


def read(text: str, *, url: str) -> FeedDocument:
    """The feed; NotAFeed when the JSON is something else. Items that are not as they should be are left out."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAFeed("JSON that is ill-formed") from None
    if not isinstance(feed, dict) or "jsonfeed.org" not in str(feed.get("version", "")):
        raise NotAFeed("JSON that is no JSON Feed")
    language = _text(feed, "language").partition("-")[0].lower()
    rows = feed.get("items")
    items = (
        [_item(row, url, language) for row in rows[:ITEMS] if isinstance(row, dict)] if isinstance(rows, list) else []
    )
    return FeedDocument(
        title=markup.clean_text(_text(feed, "title"), limit=TITLE_LENGTH),
        home_url=markup.safe_url(urljoin(url, _text(feed, "home_page_url"))),
        language=language,
        items=tuple(item for item in items if item),
    )


def _item(row: dict[str, Any], url: str, language: str) -> FeedItem | None:
    link = markup.safe_url(urljoin(url, _text(row, "url") or _text(row, "external_url") or _text(row, "id")))
    html = _text(row, "content_html")
    plain = _text(row, "summary") or _text(row, "content_text")
    title = markup.clean_text(_text(row, "title") or plain[:120], limit=TITLE_LENGTH)
    if not link or not title:
        return None
    dated = parse_date(_text(row, "date_published"))
    image = _text(row, "image") or _text(row, "banner_image")
    return FeedItem(
        title=title,
        link=link,
        guid=_text(row, "id"),
        published_at=dated[0] if dated else None,
        summary=markup.clean_text(plain, limit=SUMMARY_LENGTH),
        content_html=html,
        image_url=markup.safe_url(urljoin(url, image)) if image else "",
        authors=_authors(row),
        categories=tuple(str(tag) for tag in row.get("tags") or [] if isinstance(tag, str))[:50],
        language=_text(row, "language").partition("-")[0].lower() or language,
    )


def _authors(row: dict[str, Any]) -> tuple[str, ...]:
    people = row.get("authors") or [row.get("author")]
    names = [_text(person, "name") for person in people if isinstance(person, dict)] if isinstance(people, list) else []
    return tuple(name for name in names if name)[:AUTHORS]


def _text(row: dict[str, Any], name: str) -> str:
    """A field as text; numbers count (ids often are), everything else is empty."""
    value = row.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
