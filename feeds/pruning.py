"""Pruning: what nobody will look at again leaves the database, a bounded batch at a time; strays come back."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models.functions import Now

from articles.models import Source
from feeds.knowledge.push import LONGEST_LEASE
from feeds.knowledge.schedule import DAY
from feeds.models import Feed, Host, Poll, Subscription

POLLS_KEPT: Final = timedelta(days=30)
BATCH: Final = 5_000  # rows a statement, so that no lock is held for long


def prune() -> int:
    """Delete polls older than POLLS_KEPT; how many went. Entries stay: they are what makes nothing come twice."""
    deleted = 0
    while batch := list(Poll.objects.filter(at__lt=Now() - POLLS_KEPT).values_list("pk", flat=True)[:BATCH]):
        Poll.objects.filter(pk__in=batch).delete()
        deleted += len(batch)
    return deleted


def recall_strays() -> int:
    """Feeds and hosts that are due later than any schedule may say, because of a wrong clock, become due; how many.
    So do subscriptions."""
    furthest = Now() + max(DAY, timedelta(seconds=settings.POLL_MAX_SECONDS)) + timedelta(hours=1)
    feeds = Feed.objects.filter(next_poll_at__gt=furthest).update(next_poll_at=Now())
    Subscription.objects.filter(next_attempt_at__gt=Now() + LONGEST_LEASE).update(next_attempt_at=Now())
    return feeds + Host.objects.filter(next_visit_at__gt=furthest).update(next_visit_at=Now())


def rest_withdrawn() -> int:
    """Pause the feeds of sources that show nothing any more at their publisher's request, so that nothing of theirs is
    fetched; how many. Whoever shows such a source again resumes them by hand."""
    withdrawn = Source.objects.withdrawn()
    return Feed.objects.filter(source__in=withdrawn, is_paused=False).update(is_paused=True)
