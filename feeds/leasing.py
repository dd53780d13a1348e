"""Leasing: who may work on what, and for how long. One statement each, by the database's clock.

A claim hands out a token; every later write names it, so that a worker that was frozen, or a message that Redis
delivered twice, changes nothing (docs/decisions/0002)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, Now

from feeds.models import LEASE, Entry, Feed, Host, ImageDownload, LeaseLost, Subscription

MOST_WAITING = 500  # pages, and images, that messages may wait for at one time


def claim_hosts() -> list[tuple[int, UUID]]:
    """Lease hosts that have due work; (host id, token) each. Bounded by the hosts that are leased already, so that
    the queue never fills with what nobody has hands for (an unbounded sweep never ends: reliability figures)."""
    leased = list(Host.objects.leased().values_list("silences", flat=True))
    room = settings.FETCH_HOSTS_AT_ONCE - len(leased)
    if room <= 0:
        return []
    token = uuid4()
    with transaction.atomic():
        ids = _next_in_line(room, leased)
        Host.objects.filter(id__in=ids).update(leased_until=Now() + LEASE, lease_token=token)
    return [(host_id, token) for host_id in ids]


def _next_in_line(room: int, leased: Sequence[int | None]) -> list[int]:
    """Those that wait longest. Hosts that were silent when they were last asked hold at most a third of the places, and
    together with those that nobody asked yet two thirds: a thousand dead ones, 30 s each, delay nobody else."""
    third = max(1, settings.FETCH_HOSTS_AT_ONCE // 3)
    two_thirds = max(1, settings.FETCH_HOSTS_AT_ONCE * 2 // 3)
    unproven = min(room, two_thirds - (len(leased) - leased.count(0)))
    silent = min(unproven, third - sum(bool(silences) for silences in leased))
    waiting = _longest_waiting(Q(silences__gt=0), silent)
    waiting += _longest_waiting(Q(silences=None), unproven - len(waiting))
    waiting += _longest_waiting(Q(silences=0), room)
    return [host_id for _, host_id in sorted(waiting)[:room]]


def _longest_waiting(share: Q, places: int) -> list[tuple[datetime, int]]:
    """(when it could be visited, id) of so many due hosts."""
    if places <= 0:
        return []
    due = _hosts_with_due_work().filter(share).order_by("next_visit_at").select_for_update(skip_locked=True)
    return list(due.values_list("next_visit_at", "id")[:places])


def claim_host(host_id: int) -> UUID | None:
    """Lease one host, whether or not something is due there; None while another visitor holds it or it rests."""
    token = uuid4()
    free = Host.objects.visitable().filter(id=host_id)
    return token if free.update(leased_until=Now() + LEASE, lease_token=token) else None


def _hosts_with_due_work() -> QuerySet[Host]:
    """Hosts that may be visited now and have a feed, a page, an image or, as hubs, a subscription that is due."""
    due = {"host": OuterRef("pk")}
    has_work = (
        Exists(Feed.objects.due().filter(**due))
        | Exists(Entry.objects.due().filter(**due))
        | Exists(ImageDownload.objects.due().filter(**due))
        | Exists(Subscription.objects.due().filter(**due))
    )
    return Host.objects.visitable().filter(has_work)


def now() -> datetime:
    """The database's clock, by which everything is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def renew(host_id: int, token: UUID) -> bool:
    """Prolong the lease; False when it is lost. Called before every request."""
    held = Host.objects.filter(id=host_id, lease_token=token, leased_until__gt=Now())
    return bool(held.update(leased_until=Now() + LEASE))


def release(host_id: int, token: UUID, *, pause: float) -> None:
    """End the visit: the host may be visited again after `pause` seconds, or later if it asked for a longer rest."""
    Host.objects.filter(id=host_id, lease_token=token).update(leased_until=None, lease_token=None)
    Host.objects.filter(id=host_id, next_visit_at__lt=Now()).update(next_visit_at=Now() + timedelta(seconds=pause))


def note_silences(host_id: int, token: UUID, silences: int, *, rest: timedelta) -> None:
    """How often in a row the host gave no answer, and for how long nobody visits it because of that."""
    held = Host.objects.filter(id=host_id, lease_token=token)
    held.update(silences=silences, next_visit_at=Greatest(F("next_visit_at"), Now() + rest))


def forget_all() -> None:
    """End every lease. Only for a start at which no worker can be alive: what the last run held is due at once."""
    Host.objects.filter(leased_until__gt=Now()).update(leased_until=None, lease_token=None)
    for model in (Entry, ImageDownload):
        model._default_manager.filter(leased_until__gt=Now()).update(leased_until=None, lease_token=None)


def hold(host_id: int, token: UUID) -> None:
    """Inside a transaction: keep the host's row until its end, or raise LeaseLost. The fence before every commit."""
    # no_key: rows that refer to the host, other hosts' visits make some, must not wait for us, nor we for them.
    if not Host.objects.select_for_update(no_key=True).filter(id=host_id, lease_token=token).exists():
        raise LeaseLost


def due_work(host_id: int, *, pages_first: bool = False) -> Feed | Subscription | Entry | ImageDownload | None:
    """What to do next at this host, unless it asked for rest: feeds, since a headline is worth more than a text, what
    it is asked as a hub, then the newest page. `pages_first` is for after a feed, or a host with many feeds would never
    get to its pages."""
    if not Host.objects.filter(id=host_id, next_visit_at__lte=Now()).exists():
        return None
    if pages_first:
        return _due_page(host_id) or _due_feed(host_id) or _due_subscription(host_id)
    return _due_feed(host_id) or _due_subscription(host_id) or _due_page(host_id)


def _due_feed(host_id: int) -> Feed | None:
    return Feed.objects.due().filter(host=host_id).select_related("source").order_by("next_poll_at").first()


def _due_subscription(host_id: int) -> Subscription | None:
    return Subscription.objects.due().filter(host=host_id).order_by("next_attempt_at").first()


def _due_page(host_id: int) -> Entry | ImageDownload | None:
    return (
        Entry.objects.due().filter(host=host_id).select_related("article__source").order_by("-id").first()
        or ImageDownload.objects.due().filter(host=host_id).select_related("image").order_by("-image_id").first()
    )


def claim_page(entry_id: int) -> tuple[Entry, UUID] | None:
    """Lease a fetched page for extraction, counting the attempt before the work; None when another holds it."""
    token = uuid4()
    if not _lease(Entry.objects.extractable().filter(pk=entry_id), token):
        return None
    return Entry.objects.select_related("page", "article__source", "article__image").get(pk=entry_id), token


def claim_image(image_id: int) -> tuple[ImageDownload, UUID] | None:
    """Lease a fetched image for decoding, counting the attempt before the work; None when another holds it."""
    token = uuid4()
    if not _lease(ImageDownload.objects.decodable().filter(pk=image_id), token):
        return None
    return ImageDownload.objects.select_related("image").get(pk=image_id), token


def _lease(row: QuerySet[Entry] | QuerySet[ImageDownload], token: UUID) -> bool:
    """One statement: of two who try, the second finds the row leased."""
    return bool(row.update(lease_token=token, leased_until=Now() + LEASE, attempts=F("attempts") + 1))


def extractors_keep_up() -> bool:
    """Whether messages about fetched pages and images are worth sending. While extractors are down they would only
    fill the queue; the rows wait, and sweeps bring them when there is room."""
    return Entry.objects.extractable().count() + ImageDownload.objects.decodable().count() < 2 * MOST_WAITING


def sweep_pages() -> list[int]:
    """Fetched pages that no message woke an extractor for, a bounded number."""
    return _sweep(Entry.objects.extractable())


def sweep_images() -> list[int]:
    """Fetched images that no message woke a decoder for, a bounded number."""
    return _sweep(ImageDownload.objects.decodable())


def _sweep(rows: QuerySet[Entry] | QuerySet[ImageDownload]) -> list[int]:
    """Those that wait longest, as many as there is room for beside those handed out within LEASE."""
    room = MOST_WAITING - rows.filter(next_attempt_at__gt=Now()).count()
    if room <= 0:
        return []
    with transaction.atomic():
        waiting = rows.filter(next_attempt_at__lte=Now()).select_for_update(skip_locked=True)
        ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:room])
        rows.model._default_manager.filter(pk__in=ids).update(next_attempt_at=Now() + LEASE)
    return ids
