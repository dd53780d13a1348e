"""Sweeping: which fetched pages and images are handed out to extractors, and when.

Messages tell of most; a sweep brings what they lost, and what there was no room for."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from django.db.models.functions import Now

from articles import preparing
from feeds.models import LEASE, Entry, EntryState, ImageDownload, ImageDownloadState

MOST_WAITING = 500  # pages, and images, that messages may wait for at one time
_WAITING: Final = f"""
    SELECT count(*) FROM (
        SELECT FROM feeds_entry WHERE state = '{EntryState.PAGE_FETCHED}'
            AND (leased_until IS NULL OR leased_until <= now())
        UNION ALL SELECT FROM feeds_imagedownload WHERE state = '{ImageDownloadState.FETCHED}'
            AND (leased_until IS NULL OR leased_until <= now())
        LIMIT %s) AS waiting"""  # noqa: S608  # no value stands in it
_LEAVE: Final = """
    UPDATE {table} SET next_attempt_at = now() WHERE {key} = ANY(%s) AND state = '{state}'
    AND (leased_until IS NULL OR leased_until <= now())"""
_LEAVE_PAGES: Final = _LEAVE.format(table="feeds_entry", key="id", state=EntryState.PAGE_FETCHED)
_LEAVE_IMAGES: Final = _LEAVE.format(table="feeds_imagedownload", key="image_id", state=ImageDownloadState.FETCHED)


def extractors_keep_up() -> bool:
    """Whether messages about fetched pages and images are worth sending. While extractors are down they would only
    fill the queue; the rows wait, and sweeps bring them when there is room."""
    waiting: int = preparing.run(_WAITING, (2 * MOST_WAITING,)).fetchall()[0][0]
    return waiting < 2 * MOST_WAITING


def leave_to_sweeps(pages: Sequence[int], images: Sequence[int]) -> None:
    """Fetched pages and images about which no message is sent: the next sweeps that have room may hand them out, and
    need not wait for as long as a message is waited for."""
    for statement, ids in ((_LEAVE_PAGES, pages), (_LEAVE_IMAGES, images)):
        if ids:
            preparing.run(statement, (list(ids),))


def sweep_pages() -> list[int]:
    """Fetched pages that no message woke an extractor for, a bounded number."""
    return _sweep(Entry)


def sweep_images() -> list[int]:
    """Fetched images that no message woke a decoder for, a bounded number."""
    return _sweep(ImageDownload)


def _sweep(model: type[Entry] | type[ImageDownload]) -> list[int]:
    """Those that wait longest, as many as there is room for beside those handed out within LEASE."""
    words, waiting, handed_out = _sweep_statement(model)
    return [pk for (pk,) in preparing.run(words, (LEASE, *waiting, MOST_WAITING, *handed_out))]


@cache
def _sweep_statement(model: type[Entry] | type[ImageDownload]) -> tuple[str, tuple[Any, ...], tuple[Any, ...]]:
    """SQL and the values of its two parts, kept as it runs every second."""
    rows = Entry.objects.extractable() if model is Entry else ImageDownload.objects.decodable()
    table, key = model._meta.db_table, model._meta.pk.column
    waiting, values = rows.filter(next_attempt_at__lte=Now()).order_by("pk").values("pk").query.sql_with_params()
    handed_out, others = rows.filter(next_attempt_at__gt=Now()).values("pk").query.sql_with_params()
    return (
        f"""UPDATE {table} SET next_attempt_at = statement_timestamp() + %s WHERE {key} = ANY(ARRAY(
            {waiting} LIMIT greatest(0, %s - (SELECT count(*) FROM ({handed_out}) AS handed_out))
            FOR UPDATE SKIP LOCKED)) RETURNING {key}""",  # noqa: S608  # names of our own models
        tuple(values),
        tuple(others),
    )
