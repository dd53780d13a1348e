"""The feeds that an HTML page names in its head. Pure."""

from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

from articles import markup

MOST_LINKS: Final = 10
_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)


def feed_links(html: str, *, url: str) -> tuple[str, ...]:
    """The absolute addresses of `<link rel="alternate">` with a feed's type, in their order, at most MOST_LINKS."""
    reader = _Links(url)
    reader.feed(html)
    return tuple(dict.fromkeys(link for link in reader.found if link))[:MOST_LINKS]


class _Links(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.base = url
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip() for name, value in attrs}
        if tag == "base" and given.get("href"):
            self.base = _joined(self.base, given["href"])
        is_alternate = "alternate" in given.get("rel", "").lower().split()
        if tag == "link" and is_alternate and given.get("type", "").lower() in _TYPES and given.get("href"):
            self.found.append(markup.safe_url(_joined(self.base, given["href"])))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # "http://[broken"
        return ""
