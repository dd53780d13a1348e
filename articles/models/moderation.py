"""What readers report and what editors, or the rules, decide. Written by `moderating` and `undoing` only, with
what they stand on; pauses by `withholding` as well."""

from datetime import datetime
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
    UNDO = "undo", _("undo")  # an editor's last decision, shortly after it: what held before it holds again


class ImageReportQuerySet(models.QuerySet["ImageReport"]):
    def open_on(self, images: models.QuerySet[Image]) -> "ImageReportQuerySet":
        """What readers said of these images since an editor last decided."""
        return self.filter(image__in=images, is_open=True)


class ImageReport(models.Model):
    """One person's complaint about one image. `person_key`, `network_key` and `wide_network_key` are keyed hashes that
    differ for every picture: no address is stored, and two pictures reported by one person cannot be linked. When
    their key's time is over they are forgotten: the complaint then counts no more, but stays before the editors."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="reports")
    person_key = models.CharField(max_length=32, blank=True, editable=False)
    network_key = models.CharField(max_length=32, blank=True, editable=False)  # of the /24 or /48
    wide_network_key = models.CharField(  # of the /16 or /32; empty in reports of before it was kept
        max_length=32, blank=True, default="", db_default="", editable=False
    )
    key_name = models.CharField(max_length=20, blank=True, editable=False)  # of the key that made them
    weight = models.FloatField(default=1.0, editable=False)  # towards a block; 0: does not count
    reason = models.CharField(max_length=10, choices=Reason)
    details = models.CharField(max_length=500, blank=True)
    is_open = models.BooleanField(default=True)  # until an editor decides
    closed_by = models.ForeignKey(
        "ModerationDecision", models.PROTECT, null=True, editable=False, related_name="closed_reports"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ImageReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("image report")
        verbose_name_plural = _("image reports")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "person_key"],
                condition=models.Q(is_open=True) & ~models.Q(person_key=""),
                name="report_one_open_per_person",
            ),
            models.CheckConstraint(name="report_weight_not_negative", condition=models.Q(weight__gte=0)),
            models.CheckConstraint(
                name="report_counts_by_known_person",
                condition=models.Q(weight=0) | ~models.Q(person_key="") | models.Q(is_open=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} · № {self.image_id}"


class DecisionQuerySet(models.QuerySet["ModerationDecision"]):
    def standing(self) -> "DecisionQuerySet":
        """Without those that were undone, and without the undoing."""
        undone = ModerationDecision.objects.filter(verdict=Verdict.UNDO, overrides=models.OuterRef("pk"))
        return self.exclude(verdict=Verdict.UNDO).exclude(models.Exists(undone))

    def without_undone_acts(self) -> "DecisionQuerySet":
        """What stands, without what rules did for the likes of a picture because of a decision that was undone, or
        because of the undoing."""
        undone = ModerationDecision.objects.filter(verdict=Verdict.UNDO)
        followed = models.Q(pk=models.OuterRef("follows")) | models.Q(overrides=models.OuterRef("follows"))
        return self.standing().exclude(models.Exists(undone.filter(followed)))


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
    follows = models.ForeignKey(  # a rule only: what it blocked, or lifted, because of another picture's decision
        "self", models.PROTECT, verbose_name=_("decision that it follows from"), null=True, related_name="followed_by"
    )
    case = models.ForeignKey(  # the take-down case that it was decided for, if it was
        "TakedownCase", models.PROTECT, verbose_name=_("take-down case"), null=True, related_name="picture_decisions"
    )
    created_at = models.DateTimeField(_("decided at"), db_default=Now(), editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        ordering = ["-id"]
        indexes = [models.Index(fields=["created_at"], name="decision_by_time")]
        constraints = [
            models.CheckConstraint(
                name="decision_by_editor_or_rule",
                condition=models.Q(editor__isnull=False, rule="") | (models.Q(editor=None) & ~models.Q(rule="")),
            ),
            models.CheckConstraint(
                name="decision_by_rule_follows", condition=models.Q(follows=None) | models.Q(editor=None)
            ),
            models.UniqueConstraint(
                fields=["overrides"], condition=models.Q(verdict=Verdict.UNDO), name="decision_undone_once"
            ),
            models.CheckConstraint(
                name="decision_undo_is_an_editor_s_of_one",
                condition=~models.Q(verdict=Verdict.UNDO) | models.Q(editor__isnull=False, overrides__isnull=False),
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


class ImageSuggestion(models.Model):
    """A picture that resembles one which an editor blocked, but not closely enough for a rule to block it: for an
    editor to look at, until one decides."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="suggestions")
    decision = models.ForeignKey(ModerationDecision, on_delete=models.PROTECT, related_name="suggestions")
    distance = models.PositiveSmallIntegerField()  # bits of the perceptual hash
    is_open = models.BooleanField(default=True)
    closed_by = models.ForeignKey(
        ModerationDecision, models.PROTECT, null=True, editable=False, related_name="closed_suggestions"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("image suggestion")
        verbose_name_plural = _("image suggestions")
        constraints = [models.UniqueConstraint(fields=["image", "decision"], name="suggestion_one_a_decision")]
        indexes = [models.Index(fields=["image"], condition=models.Q(is_open=True), name="suggestion_open")]

    def __str__(self) -> str:
        return f"№ {self.image_id} · № {self.decision.image_id}"


class ReaderRecord(models.Model):
    """How editors decided on a signed-in reader's reports: how many, never which."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    upheld = models.PositiveIntegerField(_("reports upheld"), default=0, editable=False)
    dismissed = models.PositiveIntegerField(_("reports dismissed"), default=0, editable=False)

    objects: ClassVar[models.Manager["ReaderRecord"]] = models.Manager()

    class Meta:
        verbose_name = _("reader's record")
        verbose_name_plural = _("readers' records")

    def __str__(self) -> str:
        return f"{self.upheld} : {self.dismissed}"


class PauseOf(models.TextChoices):
    REPORTS = "reports", _("reports of readers")
    CLAIMS = "claims", _("take-down claims")


class PauseQuerySet(models.QuerySet["BlockingPause"]):
    def end_of(self, of: PauseOf) -> datetime | None:
        """When it may go on, if it pauses; else None."""
        return self.filter(of=of, ends_at__gt=Now()).order_by("-ends_at").values_list("ends_at", flat=True).first()


class BlockingPause(models.Model):
    """A time in which nothing more is hidden without an editor, since too much was: pictures on readers' reports, or
    what take-down claims are about. `rule` says by what values."""

    of = models.CharField(
        max_length=10, choices=PauseOf, default=PauseOf.REPORTS, db_default=PauseOf.REPORTS, editable=False
    )
    began_at = models.DateTimeField(db_default=Now(), editable=False)
    ends_at = models.DateTimeField(db_index=True, editable=False)
    rule = models.CharField(max_length=200, editable=False)

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause of automatic blocking")
        verbose_name_plural = _("pauses of automatic blocking")
        constraints = [models.CheckConstraint(name="pause_ends", condition=models.Q(ends_at__gt=models.F("began_at")))]

    def __str__(self) -> str:
        return self.rule


class NoticeState(models.Model):
    """Until when editors were told of what awaits them, by one way of telling, and until when a worker has the turn
    there (`newsportal.leasing`)."""

    channel = models.CharField(max_length=10, primary_key=True)
    told_until = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["NoticeState"]] = models.Manager()

    class Meta:
        verbose_name = _("state of the notices")
        verbose_name_plural = _("states of the notices")

    def __str__(self) -> str:
        return self.channel
