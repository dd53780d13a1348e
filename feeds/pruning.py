"""Pruning: what nobody will look at again leaves the database, a bounded batch at a time."""

from datetime import timedelta
from typing import Final

from django.db.models.functions import Now

from feeds.models import Poll

POLLS_KEPT: Final = timedelta(days=30)
BATCH: Final = 5_000  # rows a statement, so that no lock is held for long


def prune() -> int:
    """Delete polls older than POLLS_KEPT; how many went. Entries stay: they are what makes nothing come twice."""
    deleted = 0
    while batch := list(Poll.objects.filter(at__lt=Now() - POLLS_KEPT).values_list("pk", flat=True)[:BATCH]):
        Poll.objects.filter(pk__in=batch).delete()
        deleted += len(batch)
    return deleted
