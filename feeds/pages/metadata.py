"""What a page says of itself: JSON-LD, OpenGraph, meta elements, `<time>` and its heading, in that order of trust."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from articles import markup
from feeds.dates import parse_date

ARTICLE_TYPES: Final = ("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
                        "BlogPosting", "LiveBlogPosting", "Report", "BackgroundNewsArticle", "ReviewNewsArticle")  # fmt: skip
_TRAILING_COMMA: Final = re.compile(r",\s*([}\]])")
_SUFFIX: Final = re.compile(r"\s+(?:[|•·»—–]|-|::)\s+")
_DATE_NAMES: Final = ("article:published_time", "og:article:published_time", "datepublished", "date", "dc.date",
                      "dc.date.issued", "dcterms.created", "pubdate", "publishdate", "publish-date", "parsely-pub-date",
                      "sailthru.date", "cxenseparse:recs:publishtime", "article.published", "dcterms.date")  # fmt: skip
_NOT_A_PERSON: Final = re.compile(r"https?://|@|www\.|\d{3}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PageFacts:
    """Plain texts and absolute addresses; empty where the page does not say."""

    title: str = ""
    description: str = ""
    published_at: datetime | None = None
    date_has_time: bool = False
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    image_url: str = ""
    image_alt: str = ""
    canonical_url: str = ""
    language: str = ""


def read(tree: HtmlElement, *, url: str, time_zone: str, title_hint: str = "") -> PageFacts:
    """The facts of one page. `title_hint` is the feed's headline; `time_zone` an IANA name."""
    linked = next(_articles(tree), {})
    metas = _metas(tree)
    dated = _date(tree, linked, metas, ZoneInfo(time_zone))
    image, alt = _image(linked, metas)
    return PageFacts(
        title=_title(tree, linked, metas, title_hint),
        description=_line(
            _first(metas, "og:description", "description", "twitter:description") or _text(linked.get("description"))
        ),
        published_at=dated[0] if dated else None,
        date_has_time=dated[1] if dated else False,
        authors=_authors(linked, metas),
        sections=_sections(linked, metas),
        image_url=_absolute(url, image),
        image_alt=_line(alt)[:300],
        canonical_url=_absolute(url, next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")),
        language=(tree.get("lang") or _first(metas, "og:locale", "content-language"))
        .replace("_", "-")
        .partition("-")[0]
        .lower(),
    )


def _articles(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """JSON-LD objects that describe an article."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        for node in _nodes(_loaded(script.text or "")):
            kinds = node.get("@type")
            if any(kind in ARTICLE_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield node


def _loaded(text: str) -> Any:
    """JSON as sites really write it: comments around it, raw line ends and trailing commas within."""
    text = (
        text.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
        .strip(" \n;")
    )
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(loaded: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(loaded, list):
        for part in loaded[:100]:
            yield from _nodes(part, depth + 1)
    elif isinstance(loaded, dict):
        yield loaded
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(loaded.get(name), depth + 1)


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = (
            meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        ).lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name, []).append(content)
    return found


def _first(metas: dict[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _title(tree: HtmlElement, linked: dict[str, Any], metas: dict[str, list[str]], hint: str) -> str:
    """The headline as a reader reads it: the page's heading when the page's own metadata agree with it, else the
    metadata's title without the name of the site."""
    site = _first(metas, "og:site_name", "application-name").lower()
    named = [
        _line(text)
        for text in (
            _text(linked.get("headline")),
            _first(metas, "og:title", "twitter:title"),
            tree.findtext(".//title") or "",
        )
    ]
    headings = [_line(heading.text_content()) for heading in tree.iter("h1")]
    for heading in headings:
        if heading and any(_alike(heading, name) for name in (*named, hint) if name):
            return heading
    best = next((name for name in named if name), "") or next((heading for heading in headings if heading), "")
    return _without_site(best, site)


def _alike(heading: str, name: str) -> bool:
    short, long = sorted((heading.casefold(), name.casefold()), key=len)
    return len(short) > 10 and (long.startswith(short) or short in long)


def _without_site(title: str, site: str) -> str:
    """Cut "| Journal" and "- Section - Journal": while the last part is short, or names the site."""
    parts = _SUFFIX.split(title)
    while len(parts) > 1 and (parts[-1].lower() == site or len(parts[-1]) * 3 < len(title) - len(parts[-1])):
        title = title[: title.rindex(parts.pop())]
        title = re.sub(r"\s+(?:[|•·»—–]|-|::)\s*$", "", title)
    return title.strip()


def _date(
    tree: HtmlElement, linked: dict[str, Any], metas: dict[str, list[str]], zone: ZoneInfo
) -> tuple[datetime, bool] | None:
    times = tree.xpath(
        "//article//time/@datetime | //time[@pubdate or contains(@class, 'publi')]/@datetime | //time/@datetime"
    )
    marked = tree.xpath("//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content")
    written = [
        _text(linked.get("datePublished")),
        _text(linked.get("dateCreated")),
        *(_first(metas, name) for name in _DATE_NAMES),
    ]
    for text in (*written, *map(str, marked[:3]), *map(str, times[:3])):
        if text and (dated := parse_date(text, zone=zone)):
            return dated
    return None


def _authors(linked: dict[str, Any], metas: dict[str, list[str]]) -> tuple[str, ...]:
    people = linked.get("author") or []
    names = [
        _text(person.get("name") if isinstance(person, dict) else person)
        for person in (people if isinstance(people, list) else [people])
    ]
    names = (
        [name for name in names if name]
        or metas.get("author", [])
        or metas.get("article:author", [])
        or metas.get("dc.creator", [])
    )
    persons = dict.fromkeys(_line(name) for name in names if not _NOT_A_PERSON.search(name))
    return tuple(name for name in persons if 2 < len(name) <= 100)[:10]


def _sections(linked: dict[str, Any], metas: dict[str, list[str]]) -> tuple[str, ...]:
    named = linked.get("articleSection") or metas.get("article:section") or []
    sections = [_line(_text(name)) for name in (named if isinstance(named, list) else [named])]
    return tuple(dict.fromkeys(section for section in sections if section))[:5]


def _image(linked: dict[str, Any], metas: dict[str, list[str]]) -> tuple[str, str]:
    """(address, alternative text) of the picture that the page's makers chose."""
    chosen = _first(metas, "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    if chosen:
        return chosen, _first(metas, "og:image:alt", "twitter:image:alt")
    image = linked.get("image") or linked.get("thumbnailUrl")
    image = image[0] if isinstance(image, list) and image else image
    if isinstance(image, dict):
        return _text(image.get("url") or image.get("contentUrl")), _text(image.get("caption"))
    return _text(image), ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _line(text: str) -> str:
    return markup.clean_text(markup.text_of(text) if "<" in text or "&" in text else text, limit=1_000)


def _absolute(url: str, found: object) -> str:
    try:
        return markup.safe_url(urljoin(url, str(found).strip())) if found else ""
    except ValueError:  # an address such as http://[
        return ""
