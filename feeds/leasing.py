"""Leasing: who may work on what, and for how long. One statement each, by the database's clock.

A claim hands out a token; every later write names it, so that a worker that was frozen, or a message that Redis
delivered twice, changes nothing (docs/decisions/0002)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import batched
from math import ceil
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from articles import holding, preparing
from feeds.models import (
    AHEAD,
    LEASE,
    Entry,
    Feed,
    Host,
    ImageDownload,
    LeaseLost,
    Subscription,
)

# The fence of a statement that is written out: `held` has the row of the host %(held)s while %(token)s is its lease.
HELD: Final = """
    WITH held AS (SELECT id FROM feeds_host WHERE id = %(held)s AND lease_token = %(token)s FOR NO KEY UPDATE)"""
_PLACES: Final = """
    SELECT coalesce(bool_or(silences > 0), false), bool_or(silences IS NULL) FROM feeds_host
    WHERE leased_until > now() GROUP BY lease_token"""
_CLAIM: Final = """
    UPDATE feeds_host SET leased_until = now() + %s, lease_token = claimed.token
    FROM unnest(%s::bigint[], %s::uuid[]) AS claimed(host, token) WHERE id = claimed.host"""
_GIVE_BACK: Final = """
    UPDATE feeds_host SET leased_until = NULL, lease_token = NULL WHERE id = ANY(%s) AND lease_token = %s"""
_HOLD: Final = "SELECT FROM feeds_host WHERE id = %s AND lease_token = %s FOR NO KEY UPDATE"
_RENEW: Final = """
    UPDATE feeds_host SET leased_until = now() + %s WHERE id = ANY(%s) AND lease_token = %s AND leased_until > now()"""
_RELEASE: Final = """
    UPDATE feeds_host SET
    leased_until = CASE WHEN lease_token = %(token)s THEN NULL ELSE leased_until END,
    lease_token = CASE WHEN lease_token = %(token)s THEN NULL ELSE lease_token END,
    feed_under_way = CASE WHEN lease_token = %(token)s THEN NULL ELSE feed_under_way END,
    next_visit_at = greatest(next_visit_at, now() + %(pause)s),
    day_bytes = CASE WHEN day = (now() AT TIME ZONE 'UTC')::date THEN day_bytes ELSE 0 END + %(size)s,
    day = (now() AT TIME ZONE 'UTC')::date
    WHERE id = %(host)s AND (lease_token = %(token)s OR next_visit_at < now())"""
_NOTE_SILENCES: Final = """
    UPDATE feeds_host SET silences = %s, next_visit_at = greatest(next_visit_at, now() + %s)
    WHERE id = %s AND lease_token = %s"""
_RELEASE_SILENT: Final = """
    UPDATE feeds_host SET silences = 1, leased_until = NULL, lease_token = NULL, feed_under_way = NULL,
    next_visit_at = greatest(next_visit_at, now() + silent.rest)
    FROM unnest(%s::bigint[], %s::interval[]) AS silent(host, rest) WHERE id = silent.host AND lease_token = %s"""
HOSTS_A_PLACE: Final = 4  # that answer: as many as one message hands out, since it costs as much as half a visit
KNOCKS_A_PLACE: Final = 128  # that are not known to answer: each costs a thread that waits, and an open file
_SILENT, _NEW, _ANSWERING = Q(silences__gt=0), Q(silences=None), Q(silences=0)
_Line = list[tuple[datetime, int]]  # (when it could be visited, id) of hosts, those that wait longest first


class Claim(NamedTuple):
    """Hosts for one visitor, who has a place for itself."""

    hosts: list[int]
    token: UUID
    is_knock: bool = False  # none of them is known to answer: all are asked at once


def claim_batches() -> list[Claim]:
    """Lease hosts that have due work. As many claims as there are places, so that the queue never fills with what
    nobody has hands for (an unbounded sweep never ends: reliability figures). A visitor has a single host, or up to
    HOSTS_A_PLACE that answered when they were last asked, or it knocks at up to KNOCKS_A_PLACE that did not, or that
    nobody asked yet."""
    with transaction.atomic():
        holding.hold("places")  # after several knocks as many look at once: a place is given to one of them
        places = preparing.run(_PLACES, ()).fetchall()
        if len(places) >= settings.FETCH_HOSTS_AT_ONCE:
            return []
        claims = [Claim(hosts, uuid4(), is_knock) for hosts, is_knock in _next_in_line(places)]
        claimed = [(host, claim.token) for claim in claims for host in claim.hosts]
        if claimed:
            preparing.run(_CLAIM, (LEASE, *map(list, zip(*claimed, strict=True))))
    return claims


def claim_beside(token: UUID, most: int) -> list[int]:
    """So many further hosts at most for a visitor who has time, under its token: those that answered when they were
    last asked, and wait longest. None while a place is free, whose visitor had nobody else to see to."""
    with transaction.atomic():
        if len(preparing.run(_PLACES, ()).fetchall()) < settings.FETCH_HOSTS_AT_ONCE:
            return []
        return _claim_waiting(_ANSWERING, token, most)


def claim_knocks_beside(token: UUID, most: int, *, are_new: bool) -> list[int]:
    """The same for a visitor who knocks: hosts that nobody asked yet, or those that were silent."""
    with transaction.atomic():
        return _claim_waiting(_NEW if are_new else _SILENT, token, most)


def _claim_waiting(share: Q, token: UUID, most: int) -> list[int]:
    hosts = [host_id for _, host_id in _longest_waiting(share, most)]
    if hosts:
        preparing.run(_CLAIM, (LEASE, hosts, [token] * len(hosts)))
    return hosts


def _next_in_line(places: Sequence[tuple[bool, bool]]) -> list[tuple[list[int], bool]]:
    """Parties of those that wait longest, and which of them are to be knocked at; `places` that are taken: whether by
    silent hosts, by new ones. Hosts that were silent when they were last asked hold at most a third of the places, and
    together with those that nobody asked yet two thirds: a thousand dead ones, 30 s each, delay nobody else."""
    free = settings.FETCH_HOSTS_AT_ONCE - len(places)
    third = max(1, settings.FETCH_HOSTS_AT_ONCE // 3)
    two_thirds = max(1, settings.FETCH_HOSTS_AT_ONCE * 2 // 3)
    most = min(free, two_thirds - sum(is_silent or is_new for is_silent, is_new in places))
    silent = _parties(_SILENT, min(most, third - sum(is_silent for is_silent, _ in places)))
    unproven = silent + _parties(_NEW, most - len(silent))
    answering = list(batched(_longest_waiting(_ANSWERING, free * HOSTS_A_PLACE), HOSTS_A_PLACE))
    line = [(party[0], party, True) for party in unproven] + [(party[0], party, False) for party in answering]
    first = sorted(line)[:free]
    known = [host_id for _, party, is_unproven in first if not is_unproven for _, host_id in party]
    parties = [[host_id for _, host_id in party] for _, party, is_unproven in first if is_unproven]
    size = max(1, ceil(len(known) / max(1, free - len(parties))))
    return [*((party, len(party) > 1) for party in parties), *((list(part), False) for part in batched(known, size))]


def _parties(share: Q, places: int) -> list[tuple[tuple[datetime, int], ...]]:
    """So many at most, of hosts that are not known to answer: as few in each as it takes to have them all."""
    waiting = _longest_waiting(share, places * KNOCKS_A_PLACE)
    return list(batched(waiting, ceil(len(waiting) / places))) if waiting else []


def give_back(hosts: Sequence[int], token: UUID) -> None:
    """Claimed hosts that nobody visited: they keep their places in the line."""
    preparing.run(_GIVE_BACK, (list(hosts), token))


def _longest_waiting(share: Q, most: int) -> _Line:
    """So many due hosts."""
    if most <= 0:
        return []
    words, values = _waiting_statement(share)
    return [(since, host_id) for since, host_id in preparing.run(words, (*values, most))]


@cache
def _waiting_statement(share: Q) -> tuple[str, tuple[Any, ...]]:
    """Kept, since Django takes 2 ms to put it together: three run every second, whether or not anything is due."""
    due = _hosts_with_due_work().filter(share).order_by("next_visit_at").values_list("next_visit_at", "id")
    words, values = due.query.sql_with_params()
    return f"{words} LIMIT %s FOR NO KEY UPDATE OF feeds_host SKIP LOCKED", tuple(values)


def claim_host(host_id: int, *, ahead: timedelta = timedelta(0)) -> UUID | None:
    """Lease one host, whether or not something is due there; None while another visitor holds it or it rests, unless
    its rest is over `ahead` from now: then whoever claims it waits for that."""
    token = uuid4()
    free = Host.objects.visitable(ahead=ahead).filter(id=host_id)
    return token if free.update(leased_until=Now() + LEASE, lease_token=token) else None


def _hosts_with_due_work() -> QuerySet[Host]:
    """Hosts that may be visited and have a feed, a page, an image or, as hubs, a subscription that is due; also those
    whose pause ends, or whose feed's time comes, before the next look: their visitor waits for that."""
    due = {"host": OuterRef("pk")}
    has_work = (
        Exists(Feed.objects.due(ahead=AHEAD).filter(**due))
        | Exists(Entry.objects.due().filter(**due))
        | Exists(ImageDownload.objects.due().filter(**due))
        | Exists(Subscription.objects.due().filter(**due))
    )
    return Host.objects.visitable(ahead=AHEAD).filter(has_work)


def now() -> datetime:
    """The database's clock, by which everything is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def enter(hosts: Sequence[int], token: UUID) -> list[tuple[Host, datetime]]:
    """The hosts at the beginning of a visit to each, leases prolonged, and the database's time; none that are lost."""
    rows = preparing.run(_enter_statement(), (LEASE, list(hosts), token))
    return [(preparing.instance(Host, row), now) for now, *row in rows]


@cache
def _enter_statement() -> str:
    return f"{_RENEW} RETURNING clock_timestamp(), {', '.join(preparing.columns(Host))}"


def renew(host_id: int, token: UUID) -> None:
    """Prolong the lease, or raise LeaseLost. No request is sent under one that may end before its answer is stored."""
    if not preparing.run(_RENEW, (LEASE, [host_id], token)).rowcount:
        raise LeaseLost


def release(host_id: int, token: UUID, *, pause: float, size: int = 0) -> None:
    """End the visit, which brought so many bytes: the host may be visited again after `pause` seconds, or later if it
    asked for a longer rest."""
    values = {"host": host_id, "token": token, "pause": timedelta(seconds=pause), "size": size}
    preparing.run(_RELEASE, values)


def note_silences(host_id: int, token: UUID, silences: int, *, rest: timedelta) -> None:
    """How often in a row the host gave no answer, and for how long nobody visits it because of that."""
    preparing.run(_NOTE_SILENCES, (silences, rest, host_id, token))


def release_silent(hosts: Sequence[int], token: UUID, *, rests: Sequence[timedelta]) -> None:
    """End visits to hosts that nobody had asked before, and that gave no answer; nobody visits each for so long."""
    preparing.run(_RELEASE_SILENT, (list(hosts), list(rests), token))


def rest_host(host_id: int, until: datetime) -> None:
    """Nobody visits the host before that."""
    Host.objects.filter(id=host_id, next_visit_at__lt=until).update(next_visit_at=until)


def forget_all() -> None:
    """End every lease. Only for a start at which no worker can be alive: what the last run held is due at once."""
    Host.objects.filter(leased_until__gt=Now()).update(leased_until=None, lease_token=None)
    for model in (Entry, ImageDownload):
        model._default_manager.filter(leased_until__gt=Now()).update(leased_until=None, lease_token=None)


def hold(host_id: int, token: UUID) -> None:
    """Inside a transaction: keep the host's row until its end, or raise LeaseLost. The fence before every commit."""
    # NO KEY: rows that refer to the host, other hosts' visits make some, must not wait for us, nor we for them.
    if not preparing.run(_HOLD, (host_id, token)).rowcount:
        raise LeaseLost


def claim_image(image_id: int) -> tuple[ImageDownload, UUID] | None:
    """Lease a fetched image for decoding, counting the attempt before the work; None when another holds it."""
    token = uuid4()
    if not _lease(ImageDownload.objects.decodable().filter(pk=image_id), token):
        return None
    return ImageDownload.objects.select_related("image").get(pk=image_id), token


def _lease(row: QuerySet[Entry] | QuerySet[ImageDownload], token: UUID) -> bool:
    """One statement: of two who try, the second finds the row leased."""
    return bool(row.update(lease_token=token, leased_until=Now() + LEASE, attempts=F("attempts") + 1))
