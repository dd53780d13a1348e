"""Storing: what a visit brought, in short transactions that check the lease before they commit."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from articles.drafts import ArticleDraft, url_key
from articles.models import Image
from articles.publishing import Published, admit_image, publish, refuse_image
from feeds import leasing, reasons, recognizing, redirects
from feeds.canonical_url import host_name
from feeds.discovering import URL_LENGTH, feed_address
from feeds.identity import Headline
from feeds.lead_image import LeadImage
from feeds.models import (
    LEASE,
    Entry,
    EntryState,
    Feed,
    Host,
    ImageDownload,
    ImageDownloadState,
    LeaseLost,
    PageDownload,
    Poll,
)
from feeds.outcomes import Failed, Fetched
from feeds.schedule import Plan

DETAIL_LENGTH = 300
DISK_REST = timedelta(minutes=5)  # until pictures that found no room are tried again
logger = logging.getLogger(__name__)
_POLLED_FIELDS = [
    "title", "next_poll_at", "interval", "etag", "last_modified", "body_digest", "last_polled_at",
    "last_full_at", "last_outcome", "last_detail", "failures", "url", "host", "rhythm", "ignores_guids",
    "moved_to", "moved_hops", "moved_first_at", "next_poll_reasons",
]  # fmt: skip


@transaction.atomic
def begin_poll(feed: Feed, token: UUID, plan: Plan) -> None:
    """Count the attempt before the work: a feed that kills its worker, or finds a bug of ours, comes back later each
    time, shows as failing, and keeps nobody else from being polled. `save_poll` puts the true outcome in its place."""
    leasing.hold(feed.host_id, token)
    Feed.objects.filter(pk=feed.pk).update(
        next_poll_at=plan.next_poll_at, failures=plan.failures, next_poll_reasons=reasons.as_rows(plan.reasons)
    )
    feed.next_poll_at = plan.next_poll_at


@transaction.atomic
def save_poll(feed: Feed, token: UUID, poll: Poll, plan: Plan, headlines: Sequence[Headline]) -> list[Published]:
    """Everything one poll changes: the new headlines, their entries, the feed's health and its next time. `feed`
    carries what was learnt of it already. What is an article under another address, or was deleted, only becomes an
    entry."""
    leasing.hold(feed.host_id, token)
    settled = recognizing.settled(feed, headlines)
    drafts = [each.draft for each in headlines if each.draft.url_key not in settled]
    published = publish(drafts)
    articles = settled | {each.url_key: each.article_id for each in published}
    _save_entries(feed, headlines, articles, {each.url_key for each in published if each.is_new})
    order_images(published, {draft.url_key: draft.canonical_url for draft in drafts})
    poll.detail = poll.detail[:DETAIL_LENGTH]
    host_id = feed.host_id
    _save_health(feed, poll, plan)
    poll.save()
    if plan.host_rests_until:
        rest_host(host_id, plan.host_rests_until)
    return published


def _save_health(feed: Feed, poll: Poll, plan: Plan) -> None:
    """The operator comes first: a new address that was set meanwhile knows nothing of this poll, and a "poll now"
    stays."""
    current = Feed.objects.select_for_update(no_key=True).filter(pk=feed.pk, url=feed.url).first()
    if current is None:
        return
    if _trail(feed).is_believed(poll.at):
        _move(feed, poll)
    is_asked_for = current.next_poll_at != feed.next_poll_at
    feed.next_poll_at = current.next_poll_at if is_asked_for else plan.next_poll_at
    feed.next_poll_reasons = reasons.as_rows(plan.reasons)
    feed.interval, feed.failures = plan.interval, plan.failures
    feed.last_outcome, feed.last_detail, feed.last_polled_at = poll.outcome, poll.detail, poll.at
    feed.save(update_fields=_POLLED_FIELDS)  # the others are the operator's


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


def rest_host(host_id: int, until: datetime) -> None:
    Host.objects.filter(id=host_id, next_visit_at__lt=until).update(next_visit_at=until)


def _save_entries(
    feed: Feed, headlines: Sequence[Headline], articles: dict[str, int | None], fresh: Collection[str]
) -> None:
    """The ledger rows, with their article by the key of its address. Only a `fresh` one's page is to be fetched."""
    hosts = hosts_of([each.draft.canonical_url for each in headlines])
    entries = [
        Entry(
            feed=feed,
            identity=url_key(each.identity),
            link=each.draft.canonical_url,
            host=hosts[host_name(each.draft.canonical_url)],
            article_id=articles.get(each.draft.url_key),
            state=EntryState.PAGE_DUE if each.draft.url_key in fresh else EntryState.DONE,
        )
        for each in headlines
    ]
    Entry.objects.bulk_create(entries, ignore_conflicts=True)


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
    urls = dict(Image.objects.filter(id__in=wanted).values_list("id", "url"))
    hosts = hosts_of(list(urls.values()))
    ImageDownload.objects.bulk_create(
        [ImageDownload(image_id=pk, host=hosts[host_name(url)], referer=wanted[pk]) for pk, url in urls.items()],
        ignore_conflicts=True,
    )


def count_attempt(work: Entry | ImageDownload, *, next_attempt_at: datetime) -> None:
    """Before the work: a page that kills its worker comes back a few times, later each time, and rests."""
    work.attempts += 1
    type(work)._default_manager.filter(pk=work.pk).update(attempts=F("attempts") + 1, next_attempt_at=next_attempt_at)


@transaction.atomic
def save_page(entry: Entry, token: UUID, page: Fetched) -> None:
    """The page as fetched, for an extractor; a sweep looks after it when no message does."""
    leasing.hold(entry.host_id, token)
    PageDownload.objects.update_or_create(
        entry=entry, defaults={"url": page.url, "content_type": page.content_type[:200], "body": page.body}
    )
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.PAGE_FETCHED, detail="", next_attempt_at=Now() + LEASE)


@transaction.atomic
def save_image_bytes(download: ImageDownload, token: UUID, body: bytes) -> None:
    """The image as fetched, for a decoder."""
    leasing.hold(download.host_id, token)
    ImageDownload.objects.filter(pk=download.pk).update(
        state=ImageDownloadState.FETCHED, body=body, detail="", next_attempt_at=Now() + LEASE
    )


@transaction.atomic
def save_setback(
    work: Entry | ImageDownload,
    token: UUID,
    failure: Failed,
    *,
    next_attempt_at: datetime | None,
    host_rests_until: datetime | None,
) -> None:
    """A page or an image did not come: try again then, or (None) give it up. The headline stays either way."""
    leasing.hold(work.host_id, token)
    detail = f"{failure.kind}: {failure.detail}"[:DETAIL_LENGTH]
    if next_attempt_at:
        type(work)._default_manager.filter(pk=work.pk).update(next_attempt_at=next_attempt_at, detail=detail)
    else:
        type(work)._default_manager.filter(pk=work.pk).update(state=EntryState.GIVEN_UP, detail=detail)
        if isinstance(work, ImageDownload):
            refuse_image(work.image_id)
    if host_rests_until:
        rest_host(work.host_id, host_rests_until)


@transaction.atomic
def save_article(entry: Entry, token: UUID, draft: ArticleDraft | None, *, detail: str = "", claimed: str = "") -> None:
    """The full text of an entry (None: its page has none, the headline stays), and the end of its page. `claimed` is
    the address that the page calls canonical, if that is to be believed."""
    done = Entry.objects.filter(pk=entry.pk, lease_token=token).update(
        state=EntryState.DONE, lease_token=None, leased_until=None, detail=detail[:DETAIL_LENGTH]
    )
    if not done:
        raise LeaseLost
    if draft and claimed:
        draft = recognizing.addressed(draft, claimed)
    if draft:
        order_images(publish([draft]), {draft.url_key: draft.canonical_url})
    PageDownload.objects.filter(entry=entry).delete()


@transaction.atomic
def give_up_page(entry: Entry, token: UUID, *, detail: str) -> None:
    """A page that its extractors never came back from. The headline stays."""
    save_article(entry, token, None, detail=detail)
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.GIVEN_UP)


@transaction.atomic
def give_up_exhausted() -> int:
    """Pages and images over which a worker died at every attempt; how many."""
    images = list(ImageDownload.objects.exhausted().values_list("image_id", flat=True))
    for image_id in images:
        refuse_image(image_id)
    given_up = ImageDownload.objects.filter(image_id__in=images).update(state=ImageDownloadState.GIVEN_UP)
    return given_up + Entry.objects.exhausted().update(state=EntryState.GIVEN_UP)


def save_picture(download: ImageDownload, token: UUID, picture: LeadImage) -> None:
    """The re-encoded files, then the row that makes them show: a file without a row harms nobody."""
    image = download.image
    image.digest, image.perceptual_hash = picture.digest, picture.perceptual_hash
    image.picture_key, image.widths = picture.picture_key, sorted(picture.renditions)
    image.width, image.height = picture.width, picture.height
    try:
        for width, body in picture.renditions.items():
            _store(image.file_name(width), body)
    except OSError as problem:
        _postpone_picture(download, token, problem)
        return
    with transaction.atomic():
        _finish_download(download, token, ImageDownloadState.DONE, "")
        admit_image(image)


def _store(name: str, body: bytes) -> None:
    """A file of that name has these bytes, unless it was cut off by a full disk or a killed worker."""
    if default_storage.exists(name) and default_storage.size(name) != len(body):
        default_storage.delete(name)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(body))


def _postpone_picture(download: ImageDownload, token: UUID, problem: OSError) -> None:
    """A full disk is no fault of the picture's: the attempt does not count, and its bytes wait for room."""
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
