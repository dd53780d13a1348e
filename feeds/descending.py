"""Descending: from a sitemap index to the sitemaps that it names, one level down and through the door."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from feeds import documents, fetching
from feeds.knowledge.canonical_url import host_name
from feeds.knowledge.outcomes import Failed, Fetched, Outcome, RateLimited

LONGEST = 60.0  # seconds after which no further sitemap of an index is begun


class AsksForRest(documents.NotAFeed):
    """The host asked for rest before a sitemap could be read; the answer in which it did."""

    def __init__(self, problem: str, answer: RateLimited) -> None:
        super().__init__(problem)
        self.answer = answer


def descend(
    index: documents.FeedDocument,
    *,
    url: str,
    before_each: Callable[[], bool],
    get: fetching.Get = fetching.get,
    time_zone: str = "UTC",
    now: datetime | None = None,
) -> documents.FeedDocument:
    """The index with the items of its sitemaps; `before_each` request leaves the host its pause, and says whether there
    may be one. Only those on the index's own host (`url`): another host has its own visitor. NotAFeed when none of them
    brought news: sitemaps without news tags and such as cannot be read now are passed over while another one can.
    AsksForRest when the host did, before any could be read."""
    items: dict[str, documents.FeedItem] = {}
    own = [address for address in index.sitemaps if host_name(address) == host_name(url)]
    problem = f"a sitemap index that names no recent sitemap on {host_name(url)}: give the address of the news sitemap"
    problem = "a sitemap index, and none of its sitemaps could be asked for now" if own else problem
    first = outcome = None
    ends = time.monotonic() + LONGEST
    for address in own:
        if time.monotonic() > ends or isinstance(outcome, RateLimited) or not before_each():
            break
        outcome = get(address, kind=fetching.Kind.FEED)
        try:
            document = _read(outcome, time_zone, now)
        except documents.NotAFeed as unfit:
            problem = f"a sitemap index, and {address} is {unfit}"
            continue
        first = first or document
        items |= {item.identity: item for item in document.items if item.identity not in items}
    if first is None and isinstance(outcome, RateLimited):
        raise AsksForRest(problem, outcome)
    if first is None:
        raise documents.NotAFeed(problem)
    return replace(index, title=first.title, language=first.language, items=tuple(items.values()))


def _read(outcome: Outcome, time_zone: str, now: datetime | None) -> documents.FeedDocument:
    if not isinstance(outcome, Fetched):
        said = f"{outcome.kind}: {outcome.detail}" if isinstance(outcome, Failed) else type(outcome).__name__
        raise documents.NotAFeed(f"not to be read now ({said})")
    document = documents.parse(
        outcome.body, url=outcome.url, content_type=outcome.content_type, time_zone=time_zone, kind="sitemap", now=now
    )
    if document.sitemaps:
        raise documents.NotAFeed("an index itself: give its address instead")
    return document
