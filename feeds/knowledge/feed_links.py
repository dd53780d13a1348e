"""Where a site's feeds may be: what a page names in its head and links to, the usual paths, what robots.txt names; the
main feed before those of sections and comments. Pure."""

import re
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from articles.knowledge import markup

MOST_LINKS: Final = 10
MOST_SITEMAPS: Final = 3
_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
# Of WordPress and most others, of Hugo and Jekyll, of older systems; in the order of how often they answer.
_USUAL: Final = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json")
_FEED_PATH: Final = re.compile(r"(?:^|[/._-])(?:rss\d*|feeds?|atom|rdf)(?:$|[/._-])", re.IGNORECASE)
_COMMENTS: Final = re.compile(r"comment|comentario|réaction|تعليق", re.IGNORECASE)
_NARROW: Final = re.compile(
    r"/(?:categor\w+|tags?|topics?|themes?|authors?|auteurs?|search|podcasts?|videos?)(?:/|$)|[?&](?:cat|tag|author)=",
    re.IGNORECASE,
)
_SITEMAP_LINE: Final = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_NEWS: Final = re.compile(r"news|actu|noticia", re.IGNORECASE)


def feed_links(html: str, *, url: str) -> tuple[str, ...]:
    """The absolute addresses of `<link rel="alternate">` with a feed's type, the main feed first, at most
    MOST_LINKS."""
    return _ranked(_read(html, url).named, url)


def linked_feeds(html: str, *, url: str) -> tuple[str, ...]:
    """The addresses of `<a>` that look like a feed's, at most MOST_LINKS: pages with a list of feeds have no others."""
    return _ranked([(link, title) for link, title in _read(html, url).linked if _looks_like_feed(link)], url)


def usual_feeds(url: str) -> tuple[str, ...]:
    """Where feeds usually are: beneath the page itself, then at the site's root."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    own = (f"{root}{parts.path.rstrip('/')}/feed/",) if parts.path.strip("/") else ()
    return (*own, *(f"{root}{path}" for path in _USUAL))


def news_sitemaps(robots: str, *, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, those that speak of news first, at most MOST_SITEMAPS."""
    found = dict.fromkeys(markup.absolute_url(link, base=url) for link in _SITEMAP_LINE.findall(robots))
    return tuple(sorted((link for link in found if link), key=lambda link: not _NEWS.search(link)))[:MOST_SITEMAPS]


def narrowness(address: str, title: str = "", *, url: str) -> int:
    """0: a main feed. 1: one of a section, a tag or a person. 2: one of comments. `url` is the page that was given: the
    feed beneath a section's page is that page's main feed."""
    if _COMMENTS.search(unquote(address)) or _COMMENTS.search(title):
        return 2
    beneath = urlsplit(url).path.rstrip("/")
    is_own = bool(beneath) and urlsplit(address).path.startswith(f"{beneath}/")
    return 0 if is_own or not _NARROW.search(address) else 1


def _ranked(found: list[tuple[str, str]], url: str) -> tuple[str, ...]:
    """The narrow ones last; among the others the order of the page."""
    titles: dict[str, str] = {}
    for link, title in found:
        titles.setdefault(link, title)
    ranked = sorted(titles, key=lambda link: narrowness(link, titles[link], url=url))
    return tuple(link for link in ranked if link)[:MOST_LINKS]


def _looks_like_feed(link: str) -> bool:
    parts = urlsplit(link)
    return bool(_FEED_PATH.search(parts.path)) or parts.path.endswith((".rss", ".rdf")) or "feed=" in parts.query


def _read(html: str, url: str) -> "_Links":
    reader = _Links(url)
    reader.feed(html)
    return reader


class _Links(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.base = url
        self.named: list[tuple[str, str]] = []
        self.linked: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip() for name, value in attrs}
        if tag == "base" and given.get("href"):
            self.base = _joined(self.base, given["href"])
        if tag not in {"a", "link"} or not given.get("href"):
            return
        found = (markup.safe_url(_joined(self.base, given["href"])), given.get("title", ""))
        is_alternate = "alternate" in given.get("rel", "").lower().split()
        if tag == "a":
            self.linked.append(found)
        elif is_alternate and given.get("type", "").lower() in _TYPES:
            self.named.append(found)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # "http://[broken"
        return ""
