"""What an article's page says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feeds.pages.origin import Origin
from feeds.pages.wishes import NONE, Wishes


@dataclass(frozen=True, kw_only=True)
class PagePointer:
    """A "Lire aussi | ..." link found in the text."""

    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ArticlePage:
    """One article as its page shows it. Empty values mean that the page does not say."""

    title: str = ""
    lead: str = ""  # the chapo, plain text; not repeated in the body
    lead_is_shown: bool = True  # False: only the page's description says it, its text does not
    body_html: str = ""  # blocks (p, h2-h4, ul, ol, blockquote, table, figure captions as p), untrusted
    body_text: str = ""
    published_at: datetime | None = None  # aware
    date_has_time: bool = False  # False: the page names a day only
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    image_url: str = ""  # absolute
    image_alt: str = ""
    canonical_url: str = ""  # the page's rel=canonical, absolute, unjudged
    language: str = ""  # what the page declares (html lang), a primary subtag
    pointers: tuple[PagePointer, ...] = ()
    quality: float = 0.0  # of the text, 0 to 1: how far the evidence for it agrees
    is_partial: bool = False  # the rest of the text is for paying readers, as far as the page says
    wishes: Wishes = NONE  # what the page asks of those who show its text elsewhere
    origins: Mapping[str, Origin] = field(default_factory=dict)  # where these fields were found, by their names
    missed_rules: tuple[str, ...] = ()  # of the editor's: places whose selector found nothing
    is_ruled: bool = False  # the text stands where the editor's rule says
