"""Image: the lead picture of articles, fetched once, re-encoded, and served from our own host."""

from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import F
from django.db.models.functions import Least, Now
from django.utils.translation import gettext_lazy as _

from articles import paths
from articles.knowledge.likeness import BANDS, VALUES
from articles.knowledge.picture_forms import PictureForm

# Related rows: a block that a rule made and no editor confirmed.
_BLOCKED_BY_RULE: Final = models.Q(decisions__editor=None, decisions__block__isnull=False)


class ImageStatus(models.TextChoices):
    PENDING = "pending", _("not fetched yet")
    SHOWN = "shown", _("shown")
    BLOCKED = "blocked", _("blocked")
    UNUSABLE = "unusable", _("unusable")  # cannot be fetched or is no picture; never shown
    # A logo, a placeholder: not shown (articles/moderation/repeating.py).
    REPEATED = "repeated", _("stands on many articles")


class ImageQuerySet(models.QuerySet["Image"]):
    def showable(self) -> "ImageQuerySet":
        return self.filter(status=ImageStatus.SHOWN)

    def same_picture(self, image: "Image") -> "ImageQuerySet":
        """This image and every other with the same bytes, whatever address it came from."""
        return self.filter(digest=image.digest) if image.digest else self.filter(pk=image.pk)

    def needing_decision(self) -> "ImageQuerySet":
        """Images that wait for an editor: with open reports, like a blocked picture, or blocked by a rule, which no
        editor confirmed yet. Of several with the same bytes the first: a decision holds for them all."""
        reported = Image.objects.filter(reports__is_open=True)
        suggested = Image.objects.filter(suggestions__is_open=True)
        blocked_by_rule = Image.objects.filter(_BLOCKED_BY_RULE)
        reasons = (reported, suggested, blocked_by_rule)
        waits = models.Q(*(("pk__in", images.values("pk")) for images in reasons), _connector=models.Q.OR)
        earlier = Image.objects.filter(waits, digest=models.OuterRef("digest"), pk__lt=models.OuterRef("pk"))
        return self.filter(waits).exclude(models.Exists(earlier.exclude(digest="")))

    def with_arrival(self) -> "models.QuerySet[Any]":
        """With `came_at`: when the first of what waits for an editor came; None where nothing does."""
        came_at = Least(  # of those that there are
            models.Min("reports__created_at", filter=models.Q(reports__is_open=True)),
            models.Min("suggestions__created_at", filter=models.Q(suggestions__is_open=True)),
            models.Min("decisions__created_at", filter=_BLOCKED_BY_RULE),
        )
        return self.annotate(came_at=came_at)


class Image(models.Model):
    """A lead picture. `status` is written by `publishing` (arrival), `moderating` and `undoing` (everything after)
    only, with what they stand on."""

    url = models.URLField(_("address"), max_length=2000)
    url_key = models.CharField(max_length=32, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=ImageStatus, default=ImageStatus.PENDING)
    digest = models.CharField(  # sha256 of the bytes received
        _("digest of the bytes"), max_length=64, blank=True, editable=False
    )
    # Signed 64 bits (feeds/knowledge/perceptual_hash.py). Null: not known, or too little detail to know it again by.
    perceptual_hash = models.BigIntegerField(null=True, editable=False)  # finds its like
    confirming_hash = models.BigIntegerField(null=True, editable=False)  # and says whether it is one
    picture_key = models.CharField(max_length=32, blank=True, editable=False)  # names the stored files
    widths = ArrayField(models.PositiveIntegerField(), default=list, editable=False)  # of the stored files, ascending
    width = models.PositiveIntegerField(default=0, editable=False)  # pixels of the largest stored file
    height = models.PositiveIntegerField(default=0, editable=False)
    has_jpeg = models.BooleanField(default=False, editable=False)  # beside the WebP of each width
    reports_count = models.PositiveIntegerField(  # reports that count, since the last decision
        _("open reports"), default=0, editable=False
    )
    created_at = models.DateTimeField(_("first seen at"), db_default=Now(), editable=False)
    blocked_at = models.DateTimeField(_("blocked at"), null=True, editable=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [
            ("moderate_image", "Can decide on reported images"),
            ("report_image", "Can report images as a known reader"),
        ]
        # The bands of the hash, with what a look-up needs: it reads no row. Not partial, or Postgres would not know how
        # few rows have a band's value, and would hire parallel workers, which take longer than the look-up.
        indexes = [
            # Not `db_index`, nor `unique` for the address: Django would add a second index each, for LIKE.
            models.Index(fields=["digest"], name="image_by_digest"),
            *(
                models.Index(
                    F("perceptual_hash").bitrightshift(shift).bitand(VALUES - 1),
                    name=f"image_band_{number}",
                    include=["perceptual_hash", "id"],
                )
                for number, shift in enumerate(BANDS)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["url_key"], name="image_once_per_address"),
            models.CheckConstraint(
                name="image_shown_is_stored",
                condition=~models.Q(status=ImageStatus.SHOWN) | ~models.Q(picture_key=""),
            ),
            models.CheckConstraint(name="image_status_known", condition=models.Q(status__in=ImageStatus.values)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.url}"

    @property
    def picture_name(self) -> str:
        """One for all addresses of the same bytes: by which keyed hashes and claims know the picture."""
        return self.digest or str(self.pk)

    def file_name(self, width: int, form: PictureForm = PictureForm.WEBP) -> str:
        """The stored file's name in the image storage; it depends on the picture, never on what a stranger wrote."""
        return f"{self.picture_key[:2]}/{self.picture_key}-{width}.{form}"

    def address(self, width: int, form: PictureForm) -> str:
        """Where readers find that file."""
        return paths.picture(self.picture_key, self.id, width, form)

    @property
    def form_to_share(self) -> PictureForm:
        """Of what is read elsewhere: programs that make previews seldom read WebP."""
        return PictureForm.JPEG if self.has_jpeg else PictureForm.WEBP

    @property
    def address_to_share(self) -> str:
        """Of the largest file."""
        return self.address(self.widths[-1], self.form_to_share)

    def rendition(self, width: int, form: PictureForm = PictureForm.WEBP) -> bytes:
        """The stored file of that width and form; FileNotFoundError when there is none, OSError when the storage does
        not answer."""
        if width not in self.widths:
            raise FileNotFoundError(f"image {self.pk} has no rendition of {width} pixels")
        with default_storage.open(self.file_name(width, form)) as file:
            return bytes(file.read())
