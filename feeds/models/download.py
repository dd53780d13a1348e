"""What was downloaded and waits for an extractor or a decoder."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models import Image
from feeds.models.entry import MAX_ATTEMPTS, Entry
from feeds.models.host import Host


class PageDownload(models.Model):
    """An article's page between the worker that fetched it and the one that extracts it; deleted after."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="page")
    url = models.URLField(max_length=3000)  # after redirects
    content_type = models.CharField(max_length=200, blank=True)
    robots = models.CharField(
        max_length=500, blank=True, default="", db_default=""
    )  # the X-Robots-Tag headers, one a line
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

    objects = ImageDownloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("image download")
        verbose_name_plural = _("image downloads")
        indexes = [
            models.Index(fields=["host", "next_attempt_at"], condition=models.Q(state="due"), name="image_due"),
            models.Index(fields=["image"], condition=models.Q(state="fetched"), name="image_decodable"),
        ]

    def __str__(self) -> str:
        return f"№ {self.image_id}"
