"""RSS 0.9x to 2.0, RDF and Atom. The only importer of feedparser.

feedparser is tolerant but not total: it may raise on malformed input, and its sanitiser is no boundary (it is switched
off here; `articles.knowledge.markup` washes everything before storage)."""

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

import feedparser

from articles.knowledge import markup
from feeds.documents import sax_driver
from feeds.documents.feed_document import FeedDocument, FeedItem, NotAFeed
from feeds.documents.known_items import Unseen, without_known
from feeds.documents.limits import (
    AUTHORS,
    CATEGORIES,
    CONTENT_LENGTH,
    DEEPEST,
    GUID_LENGTH,
    ITEMS,
    NAME_LENGTH,
    OUTSIDE,
    SUMMARY_LENGTH,
    TAGS,
    TITLE_LENGTH,
)
from feeds.documents.linking import hub, link
from feeds.documents.mending import mended
from feeds.documents.texts import paragraphs, plain, stand_in
from feeds.knowledge.dates import parse_date

feedparser.api.PREFERRED_XML_PARSERS = [sax_driver.__name__]  # instead of one that nobody has installed
# At every element it joins the same two addresses anew, which takes a seventh of its time.
feedparser.mixin.make_safe_absolute_uri = lru_cache(maxsize=64)(feedparser.urls.make_safe_absolute_uri)
# The properties of each text, which are texts themselves, it copies as if they held more.
feedparser.FeedParserDict.__deepcopy__ = lambda self, _: feedparser.FeedParserDict(self)
# It reads every date; only those are asked for that we cannot read.
_their_date = feedparser.datetimes._parse_date
feedparser.namespaces._base._parse_date = lambda _: None

MOST_TAGS: Final = 4 * CATEGORIES  # of an item; some say each thing in several schemes
# It compares each category with all before it, of which there may be as many as tags.
_add_tag = feedparser.mixin._FeedParserMixin._add_tag


def _add_kept_tag(self: Any, term: Any, scheme: Any, label: Any) -> None:
    if len(self._get_context().get("tags") or ()) < MOST_TAGS:
        _add_tag(self, term, scheme, label)


feedparser.mixin._FeedParserMixin._add_tag = _add_kept_tag

_CDATA: Final = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
# From the beginning of a text only, or every letter of a long one would be tried as the first.
_TEXT: Final = re.compile(rf"(?<![^<>])[^<>]{{{CONTENT_LENGTH + 100},}}")  # and what surrounds a text in CDATA
_HALF_REFERENCE: Final = re.compile(r"&[^;&]{0,12}$")
# The end of an item, another element's, the beginning of one that has an end of its own, or anything else.
_TAG_OR_CDATA: Final = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|(</(?:[\w.-]+:)?(?:item|entry)\b)|(</)|(<[A-Za-z_](?![^<>]*/>))|<",
    re.DOTALL | re.IGNORECASE,
)
_DECLARATION: Final = re.compile(r"<\?xml\s[^<>]{0,200}\?>\s*", re.IGNORECASE)
_IMAGE: Final = re.compile(r"<img\b([^<>]*)", re.IGNORECASE)
# The addresses of an image in order of trust: those that lazy loading hides come before the placeholder's.
_ADDRESSES: Final = tuple(
    re.compile(rf"\s{name}\s*=\s*[\"']?\s*([^\"'\s]+)", re.IGNORECASE) for name in ("data-src", "data-lazy-src", "src")
)
_SIZE: Final = re.compile(r"\s(?:width|height)\s*=\s*[\"']?(\d{1,5})(?!\d)", re.IGNORECASE)
_RELATIVE: Final = re.compile(r"<link>\s*(?:<!\[CDATA\[\s*)?(?![a-z][a-z0-9+.-]*:)[^\s<]", re.IGNORECASE)
_FIRST_LINK: Final = re.compile(r"<link>\s*(?:<!\[CDATA\[\s*)?(https?://[^\s<\]]+)", re.IGNORECASE)
_PERIODS: Final = {"hourly": 1, "daily": 24, "weekly": 24 * 7, "monthly": 24 * 30, "yearly": 24 * 365}  # hours


def read(text: str, *, url: str, zone: tzinfo = UTC, unseen: Unseen | None = None) -> FeedDocument:
    """The feed of an already decoded document. An ill-formed one counts when items came out of it. Items that are known
    by the word of `unseen` are left out where that is sure to change nothing else."""
    text = markup.with_short_references(text)
    base = _base(text, url)
    data, known, left_out = _without_known(_undeclared(_shortened(text)), base, unseen)
    parsed = _parsed(data, base)
    if not parsed.entries and (not parsed.get("version") or parsed.bozo):
        raise NotAFeed("XML that breaks off, or is no feed: look at the address in a browser")
    feed = parsed.feed
    language = _language(feed.get("language") or "")
    return FeedDocument(
        title=plain(feed.get("title") or "", TITLE_LENGTH),
        home_url=link(feed.get("link"), url=url),
        language=language,
        ttl=_ttl(feed),
        hub_url=hub(_related(feed, "hub"), url=url),
        self_url=next((link(each, url=url) for each in _related(feed, "self")), ""),
        items=tuple(_item(entry, url, language, zone) for entry in parsed.entries[:ITEMS] if entry),
        known_items=known,
        left_out=left_out,
    )


def _related(feed: Any, relation: str) -> list[Any]:
    """The addresses of the feed's own links (Atom's, also within RSS) of that relation."""
    links = feed.get("links") or []
    return [each.get("href") for each in links if relation in str(each.get("rel") or "").lower().split()]


def _base(text: str, url: str) -> str:
    """What relative addresses are relative to where no xml:base says so: the channel's own page, as readers of RSS take
    it, since the feed may lie with a service. `url` is the feed's."""
    if not _RELATIVE.search(text):
        return url
    channel = _FIRST_LINK.search(text)
    return (link(markup.decoded(channel.group(1)), url=url) if channel else "") or url


def _without_known(text: str, url: str, unseen: Unseen | None) -> tuple[bytes, int, int]:
    """Encoded again by us, so that no declaration in the text can mislead the parser. A document of which known items
    could be left out is well-formed; whether another one is, is asked only then."""
    data, known, left_out = without_known(text.encode("utf-8", "replace"), url=url, unseen=unseen)
    if known or (whole := mended(text)) is text:
        return data, known, left_out
    return without_known(whole.encode("utf-8", "replace"), url=url, unseen=unseen)


def _parsed(data: bytes, url: str) -> Any:
    try:
        return feedparser.parse(
            BytesIO(_bounded(data)),  # bare bytes might be taken for an address
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


def _shortened(text: str) -> str:
    """The document without the ends of texts that are longer than anything we keep: feedparser's reader of markup takes
    150 bytes of memory for a character."""
    if len(text) <= CONTENT_LENGTH:
        return text
    text = _CDATA.sub(_cut_short, text)
    return _TEXT.sub(lambda found: _HALF_REFERENCE.sub("", found[0][:CONTENT_LENGTH]), text)


def _cut_short(section: re.Match[str]) -> str:
    """A section of CDATA with as much text as we keep."""
    found = section[0]
    return found if len(found) <= CONTENT_LENGTH else found[:CONTENT_LENGTH] + "]]>"


def _bounded(data: bytes) -> bytes:
    """The document as far as TAGS reach, for feedparser takes 20 microseconds for each, and no deeper than DEEPEST: it
    joins each level's address, which a level may lengthen, to that of the level above."""
    if data.count(b"<") <= DEEPEST:
        return data
    depth = 0
    for number, tag in enumerate(_TAG_OR_CDATA.finditer(data)):
        depth = OUTSIDE if tag[1] else depth - 1 if tag[2] else depth + 1 if tag[3] else depth
        if number >= TAGS or depth > DEEPEST:
            return data[: tag.start()]
    return data


def _undeclared(text: str) -> str:
    """The document without its declarations: a second one, or one after a comment, would end the strict parser."""
    return _DECLARATION.sub("", text[:4_000]) + text[4_000:]


def _item(entry: Any, url: str, feed_language: str, zone: tzinfo) -> FeedItem:
    guid = markup.clean_text(str(entry.get("id") or ""), limit=GUID_LENGTH)
    address = _link(entry, guid, url)
    summary_html = str(entry.get("summary") or "")
    content = _content(entry)
    is_copy = summary_html in {part.get("value") for part in entry.get("content") or []}
    return FeedItem(
        title=plain(entry.get("title") or "", TITLE_LENGTH) or stand_in(summary_html or content, link=address),
        link=address,
        guid=guid,
        published_at=_published(entry, zone),
        summary="" if is_copy else plain(summary_html, SUMMARY_LENGTH),
        content_html=content,
        image_url=_image(entry, url, (content, summary_html)),
        authors=_authors(entry),
        categories=_categories(entry),
        language=_language((entry.get("title_detail") or {}).get("language") or "") or feed_language,
    )


def _link(entry: Any, guid: str, url: str) -> str:
    """The article's own address: not the counting one that a feed service put before it, not the feed's."""
    links = [(each.get("href"), each.get("rel")) for each in entry.get("links") or []]
    others = [address for address, rel in links if rel not in {"enclosure", "replies"}]
    enclosed = [address for address, rel in links if rel == "enclosure"]  # all that a podcast's item may have
    counted = (entry.get("feedburner_origlink") or "").replace("&amp;", "&")  # not decoded in ill-formed documents
    own = [address for address in (counted, entry.get("link")) if address not in enclosed]
    named = (*own, *others, markup.safe_url(guid), *enclosed)
    return next((address for found in named if (address := link(found, url=url))), "")


def _categories(entry: Any) -> tuple[str, ...]:
    terms = dict.fromkeys(plain(str(tag.get("term") or ""), NAME_LENGTH) for tag in entry.get("tags") or [])
    return tuple(term for term in terms if term)[:CATEGORIES]


def _content(entry: Any) -> str:
    """The item's own text as markup: its paragraphs where it came without any."""
    parts = [(str(part.get("value") or ""), part.get("type") or "html") for part in entry.get("content") or []]
    markups = [value for value, kind in parts if "html" in kind]
    texts = [value for value, kind in parts if kind == "text/plain"]
    return (max(markups, key=len, default="") or paragraphs(max(texts, key=len, default="")))[:CONTENT_LENGTH]


def _published(entry: Any, zone: tzinfo) -> datetime | None:
    """Our own reading first: it knows the source's zone and the months of its language."""
    for name in ("published", "updated", "created"):
        if name not in entry:  # asking for it all the same, feedparser warns
            continue
        written = str(entry.get(name) or "")
        if dated := parse_date(written, zone=zone):
            return dated[0].astimezone(UTC)
        if moment := _their_date(written):
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
    return [markup.decoded(match.group(1)) for image in shown for form in _ADDRESSES if (match := form.search(image))]


def _is_image(part: Any, name: str) -> bool:
    kind = f"{part.get(name) or ''} {part.get('type') or ''}"
    address = str(part.get("url") or part.get("href") or "").partition("?")[0].lower()
    return "image" in kind or address.endswith((".jpg", ".jpeg", ".png", ".webp", ".avif"))


def _authors(entry: Any) -> tuple[str, ...]:
    people = [person.get("name") or "" for person in entry.get("authors") or []]
    names = dict.fromkeys(plain(name, NAME_LENGTH) for name in (people or [entry.get("author") or ""]))
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
