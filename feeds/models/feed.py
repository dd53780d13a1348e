"""Feed: an address of a source that we poll; Poll: one visit to it."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Source
from feeds.models.host import Host


class PollOutcome(models.TextChoices):
    """What came of a poll, as `outcomes` names it."""

    FETCHED = "fetched", pgettext_lazy("poll", "fetched")
    NOT_MODIFIED = "not modified", pgettext_lazy("poll", "not modified")
    RATE_LIMITED = "rate limited", pgettext_lazy("poll", "rate limited")
    GONE = "gone", pgettext_lazy("poll", "gone")
    FAILED = "failed", pgettext_lazy("poll", "failed")


class FeedKind(models.TextChoices):
    """What is read at the address."""

    FEED = "feed", _("RSS, Atom or JSON feed")
    SITEMAP = "sitemap", _("news sitemap")
    LISTING = "listing", _("page with links to articles")


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, *, ahead: timedelta = timedelta(0)) -> "FeedQuerySet":
        """To be polled now, or so soon."""
        return self.filter(is_paused=False, next_poll_at__lte=Now() + ahead)

    def failing(self) -> "FeedQuerySet":
        """Three failures in a row: shown to operators, still polled."""
        return self.filter(failures__gte=3)


class Feed(models.Model):
    """An address of a source that we poll."""

    source = models.ForeignKey(
        Source, models.CASCADE, verbose_name=pgettext_lazy("column", "source"), related_name="feeds"
    )
    host = models.ForeignKey(
        Host, models.PROTECT, verbose_name=pgettext_lazy("column", "host"), related_name="feeds", editable=False
    )
    url = models.URLField(_("address"), max_length=1000, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=FeedKind, default=FeedKind.FEED)
    link_selector = models.CharField(
        _("selector of the links"),
        max_length=300,
        blank=True,
        help_text=_("CSS, for pages without a feed: which links are articles. Empty: found by their pattern."),
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    is_paused = models.BooleanField(
        _("pause in polling"), default=False, help_text=_("Only a person pauses a feed; failures never do.")
    )
    next_poll_at = models.DateTimeField(_("next poll"), db_default=Now())
    interval = models.DurationField(_("interval"), default=timedelta(minutes=15), editable=False)  # the current rhythm
    next_poll_reasons = models.JSONField(default=list, blank=True, editable=False)  # as reasons.as_rows gives them
    etag = models.CharField(max_length=512, blank=True, editable=False)
    last_modified = models.CharField(max_length=512, blank=True, editable=False)
    body_digest = models.CharField(max_length=64, blank=True, editable=False)
    last_polled_at = models.DateTimeField(_("last poll"), null=True, editable=False)
    last_full_at = models.DateTimeField(null=True, editable=False)  # the last answer with a body
    last_outcome = models.CharField(
        _("outcome of the last poll"), max_length=20, choices=PollOutcome, blank=True, editable=False
    )
    last_detail = models.CharField(_("detail"), max_length=300, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    # What it published in each hour of the day (UTC), older days counting less; empty: nothing known yet.
    rhythm = ArrayField(models.FloatField(), default=list, blank=True, editable=False)
    ignores_guids = models.BooleanField(default=False, editable=False)  # they repeat: addresses tell items apart
    moved_to = models.URLField(max_length=1000, blank=True, editable=False)  # where permanent redirects lead
    moved_hops = models.PositiveSmallIntegerField(default=0, editable=False)  # how often in a row it was seen
    moved_first_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("added at"), db_default=Now(), editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        indexes = [
            models.Index(fields=["host", "next_poll_at"], condition=models.Q(is_paused=False), name="feed_due"),
        ]

    def __str__(self) -> str:
        return self.url


class Poll(models.Model):
    """One visit to one feed: what was answered and what it brought."""

    # Looked up by poll_of_feed.
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="polls", db_index=False)
    at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(_("outcome"), max_length=20, choices=PollOutcome)
    detail = models.CharField(max_length=300, blank=True)
    items = models.PositiveIntegerField(default=0)  # in the document
    new_items = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    bytes = models.BigIntegerField(default=0, db_default=0)  # fetched, unpacked

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        indexes = [models.Index(fields=["feed", "-at"], name="poll_of_feed")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} · {self.at}"
