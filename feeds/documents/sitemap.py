"""Google-News sitemaps, and indexes of sitemaps.

Only entries with `news:` tags count: what a plain sitemap names has neither title nor date (Media Cloud's backend
#45: of 228 million addresses 1 million had them). A news sitemap names the articles of the last two days
(developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap); what is older is left out."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from articles.knowledge import markup
from feeds.documents.feed_document import FeedDocument, FeedItem, NotAFeed
from feeds.documents.limits import CATEGORIES, NAME_LENGTH, TITLE_LENGTH
from feeds.documents.linking import link
from feeds.documents.mending import written_out
from feeds.documents.newest import newest
from feeds.knowledge.dates import parse_date

OLDEST: Final = timedelta(days=2)
MOST_SITEMAPS: Final = 5  # of an index, in one poll
_START: Final = re.compile(r"<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s>/]", re.IGNORECASE)
_NEWS: Final = re.compile(r"news|actu|noticia|recent|latest|akhbar", re.IGNORECASE)


def read(text: str, *, url: str, zone: tzinfo = UTC, now: datetime | None = None) -> FeedDocument:
    """The articles that a news sitemap names, in its order, or the sitemaps that an index names, newest first.

    `now` is what "two days old" is counted from; without it nothing is too old. NotAFeed when none of its entries has
    `news:` tags; one without entries is a quiet weekend."""
    root = _root(text)
    if _name(root) == "sitemapindex":
        return FeedDocument(home_url=_home(url), sitemaps=_sitemaps(root, url, zone, now))
    entries = [child for child in root if _name(child) == "url"]
    told = [(entry, news) for entry in entries if (news := _child(entry, "news")) is not None]
    if entries and not told:
        raise NotAFeed(
            "a sitemap without news: tags, which names pages without their titles and dates: give the address of the "
            "site's news sitemap, or of a section's page as a listing"
        )
    publication = _child(told[0][1], "publication") if told else None
    fresh = list(_items(told, url, zone, now))
    items = newest(fresh, lambda item: item.published_at)
    return FeedDocument(
        title=markup.clean_text(_text(publication, "name"), limit=TITLE_LENGTH),
        home_url=_home(url),
        language=_language(publication),
        items=tuple(items),
        left_out=len(fresh) - len(items),
    )


def _root(text: str) -> etree._Element:
    """The tree from its first element on: no document type, and so no entities, come before it."""
    start = _START.search(text)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    document = written_out(text[start.start() if start else 0 :]).encode("utf-8", "replace")
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise NotAFeed("a sitemap so broken that it cannot be read: look at the address in a browser")
    return root


def _items(
    told: list[tuple[etree._Element, etree._Element]], url: str, zone: tzinfo, now: datetime | None
) -> Iterator[FeedItem]:
    for entry, news in told:
        published, is_fresh = _published(entry, news, zone, now)
        if is_fresh and (item := _item(entry, news, url, published)):
            yield item


def _item(entry: etree._Element, news: etree._Element, url: str, published: datetime | None) -> FeedItem | None:
    title = markup.clean_text(_text(news, "title"), limit=TITLE_LENGTH)
    address = link(_address(entry, "loc"), url=url)
    if not title or not address:
        return None
    image = _child(entry, "image")
    keywords = (markup.clean_text(word, limit=NAME_LENGTH) for word in re.split(r"[,،;]", _text(news, "keywords")))
    return FeedItem(
        title=title,
        link=address,
        published_at=published,
        image_url=link(_address(image, "loc"), url=url),
        categories=tuple(dict.fromkeys(word for word in keywords if word))[:CATEGORIES],
        language=_language(_child(news, "publication")),
    )


def _published(
    entry: etree._Element, news: etree._Element, zone: tzinfo, now: datetime | None
) -> tuple[datetime | None, bool]:
    """When, and whether that is at most two days ago. A day without a time lasts until its end."""
    dated = parse_date(_text(news, "publication_date") or _text(entry, "lastmod"), zone=zone)
    if dated is None:
        return None, True
    moment = dated[0].astimezone(UTC)
    latest = moment if dated[1] else moment + timedelta(days=1)
    return moment, now is None or latest >= now - OLDEST


def _sitemaps(root: etree._Element, url: str, zone: tzinfo, now: datetime | None) -> tuple[str, ...]:
    """Those named after news first, then the newest; what did not change for two days can hold no news."""
    named = []
    for entry in root:
        address = link(_address(entry, "loc"), url=url) if _name(entry) == "sitemap" else ""
        dated = parse_date(_text(entry, "lastmod"), zone=zone)
        is_old = bool(dated and now and dated[0] < now - OLDEST - timedelta(days=1))
        if address and not is_old:
            changed = dated[0] if dated else datetime.min.replace(tzinfo=UTC)
            named.append((bool(_NEWS.search(urlsplit(address).path)), changed, address))
    named.sort(key=lambda each: each[:2], reverse=True)
    return tuple(dict.fromkeys(address for _, _, address in named))[:MOST_SITEMAPS]


def _name(element: etree._Element) -> str:
    """Without namespace or prefix: half of the sites declare another namespace than Google's, or none."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next((child for child in element if _name(child) == name), None) if element is not None else None


def _raw(element: etree._Element | None, name: str) -> str:
    child = _child(element, name)
    return "".join(child.itertext()).strip() if child is not None else ""


def _text(element: etree._Element | None, name: str) -> str:
    return markup.decoded(_raw(element, name))


def _address(element: etree._Element | None, name: str) -> str:
    """Its ampersands may be escaped once too often; that "&copy=2" is no ©, only addresses know."""
    return _raw(element, name).replace("&amp;", "&")


def _language(publication: etree._Element | None) -> str:
    return _text(publication, "language").replace("_", "-").partition("-")[0].lower()[:8]


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
