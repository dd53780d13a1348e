"""The counter between the two apps: what `feeds` hands over and `publishing.publish` accepts."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


class DateOrigin(StrEnum):
    """Where an article's publication date came from, most trusted first."""

    PAGE = "page"
    FEED = "feed"
    FIRST_SEEN = "first_seen"


@dataclass(frozen=True, kw_only=True)
class ImageDraft:
    """The lead image as its page names it: an absolute http(s) address and its alternative text."""

    url: str
    alt: str = ""

    @property
    def url_key(self) -> str:
        return url_key(self.url)


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """A "Lire aussi | ..." link: to another article of the source, apart from the text."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ArticleDraft:
    """A finished candidate for an article: a headline (no body), or the full text.

    Texts may be untrusted: `publish` cleans every field before it stores it.
    """

    source_id: int
    canonical_url: str
    title: str
    language: str  # a code of articles.knowledge.languages, "und" when unknown
    published_at: datetime  # aware
    date_origin: DateOrigin
    lead: str = ""  # the chapo, plain text
    body_html: str = ""
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    image: ImageDraft | None = None
    is_from_page: bool = False  # the article's own page was read for it
    is_partial: bool = False  # the rest of the text is for paying readers of the source

    @property
    def url_key(self) -> str:
        return url_key(self.canonical_url)

    @property
    def is_full(self) -> bool:
        return bool(self.body_html)


def url_key(url: str) -> str:
    """The identity of an address, 32 hex digits: http and https are one, since sources change between them
    and every entry would be new again (NetNewsWire #324, FreshRSS #5151)."""
    return hashlib.blake2b(_SCHEME.sub("", url).encode(), digest_size=16).hexdigest()
