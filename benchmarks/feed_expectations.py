"""What the evaluation corpora expect of a feed's reading, and where we mean to differ.

A real feed's row says how many entries a strict reading finds, and the first one's title and link. A conformance row
says what its suite's own parser makes of single fields; those that a `FeedDocument` has are judged, texts by their
visible words (ours are plain), dates to the second, languages by their primary tag, the encoding by the text that it
gives. A row of which no field is ours is not judged.

`as_feedparser` is for tools that ask for feedparser's names (`--parser benchmarks/feed_expectations.py:as_feedparser`).
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin

from articles.knowledge import markup
from feeds import documents
from feeds.documents.texts import plain
from feeds.knowledge.decoding import decode

ADDRESS: Final = "https://feeds.example.com/feed"
# Where we mean to differ from what a corpus expects, and why.
EXCEPTIONS: Final[dict[str, tuple[str, ...]]] = {
    "the publisher's own address, not the one that counts clicks (feedburner:origLink)": (
        *("feedhq/content-description", "feedhq/utm-tags", "feedjira/PaulDixExplainsNothing", "feedjira/TechCrunch"),
        *("feedjira/TrotterCashionHome", "feedjira/TypePadNews", "feedreader/Rss20BreakingNews"),
        *("feedreader/Rss20Reuters", "rss-parser/encoding", "rss-parser/feedburner"),
    ),
    "an address on the publisher's own machine (localhost) leads readers of a public feed nowhere": (
        *("rss-parser/instant-article", "smallweb/c81b774804d7fd57"),
    ),
    "a link whose address is at:// in an attribute that RSS does not have, and http in its text": (
        "gofeed/parser-rss-rss_channel_item_uri_at_protocol",
    ),
    "no item, and broken off or of no known format: an error is what its operator has to be told": (
        *("gofeed/parser-atom-atom10_feed_title_xhtml_inline_markup", "gofeed/parser-rss-version_rdf_090"),
    ),
    "UTF-32, which no browser reads and no news feed is in (WHATWG Encoding Standard)": (
        *("feedparser/encoding-utf-32be", "feedparser/encoding-utf-32le", "feedparser/encoding-utf-32le-autodetect"),
    ),
    "HTML 5 gave &lang; another letter than HTML 4": ("feedparser/entities-lang",),
    "what stands in a script, a frame, a drawing or a formula is not shown": (
        *("feedparser/wellformed-namespace-atommathml", "feedparser/wellformed-namespace-atomsvgdesc"),
        *("feedparser/wellformed-namespace-atomsvgtitle", "feedparser/wellformed-sanitize-entry_content_crazy"),
        *("feedparser/wellformed-sanitize-entry_content_iframe", "feedparser/wellformed-sanitize-entry_content_object"),
        *("feedparser/wellformed-sanitize-entry_summary_crazy", "feedparser/wellformed-sanitize-entry_title_crazy"),
        *("feedparser/wellformed-sanitize-feed_title_crazy", "feedparser/wellformed-sanitize-item_description_crazy"),
        *(
            "feedparser/wellformed-sanitize-item_content_encoded_crazy",
            "feedparser/wellformed-sanitize-item_content_encoded_iframe",
        ),
        "feedparser/wellformed-sanitize-item_fullitem_crazy",
    ),
    "content that is declared to be no text": ("feedparser/wellformed-atom10-entry_content_base64_2",),
    "the server's Content-Language: servers send their default, so only the feed's own word counts": (
        "feedparser/wellformed-lang-http_content_language",
    ),
}
_JUDGED: Final = re.compile(
    r"entries|encoding|feed\.(?:title|link|language)|entries\.\d+\.(?:title|link|id|guid|summary|description|author"
    r"|language|content\.\d+\.value|authors\.\d+\.name|author_detail\.name|tags\.\d+\.term"
    r"|(?:published|updated|created)_parsed|(?:title|summary)_detail\.value)"
)
_TEXTS: Final = frozenset({"title", "summary", "description", "value"})
_LONGEST: Final = 1_000_000  # characters: nothing is cut that is compared


def is_judged(row: dict[str, Any]) -> bool:
    return not row.get("conditional") and (bool(_asserts(row)) if row["kind"] == "conformance" else bool(row["expect"]))


def address_of(row: dict[str, Any]) -> str:
    """Where the row's feed came from, by its own word."""
    named = urljoin(row.get("address") or ADDRESS, headers_of(row).get("content-location", ""))
    return named if named.startswith(("https://", "http://")) else ADDRESS


def headers_of(row: dict[str, Any]) -> dict[str, str]:
    return {name.lower(): value for name, value in (row.get("headers") or {}).items()}


def problems(row: dict[str, Any], body: bytes, document: documents.FeedDocument | None) -> Iterator[str]:
    """In what the document (None when it was refused) differs from what is expected."""
    if not is_judged(row):
        return
    if row["kind"] == "conformance":
        yield from _conformance_problems(row, body, document)
        return
    expected, items = row["expect"], document.items if document else ()
    if len(items) != expected["entries"]:
        yield f"{len(items)} items, not {expected['entries']}"
    if not items:
        return
    title, address = expected.get("first_title"), expected.get("first_link")
    if title and _key(items[0].title) != _key(title)[: len(_key(items[0].title))]:
        yield f"title {items[0].title!r:.60}, not {title!r:.60}"
    if address and not _leads_to(items[0].link, address):
        yield f"link {items[0].link}, not {address}"


def as_feedparser(data: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """A feed under feedparser's names; NotAFeed when it is refused."""
    row = {"headers": headers}
    content_type = headers_of(row).get("content-type", "")
    return _named(documents.parse(data, url=address_of(row), content_type=content_type))


def _asserts(row: dict[str, Any]) -> list[dict[str, Any]]:
    asserts = (row.get("expect") or {}).get("asserts") or []
    return [each for each in asserts if each["op"] in {"eq", "len"} and _JUDGED.fullmatch(_path(each))]


def _path(expected: dict[str, Any]) -> str:
    return ".".join(map(str, expected["path"]))


def _conformance_problems(row: dict[str, Any], body: bytes, document: documents.FeedDocument | None) -> Iterator[str]:
    named = _named(document) if document else {}
    for expected in _asserts(row):
        if expected["path"] == ["encoding"]:
            if not _is_decoded_as(body, expected["value"], headers_of(row).get("content-type", "")):
                yield f"not read as {expected['value']}"
            continue
        found = _found(named, expected["path"])
        if not _agrees(found, expected):
            yield f"{_path(expected)} is {found!r:.80}, not {expected['value']!r:.80}"


def _is_decoded_as(body: bytes, encoding: str, content_type: str) -> bool:
    try:
        return decode(body, content_type=content_type).lstrip("\ufeff") == body.decode(encoding).lstrip("\ufeff")
    except (LookupError, UnicodeDecodeError):
        return False


def _found(named: Any, path: list[Any]) -> Any:
    for step in path:
        try:
            named = named[step]
        except (KeyError, IndexError):
            return None
    return named


def _agrees(found: Any, expected: dict[str, Any]) -> bool:
    value, field = expected["value"], expected["path"][-1]
    if expected["op"] == "len":
        return found is not None and len(found) == value
    if field in _TEXTS:
        ours = _words(found) if "content" in expected["path"] else _letters(found)
        return ours in {_words(value), _letters(value)}
    if field == "language":
        return bool((found or "") == (value or "").partition("-")[0].lower())
    if field in {"author", "name"}:
        return (found or "") == (value or "").partition(" (")[0]
    return (found or None) == (value or None)


def _leads_to(found: str, expected: str) -> bool:
    """Whether it is that address; a relative one is given without the base that its document names."""
    if re.match(r"[a-z][a-z0-9+.-]*:", expected, re.IGNORECASE):
        return found == markup.absolute_url(expected, base=ADDRESS)
    return found.endswith("/" + expected.lstrip("/"))


def _named(document: documents.FeedDocument) -> dict[str, Any]:
    feed = {"title": document.title, "link": document.home_url, "language": document.language}
    return {"feed": feed, "entries": [_named_item(item) for item in document.items]}


def _named_item(item: documents.FeedItem) -> dict[str, Any]:
    content = markup.clean_html(item.content_html)
    text = item.summary or markup.text_of(content)
    moment = list(item.published_at.utctimetuple()) if item.published_at else None
    named = {
        "title": item.title,
        "title_detail": {"value": item.title},
        "link": item.link,
        "id": item.guid,
        "guid": item.guid,
        "language": item.language,
        "summary_detail": {"value": text},
        "content": [{"value": content or text}],
        "published": str(item.published_at or ""),
        "author": ", ".join(item.authors),
        "authors": [{"name": name} for name in item.authors],
        "author_detail": {"name": item.authors[0] if item.authors else ""},
        "tags": [{"term": term} for term in item.categories],
    }
    named |= dict.fromkeys(("summary", "description"), text)
    return named | dict.fromkeys(("published_parsed", "updated_parsed", "created_parsed"), moment)


def _words(markup: Any) -> str:
    return _letters(plain(str(markup or ""), _LONGEST))


def _letters(text: Any) -> str:
    return "".join(str(text or "").split())


def _key(text: str) -> str:
    """The letters of a text, however it was marked up."""
    text = unicodedata.normalize("NFC", text)
    return re.sub(r"\W+", "", html.unescape(re.sub(r"<[^>]+>", " ", html.unescape(text)))).casefold()
