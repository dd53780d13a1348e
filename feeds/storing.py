"""Storing: what a visit brought, in short transactions that check the lease before they commit."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from articles.drafts import ArticleDraft, url_key
from articles.models import Image
from articles.publishing import Published, admit_image, publish, refuse_image
from feeds import leasing
from feeds.canonical_url import host_name
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
_POLLED_FIELDS = [
    "title",
    "next_poll_at",
    "interval",
    "etag",
    "last_modified",
    "body_digest",
    "last_polled_at",
    "last_full_at",
    "last_outcome",
    "last_detail",
    "failures",
]


def unseen(feed: Feed, identities: Sequence[str]) -> set[str]:
    """Which of these identities (a guid or a link each) the feed never showed before."""
    keys = {url_key(identity): identity for identity in identities}
    seen = Entry.objects.filter(feed=feed, identity__in=keys).values_list("identity", flat=True)
    return set(keys.values()) - {keys[key] for key in seen}


@transaction.atomic
def begin_poll(feed: Feed, token: UUID, plan: Plan) -> None:
    """Count the attempt before the work: a feed that kills its worker, or finds a bug of ours, comes back later each
    time, shows as failing, and keeps nobody else from being polled. `save_poll` puts the true outcome in its place."""
    leasing.hold(feed.host_id, token)
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=plan.next_poll_at, failures=plan.failures)
    feed.next_poll_at = plan.next_poll_at


@transaction.atomic
def save_poll(
    feed: Feed, token: UUID, poll: Poll, plan: Plan, headlines: Sequence[tuple[str, ArticleDraft]]
) -> list[Published]:
    """Everything one poll changes: the new headlines (identity in the feed, draft), their entries, the feed's health
    and its next time. `feed` carries the new validators and digest already."""
    leasing.hold(feed.host_id, token)
    published = publish([draft for _, draft in headlines])
    _save_entries(feed, headlines, {each.url_key: each for each in published})
    order_images(published, {draft.url_key: draft.canonical_url for _, draft in headlines})
    poll.detail = poll.detail[:DETAIL_LENGTH]
    poll.save()
    _save_health(feed, poll, plan)
    if plan.host_rests_until:
        rest_host(feed.host_id, plan.host_rests_until)
    return published


def _save_health(feed: Feed, poll: Poll, plan: Plan) -> None:
    """The operator comes first: a new address that was set meanwhile knows nothing of this poll, and a "poll now"
    stays."""
    current = Feed.objects.select_for_update(no_key=True).filter(pk=feed.pk, url=feed.url).first()
    if current is None:
        return
    is_asked_for = current.next_poll_at != feed.next_poll_at
    feed.next_poll_at = current.next_poll_at if is_asked_for else plan.next_poll_at
    feed.interval, feed.failures = plan.interval, plan.failures
    feed.last_outcome, feed.last_detail, feed.last_polled_at = poll.outcome, poll.detail, poll.at
    feed.save(update_fields=_POLLED_FIELDS)  # the others are the operator's


def rest_host(host_id: int, until: datetime) -> None:
    Host.objects.filter(id=host_id, next_visit_at__lt=until).update(next_visit_at=until)


def _save_entries(feed: Feed, headlines: Sequence[tuple[str, ArticleDraft]], published: dict[str, Published]) -> None:
    """The ledger rows. An article that another feed brought first has its page fetched already."""
    hosts = hosts_of([draft.canonical_url for _, draft in headlines])
    entries = []
    for identity, draft in headlines:
        brought = published.get(draft.url_key)
        entries.append(
            Entry(
                feed=feed,
                identity=url_key(identity),
                link=draft.canonical_url,
                host=hosts[host_name(draft.canonical_url)],
                article_id=brought.article_id if brought else None,
                state=EntryState.PAGE_DUE if brought and brought.is_new else EntryState.DONE,
            )
        )
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
def save_article(entry: Entry, token: UUID, draft: ArticleDraft | None, *, detail: str = "") -> None:
    """The full text of an entry (None: its page has none, the headline stays), and the end of its page."""
    done = Entry.objects.filter(pk=entry.pk, lease_token=token).update(
        state=EntryState.DONE, lease_token=None, leased_until=None, detail=detail[:DETAIL_LENGTH]
    )
    if not done:
        raise LeaseLost
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
    for width, body in picture.renditions.items():
        _store(image.file_name(width), body)
    with transaction.atomic():
        _finish_download(download, token, ImageDownloadState.DONE, "")
        admit_image(image)


def _store(name: str, body: bytes) -> None:
    """A file of that name has these bytes, unless it was cut off by a full disk or a killed worker."""
    if default_storage.exists(name) and default_storage.size(name) != len(body):
        default_storage.delete(name)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(body))


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
