"""Leasing: who may work on what, and for how long. One statement each, by the database's clock.

A claim hands out a token; every later write names it, so that a worker that was frozen, or a message that Redis
delivered twice, changes nothing (docs/decisions/0002)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Least, Now

from feeds.models import LEASE, Entry, Feed, Host, ImageDownload, LeaseLost, Subscription

# The fence of a statement that is written out: `held` has the row of the host %(held)s while %(token)s is its lease.
HELD: Final = """
    WITH held AS (SELECT id FROM feeds_host WHERE id = %(held)s AND lease_token = %(token)s FOR NO KEY UPDATE)"""
MOST_WAITING = 500  # pages, and images, that messages may wait for at one time
_ANY_HOST: Final = -1  # stands for a host in a statement that is kept


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
    return _changed(
        "UPDATE feeds_host SET leased_until = now() + %s WHERE id = %s AND lease_token = %s AND leased_until > now()",
        (LEASE, host_id, token),
    )


def release(host_id: int, token: UUID, *, pause: float) -> None:
    """End the visit: the host may be visited again after `pause` seconds, or later if it asked for a longer rest."""
    _changed(
        "UPDATE feeds_host SET"
        " leased_until = CASE WHEN lease_token = %(token)s THEN NULL ELSE leased_until END,"
        " lease_token = CASE WHEN lease_token = %(token)s THEN NULL ELSE lease_token END,"
        " next_visit_at = CASE WHEN next_visit_at < now() THEN now() + %(pause)s ELSE next_visit_at END"
        " WHERE id = %(host)s AND (lease_token = %(token)s OR next_visit_at < now())",
        {"host": host_id, "token": token, "pause": timedelta(seconds=pause)},
    )


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
    # NO KEY: rows that refer to the host, other hosts' visits make some, must not wait for us, nor we for them.
    if not _changed("SELECT FROM feeds_host WHERE id = %s AND lease_token = %s FOR NO KEY UPDATE", (host_id, token)):
        raise LeaseLost


def due_work(host_id: int, *, pages_first: bool = False) -> Feed | Subscription | Entry | ImageDownload | None:
    """What to do next at this host, unless it asked for rest: feeds, since a headline is worth more than a text, what
    it is asked as a hub, then the newest page. `pages_first` is for after a feed: what has been due for longest has its
    turn, or a host with many feeds would never get to its pages. A new source's feeds are all read before the pages
    that they brought."""
    words, values = _due_statement()
    with connection.cursor() as cursor:
        cursor.execute(words, [host_id if value == _ANY_HOST else value for value in values])
        feed_id, hub_id, entry_id, image_id, feed_due, page_due = cursor.fetchone() or (None,) * 6
    if feed_id and not (pages_first and page_due and page_due <= feed_due):
        # Without its source, which a feed that has nothing new does not need. Django takes three times as long.
        return next(iter(Feed.objects.raw("SELECT * FROM feeds_feed WHERE id = %s", [feed_id])), None)
    if hub_id and not (pages_first and page_due):
        return Subscription.objects.filter(pk=hub_id).first()
    if entry_id:
        return next(iter(Entry.objects.raw("SELECT * FROM feeds_entry WHERE id = %s", [entry_id])), None)
    return ImageDownload.objects.select_related("image").filter(pk=image_id).first()


@cache
def _due_statement() -> tuple[str, tuple[Any, ...]]:
    """Finds the feed, the subscription, the page and the image that come next at _ANY_HOST, and since when a feed, and
    a page or image, has been due: SQL with its values. Kept, since Django takes 2 ms to put it together, and every
    request asks."""
    here = {"host": OuterRef("pk")}
    feeds = Feed.objects.due().filter(**here).order_by("next_poll_at")
    hubs = Subscription.objects.due().filter(**here).order_by("next_attempt_at")
    pages, images = Entry.objects.due().filter(**here), ImageDownload.objects.due().filter(**here)
    oldest = (rows.order_by("next_attempt_at").values("next_attempt_at") for rows in (pages, images))
    query = Host.objects.filter(id=_ANY_HOST, next_visit_at__lte=Now()).values_list(
        *(Subquery(rows.values("pk")[:1]) for rows in (feeds, hubs, pages.order_by("-pk"), images.order_by("-pk"))),
        Subquery(feeds.values("next_poll_at")[:1]),
        Least(*(Subquery(rows[:1]) for rows in oldest)),
    )
    words, values = query.query.sql_with_params()
    return words, tuple(values)


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


def _changed(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> bool:
    """Whether the statement met a row. Written out, these cost a tenth of what they do through Django, which would
    be most of an unchanged feed's poll."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.rowcount)


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
