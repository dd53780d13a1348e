"""Polling: one feed, from the request to the headlines and the next time."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from articles.knowledge.drafts import DateOrigin
from feeds import (
    article_drafts,
    descending,
    documents,
    fetching,
    hub_links,
    identity,
    leasing,
    recognizing,
    recording,
    storing,
    subscribing,
    throttling,
)
from feeds.identity import Headline
from feeds.knowledge import dates, push, rhythm, schedule
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone, NotModified, Outcome, RateLimited, Validators
from feeds.models import Feed, FeedKind, Host, Poll
from feeds.visiting import Visit


def poll(feed: Feed, token: UUID) -> Poll:
    """Visit one feed and nothing else, and publish what is new in it."""
    with Visit(feed.host, token) as visit:
        visit.take_turn()  # nobody waits longer for one request that a person asked for
        return poll_within(visit, feed)


def count_broken_off(host: Host, token: UUID) -> None:
    """The poll from which the visitor before did not come back, if there is one."""
    feed = Feed.objects.filter(pk=host.feed_under_way).first() if host.feed_under_way else None
    if feed:
        plan = schedule.attempt_counts_until(_history(feed), leasing.now(), bounds=_bounds())
        recording.count_broken_off(host, token, plan)


def poll_within(visit: Visit, feed: Feed, following: Feed | None = None) -> Poll:
    """The same as a part of a longer visit, whose next poll may be known."""
    started, read_before = time.monotonic(), visit.bytes_read
    now = visit.begin_poll(feed)
    history = _history(feed)
    outcome, document = _read_feed(visit, feed, now)
    feed.ignores_guids = feed.ignores_guids or _misuses_guids(feed, document)
    headlines = _headlines(feed, document, now)
    poll = _described(feed, outcome, document, new_items=len(headlines))
    poll.at, poll.bytes = now, visit.bytes_read - read_before
    poll.detail = poll.detail or _left_out(document)
    _learn(feed, outcome, headlines, now, is_first=history.is_first)
    history = replace(
        history,
        items=poll.items,
        new_items=poll.new_items,
        size=poll.bytes,
        ttl=document.ttl,
        rhythm=tuple(feed.rhythm),
    )
    plan = schedule.next_poll(outcome, history, now, bounds=_bounds(), jitter=subscribing.jitter())
    subscription = subscribing.of(feed)
    standing = subscription.standing if subscription else None
    if standing and not plan.failures:
        standing = push.judged(standing, _appeared(feed, headlines), now)
        plan = _with_push(plan, standing, poll)
    poll.seconds = time.monotonic() - started
    visit.has_news = visit.has_news or bool(headlines)
    visit.goes_on_with(following, storing.save_poll(feed, visit.token, poll, plan, headlines, following))
    if subscription and standing:
        subscribing.keep(subscription, standing)
    if isinstance(outcome, Fetched):
        subscribing.heed(feed, subscription, hub_links.named(document, links=outcome.links, url=outcome.url))
    return poll


def _history(feed: Feed) -> schedule.History:
    return schedule.History(interval=feed.interval, failures=feed.failures, is_first=feed.last_full_at is None)


def _appeared(feed: Feed, headlines: Sequence[Headline]) -> list[datetime]:
    """When each was there at the earliest: an undated one, when the poll before this one did not see it."""
    since = (
        feed.last_polled_at if each.draft.date_origin is DateOrigin.FIRST_SEEN else each.draft.published_at
        for each in headlines
    )
    return [date for date in since if date]


def _with_push(plan: schedule.Plan, standing: push.Standing, poll: Poll) -> schedule.Plan:
    """A hub that tells of news spares its feed most polls."""
    at = push.next_poll_at(
        plan, standing, poll.at, new_items=poll.new_items, bounds=_bounds(), jitter=subscribing.jitter()
    )
    return replace(plan, next_poll_at=at)


def _misuses_guids(feed: Feed, document: documents.FeedDocument) -> bool:
    if not document.items:
        return False
    repeats = identity.repeats_guids(document.headlines, of=document.items_total)
    return repeats or recognizing.reuses_guids(feed, document.headlines)


def _learn(feed: Feed, outcome: Outcome, headlines: Sequence[Headline], now: datetime, *, is_first: bool) -> None:
    """The feed's rhythm, and where it moved. A first document's undated items were published nobody knows when."""
    dated = [
        each.draft.published_at
        for each in headlines
        if not is_first or each.draft.date_origin is not DateOrigin.FIRST_SEEN
    ]
    feed.rhythm = rhythm.after(feed.rhythm, dated, last_polled_at=feed.last_polled_at, now=now)
    if isinstance(outcome, Fetched | NotModified):
        storing.follow(feed, outcome.permanent_url, now)


def _read_feed(visit: Visit, feed: Feed, now: datetime) -> tuple[Outcome, documents.FeedDocument]:
    """Fetch and parse; the feed's validators and digest are set for saving. Known bytes are not parsed again."""
    validators = validators_of(feed, now)
    outcome = _fetch_feed(visit, feed, validators)
    if isinstance(outcome, NotModified) and validators == Validators():
        return Failed(kind=Failure.PROTOCOL, detail="304 without having asked"), documents.FeedDocument()
    if isinstance(outcome, NotModified):
        _keep_validators(feed, outcome.validators)
    if not isinstance(outcome, Fetched):
        return outcome, documents.FeedDocument()
    digest = sha256(outcome.body).hexdigest()
    try:
        is_known = digest == feed.body_digest
        document = documents.FeedDocument() if is_known else _parsed(visit, feed, outcome, now)
    except descending.AsksForRest as problem:
        return problem.answer, documents.FeedDocument()
    except documents.NotAFeed as problem:
        return Failed(kind=Failure.NOT_A_FEED, detail=str(problem)), documents.FeedDocument()
    _keep_validators(feed, outcome.validators)
    feed.body_digest, feed.last_full_at = digest, now
    if document.sitemaps:  # they change while their index stays the same: nothing is remembered of it
        feed.etag = feed.last_modified = feed.body_digest = ""
    feed.title = feed.title or document.title[:300]
    if is_known:
        return NotModified(permanent_url=outcome.permanent_url, max_age=outcome.max_age), document
    return outcome, document


def validators_of(feed: Feed, now: datetime) -> Validators:
    """With which it is asked at that time; none, once in a while."""
    known = Validators(etag=feed.etag, last_modified=feed.last_modified)
    return Validators() if schedule.wants_unconditional(feed.last_full_at, now) else known


def _fetch_feed(visit: Visit, feed: Feed, validators: Validators) -> Outcome:
    """What is a page to everybody else is fetched as one, and only if robots.txt allows it."""
    is_page = feed.kind == FeedKind.LISTING
    refusal = throttling.refusal(visit.host, feed.url) if is_page else None
    kind = fetching.Kind.PAGE if is_page else fetching.Kind.FEED
    return refusal or visit.get(feed.url, kind=kind, validators=validators)


def _parsed(visit: Visit, feed: Feed, outcome: Fetched, now: datetime) -> documents.FeedDocument:
    time_zone = feed.source.time_zone
    document = documents.parse(
        outcome.body,
        url=outcome.url,
        content_type=outcome.content_type,
        time_zone=time_zone,
        kind=feed.kind,
        link_selector=feed.link_selector,
        now=now,
        unseen=None if feed.ignores_guids else partial(recognizing.to_be_read, feed),
    )
    if not document.sitemaps:
        return document
    return descending.descend(
        document, url=outcome.url, before_each=visit.go_on, get=visit.get, time_zone=time_zone, now=now
    )


def _keep_validators(feed: Feed, validators: Validators) -> None:
    """On every 200 and 304 (feedbin #726): a 304 without them says that the old ones hold."""
    feed.etag = validators.etag or feed.etag
    feed.last_modified = validators.last_modified or feed.last_modified


def _headlines(feed: Feed, document: documents.FeedDocument, now: datetime) -> list[Headline]:
    """The items that this feed never showed before."""
    if not document.items:
        return []
    ignores_guids = feed.ignores_guids
    read = list(document.headlines)
    if dates.tell_nothing([item.published_at for item in read]):
        read = [replace(item, published_at=None) for item in read]
    items = {identity.of_item(item, ignores_guids=ignores_guids): item for item in read}
    unseen = recognizing.unseen(feed, list(items))
    source_id, language, site = feed.source_id, feed.source.language, recognizing.site_of(feed.source)
    return [
        Headline(
            identity=key,
            draft=article_drafts.headline(item, source_id=source_id, source_language=language, now=now, site=site),
            has_guid=identity.has_own_guid(item, ignores_guids=ignores_guids),
        )
        for key, item in items.items()
        if key in unseen
    ]


def _described(feed: Feed, outcome: Outcome, document: documents.FeedDocument, *, new_items: int) -> Poll:
    match outcome:
        case Fetched():
            left_out = len(document.items) - len(document.headlines)
            items = document.items_total - left_out
            detail = f"left out: {left_out} without an address that a reader could open" if left_out else ""
            return Poll(feed_id=feed.pk, outcome="fetched", items=items, new_items=new_items, detail=detail)
        case NotModified():
            return Poll(feed_id=feed.pk, outcome="not modified")
        case RateLimited(status=status, retry_after=rest):
            return Poll(
                feed_id=feed.pk, outcome="rate limited", detail=f"{status}, asks for {rest or 'no certain'} rest"
            )
        case Gone():
            return Poll(
                feed_id=feed.pk,
                outcome="gone",
                detail="410: the source says that this feed is gone for good: pause or delete it",
            )
        case Failed(kind=kind, detail=detail):
            return Poll(feed_id=feed.pk, outcome="failed", detail=f"{kind}: {detail}")


def _left_out(document: documents.FeedDocument) -> str:
    """A document that is too long to be read whole loses nothing in silence."""
    if not document.left_out:
        return ""
    read, left_out = document.items_total, document.left_out
    return f"of {read + left_out:,} items the newest {read:,} are read: look for a feed with fewer, by section or topic"


def _bounds() -> schedule.Bounds:
    return schedule.Bounds(
        least=timedelta(seconds=settings.POLL_MIN_SECONDS),
        most=timedelta(seconds=settings.POLL_MAX_SECONDS),
        day_bytes=settings.FEED_DAY_MEGABYTES * fetching.MEGABYTE,
    )
