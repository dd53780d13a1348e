"""RSS 0.9x to 2.0, RDF and Atom. The only importer of feedparser.

feedparser is tolerant but not total: it may raise on malformed input, and its sanitiser is no boundary (it is switched
off here; `articles.markup` washes everything before storage)."""

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta, tzinfo
from html import unescape
from io import BytesIO
from typing import Any, Final

import feedparser

from articles import markup
from feeds.dates import parse_date
from feeds.documents.feed_document import FeedDocument, FeedItem, NotAFeed
from feeds.documents.known_items import Unseen, without_known
from feeds.documents.limits import (
    AUTHORS,
    CATEGORIES,
    CONTENT_LENGTH,
    GUID_LENGTH,
    ITEMS,
    NAME_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
)
from feeds.documents.linking import hub, link

_DECLARATION: Final = re.compile(r"<\?xml\s[^<>]{0,200}\?>\s*", re.IGNORECASE)
_IMAGE: Final = re.compile(r"<img\b([^<>]*)", re.IGNORECASE)
# The addresses of an image in order of trust: those that lazy loading hides come before the placeholder's.
_ADDRESSES: Final = tuple(
    re.compile(rf"\s{name}\s*=\s*[\"']?\s*([^\"'\s]+)", re.IGNORECASE) for name in ("data-src", "data-lazy-src", "src")
)
_SIZE: Final = re.compile(r"\s(?:width|height)\s*=\s*[\"']?(\d+)", re.IGNORECASE)
_BLOCK: Final = re.compile(r"<(?:/?(?:p|div|h[1-6]|ul|ol|li|table|tr|td|blockquote|figure|figcaption)|br|hr)\b[^<>]*>",
                           re.IGNORECASE)  # fmt: skip
_TAG: Final = re.compile(r"</?[a-zA-Z!][^<>]*>")
_HIDDEN: Final = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_PERIODS: Final = {"hourly": 1, "daily": 24, "weekly": 24 * 7, "monthly": 24 * 30, "yearly": 24 * 365}  # hours


def read(text: str, *, url: str, zone: tzinfo = UTC, unseen: Unseen | None = None) -> FeedDocument:
    """The feed of an already decoded document. An ill-formed one counts when items came out of it. Items that are known
    by the word of `unseen` are left out where that is sure to change nothing else."""
    # Encoded again by us, so that no declaration in the text can mislead the parser.
    data, known = without_known(_undeclared(text).encode("utf-8", "replace"), url=url, unseen=unseen)
    parsed = _parsed(data, url)
    if not parsed.entries and (not parsed.get("version") or parsed.bozo):
        raise NotAFeed("XML that breaks off, or is no feed: look at the address in a browser")
    feed = parsed.feed
    language = _language(feed.get("language") or "")
    items = (_item(entry, url, language, zone) for entry in parsed.entries[:ITEMS])
    return FeedDocument(
        title=_plain(feed.get("title") or "", TITLE_LENGTH),
        home_url=link(feed.get("link"), url=url),
        language=language,
        ttl=_ttl(feed),
        hub_url=hub(_related(feed, "hub"), url=url),
        self_url=next((link(each, url=url) for each in _related(feed, "self")), ""),
        items=tuple(item for item in items if item),
        known_items=known,
    )


def _related(feed: Any, relation: str) -> list[Any]:
    """The addresses of the feed's own links (Atom's, also within RSS) of that relation."""
    links = feed.get("links") or []
    return [each.get("href") for each in links if relation in str(each.get("rel") or "").lower().split()]


def _parsed(data: bytes, url: str) -> Any:
    try:
        return feedparser.parse(
            BytesIO(data),  # bare bytes might be taken for an address
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


def _undeclared(text: str) -> str:
    """The document without its declarations: a second one, or one after a comment, would end the strict parser."""
    return _DECLARATION.sub("", text[:4_000]) + text[4_000:]


def _item(entry: Any, url: str, feed_language: str, zone: tzinfo) -> FeedItem | None:
    guid = markup.clean_text(str(entry.get("id") or ""), limit=GUID_LENGTH)
    address = _link(entry, guid, url)
    summary_html = str(entry.get("summary") or "")
    title = _plain(entry.get("title") or "", TITLE_LENGTH) or _plain(summary_html, 120)
    if not address or not title:
        return None
    content = _content(entry)
    return FeedItem(
        title=title,
        link=address,
        guid=guid,
        published_at=_published(entry, zone),
        summary=_plain(summary_html, SUMMARY_LENGTH) if summary_html != content else "",
        content_html=content,
        image_url=_image(entry, url, (content, summary_html)),
        authors=_authors(entry),
        categories=_categories(entry),
        language=_language((entry.get("title_detail") or {}).get("language") or "") or feed_language,
    )


def _link(entry: Any, guid: str, url: str) -> str:
    """The article's own address: not the counting one that a feed service put before it, not the feed's."""
    others = [each.get("href") for each in entry.get("links") or [] if each.get("rel") not in {"enclosure", "replies"}]
    named = (entry.get("feedburner_origlink"), entry.get("link"), *others, markup.safe_url(guid))
    return next((address for found in named if (address := link(found, url=url))), "")


def _categories(entry: Any) -> tuple[str, ...]:
    terms = dict.fromkeys(_plain(str(tag.get("term") or ""), NAME_LENGTH) for tag in entry.get("tags") or [])
    return tuple(term for term in terms if term)[:CATEGORIES]


def _plain(value: str, limit: int) -> str:
    """Plain text, decoded once: real tags go, "5 < 6" stays."""
    if "<" in value:
        value = _TAG.sub("", _BLOCK.sub(" ", _HIDDEN.sub(" ", value)))
    return markup.clean_text(unescape(value), limit=limit)


def _content(entry: Any) -> str:
    bodies = [
        str(part.get("value") or "") for part in entry.get("content") or [] if "html" in (part.get("type") or "html")
    ]
    return max(bodies, key=len, default="")[:CONTENT_LENGTH]


def _published(entry: Any, zone: tzinfo) -> datetime | None:
    """Our own reading first: it knows the source's zone and the months of its language."""
    for name in ("published", "updated", "created"):
        if name not in entry:  # asking for it all the same, feedparser warns
            continue
        if dated := parse_date(str(entry.get(name) or ""), zone=zone):
            return dated[0].astimezone(UTC)
        if moment := entry.get(f"{name}_parsed"):
            try:
                return datetime.fromtimestamp(timegm(moment), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None


def _image(entry: Any, url: str, texts: tuple[str, ...]) -> str:
    """The item's own picture: media:content, an enclosure, media:thumbnail, or the first one in its text."""
    media = [part.get("url") for part in _widest_first(entry.get("media_content") or []) if _is_image(part, "medium")]
    enclosed = [part.get("href") for part in entry.get("enclosures") or [] if _is_image(part, "type")]
    small = [part.get("url") for part in entry.get("media_thumbnail") or []]
    named = [str(part.get("href") or "") for part in [entry.get("image") or {}] if isinstance(part, dict)]
    found = (*media, *enclosed, *small, *named, *(inside for text in texts for inside in _inside(text)))
    return next((address for each in found if (address := link(each, url=url))), "")


def _widest_first(parts: list[Any]) -> list[Any]:
    """In the feed's order, but for renditions whose widths it names."""
    return sorted(parts, key=lambda part: -_number(part.get("width")))


def _number(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 6 else 0


def _inside(html: str) -> list[str]:
    """The addresses of a text's first pictures; what is an icon by its own word is none."""
    images = [match.group(1) for match in _IMAGE.finditer(html)][:5]
    shown = (f" {image}" for image in images if not any(int(size) < 50 for size in _SIZE.findall(f" {image}")[:2]))
    return [unescape(match.group(1)) for image in shown for form in _ADDRESSES if (match := form.search(image))]


def _is_image(part: Any, name: str) -> bool:
    kind = f"{part.get(name) or ''} {part.get('type') or ''}"
    address = str(part.get("url") or part.get("href") or "").partition("?")[0].lower()
    return "image" in kind or address.endswith((".jpg", ".jpeg", ".png", ".webp", ".avif"))


def _authors(entry: Any) -> tuple[str, ...]:
    people = [person.get("name") or "" for person in entry.get("authors") or []]
    names = dict.fromkeys(_plain(name, NAME_LENGTH) for name in (people or [entry.get("author") or ""]))
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
