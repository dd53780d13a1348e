"""What editors do at their desk beside deciding on one image: claim a case, and say of a source that its pictures are
not shown. Written by `claiming` and `permitting` only."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.image import Image
from articles.models.source import Source


class ImageClaim(models.Model):
    """Who looks at a picture's case, and until when: one editor a picture, at all its addresses."""

    picture = models.CharField(max_length=64, primary_key=True)  # its name (Image.picture_name)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ends_at = models.DateTimeField()

    objects: ClassVar[models.Manager["ImageClaim"]] = models.Manager()

    class Meta:
        verbose_name = _("claim of an image")
        verbose_name_plural = _("claims of images")

    def __str__(self) -> str:
        return f"{self.picture} · {self.editor_id}"


class PicturePolicy(models.Model):
    """An editor's decision on whether a source's pictures are fetched and shown: appended, never changed (a database
    trigger holds to it). The last one about a source holds, and is `Source.shows_pictures`."""

    source = models.ForeignKey(
        Source, models.PROTECT, verbose_name=pgettext_lazy("column", "source"), related_name="picture_policies"
    )
    shows_pictures = models.BooleanField(_("its pictures are shown"))
    reasoning = models.CharField(_("reasoning"), max_length=500, blank=True)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("editor"), related_name="+")
    image = models.ForeignKey(  # on whose page it was decided
        Image, models.PROTECT, verbose_name=pgettext_lazy("column", "image"), null=True, related_name="+"
    )
    overrides = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("decision that it overrides"), null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("decided at"), db_default=Now(), editable=False)

    objects: ClassVar[models.Manager["PicturePolicy"]] = models.Manager()

    class Meta:
        verbose_name = _("decision on a source's pictures")
        verbose_name_plural = _("decisions on sources' pictures")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} · № {self.pk}"
