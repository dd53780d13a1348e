"""What readers report and what editors, or the rules, decide. Written by `moderating` only."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.image import Image


class Reason(models.TextChoices):
    HARMFUL = "harmful", _("It is harmful or violent")
    SEXUAL = "sexual", _("It is sexual")
    WRONG = "wrong", _("It does not belong to this article")
    PRIVATE = "private", _("It shows a private person")
    RIGHTS = "rights", _("It infringes rights")
    OTHER = "other", _("Another reason")


class Verdict(models.TextChoices):
    BLOCK = "block", _("block")
    KEEP = "keep", _("keep")
    LIFT = "lift", _("lift the block")


class ImageReport(models.Model):
    """One person's complaint about one image. `person_key` and `network_key` are keyed hashes that differ for
    every picture: no address is stored, and two pictures reported by one person cannot be linked."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="reports")
    person_key = models.CharField(max_length=32, editable=False)
    network_key = models.CharField(max_length=32, editable=False)  # of the /24 or /48
    reason = models.CharField(max_length=10, choices=Reason)
    details = models.CharField(max_length=500, blank=True)
    is_open = models.BooleanField(default=True)  # until an editor decides
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("image report")
        verbose_name_plural = _("image reports")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "person_key"], condition=models.Q(is_open=True), name="report_one_open_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} · № {self.image_id}"


class ModerationDecision(models.Model):
    """One act on one image: appended, never changed (a database trigger holds to it). `editor` is empty when a
    rule decided; `rule` then names it with the values it applied."""

    image = models.ForeignKey(
        Image, models.PROTECT, verbose_name=pgettext_lazy("column", "image"), related_name="decisions"
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reasoning = models.CharField(_("reasoning"), max_length=500, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("editor"), null=True, related_name="+"
    )
    rule = models.CharField(_("rule"), max_length=200, blank=True)
    overrides = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("decision that it overrides"), null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("decided at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="decision_by_editor_or_rule",
                condition=models.Q(editor__isnull=False, rule="") | (models.Q(editor=None) & ~models.Q(rule="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} · № {self.image_id}"


class ImageBlock(models.Model):
    """A picture that is blocked wherever it stands or arrives again: the sha256 of its bytes."""

    digest = models.CharField(max_length=64, unique=True)
    decision = models.OneToOneField(ModerationDecision, on_delete=models.PROTECT, related_name="block")

    objects: ClassVar[models.Manager["ImageBlock"]] = models.Manager()

    class Meta:
        verbose_name = _("image block")
        verbose_name_plural = _("image blocks")

    def __str__(self) -> str:
        return self.digest
