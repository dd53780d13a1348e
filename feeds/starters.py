"""The starter sources: outlets of the Maghreb and the world, so that a new portal is full of news at once.

`starter_sources.json` names them. Their addresses are public and may change; one that fails is shown as failing. Of
other publishers' articles an excerpt is shown until the operator comes to terms with them (docs/decisions/0003), of Le
Monde, whose robots.txt reserves its texts by name, only the headline; Challenge is shown in full, as on the portal that
this one is modelled on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from articles.models import Source
from feeds.adding import FeedDraft, InvalidSource, SourceDraft, add_feeds, source_row
from feeds.discovering import feed_address
from feeds.knowledge.canonical_url import host_name

_OPTIONAL: Final = frozenset({"is_shown", "alias_hosts", "rules"})
STARTERS: Final = Path(__file__).with_name("starter_sources.json")


class InvalidStarters(ValueError):
    """A file of starter sources that cannot be used; the message names the entry and what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class StarterSource(SourceDraft):
    """A source with the addresses of its feeds."""

    slug: str
    home_url: str
    feeds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sown:
    """How many rows were made."""

    sources: int
    feeds: int


def bundled(path: Path = STARTERS) -> tuple[StarterSource, ...]:
    """The starter sources of the file, checked. InvalidStarters names the first entry that is wrong."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InvalidStarters(f"{path.name} cannot be read: {problem}") from None
    if not isinstance(entries, list) or not entries:
        raise InvalidStarters(f"{path.name} holds no list of sources")
    starters = tuple(_starter(entry, f"{path.name}, source {at}") for at, entry in enumerate(entries, start=1))
    _check_unique((starter.slug for starter in starters), "slug", path.name)
    _check_unique((url for starter in starters for url in starter.feeds), "feed address", path.name)
    return starters


def sow(starters: Iterable[StarterSource]) -> Sown:
    """Make those that are missing, in one transaction. A source whose slug exists keeps everything that it has, and
    gets the feeds that no source polls yet: also those that somebody deleted, so call it when asked to."""
    with transaction.atomic():
        starters = tuple(starters)
        kept = Source.objects.in_bulk([starter.slug for starter in starters], field_name="slug")
        added = add_feeds(
            [
                FeedDraft(url=url, source=kept.get(starter.slug, starter))
                for starter in starters
                for url in starter.feeds
            ],
            from_people=False,
        )
        if added.refused:
            draft, reason = added.refused[0]
            raise InvalidStarters(f"{draft.url}: {reason}")
    return Sown(sources=len(added.sources), feeds=len(added.feeds))


def hosts_of(starters: Iterable[StarterSource]) -> tuple[str, ...]:
    """The servers that their feeds are on, by name (and port, unless it is the scheme's own): one that can be reached
    says that there is an Internet."""
    return tuple(dict.fromkeys(host_name(url) for starter in starters for url in starter.feeds))


def _starter(entry: Any, place: str) -> StarterSource:
    names = {field.name for field in fields(StarterSource)}
    if not isinstance(entry, dict) or not names - _OPTIONAL <= set(entry) <= names:
        raise InvalidStarters(f"{place}: every source needs exactly {', '.join(sorted(names - _OPTIONAL))}")
    urls = entry["feeds"]
    if not isinstance(urls, list) or not urls or not all(isinstance(url, str) for url in urls):
        raise InvalidStarters(f"{place}: feeds is no list of addresses")
    starter = StarterSource(**{**entry, "feeds": tuple(urls)})
    try:
        source_row(starter, home_url=starter.home_url)
        for url in starter.feeds:
            feed_address(url)
    except (InvalidSource, ValueError) as problem:
        raise InvalidStarters(f"{place} ({starter.slug}): {problem}") from None
    return starter


def _check_unique(values: Iterable[str], what: str, file: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise InvalidStarters(f"{file}: the {what} {value} is there twice")
        seen.add(value)
