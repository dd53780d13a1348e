"""What publishers and persons ask to have taken down, and what editors decide on it. Written by `taking_down` and
`withholding` only."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.article import Article
from articles.models.source import Requester, Source


class Wish(models.TextChoices):
    """What is asked for."""

    EXCERPT = "excerpt", _("Show an excerpt of at most 300 characters only")
    HEADLINE = "headline", _("Show the headline only, with the link to the source")
    PICTURE = "picture", _("Take away the picture only")
    REMOVE = "remove", _("Remove it")


class RequestReason(models.TextChoices):
    RIGHTS = "rights", _("We hold the rights and do not allow it")
    WITHDRAWN = "withdrawn", _("We have withdrawn or corrected it ourselves")
    PRIVATE = "private", _("It tells of my private life")
    PRIVACY = "privacy", _("It touches somebody's private life")
    CHILD = "child", _("It names or shows a child")
    OUTDATED = "outdated", _("What it says of me is false, or long past")
    COURT = "court", _("A court or an authority has decided so")
    OTHER = "other", _("Another reason")


REASONS: Final = {
    Requester.PUBLISHER: (
        RequestReason.RIGHTS,
        RequestReason.WITHDRAWN,
        RequestReason.PRIVACY,
        RequestReason.COURT,
        RequestReason.OTHER,
    ),
    Requester.PERSON: (
        RequestReason.PRIVATE,
        RequestReason.CHILD,
        RequestReason.OUTDATED,
        RequestReason.COURT,
        RequestReason.OTHER,
    ),
}


PRIVACY: Final = (RequestReason.PRIVATE, RequestReason.PRIVACY, RequestReason.CHILD)


class Kind(models.TextChoices):
    """Of what is hidden at once when its requester confirmed it, until an editor decides."""

    PICTURE = "picture", _("a picture")
    PRIVACY = "privacy", _("private life")


class CaseVerdict(models.TextChoices):
    """What an editor decides on a case; those of the second kind hold for all articles of the source, those to come
    too."""

    EXCERPT = "excerpt", _("excerpt only")
    HEADLINE = "headline", _("headline only")
    PICTURE = "picture", _("without the picture")
    REMOVE = "remove", _("remove")
    REJECT = "reject", _("reject")
    SOURCE_FULL = "source_full", _("whole source: full text")
    SOURCE_EXCERPT = "source_excerpt", _("whole source: excerpt only")
    SOURCE_HEADLINE = "source_headline", _("whole source: headline only")
    SOURCE_NONE = "source_none", _("whole source: nothing at all")


OF_SOURCE: Final = (
    CaseVerdict.SOURCE_FULL,
    CaseVerdict.SOURCE_EXCERPT,
    CaseVerdict.SOURCE_HEADLINE,
    CaseVerdict.SOURCE_NONE,
)
OF_ARTICLES: Final = (CaseVerdict.EXCERPT, CaseVerdict.HEADLINE, CaseVerdict.REMOVE)


class TakedownCaseQuerySet(models.QuerySet["TakedownCase"]):
    def confirmed(self) -> "TakedownCaseQuerySet":
        """Those whose e-mail address answered: the others are nothing that an editor should see."""
        return self.filter(confirmed_at__isnull=False)

    def undecided(self) -> "TakedownCaseQuerySet":
        """Confirmed, and waiting for an editor: what a rule hid meanwhile is decided by none yet."""
        return self.confirmed().exclude(
            models.Exists(CaseDecision.objects.by_editors().filter(case=models.OuterRef("pk")))
        )

    def decided(self) -> "TakedownCaseQuerySet":
        return self.filter(models.Exists(CaseDecision.objects.by_editors().filter(case=models.OuterRef("pk"))))

    def of_kind(self, kind: Kind) -> "TakedownCaseQuerySet":
        """Those that ask for the same kind of thing as others that are hidden at once."""
        if kind == Kind.PICTURE:
            return self.filter(is_of_source=False, wish=Wish.PICTURE)
        return self.filter(is_of_source=False, reason__in=PRIVACY).exclude(wish=Wish.PICTURE)

    def with_last_decision(self) -> "models.QuerySet[Any]":
        """With `last_decision` (its number), `last_verdict` and `last_rule`, which hold; None while there is none."""
        last = CaseDecision.objects.filter(case=models.OuterRef("pk")).order_by("-pk")
        return self.annotate(
            last_decision=models.Subquery(last.values("pk")[:1]),
            last_verdict=models.Subquery(last.values("verdict")[:1]),
            last_rule=models.Subquery(last.values("rule")[:1]),
        )


class TakedownCase(models.Model):
    """One request. Until the link that was sent to its e-mail address is used it is nobody's, and is deleted soon; then
    it waits for an editor. `name`, `email` and `details` are forgotten some time after the last decision."""

    requester = models.CharField(_("requester"), max_length=10, choices=Requester)
    source = models.ForeignKey(
        Source, models.PROTECT, verbose_name=pgettext_lazy("column", "source"), related_name="takedown_cases"
    )
    articles = models.ManyToManyField(Article, verbose_name=_("articles"), related_name="takedown_cases")
    is_of_source = models.BooleanField(_("whole source"), default=False)
    wish = models.CharField(_("wish"), max_length=10, choices=Wish)
    reason = models.CharField(_("reason"), max_length=10, choices=RequestReason)
    details = models.TextField(_("details"), blank=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=8)  # of the interface: answers are in it
    created_at = models.DateTimeField(_("asked at"), db_default=Now(), editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    link_sent_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)  # to send the e-mail that is due
    told_decision = models.ForeignKey(  # the newest that the requester was told of
        "CaseDecision", models.PROTECT, null=True, editable=False, related_name="+"
    )
    forgotten_at = models.DateTimeField(_("requester forgotten at"), null=True, editable=False)

    objects: ClassVar[models.Manager["TakedownCase"]] = TakedownCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("take-down case")
        verbose_name_plural = _("take-down cases")
        permissions = [("decide_takedown", "Can decide on take-down cases")]
        indexes = [
            models.Index(fields=["created_at"], name="case_by_arrival"),
            models.Index(fields=["confirmed_at"], name="case_confirmed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_requester_known_until_forgotten",
                condition=(models.Q(forgotten_at=None) & ~models.Q(email="") & ~models.Q(name=""))
                | models.Q(forgotten_at__isnull=False, email="", name="", details=""),
            ),
            models.CheckConstraint(
                name="case_person_asks_for_articles",
                condition=models.Q(requester=Requester.PUBLISHER) | models.Q(is_of_source=False),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def kind(self) -> Kind | None:
        """What of it is hidden at once; None: nothing before an editor decided."""
        if self.is_of_source:
            return None
        if self.wish == Wish.PICTURE:
            return Kind.PICTURE
        return Kind.PRIVACY if self.reason in PRIVACY else None


class CaseDecisionQuerySet(models.QuerySet["CaseDecision"]):
    def by_editors(self) -> "CaseDecisionQuerySet":
        return self.filter(editor__isnull=False)

    def by_rule(self) -> "CaseDecisionQuerySet":
        """What was hidden at once (articles/takedowns/withholding.py)."""
        return self.filter(editor=None)


class CaseDecision(models.Model):
    """One verdict on a case, an editor's or, with the values that it applied, a rule's: appended, never changed (a
    database trigger holds to it). The last one holds."""

    case = models.ForeignKey(TakedownCase, models.PROTECT, verbose_name=_("case"), related_name="decisions")
    verdict = models.CharField(_("verdict"), max_length=20, choices=CaseVerdict)
    reasoning = models.CharField(_("reasoning"), max_length=500, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("editor"), null=True, related_name="+"
    )
    rule = models.CharField(_("rule"), max_length=200, blank=True, default="", db_default="")
    overrides = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("decision that it overrides"), null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("decided at"), db_default=Now(), editable=False)

    objects = CaseDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on a case")
        verbose_name_plural = _("decisions on cases")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="case_verdict_known", condition=models.Q(verdict__in=CaseVerdict.values)),
            models.CheckConstraint(
                name="case_decision_by_editor_or_rule",
                condition=models.Q(editor__isnull=False, rule="") | (models.Q(editor=None) & ~models.Q(rule="")),
            ),
            models.CheckConstraint(  # a rule hides until an editor decides, and does no more
                name="case_decision_by_rule_is_the_first",
                condition=models.Q(editor__isnull=False)
                | models.Q(overrides=None, verdict__in=[CaseVerdict.HEADLINE, CaseVerdict.PICTURE]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} · № {self.case_id}"
