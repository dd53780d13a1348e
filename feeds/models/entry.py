"""Entry: the ledger of items seen, which makes nothing come twice."""

from datetime import timedelta
from typing import Any

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article
from feeds.knowledge.text_quality import LOW
from feeds.models.feed import Feed
from feeds.models.host import Host

MAX_ATTEMPTS = 10  # fetches and extractions of one page or image together; then it is given up


class EntryState(models.TextChoices):
    PAGE_DUE = "page due", _("page due")
    PAGE_FETCHED = "page fetched", _("page fetched, text not extracted yet")
    DONE = "done", _("done")
    GIVEN_UP = "given up", _("given up: the headline stays")


# What came of a page, for figures: no text, also where it never came; and all that came to an end.
TEXTLESS = models.Q(quality=0) | models.Q(quality=None, state=EntryState.GIVEN_UP)
TRIED = TEXTLESS | models.Q(quality__gt=0)


class EntryQuerySet(models.QuerySet["Entry"]):
    def due(self) -> "EntryQuerySet":
        return self.filter(state=EntryState.PAGE_DUE, next_attempt_at__lte=Now(), attempts__lt=MAX_ATTEMPTS)

    def exhausted(self) -> "EntryQuerySet":
        """Pages over which a worker died each time."""
        return self.filter(state=EntryState.PAGE_DUE, next_attempt_at__lte=Now(), attempts__gte=MAX_ATTEMPTS)

    def of_source(self, source_id: int, *, days: int) -> "EntryQuerySet":
        """Those of a source's feeds that were first seen within so many days."""
        return self.filter(feed__source=source_id, first_seen_at__gte=Now() - timedelta(days=days))

    def figures(self) -> dict[str, Any]:
        """`tried`: pages that were read, or given up; `textless` of them; `poor`: those with a doubtful text;
        `quality`: the mean of those with a text, None without any."""
        return self.aggregate(
            tried=models.Count("pk", filter=TRIED),
            textless=models.Count("pk", filter=TEXTLESS),
            poor=models.Count("pk", filter=models.Q(quality__gt=0, quality__lt=LOW)),
            quality=models.Avg("quality", filter=models.Q(quality__gt=0)),
        )

    def read_poorly(self) -> "EntryQuerySet":
        """Those whose page was read, and gave no text or a doubtful one."""
        return self.filter(quality__lt=LOW)

    def extractable(self) -> "EntryQuerySet":
        """Fetched pages that no extractor holds."""
        return self.filter(state=EntryState.PAGE_FETCHED).filter(
            models.Q(leased_until=None) | models.Q(leased_until__lte=Now())
        )


class Entry(models.Model):
    """An item of a feed as seen: the ledger that makes nothing come twice. It outlives its article (a tombstone)."""

    feed = models.ForeignKey(  # looked up by entry_once_per_feed
        Feed, models.CASCADE, verbose_name=pgettext_lazy("column", "feed"), related_name="entries", db_index=False
    )
    identity = models.CharField(max_length=32, editable=False)  # url_key of the guid, or of the link
    link = models.URLField(_("address"), max_length=3000)
    host = models.ForeignKey(  # of the link
        Host, models.PROTECT, verbose_name=pgettext_lazy("column", "host"), related_name="entries", editable=False
    )
    article = models.ForeignKey(
        Article, models.SET_NULL, verbose_name=pgettext_lazy("column", "article"), null=True, related_name="entries"
    )
    state = models.CharField(_("state"), max_length=15, choices=EntryState, default=EntryState.PAGE_DUE)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)  # counted before the work
    next_attempt_at = models.DateTimeField(_("next attempt"), db_default=Now())
    leased_until = models.DateTimeField(_("held by a worker until"), null=True, editable=False)  # by an extractor
    lease_token = models.UUIDField(null=True, editable=False)
    readings = models.PositiveSmallIntegerField(_("readings of its page"), default=0)  # to the end
    quality = models.FloatField(_("quality of the text"), null=True)  # 0 to 1, of the best; null: never read
    detail = models.CharField(_("last failure"), max_length=300, blank=True)  # why the last attempt failed
    first_seen_at = models.DateTimeField(_("first seen at"), db_default=Now(), editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [models.UniqueConstraint(fields=["feed", "identity"], name="entry_once_per_feed")]
        indexes = [
            models.Index(fields=["host", "next_attempt_at"], condition=models.Q(state="page due"), name="entry_due"),
            models.Index(fields=["id"], condition=models.Q(state="page fetched"), name="entry_extractable"),
            HashIndex(fields=["link"], name="entry_by_link"),  # a btree takes no address of 3,000 characters
        ]

    def __str__(self) -> str:
        return self.link
