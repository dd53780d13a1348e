"""Image: the lead picture of articles, fetched once, re-encoded, and served from our own host."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ImageStatus(models.TextChoices):
    PENDING = "pending", _("not fetched yet")
    SHOWN = "shown", _("shown")
    BLOCKED = "blocked", _("blocked")
    UNUSABLE = "unusable", _("unusable")  # cannot be fetched or is no picture; never shown


class ImageQuerySet(models.QuerySet["Image"]):
    def showable(self) -> "ImageQuerySet":
        return self.filter(status=ImageStatus.SHOWN)

    def same_picture(self, image: "Image") -> "ImageQuerySet":
        """This image and every other with the same bytes, whatever address it came from."""
        return self.filter(digest=image.digest) if image.digest else self.filter(pk=image.pk)

    def with_open_reports(self) -> "ImageQuerySet":
        """Images that wait for an editor: reported and not decided since."""
        return self.filter(reports__is_open=True).distinct()


class Image(models.Model):
    """A lead picture. `status` is written by `publishing` (arrival) and `moderating` (everything after) only."""

    url = models.URLField(max_length=2000)
    url_key = models.CharField(max_length=32, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=ImageStatus, default=ImageStatus.PENDING)
    digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)  # sha256 of the bytes received
    perceptual_hash = models.BigIntegerField(null=True, editable=False)  # dHash, signed 64 bits
    picture_key = models.CharField(max_length=32, blank=True, editable=False)  # names the stored files
    widths = ArrayField(models.PositiveIntegerField(), default=list, editable=False)  # of the stored files, ascending
    width = models.PositiveIntegerField(default=0, editable=False)  # pixels of the largest stored file
    height = models.PositiveIntegerField(default=0, editable=False)
    reports_count = models.PositiveIntegerField(
        default=0, editable=False
    )  # reports that count, since the last decision
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    blocked_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[ImageQuerySet] = ImageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        permissions = [("moderate_image", "Can decide on reported images")]
        constraints = [
            models.CheckConstraint(
                name="image_shown_is_stored",
                condition=~models.Q(status=ImageStatus.SHOWN) | ~models.Q(picture_key=""),
            ),
            models.CheckConstraint(name="image_status_known", condition=models.Q(status__in=ImageStatus.values)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.url}"

    def file_name(self, width: int) -> str:
        """The stored file's name in the image storage; it depends on the picture, never on what a stranger wrote."""
        return f"{self.picture_key[:2]}/{self.picture_key}-{width}.webp"
