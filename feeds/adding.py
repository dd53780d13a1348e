"""Adding: sources and feeds come into the portal here, whoever asks: the commands, a list of feeds, the admin, the
starter sources. What is there already is left as its operator keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, count
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.text import slugify

from articles.holding import hold
from articles.knowledge import markup
from articles.knowledge.drafts import url_key
from articles.models import DisplayPolicy, Section, Source
from articles.models.source import RESERVED_SLUGS
from feeds import ruling, waking
from feeds.discovering import feed_address
from feeds.knowledge.canonical_url import host_name
from feeds.models import Feed, FeedKind
from feeds.pages.rules import NONE, Rules
from feeds.storing import hosts_of

# What `settle` sets.
SETTLED_FIELDS = (
    *("url", "host", "etag", "last_modified", "body_digest", "last_full_at", "failures", "next_poll_at"),
    *("moved_to", "moved_hops", "moved_first_at"),
)
SLUG_LENGTH, TITLE_LENGTH = 60, 300  # characters, as Source.slug and Feed.title


class InvalidSource(ValueError):
    """A source that cannot be kept; the message names the fields and what is wrong with them."""


@dataclass(frozen=True, kw_only=True)
class SourceDraft:
    """A source as somebody describes it."""

    name: str
    home_url: str = ""  # empty: unknown; then it is the front page of the feed's host, and no other feed shares it
    alias_hosts: tuple[str, ...] = ()
    slug: str = ""  # empty: made of the name, or of the host
    language: str = ""
    country: str = ""
    time_zone: str = "UTC"
    section: str = Section.GENERAL
    display_policy: str = DisplayPolicy.FULL
    is_shown: bool = True
    rules: Rules = NONE  # for its pages


@dataclass(frozen=True, kw_only=True)
class FeedDraft:
    """An address to poll, and whose it is."""

    url: str
    source: Source | SourceDraft
    title: str = ""
    kind: str = FeedKind.FEED
    link_selector: str = ""  # of a listing
    is_paused: bool = False
    line: int = 0  # where it stands in the list that it comes from


@dataclass(frozen=True, kw_only=True)
class Added:
    """What came of drafts: made, known (polled already, or named twice), refused with the reason."""

    sources: tuple[Source, ...]
    feeds: tuple[Feed, ...]
    known: int
    refused: tuple[tuple[FeedDraft, str], ...]


@transaction.atomic
def add_feeds(drafts: Sequence[FeedDraft], *, from_people: bool = True, shelf: "Shelf | None" = None) -> Added:
    """Make the rows that are missing: hosts, sources, feeds, due at once. An address that is polled already, over http
    or https, is left alone with its source; a draft that cannot be kept changes nothing. What people name is refused
    at once when it lies in a network that may not be visited; our own newspapers are left to the door. Who adds one
    batch after the other keeps a `shelf` for them, which need not read every source again."""
    hold("sources and feeds")
    shelf = shelf or Shelf()
    shelf.refresh()
    fit, refused = _fit(drafts, from_people)
    made = []
    for address, draft in fit:
        try:
            made.append((address, draft, shelf.source_of(draft.source, address)))
        except InvalidSource as problem:
            refused.append((draft, str(problem)))
    Source.objects.bulk_create(shelf.made)
    ruling.give_first_rules(shelf.rules)
    feeds = _make_feeds(made)
    waking.wake_on_commit()
    return Added(
        sources=tuple(shelf.made),
        feeds=tuple(feeds),
        known=len(drafts) - len(refused) - len(feeds),
        refused=tuple(refused),
    )


def settle(feed: Feed, *, from_people: bool = True) -> None:
    """Give a feed, new or with a new address, its tidy address and its host, and make it due. What was learnt at an
    old address is forgotten. Nothing is saved but the host; `from_people` as in `add_feeds`, ValueError as
    `feed_address`."""
    feed.url = feed_address(feed.url, checks_network=from_people)
    feed.host = hosts_of([feed.url])[host_name(feed.url)]
    feed.etag = feed.last_modified = feed.body_digest = ""
    feed.last_full_at = None
    feed.failures = 0
    feed.moved_to, feed.moved_hops, feed.moved_first_at = "", 0, None
    feed.next_poll_at = Now()


def either_scheme(url: str) -> tuple[str, str]:
    """The address over http and over https: as feeds they are one."""
    rest = url.partition("://")[2]
    return f"http://{rest}", f"https://{rest}"


@cache
def time_zones() -> frozenset[str]:
    """The names of the IANA database; to find them takes the time of a hundred rows."""
    return frozenset(available_timezones())


def source_row(draft: SourceDraft, *, home_url: str) -> Source:
    """The unsaved row of a source, still without its slug. InvalidSource names every field that is wrong."""
    row = Source(
        name=markup.clean_text(draft.name, limit=len(draft.name) + 1),
        home_url=home_url,
        alias_hosts=list(draft.alias_hosts),
        language=draft.language,
        country=draft.country,
        time_zone=draft.time_zone,
        section=draft.section,
        display_policy=draft.display_policy,
        is_shown=draft.is_shown,
    )
    faults = {}
    try:
        row.clean_fields(exclude=["slug"])
    except ValidationError as problem:
        faults = {name: " ".join(messages) for name, messages in problem.message_dict.items()}
    try:
        host_name(home_url)
    except ValueError as problem:
        faults["home_url"] = str(problem)
    if draft.time_zone not in time_zones():
        faults["time_zone"] = f"{draft.time_zone!r} is no IANA time zone, for example Africa/Casablanca."
    if faults:
        raise InvalidSource("; ".join(f"{name}: {fault}" for name, fault in faults.items()))
    return row


def _fit(
    drafts: Sequence[FeedDraft], from_people: bool
) -> tuple[list[tuple[str, FeedDraft]], list[tuple[FeedDraft, str]]]:
    """The drafts with a new address each, and those with none that can be polled."""
    fit: dict[str, tuple[str, FeedDraft]] = {}
    refused = []
    for draft in drafts:
        try:
            address = feed_address(draft.url, checks_network=from_people)
        except ValueError as problem:
            refused.append((draft, str(problem)))
        else:
            fit.setdefault(url_key(address), (address, draft))
    either = [each for url, _ in fit.values() for each in either_scheme(url)]
    polled = {url_key(url) for url in Feed.objects.filter(url__in=either).values_list("url", flat=True)}
    return [pair for key, pair in fit.items() if key not in polled], refused


def _make_feeds(made: Sequence[tuple[str, FeedDraft, Source]]) -> list[Feed]:
    hosts = hosts_of([address for address, _, _ in made])
    return Feed.objects.bulk_create(
        Feed(
            source=source,
            host=hosts[host_name(address)],
            url=address,
            title=draft.title[:TITLE_LENGTH],
            kind=draft.kind,
            link_selector=draft.link_selector,
            is_paused=draft.is_paused,
        )
        for address, draft, source in made
    )


class Shelf:
    """The sources that are kept and those being made, to be found by slug and by home page."""

    def __init__(self) -> None:
        self.newest = 0  # the number of the last source that was read
        self.by_slug: dict[str, Source] = {}
        self.by_home: dict[str, Source] = {}

    def refresh(self) -> None:
        """Inside a transaction that holds the sources: those that came since the last time are kept ones now."""
        for source in Source.objects.filter(pk__gt=self.newest).order_by("pk").only("slug", "home_url"):
            self.by_slug[source.slug] = self.by_home[home_key(source.home_url)] = source
            self.newest = source.pk
        self.made_by_home: dict[str, Source] = {}
        self.made: list[Source] = []
        self.rules: list[tuple[Source, Rules]] = []  # of those that are made

    def source_of(self, wanted: Source | SourceDraft, address: str) -> Source:
        if isinstance(wanted, Source):
            return wanted
        return self._found(wanted) or self._new(wanted, address)

    def _found(self, wanted: SourceDraft) -> Source | None:
        """The same slug at the same host, else the same home page. Two drafts with a slug each stay two."""
        namesake = self.by_slug.get(wanted.slug)
        if namesake and (not wanted.home_url or _host(namesake.home_url) == _host(wanted.home_url)):
            return namesake
        if not wanted.home_url:
            return None
        home = home_key(wanted.home_url)
        return self.by_home.get(home) or (None if wanted.slug else self.made_by_home.get(home))

    def _new(self, wanted: SourceDraft, address: str) -> Source:
        parts = urlsplit(address)
        source = source_row(wanted, home_url=wanted.home_url or f"{parts.scheme}://{parts.netloc}/")
        source.slug = self._free_slug(wanted, source.home_url)
        self.by_slug[source.slug] = source
        if wanted.home_url:
            self.made_by_home.setdefault(home_key(wanted.home_url), source)
        self.made.append(source)
        self.rules.append((source, wanted.rules))
        return source

    def _free_slug(self, wanted: SourceDraft, home_url: str) -> str:
        said = (slugify(text.replace(".", " ")) for text in (wanted.slug, wanted.name, _host(home_url)))
        base = next((slug[:SLUG_LENGTH].strip("-_") for slug in said if slug), "source")
        numbered = (f"{base[: SLUG_LENGTH - 6]}-{number}" for number in count(2))
        return next(slug for slug in chain([base], numbered) if slug not in RESERVED_SLUGS and slug not in self.by_slug)


def _host(url: str) -> str:
    try:
        return host_name(url).removeprefix("www.")
    except ValueError:
        return ""


def home_key(url: str) -> str:
    """What makes two home pages the same: host and path, whatever the scheme, www. and the last slash."""
    parts = urlsplit(url)
    return f"{_host(url)}{parts.path.rstrip('/')}?{parts.query}"
