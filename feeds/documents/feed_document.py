"""What a feed says, whatever its format."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


class NotAFeed(ValueError):
    """The bytes are no feed; the message says what they seem to be instead."""


@dataclass(frozen=True, kw_only=True)
class FeedItem:
    """One item, in the feed's own words but clean of markup in its texts and with absolute addresses."""

    title: str  # plain text; made of its text or its address where its publisher gave none
    link: str  # absolute http(s), as given; empty when it names none that a reader could open
    guid: str = ""  # as given; empty when the item has none
    published_at: datetime | None = None  # aware, UTC
    summary: str = ""  # plain text
    content_html: str = ""  # the feed's own full content, untrusted markup
    image_url: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str = ""  # what the item or its feed declares, a primary subtag

    @property
    def identity(self) -> str:
        """What makes it the same item on the next poll: its guid, else its link, else its title."""
        return self.guid or self.link or self.title

    @property
    def is_headline(self) -> bool:
        """Whether readers can be shown it: it says something and leads somewhere."""
        return bool(self.title and self.link)


@dataclass(frozen=True, kw_only=True)
class FeedDocument:
    title: str = ""
    home_url: str = ""
    language: str = ""  # primary subtag, "" when not declared
    ttl: timedelta | None = None  # how long the feed asks to be left alone (ttl, sy:updatePeriod)
    hub_url: str = ""  # who tells of news at once (WebSub), and under which address it knows this feed
    self_url: str = ""
    items: tuple[FeedItem, ...] = field(default=())  # as ordered in the document, at most 2,000
    known_items: int = 0  # how many more it has that were known already and left out
    left_out: int = 0  # how many more it has that are not read, known or not: older ones beyond the limit
    sitemaps: tuple[str, ...] = ()  # of a sitemap index: those to read for its items, the most promising first

    @property
    def headlines(self) -> tuple[FeedItem, ...]:
        return tuple(item for item in self.items if item.is_headline)

    @property
    def items_total(self) -> int:
        return len(self.items) + self.known_items
