"""What makes an item the one that was seen before: its guid, else its address, else its title. Pure.

The title speaks last, and only for items whose publisher gave them no guid of their own: the same words of the same
source are the same article under a second address when its lead says the same, with the same numbers, on the same day.
A title alone would make every column vanish after its first day ("Météo du jour"), and a title with a day alone its
evening edition. Where a date is missing no day can be compared: then it may be seven days, but the addresses may differ
in their query only, as they do where a server puts a session into them."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Final
from zoneinfo import ZoneInfo

from articles.knowledge.drafts import ArticleDraft, DateOrigin, url_key
from feeds.documents import FeedItem
from feeds.knowledge.canonical_url import Site, canonical_url

FEW: Final = 3  # guids of a document: so few are no proof that its items were seen
REPEATED_SHARE: Final = 0.05  # of a document's items, from which on its guids are not believed
TITLE_WINDOW: Final = timedelta(days=7)
LEAST_LEAD: Final = 40  # characters; a shorter lead proves nothing
COMPARED: Final = 400  # characters
ALIKE: Final = 0.9
LONGEST_CLAIM: Final = 2_000  # characters
SHARED_WORDS: Final = 0.5  # of the shorter title
_NUMBER: Final = re.compile(r"\d+")
_WORD: Final = re.compile(r"\w{2,}")
_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Headline:
    """An item that its feed never showed before."""

    identity: str  # as `of_item` gives it
    draft: ArticleDraft
    has_guid: bool = True  # the publisher says by it that it is an article of its own


@dataclass(frozen=True, kw_only=True)
class Known:
    """What of an article of the same source tells whether an item is this article."""

    url: str
    title: str
    opening: str  # the lead, or the beginning of the text
    published_at: datetime
    is_dated: bool


def of_item(item: FeedItem, *, ignores_guids: bool) -> str:
    """Its guid, else its address."""
    return item.link if ignores_guids else item.identity


def has_own_guid(item: FeedItem, *, ignores_guids: bool) -> bool:
    """Whether its guid says more than its address: many feeds only repeat that."""
    return bool(item.guid) and not ignores_guids and not _ADDRESS.match(item.guid)


def repeats_guids(items: Sequence[FeedItem], *, of: int) -> bool:
    """Whether more than a twentieth of a document's items (`of` so many, with those left out) share their guid with
    another article: another address and another title. One article under two addresses is what guids are for."""
    seen: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for item in items:
        seen[item.guid].add((url_key(canonical_url(item.link)), item.title))
    addresses = {
        guid: (len({key for key, _ in pairs}), len({title for _, title in pairs})) for guid, pairs in seen.items()
    }
    counts = Counter(item.guid for item in items if item.guid)
    shared = sum(count for guid, count in counts.items() if min(addresses[guid]) > 1)
    return shared > REPEATED_SHARE * of


def is_other_article(item: FeedItem, known: Known, *, time_zone: str) -> bool:
    """Whether an item whose guid was seen is not the article that had it then: its address is another, and so are its
    words, or its day and its lead. An article that was renamed and moved keeps some of its words."""
    if url_key(canonical_url(item.link)) == url_key(known.url):
        return False
    if not shares_title(item.title, known.title):
        return True
    zone = ZoneInfo(time_zone)
    days = {each.astimezone(zone).date() for each in (item.published_at, known.published_at) if each}
    return known.is_dated and len(days) == 2 and not _is_alike(item.summary, known.opening)


def is_same_article(draft: ArticleDraft, known: Known, *, time_zone: str) -> bool:
    """Whether an item without a guid of its own is an article of its source under a second address."""
    return draft.title == known.title and _is_near(draft, known, time_zone) and _is_alike(draft.lead, known.opening)


def shares_title(one: str, other: str) -> bool:
    """Whether two titles can be one article's: half of the shorter one's words are in the other."""
    words, others = (set(_WORD.findall(title.casefold())) for title in (one, other))
    fewer = min(len(words), len(others))
    return fewer > 0 and len(words & others) >= SHARED_WORDS * fewer


def claimed_address(page_canonical: str, *, page_title: str, known: ArticleDraft, site: Site = Site()) -> str:
    """The address that an article's page calls canonical, or empty: it is the known one, or not to be believed. That is
    another site's, the page's of a consent or a login (its headline is not the article's), a section's (above the
    article's own path)."""
    if page_canonical in {"", known.canonical_url} or not shares_title(page_title, known.title):
        return ""
    claimed = canonical_url(known.canonical_url, page_canonical=page_canonical, site=site)
    section, own = (url.partition("?")[0].partition("://")[2].rstrip("/") for url in (claimed, known.canonical_url))
    is_section = own.startswith(f"{section}/")
    return "" if is_section or len(claimed) > LONGEST_CLAIM else claimed


def _is_near(draft: ArticleDraft, known: Known, time_zone: str) -> bool:
    if known.is_dated and draft.date_origin is not DateOrigin.FIRST_SEEN:
        zone = ZoneInfo(time_zone)
        return draft.published_at.astimezone(zone).date() == known.published_at.astimezone(zone).date()
    is_recent = abs(draft.published_at - known.published_at) <= TITLE_WINDOW
    paths = {url_key(url.partition("?")[0]) for url in (draft.canonical_url, known.url)}
    return is_recent and len(paths) == 1


def _is_alike(lead: str, opening: str) -> bool:
    one, other = (" ".join(text[:COMPARED].casefold().split()) for text in (lead, opening))
    shortest = min(len(one), len(other))
    if shortest < LEAST_LEAD:
        return False
    one, other = one[: shortest + LEAST_LEAD], other[: shortest + LEAST_LEAD]
    is_same_count = _NUMBER.findall(one) == _NUMBER.findall(other)
    return is_same_count and SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
