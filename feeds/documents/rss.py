"""RSS 0.9x to 2.0, RDF and Atom. The only importer of feedparser.

feedparser is tolerant but not total: it may raise on malformed input, and its sanitiser is no boundary (it is switched
off here; `articles.markup` washes everything before storage)."""

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any, Final
from urllib.parse import urljoin

import feedparser

from articles import markup
from feeds.dates import parse_date
from feeds.documents.feed_document import FeedDocument, FeedItem, NotAFeed
from feeds.documents.limits import AUTHORS, CATEGORIES, CONTENT_LENGTH, ITEMS, SUMMARY_LENGTH, TITLE_LENGTH

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_IMAGE: Final = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z!][^>]*>")
_PERIODS: Final = {"hourly": 1, "daily": 24, "weekly": 24 * 7, "monthly": 24 * 30, "yearly": 24 * 365}  # hours


def read(text: str, *, url: str) -> FeedDocument:
    """The feed of an already decoded document. An ill-formed one counts when items came out of it."""
    try:
        # Encoded again by us, so that no declaration in the text can mislead the parser.
        parsed = feedparser.parse(
            BytesIO(_DECLARATION.sub("", text).encode("utf-8", "replace")),  # bare bytes might be taken for an address
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
        )
    except (
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        AssertionError,
        RecursionError,
        OverflowError,
    ) as problem:
        raise NotAFeed(f"a feed so broken that it cannot be read ({type(problem).__name__})") from None
    if not parsed.entries and (not parsed.get("version") or parsed.bozo):
        raise NotAFeed("XML that breaks off, or is no feed")
    feed = parsed.feed
    language = _language(feed.get("language") or "")
    items = (_item(entry, url, language) for entry in parsed.entries[:ITEMS])
    return FeedDocument(
        title=_plain(feed.get("title") or "", TITLE_LENGTH),
        home_url=markup.safe_url(feed.get("link") or ""),
        language=language,
        ttl=_ttl(feed),
        items=tuple(item for item in items if item),
    )


def _item(entry: Any, url: str, feed_language: str) -> FeedItem | None:
    guid = str(entry.get("id") or "")
    link = markup.safe_url(urljoin(url, entry.get("link") or "")) or markup.safe_url(guid)
    title = _plain(entry.get("title") or "", TITLE_LENGTH) or _plain(entry.get("summary") or "", 120)
    if not link or not title:
        return None
    content = _content(entry)
    summary_html = str(entry.get("summary") or "")
    return FeedItem(
        title=title,
        link=link,
        guid=guid,
        published_at=_published(entry),
        summary=_plain(summary_html, SUMMARY_LENGTH) if summary_html != content else "",
        content_html=content,
        image_url=_image(entry, url, content or summary_html),
        authors=_authors(entry),
        categories=tuple(dict.fromkeys(tag.term for tag in entry.get("tags") or [] if tag.get("term")))[:CATEGORIES],
        language=_language((entry.get("title_detail") or {}).get("language") or "") or feed_language,
    )


def _plain(value: str, limit: int) -> str:
    """Plain text, decoded once: real tags go, "5 < 6" stays."""
    return markup.clean_text(unescape(_TAG.sub(" ", value)) if "<" in value or "&" in value else value, limit=limit)


def _content(entry: Any) -> str:
    bodies = [
        str(part.get("value") or "") for part in entry.get("content") or [] if "html" in (part.get("type") or "html")
    ]
    return max(bodies, key=len, default="")[:CONTENT_LENGTH]


def _published(entry: Any) -> datetime | None:
    for name in ("published", "updated", "created"):
        moment = entry.get(f"{name}_parsed")
        if moment:
            try:
                return datetime.fromtimestamp(timegm(moment), UTC)
            except (ValueError, OverflowError, OSError):
                continue
        dated = parse_date(str(entry.get(name) or ""))
        if dated:
            return dated[0].astimezone(UTC)
    return None


def _image(entry: Any, url: str, html: str) -> str:
    """The item's own picture: media:content, an enclosure, media:thumbnail, or the first one in its text."""
    media = [part.get("url") for part in entry.get("media_content") or [] if _is_image(part, "medium")]
    enclosed = [part.get("href") for part in entry.get("enclosures") or [] if _is_image(part, "type")]
    small = [part.get("url") for part in entry.get("media_thumbnail") or []]
    inside = [unescape(match.group(1)) for match in [_IMAGE.search(html)] if match]
    found = next((str(address) for address in (*media, *enclosed, *small, *inside) if address), "")
    return markup.safe_url(urljoin(url, found)) if found else ""


def _is_image(part: Any, name: str) -> bool:
    kind = f"{part.get(name) or ''} {part.get('type') or ''}"
    address = str(part.get("url") or part.get("href") or "").partition("?")[0].lower()
    return "image" in kind or address.endswith((".jpg", ".jpeg", ".png", ".webp", ".avif"))


def _authors(entry: Any) -> tuple[str, ...]:
    people = [person.get("name") or "" for person in entry.get("authors") or []]
    names = dict.fromkeys(_plain(name, 200) for name in (people or [entry.get("author") or ""]))
    return tuple(name for name in names if name)[:AUTHORS]


def _language(declared: str) -> str:
    return declared.replace("_", "-").partition("-")[0].strip().lower()[:8]


def _ttl(feed: Any) -> timedelta | None:
    """`ttl` in minutes, or the syndication module's period divided by its frequency."""
    try:
        if feed.get("ttl"):
            return timedelta(minutes=min(max(int(feed.ttl), 0), 60 * 24 * 7)) or None
        hours = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
        frequency = max(int(feed.get("sy_updatefrequency") or 1), 1)
    except ValueError:
        return None
    return timedelta(hours=hours / frequency) if hours else None
