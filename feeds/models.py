"""Host, Feed, Poll, Entry and what was downloaded for them: what is due, leased, done or given up on is a row here.

One host is visited by one worker at a time, under a lease with a fencing token: politeness and exactly-once are
the same lock. Claims are SKIP LOCKED; leases use the database's clock only (docs/decisions/0002)."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article, Image, Source

LEASE = timedelta(seconds=90)  # longer than the longest request (30 s) with its pause and its commit
MAX_ATTEMPTS = 10  # fetches and extractions of one page or image together; then it is given up


class LeaseLost(Exception):
    """Another worker holds the lease now: drop the work, write nothing."""


class HostQuerySet(models.QuerySet["Host"]):
    def leased(self) -> "HostQuerySet":
        return self.filter(leased_until__gt=Now())

    def with_due_work(self) -> "HostQuerySet":
        """Hosts that may be visited now and have a feed, a page or an image that is due."""
        due = {"host": models.OuterRef("pk")}
        return self.filter(
            models.Q(leased_until=None) | models.Q(leased_until__lte=Now()), next_visit_at__lte=Now()
        ).filter(
            models.Exists(Feed.objects.due().filter(**due))
            | models.Exists(Entry.objects.due().filter(**due))
            | models.Exists(ImageDownload.objects.due().filter(**due))
        )


class Host(models.Model):
    """A server we visit, by name and port: one visitor at a time, with a pause between its requests."""

    name = models.CharField(_("name"), max_length=262, unique=True)  # lower case, ":port" unless it is the scheme's own
    pause = models.FloatField(
        _("pause between requests"),
        null=True,
        blank=True,
        help_text=_("Seconds between two requests; empty: HOST_PAUSE_SECONDS. robots.txt may ask for more."),
    )
    next_visit_at = models.DateTimeField(_("next visit"), db_default=Now())  # after Retry-After and back-off
    leased_until = models.DateTimeField(_("held by a worker until"), null=True, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    robots_body = models.TextField(_("text of robots.txt"), blank=True, editable=False)
    robots_fetched_at = models.DateTimeField(_("robots.txt read at"), null=True, editable=False)
    robots_problem = models.CharField(  # why the last try brought none
        _("problem with robots.txt"), max_length=200, blank=True, editable=False
    )

    objects: ClassVar[HostQuerySet] = HostQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        indexes = [models.Index(fields=["next_visit_at"], name="host_next_visit")]

    def __str__(self) -> str:
        return self.name


class PollOutcome(models.TextChoices):
    """What came of a poll, as `outcomes` names it."""

    FETCHED = "fetched", pgettext_lazy("poll", "fetched")
    NOT_MODIFIED = "not modified", pgettext_lazy("poll", "not modified")
    RATE_LIMITED = "rate limited", pgettext_lazy("poll", "rate limited")
    GONE = "gone", pgettext_lazy("poll", "gone")
    FAILED = "failed", pgettext_lazy("poll", "failed")


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self) -> "FeedQuerySet":
        return self.filter(is_paused=False, next_poll_at__lte=Now())

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
    title = models.CharField(_("title"), max_length=300, blank=True)
    is_paused = models.BooleanField(
        _("pause in polling"), default=False, help_text=_("Only a person pauses a feed; failures never do.")
    )
    next_poll_at = models.DateTimeField(_("next poll"), db_default=Now())
    interval = models.DurationField(_("interval"), default=timedelta(minutes=15), editable=False)  # the current rhythm
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
    created_at = models.DateTimeField(_("added at"), db_default=Now(), editable=False)

    objects: ClassVar[FeedQuerySet] = FeedQuerySet.as_manager()  # type: ignore[assignment]

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

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="polls")
    at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(_("outcome"), max_length=20, choices=PollOutcome)
    detail = models.CharField(max_length=300, blank=True)
    items = models.PositiveIntegerField(default=0)  # in the document
    new_items = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        indexes = [models.Index(fields=["feed", "-at"], name="poll_of_feed")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} · {self.at}"


class EntryState(models.TextChoices):
    PAGE_DUE = "page due", _("page due")
    PAGE_FETCHED = "page fetched", _("page fetched, text not extracted yet")
    DONE = "done", _("done")
    GIVEN_UP = "given up", _("given up: the headline stays")


class EntryQuerySet(models.QuerySet["Entry"]):
    def due(self) -> "EntryQuerySet":
        return self.filter(state=EntryState.PAGE_DUE, next_attempt_at__lte=Now(), attempts__lt=MAX_ATTEMPTS)

    def exhausted(self) -> "EntryQuerySet":
        """Pages over which a worker died each time."""
        return self.filter(state=EntryState.PAGE_DUE, next_attempt_at__lte=Now(), attempts__gte=MAX_ATTEMPTS)

    def extractable(self) -> "EntryQuerySet":
        """Fetched pages that no extractor holds."""
        return self.filter(state=EntryState.PAGE_FETCHED).filter(
            models.Q(leased_until=None) | models.Q(leased_until__lte=Now())
        )


class Entry(models.Model):
    """An item of a feed as seen: the ledger that makes nothing come twice. It outlives its article (a tombstone)."""

    feed = models.ForeignKey(Feed, models.CASCADE, verbose_name=pgettext_lazy("column", "feed"), related_name="entries")
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
    detail = models.CharField(_("last failure"), max_length=300, blank=True)  # why the last attempt failed
    first_seen_at = models.DateTimeField(_("first seen at"), db_default=Now(), editable=False)

    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [models.UniqueConstraint(fields=["feed", "identity"], name="entry_once_per_feed")]
        indexes = [
            models.Index(fields=["host", "next_attempt_at"], condition=models.Q(state="page due"), name="entry_due"),
            models.Index(fields=["id"], condition=models.Q(state="page fetched"), name="entry_extractable"),
        ]

    def __str__(self) -> str:
        return self.link


class PageDownload(models.Model):
    """An article's page between the worker that fetched it and the one that extracts it; deleted after."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="page")
    url = models.URLField(max_length=3000)  # after redirects
    content_type = models.CharField(max_length=200, blank=True)
    body = models.BinaryField()

    class Meta:
        verbose_name = _("page download")
        verbose_name_plural = _("page downloads")

    def __str__(self) -> str:
        return self.url


class ImageDownloadState(models.TextChoices):
    DUE = "due", _("due")
    FETCHED = "fetched", _("fetched, not decoded yet")
    DONE = "done", _("done")
    GIVEN_UP = "given up", _("given up")


class ImageDownloadQuerySet(models.QuerySet["ImageDownload"]):
    def due(self) -> "ImageDownloadQuerySet":
        return self.filter(state=ImageDownloadState.DUE, next_attempt_at__lte=Now(), attempts__lt=MAX_ATTEMPTS)

    def exhausted(self) -> "ImageDownloadQuerySet":
        """Images over which a worker died each time."""
        return self.filter(state=ImageDownloadState.DUE, next_attempt_at__lte=Now(), attempts__gte=MAX_ATTEMPTS)

    def decodable(self) -> "ImageDownloadQuerySet":
        return self.filter(state=ImageDownloadState.FETCHED).filter(
            models.Q(leased_until=None) | models.Q(leased_until__lte=Now())
        )


class ImageDownload(models.Model):
    """The order to fetch one image, and its bytes until they are decoded."""

    image = models.OneToOneField(Image, primary_key=True, on_delete=models.CASCADE, related_name="download")
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="image_downloads")
    referer = models.URLField(max_length=3000, blank=True)  # the article's page: some hosts refuse others
    state = models.CharField(max_length=10, choices=ImageDownloadState, default=ImageDownloadState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True, editable=False)  # by a decoder
    lease_token = models.UUIDField(null=True, editable=False)
    detail = models.CharField(max_length=300, blank=True)
    body = models.BinaryField(null=True)

    objects: ClassVar[ImageDownloadQuerySet] = ImageDownloadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("image download")
        verbose_name_plural = _("image downloads")
        indexes = [
            models.Index(fields=["host", "next_attempt_at"], condition=models.Q(state="due"), name="image_due"),
            models.Index(fields=["image"], condition=models.Q(state="fetched"), name="image_decodable"),
        ]

    def __str__(self) -> str:
        return f"№ {self.image_id}"
