"""Storing: what a visit brought, in short transactions that check the lease before they commit."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Now

from articles import preparing
from articles.knowledge.drafts import url_key
from articles.publishing import Published, admit_image, publish, refuse_image
from feeds import filing, leasing, recognizing, recording
from feeds.discovering import URL_LENGTH, feed_address
from feeds.identity import Headline
from feeds.knowledge import redirects, schedule
from feeds.knowledge.canonical_url import host_name
from feeds.knowledge.outcomes import Failed, Fetched
from feeds.knowledge.schedule import Plan
from feeds.models import (
    LEASE,
    Entry,
    EntryState,
    Feed,
    Host,
    ImageDownload,
    ImageDownloadState,
    LeaseLost,
    Poll,
)

if TYPE_CHECKING:
    from feeds.knowledge.lead_image import LeadImage  # at run time, Pillow and numpy would come into every web server

DETAIL_LENGTH = 300
DISK_REST = timedelta(minutes=5)  # until pictures that found no room are tried again
# Written out, as in `recording`: they run for every page and every image.
_PAGE: Final = f"""{leasing.HELD}, kept AS (
        UPDATE feeds_entry SET state = %(state)s, detail = '', next_attempt_at = now() + %(lease)s
        FROM held WHERE feeds_entry.id = %(work)s RETURNING feeds_entry.id)
    INSERT INTO feeds_pagedownload (entry_id, url, content_type, robots, body)
    SELECT id, %(url)s, %(content_type)s, %(robots)s, %(body)s FROM kept
    ON CONFLICT (entry_id) DO UPDATE
    SET url = excluded.url, content_type = excluded.content_type, robots = excluded.robots,
        body = excluded.body"""  # noqa: S608  # no value stands in it
_IMAGE: Final = f"""{leasing.HELD}
    UPDATE feeds_imagedownload
    SET state = %(state)s, body = %(body)s, detail = '', next_attempt_at = now() + %(lease)s
    FROM held WHERE feeds_imagedownload.image_id = %(work)s"""  # noqa: S608  # as above
_HOSTS: Final = "SELECT name, id FROM feeds_host WHERE name = ANY(%(names)s::text[])"
_ENTRIES: Final = """
    INSERT INTO feeds_entry (feed_id, identity, link, host_id, article_id, state, attempts, readings, detail)
    SELECT %(feed)s, identity, link, host, article, state, 0, 0, ''
    FROM unnest(%(identities)s::text[], %(links)s::text[], %(hosts)s::bigint[], %(articles)s::bigint[],
        %(states)s::text[]) AS seen(identity, link, host, article, state)
    ON CONFLICT DO NOTHING"""
_UNORDERED: Final = """
    SELECT image.id, image.url
    FROM articles_image image LEFT JOIN feeds_imagedownload download ON download.image_id = image.id
    WHERE image.id = ANY(%(images)s::bigint[]) AND download.image_id IS NULL AND EXISTS (
        SELECT FROM articles_article article JOIN articles_source source ON source.id = article.source_id
        WHERE article.image_id = image.id AND source.shows_pictures) ORDER BY image.id"""
_ORDER: Final = """
    INSERT INTO feeds_imagedownload (image_id, host_id, referer, state, attempts, detail)
    SELECT image, host, referer, %(state)s, 0, ''
    FROM unnest(%(images)s::bigint[], %(hosts)s::bigint[], %(referers)s::text[]) AS wanted(image, host, referer)
    ON CONFLICT DO NOTHING"""
_COUNT: Final = """
    UPDATE {table} SET attempts = attempts + 1, next_attempt_at = now() + %(rest)s
    WHERE {key} = %(work)s RETURNING now()"""
_COUNT_PAGE: Final = _COUNT.format(table="feeds_entry", key="id")
_COUNT_IMAGE: Final = _COUNT.format(table="feeds_imagedownload", key="image_id")
logger = logging.getLogger(__name__)


def save_poll(
    feed: Feed, token: UUID, poll: Poll, plan: Plan, headlines: Sequence[Headline], following: Feed | None = None
) -> datetime:
    """Everything one poll changes: the new headlines, their entries, the feed's health and its next time. `feed`
    carries what was learnt of it already. What is an article under another address, or was deleted, only becomes an
    entry. The rest is as in `recording.record`."""
    poll.detail = poll.detail[:DETAIL_LENGTH]
    record = partial(
        recording.record, feed, token, poll, plan, held=feed.host_id, known_url=feed.url, following=following
    )
    is_moving = _trail(feed).is_believed(poll.at)
    if not headlines and not is_moving:  # by far the most
        return record()
    with transaction.atomic():
        leasing.hold(feed.host_id, token)
        _save_headlines(feed, headlines)
        if is_moving and Feed.objects.filter(pk=feed.pk, url=feed.url).exists():
            _move(feed, poll)
        return record()


def _save_headlines(feed: Feed, headlines: Sequence[Headline]) -> None:
    """Articles, their entries, and orders for their images."""
    settled = recognizing.settled(feed, headlines)
    drafts = [each.draft for each in headlines if each.draft.url_key not in settled]
    published = publish(drafts)
    articles = settled | {each.url_key: each.article_id for each in published}
    _save_entries(feed, headlines, articles, {each.url_key for each in published if each.is_new})
    order_images(published, {draft.url_key: draft.canonical_url for draft in drafts})


def _trail(feed: Feed) -> redirects.Trail:
    return redirects.Trail(target=feed.moved_to, hops=feed.moved_hops, first_at=feed.moved_first_at)


def follow(feed: Feed, target: str, now: datetime) -> None:
    """Note where this poll's permanent redirects led, empty: nowhere. Nothing is saved yet."""
    is_elsewhere = target != feed.url and len(target) <= URL_LENGTH
    trail = redirects.followed(_trail(feed), target if is_elsewhere else "", now)
    feed.moved_to, feed.moved_hops, feed.moved_first_at = trail.target, trail.hops, trail.first_at


def _move(feed: Feed, poll: Poll) -> None:
    """The feed gets the address that it moved to, with its host; or the operator learns why it cannot."""
    try:
        address = feed_address(feed.moved_to)
    except ValueError as problem:
        poll.detail = f"moved for good to an address that cannot be polled: {problem}"[:DETAIL_LENGTH]
        return
    rest = address.partition("://")[2]
    namesakes = Feed.objects.filter(url__in=[f"http://{rest}", f"https://{rest}"]).exclude(pk=feed.pk)
    if other := namesakes.first():
        poll.detail = f"moved for good to an address that feed № {other.pk} polls already: pause or delete this one"
        return
    poll.detail = f"moved for good, polled at its new address from now on; the old one was {feed.url}"[:DETAIL_LENGTH]
    feed.url, feed.host = address, hosts_of([address])[host_name(address)]
    feed.moved_to, feed.moved_hops, feed.moved_first_at = "", 0, None


def _save_entries(
    feed: Feed, headlines: Sequence[Headline], articles: dict[str, int | None], fresh: Collection[str]
) -> None:
    """The ledger rows, with their article by the key of its address. Only a `fresh` one's page is to be fetched."""
    links = [each.draft.canonical_url for each in headlines]
    keys = [each.draft.url_key for each in headlines]
    values = {
        "feed": feed.pk,
        "identities": [url_key(each.identity) for each in headlines],
        "links": links,
        "hosts": _host_ids(links),
        "articles": [articles.get(key) for key in keys],
        "states": [str(EntryState.PAGE_DUE if key in fresh else EntryState.DONE) for key in keys],
    }
    preparing.run(_ENTRIES, values)


def _host_ids(urls: Sequence[str]) -> list[int]:
    """Of each address the host's row, made where it is missing."""
    names = [host_name(url) for url in urls]
    known: dict[str, int] = dict(preparing.run(_HOSTS, {"names": names}).fetchall())
    missing = [url for url, name in zip(urls, names, strict=True) if name not in known]
    made = {name: host.pk for name, host in hosts_of(missing).items()} if missing else {}
    return [(known | made)[name] for name in names]


def hosts_of(urls: Sequence[str]) -> dict[str, Host]:
    """The host row of each address, made where missing, by name."""
    names = sorted({host_name(url) for url in urls})
    hosts = {host.name: host for host in Host.objects.filter(name__in=names)}
    missing = [Host(name=name) for name in names if name not in hosts]
    if missing:
        Host.objects.bulk_create(missing, ignore_conflicts=True)
        hosts = {host.name: host for host in Host.objects.filter(name__in=names)}
    return hosts


def order_images(published: Sequence[Published], pages: dict[str, str]) -> None:
    """Have the images fetched that these articles wait for; `pages` gives each article's address by its key."""
    wanted = {each.image_id: pages[each.url_key] for each in published if each.image_id}
    unordered = preparing.run(_UNORDERED, {"images": list(wanted)}).fetchall() if wanted else []
    if not unordered:  # as for most texts, since their headline ordered it
        return
    images, urls = zip(*unordered, strict=True)
    referers = [wanted[image] for image in images]
    hosts, state = _host_ids(urls), ImageDownloadState.DUE
    preparing.run(_ORDER, {"images": list(images), "hosts": hosts, "referers": referers, "state": state})


def count_attempt(work: Entry | ImageDownload) -> datetime:
    """Before the work: a page that kills its worker comes back a few times, later each time, and rests. The time, by
    the database's clock; LeaseLost when the work is gone."""
    work.attempts += 1
    statement = _COUNT_PAGE if isinstance(work, Entry) else _COUNT_IMAGE
    row = preparing.run(statement, {"work": work.pk, "rest": schedule.rest_after(work.attempts)}).fetchone()
    if row is None:
        raise LeaseLost
    began: datetime = row[0]
    return began


def save_page(entry: Entry, token: UUID, page: Fetched) -> None:
    """The page as fetched, for an extractor; a sweep looks after it when no message does."""
    values = {
        "url": page.url,
        "content_type": page.content_type[:200],
        "robots": page.robots,
        "body": page.body,
    }
    _keep(_PAGE, entry, token, EntryState.PAGE_FETCHED, values)


def save_image_bytes(download: ImageDownload, token: UUID, body: bytes) -> None:
    """The image as fetched, for a decoder."""
    _keep(_IMAGE, download, token, ImageDownloadState.FETCHED, {"body": body})


def _keep(statement: str, work: Entry | ImageDownload, token: UUID, state: str, values: dict[str, Any]) -> None:
    values |= {"held": work.host_id, "token": token, "work": work.pk, "state": state, "lease": LEASE}
    if not preparing.run(statement, values).rowcount:
        raise LeaseLost


@transaction.atomic
def postpone(work: Entry | ImageDownload, token: UUID, *, until: datetime) -> None:
    """What its host has no room for today; that is no attempt."""
    leasing.hold(work.host_id, token)
    detail = f"waits for {until:%Y-%m-%d}: the host's bytes of the day are used up (HOST_DAY_MEGABYTES)"
    type(work)._default_manager.filter(pk=work.pk).update(next_attempt_at=until, detail=detail)


@transaction.atomic
def save_setback(
    work: Entry | ImageDownload,
    token: UUID,
    failure: Failed,
    *,
    next_attempt_at: datetime | None,
) -> None:
    """A page or an image did not come: try again then, or (None) give it up. The headline stays either way."""
    leasing.hold(work.host_id, token)
    detail = f"{failure.kind}: {failure.detail}"[:DETAIL_LENGTH]
    if next_attempt_at:
        type(work)._default_manager.filter(pk=work.pk).update(next_attempt_at=next_attempt_at, detail=detail)
    else:
        was_read = isinstance(work, Entry) and work.readings > 0  # only another reading was wanted
        state = EntryState.DONE if was_read else EntryState.GIVEN_UP
        type(work)._default_manager.filter(pk=work.pk).update(state=state, detail=detail)
        if isinstance(work, ImageDownload):
            refuse_image(work.image_id)


@transaction.atomic
def give_up_exhausted() -> int:
    """Pages and images over which a worker died at every attempt; how many."""
    images = list(ImageDownload.objects.exhausted().values_list("image_id", flat=True))
    for image_id in images:
        refuse_image(image_id)
    given_up = ImageDownload.objects.filter(image_id__in=images).update(state=ImageDownloadState.GIVEN_UP)
    ended = Case(When(readings__gt=0, then=Value(EntryState.DONE)), default=Value(EntryState.GIVEN_UP))
    return given_up + Entry.objects.exhausted().update(state=ended)


def save_picture(download: ImageDownload, token: UUID, picture: "LeadImage") -> None:
    """The re-encoded files, then the row that makes them show: a file without a row harms nobody."""
    image = download.image
    filing.describe(image, picture)
    try:
        filing.store(image, picture)
    except OSError as problem:
        _postpone_picture(download, token, problem)
        return
    with transaction.atomic():
        _finish_download(download, token, ImageDownloadState.DONE, "")
        admit_image(image)


def _postpone_picture(download: ImageDownload, token: UUID, problem: OSError) -> None:
    """A full disk or a store that does not answer is no fault of the picture's: the attempt does not count, and its
    bytes wait for room."""
    logger.error("pictures cannot be stored: %s", problem)
    detail = f"cannot be stored: {problem.strerror or problem}"[:DETAIL_LENGTH]
    ImageDownload.objects.filter(pk=download.pk, lease_token=token).update(
        attempts=F("attempts") - 1, lease_token=None, leased_until=Now() + DISK_REST, detail=detail
    )


@transaction.atomic
def give_up_picture(download: ImageDownload, token: UUID, *, detail: str) -> None:
    _finish_download(download, token, ImageDownloadState.GIVEN_UP, detail)
    refuse_image(download.image_id)


def _finish_download(download: ImageDownload, token: UUID, state: ImageDownloadState, detail: str) -> None:
    done = ImageDownload.objects.filter(pk=download.pk, lease_token=token).update(
        state=state, body=None, lease_token=None, leased_until=None, detail=detail[:DETAIL_LENGTH]
    )
    if not done:
        raise LeaseLost
