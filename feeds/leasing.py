"""Leasing: who may work on what, and for how long. One statement each, by the database's clock.

A claim hands out a token; every later write names it, so that a worker that was frozen, or a message that Redis
delivered twice, changes nothing (docs/decisions/0002)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from feeds.models import (
    LEASE,
    MAX_ATTEMPTS,
    Entry,
    EntryState,
    Feed,
    Host,
    ImageDownload,
    ImageDownloadState,
    LeaseLost,
)
from feeds.outcomes import Failure

SWEEP = 100  # most pages or images that one sweep hands out
RESWEEP = LEASE  # a sweep leaves them alone for so long


def claim_hosts() -> list[tuple[int, UUID]]:
    """Lease hosts that have due work; (host id, token) each. Bounded by the hosts that are leased already, so that
    the queue never fills with what nobody has hands for (an unbounded sweep never ends: reliability figures)."""
    room = settings.FETCH_HOSTS_AT_ONCE - Host.objects.leased().count()
    if room <= 0:
        return []
    token = uuid4()
    with transaction.atomic():
        due = Host.objects.with_due_work().order_by("next_visit_at").select_for_update(skip_locked=True)
        ids = list(due.values_list("id", flat=True)[:room])
        Host.objects.filter(id__in=ids).update(leased_until=Now() + LEASE, lease_token=token)
    return [(host_id, token) for host_id in ids]


def renew(host_id: int, token: UUID) -> bool:
    """Prolong the lease; False when it is lost. Called before every request."""
    held = Host.objects.filter(id=host_id, lease_token=token, leased_until__gt=Now())
    return bool(held.update(leased_until=Now() + LEASE))


def release(host_id: int, token: UUID, *, pause: float) -> None:
    """End the visit: the host may be visited again after `pause` seconds, or later if it asked for a longer rest."""
    Host.objects.filter(id=host_id, lease_token=token).update(leased_until=None, lease_token=None)
    Host.objects.filter(id=host_id, next_visit_at__lt=Now()).update(next_visit_at=Now() + timedelta(seconds=pause))


def forget_all() -> None:
    """End every lease. Only for a start at which no worker can be alive: what the last run held is due at once."""
    Host.objects.filter(leased_until__gt=Now()).update(leased_until=None, lease_token=None)
    for model in (Entry, ImageDownload):
        model._default_manager.filter(leased_until__gt=Now()).update(leased_until=None, lease_token=None)


def hold(host_id: int, token: UUID) -> None:
    """Inside a transaction: keep the host's row until its end, or raise LeaseLost. The fence before every commit."""
    if not Host.objects.select_for_update().filter(id=host_id, lease_token=token).exists():
        raise LeaseLost


def due_work(host_id: int) -> Feed | Entry | ImageDownload | None:
    """What to do next at this host: feeds first, since a headline is worth more than a text, then the newest page."""
    return (
        Feed.objects.due().filter(host=host_id).select_related("source").order_by("next_poll_at").first()
        or Entry.objects.due().filter(host=host_id).select_related("article__source").order_by("-id").first()
        or ImageDownload.objects.due().filter(host=host_id).select_related("image").order_by("-image_id").first()
    )


def claim_pages(ids: Sequence[int]) -> tuple[list[Entry], UUID]:
    """Lease fetched pages for extraction, counting the attempt before the work: one that kills its worker rests
    after MAX_ATTEMPTS."""
    token = uuid4()
    free = Entry.objects.extractable().filter(id__in=ids)
    free.filter(attempts__gte=2 * MAX_ATTEMPTS).update(state=EntryState.GIVEN_UP, detail=Failure.UNREADABLE)
    _lease(free, token)
    held = Entry.objects.filter(lease_token=token).select_related("page", "article__source", "article__image")
    return list(held), token


def claim_images(ids: Sequence[int]) -> tuple[list[ImageDownload], UUID]:
    """Lease fetched images for decoding, counting the attempt before the work."""
    token = uuid4()
    free = ImageDownload.objects.decodable().filter(image_id__in=ids)
    free.filter(attempts__gte=2 * MAX_ATTEMPTS).update(state=ImageDownloadState.GIVEN_UP, detail=Failure.UNREADABLE)
    _lease(free, token)
    return list(ImageDownload.objects.filter(lease_token=token).select_related("image")), token


def sweep_pages() -> list[int]:
    """Fetched pages that no message woke an extractor for, a bounded number."""
    return _sweep(Entry.objects.extractable())


def sweep_images() -> list[int]:
    """Fetched images that no message woke a decoder for, a bounded number."""
    return _sweep(ImageDownload.objects.decodable())


def _lease(rows: QuerySet[Entry] | QuerySet[ImageDownload], token: UUID) -> None:
    with transaction.atomic():
        ids = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
        rows.model._default_manager.filter(pk__in=ids).update(
            lease_token=token, leased_until=Now() + LEASE, attempts=F("attempts") + 1
        )


def _sweep(rows: QuerySet[Entry] | QuerySet[ImageDownload]) -> list[int]:
    with transaction.atomic():
        waiting = rows.filter(Q(next_attempt_at__lte=Now())).select_for_update(skip_locked=True)
        ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:SWEEP])
        rows.model._default_manager.filter(pk__in=ids).update(next_attempt_at=Now() + RESWEEP)
    return ids
