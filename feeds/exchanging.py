"""Exchanging: lists of feeds come from other readers and go to them, by way of `opml`."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import available_timezones

from articles.languages import LANGUAGES
from articles.models import DisplayPolicy, Section
from feeds.adding import Added, FeedDraft, SourceDraft, add_feeds
from feeds.canonical_url import host_name
from feeds.documents import check_selector
from feeds.models import Feed, FeedKind
from feeds.opml import OpmlFeed

NAME_LENGTH: Final = 120  # characters, as Source.name
HOME_LENGTH: Final = 500  # as Source.home_url
SELECTOR_LENGTH: Final = 300  # as Feed.link_selector


@dataclass(frozen=True, kw_only=True)
class Imported:
    added: Added
    remarks: tuple[str, ...]  # what a list said of its sources that we do not know, and so left out


def import_list(outlines: list[OpmlFeed], *, display_policy: str = DisplayPolicy.FULL) -> Imported:
    """Add every feed of a list that is not polled yet, in one transaction. `display_policy` is for the sources of
    which the list says none."""
    remarks: list[str] = []
    drafts = [
        FeedDraft(
            url=outline.url,
            source=_source(outline, display_policy, remarks),
            title=outline.title,
            kind=_kind(outline, remarks),
            link_selector=_selector(outline, remarks),
            is_paused=outline.is_paused,
            line=outline.line,
        )
        for outline in outlines
    ]
    return Imported(added=add_feeds(drafts), remarks=tuple(remarks))


def export_list() -> list[OpmlFeed]:
    """Every feed with what we know of its source, by section and name."""
    feeds = Feed.objects.select_related("source").order_by("source__section", "source__name", "id")
    return [
        OpmlFeed(
            url=feed.url,
            title=feed.title or feed.source.name,
            home_url=feed.source.home_url,
            category=(feed.source.get_section_display(),),
            language=feed.source.language,
            name=feed.source.name,
            slug=feed.source.slug,
            country=feed.source.country,
            time_zone=feed.source.time_zone,
            section=feed.source.section,
            display_policy=feed.source.display_policy,
            is_shown=feed.source.is_shown,
            is_paused=feed.is_paused,
            kind=feed.kind,
            link_selector=feed.link_selector,
        )
        for feed in feeds
    ]


def _source(outline: OpmlFeed, display_policy: str, remarks: list[str]) -> SourceDraft:
    def known(field: str, value: str, among: set[str], otherwise: str) -> str:
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
        language=known("language", language, set(LANGUAGES), ""),
        country=country if len(country) == 2 and country.isalpha() else "",
        time_zone=known("time zone", outline.time_zone, available_timezones(), "UTC"),
        section=known("section", outline.section, set(Section.values), section),
        display_policy=known("display policy", outline.display_policy, set(DisplayPolicy.values), display_policy),
        is_shown=outline.is_shown,
    )


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
