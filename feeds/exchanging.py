"""Exchanging: lists of feeds come from other readers and go to them, by way of `opml`."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from articles.knowledge import countries, hosts
from articles.knowledge.languages import LANGUAGES
from articles.models import DisplayPolicy, Section, Source
from feeds.adding import Added, FeedDraft, Shelf, SourceDraft, add_feeds, home_key, time_zones
from feeds.knowledge.canonical_url import host_name
from feeds.knowledge.css_selectors import check_selector
from feeds.knowledge.opml import OpmlFeed
from feeds.models import Feed, FeedKind
from feeds.pages.rules import NONE, Rules, as_json, from_json

NAME_LENGTH: Final = 120  # characters, as Source.name
HOME_LENGTH: Final = 500  # as Source.home_url
SELECTOR_LENGTH: Final = 300  # as Feed.link_selector


BATCH: Final = 250  # outlines


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What came of outlines of a list."""

    outlines: int
    added: Added
    remarks: tuple[str, ...]  # what the list said of its sources that we do not know, and so left out


def import_batches(outlines: list[OpmlFeed], *, display_policy: str = DisplayPolicy.FULL) -> Iterator[Imported]:
    """Add every feed of a list that is not polled yet, BATCH by BATCH: what was given back stays, whatever comes
    after. `display_policy` is for the sources of which the list says none."""
    shelf = Shelf()
    for batch in _batches(outlines):
        remarks: list[str] = []
        drafts = [_draft(outline, display_policy, remarks) for outline in batch]
        yield Imported(outlines=len(batch), added=add_feeds(drafts, shelf=shelf), remarks=tuple(remarks))


def together(parts: Sequence[Imported]) -> Imported:
    """The sum of batches; what was refused or remarked in the order of the list."""
    refused = [each for part in parts for each in part.added.refused]
    return Imported(
        outlines=sum(part.outlines for part in parts),
        added=Added(
            sources=tuple(source for part in parts for source in part.added.sources),
            feeds=tuple(feed for part in parts for feed in part.added.feeds),
            known=sum(part.added.known for part in parts),
            refused=tuple(sorted(refused, key=lambda each: each[0].line)),
        ),
        remarks=tuple(remark for part in parts for remark in part.remarks),
    )


def _batches(outlines: list[OpmlFeed]) -> Iterator[list[OpmlFeed]]:
    """Outlines of one home page stay together: two sources that share it are told apart in one batch only."""
    by_home: dict[str, list[OpmlFeed]] = {}
    for number, outline in enumerate(outlines):
        key = home_key(outline.home_url) if _home_url(outline.home_url) else f"outline {number}"
        by_home.setdefault(key, []).append(outline)
    batch: list[OpmlFeed] = []
    for group in by_home.values():
        batch += group
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _draft(outline: OpmlFeed, display_policy: str, remarks: list[str]) -> FeedDraft:
    return FeedDraft(
        url=outline.url,
        source=_source(outline, display_policy, remarks),
        title=outline.title,
        kind=_kind(outline, remarks),
        link_selector=_selector(outline, remarks),
        is_paused=outline.is_paused,
        line=outline.line,
    )


def export_list() -> list[OpmlFeed]:
    """Every feed with what we know of its source, by section and name."""
    feeds = Feed.objects.select_related("source__page_rules").order_by("source__section", "source__name", "id")
    return [
        OpmlFeed(
            url=feed.url,
            title=feed.title or feed.source.name,
            home_url=feed.source.home_url,
            category=(feed.source.get_section_display(),),
            language=feed.source.language,
            name=feed.source.name,
            slug=feed.source.slug,
            alias_hosts=tuple(feed.source.alias_hosts),
            country=feed.source.country,
            time_zone=feed.source.time_zone,
            section=feed.source.section,
            display_policy=feed.source.display_policy,
            is_shown=feed.source.is_shown,
            page_rules=_written(feed.source),
            is_paused=feed.is_paused,
            kind=feed.kind,
            link_selector=feed.link_selector,
        )
        for feed in feeds
    ]


def _source(outline: OpmlFeed, display_policy: str, remarks: list[str]) -> SourceDraft:
    def known(field: str, value: str, among: Collection[str], otherwise: str) -> str:
        if value and value not in among:
            remarks.append(f"line {outline.line}: {field} {value[:60]!r} is unknown and left out")
        return value if value in among else otherwise

    home_url = _home_url(outline.home_url)
    language = outline.language.replace("_", "-").partition("-")[0].lower()
    category = outline.category[-1].lower() if outline.category else ""
    section = category if category in Section.values else Section.GENERAL.value
    country = outline.country.upper()
    return SourceDraft(
        name=(outline.name or outline.title or _host(home_url) or _host(outline.url))[:NAME_LENGTH],
        home_url=home_url,
        slug=outline.slug,
        alias_hosts=_alias_hosts(outline, remarks),
        language=known("language", language, set(LANGUAGES), ""),
        country=known("country", country, {country} if countries.is_country(country) else set(), ""),
        time_zone=known("time zone", outline.time_zone, time_zones(), "UTC"),
        section=known("section", outline.section, set(Section.values), section),
        display_policy=known("display policy", outline.display_policy, set(DisplayPolicy.values), display_policy),
        is_shown=outline.is_shown,
        rules=_rules(outline, remarks),
    )


def _rules(outline: OpmlFeed, remarks: list[str]) -> Rules:
    try:
        return from_json(outline.page_rules)
    except ValueError as problem:
        remarks.append(f"line {outline.line}: {problem}; they are left out")
        return NONE


def _written(source: Source) -> str:
    row = getattr(source, "page_rules", None)
    return as_json(row.values) if row else ""


def _alias_hosts(outline: OpmlFeed, remarks: list[str]) -> tuple[str, ...]:
    known = []
    for written in outline.alias_hosts:
        try:
            known.append(hosts.host_name(written))
        except hosts.NotAHost as problem:
            remarks.append(f"line {outline.line}: {str(problem)!r} is no host name and left out")
    return tuple(dict.fromkeys(known))


def _kind(outline: OpmlFeed, remarks: list[str]) -> str:
    if outline.kind and outline.kind not in FeedKind.values:
        remarks.append(f"line {outline.line}: kind {outline.kind[:60]!r} is unknown and left out")
    return outline.kind if outline.kind in FeedKind.values else FeedKind.FEED.value


def _selector(outline: OpmlFeed, remarks: list[str]) -> str:
    selector = outline.link_selector
    try:
        if selector:
            check_selector(selector)
        if len(selector) > SELECTOR_LENGTH:
            raise ValueError(f"the selector is longer than {SELECTOR_LENGTH} characters")
    except ValueError as problem:
        remarks.append(f"line {outline.line}: {problem}; it is left out")
        return ""
    return selector


def _home_url(url: str) -> str:
    """The home page that a list names, when it can be one."""
    return url if len(url) <= HOME_LENGTH and _host(url) else ""


def _host(url: str) -> str:
    try:
        return host_name(url)
    except ValueError:
        return ""
