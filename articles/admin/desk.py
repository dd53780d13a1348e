"""What an editor sees of one image before deciding, and the forms that a decision is made with."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import timeline
from articles.admin.decision import decider
from articles.admin.source_record import SourceRecord, records_of
from articles.knowledge.reporters import ORDINARY_WEIGHT, Bar, Tally, tally
from articles.models import (
    Article,
    Image,
    ImageClaim,
    ImageReport,
    ImageStatus,
    ImageSuggestion,
    ModerationDecision,
    Reason,
    TakedownCase,
    Verdict,
)
from articles.models.image import ImageQuerySet
from articles.moderation import claiming, deciding, resembling
from articles.moderation.automatic_blocking import bar_of

REASONING_LENGTH: Final = 500  # characters, as in the model
DETAILS_SHOWN: Final = 50  # newest first
REPORTS_DRAWN: Final = 5_000
ARTICLES_SHOWN: Final = 50
LARGEST_SHOWN: Final = 640  # pixels wide
LIKE_SHOWN: Final = 24  # pictures, the nearest first
PLACES_SHOWN: Final = 3  # articles of each, newest first
PRONOUNCED: Final = (Verdict.BLOCK, Verdict.KEEP, Verdict.LIFT)  # by the buttons of a case
BLOCK_LIKE: Final = "block_like"  # a button beside the verdicts: block, and what looks like it as well


class ReasoningField(forms.CharField):
    def __init__(self, widget: forms.Widget | None = None) -> None:
        widget = widget or forms.TextInput(attrs={"size": 40, "dir": "auto"})
        super().__init__(label=_("Reasoning:"), required=False, max_length=REASONING_LENGTH, widget=widget)


def problems(form: forms.Form) -> str:
    """What is wrong with a form, in a line."""
    return " ".join(str(problem) for errors in form.errors.values() for problem in errors)


class ReasoningActionForm(ActionForm):
    """The list's choice of an action, with the reasoning that will be on record."""

    reasoning = ReasoningField()


class DecisionForm(forms.Form):
    """A verdict on one image, by the button that was pressed; `seen` is the last decision that the page showed."""

    verdict = forms.ChoiceField(
        choices=[*((verdict.value, verdict.label) for verdict in PRONOUNCED), (BLOCK_LIKE, BLOCK_LIKE)]
    )
    reasoning = ReasoningField(forms.Textarea(attrs={"rows": 2, "dir": "auto"}))
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)


@dataclass(frozen=True, kw_only=True)
class Button:
    """A verdict that may be given, by a press or by its key."""

    verdict: str
    label: str
    key: str
    is_grave: bool = False


@dataclass(frozen=True)
class Like:
    """A picture that looks like the one on the desk: how near (bits), and where it stands."""

    image: Image
    distance: int

    @property
    def picture_url(self) -> str:
        return picture_address(self.image, min(self.image.widths)) if self.image.widths else ""

    @property
    def articles(self) -> QuerySet[Article]:
        known = Article.objects.filter(image__in=Image.objects.same_picture(self.image)).newest_first()
        return known.select_related("source").defer("body_html", "body_text")[:PLACES_SHOWN]


@dataclass(frozen=True)
class Desk:
    """One image, for the template of its page. Reports, articles and decisions are those of the same picture at all
    its addresses, since a decision holds for them all."""

    image: Image
    editor: User
    draft: str = ""  # what the editor had typed before

    @property
    def picture_url(self) -> str:
        """Where editors see the picture, whatever its status; empty when it was never fetched."""
        fitting = [width for width in self.image.widths if width <= LARGEST_SHOWN] or self.image.widths[:1]
        return picture_address(self.image, max(fitting)) if fitting else ""

    @property
    def buttons(self) -> list[Button]:
        """Each verdict that would change something or confirm what the rule did."""
        is_blocked, is_repeated = self._is(ImageStatus.BLOCKED), self._is(ImageStatus.REPEATED)
        block = gettext("Confirm the block") if is_blocked else gettext("Block the image")
        keep = gettext("Show the image after all") if is_repeated else gettext("Keep the image")
        like = Button(verdict=BLOCK_LIKE, label=gettext("Block the image and its like"), key="l", is_grave=True)
        lift = Button(verdict=Verdict.LIFT.value, label=gettext("Lift the block"), key="r")
        back = [] if self.cases_against else [lift]
        return [
            *(back if is_blocked else [Button(verdict=Verdict.KEEP.value, label=keep, key="k")]),
            Button(verdict=Verdict.BLOCK.value, label=block, key="b", is_grave=True),
            *([like] if self.like else []),
        ]

    @cached_property
    def cases_against(self) -> list[TakedownCase]:
        """By which it is hidden: only a verdict on them shows it again."""
        return list(deciding.cases_against(self.image)) if self._is(ImageStatus.BLOCKED) else []

    @property
    def form(self) -> DecisionForm:
        return DecisionForm(initial={"reasoning": self.draft, "seen": self.history[0][0].pk if self.history else 0})

    @cached_property
    def claim(self) -> ImageClaim | None:
        """Who looks at the case now, be it this editor or another."""
        return claiming.claim_on(self.image)

    @property
    def is_another_s(self) -> bool:
        return self.claim is not None and self.claim.editor_id != self.editor.pk

    @cached_property
    def sources(self) -> list[SourceRecord]:
        return records_of(list(self._same_picture.values_list("pk", flat=True)))

    @cached_property
    def moments(self) -> list[datetime]:
        """When the open reports came, the first one first."""
        return list(self._open_reports.order_by("created_at").values_list("created_at", flat=True)[:REPORTS_DRAWN])

    @property
    def timeline(self) -> SafeString:
        return timeline.drawn(timeline.counted(self.moments, timezone.now()))

    @property
    def closed_reports(self) -> int:
        """How many reports editors have answered already."""
        alike = ImageReport.objects.filter(image__in=self._same_picture, is_open=False)
        return alike.count()

    @cached_property
    def reliability(self) -> list[str]:
        """How reliable those are who reported, by what their reports weigh; who they are is stored nowhere."""
        groups = {
            gettext("known readers whose reports were mostly upheld"): Q(weight__gt=ORDINARY_WEIGHT),
            gettext("visitors, and readers who are not known yet"): Q(weight=ORDINARY_WEIGHT),
            gettext("known readers whose reports were mostly dismissed"): Q(weight__lt=ORDINARY_WEIGHT, weight__gt=0),
            gettext("reports that do not count"): Q(weight=0),
        }
        names = {f"group_{number}": Count("pk", filter=group) for number, group in enumerate(groups.values())}
        counts = self._open_reports.aggregate(**names)
        words = gettext("%(reason)s: %(number)d")
        known = zip(groups, names, strict=True)
        return [words % {"reason": label, "number": counts[name]} for label, name in known if counts[name]]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Label and number of the persons who gave it, the most frequent reason first."""
        counts = self._open_reports.values_list("reason").annotate(persons=Count("pk"))
        return [(str(Reason(reason).label), persons) for reason, persons in counts.order_by("-persons", "reason")]

    @cached_property
    def tally(self) -> Tally:
        """What the open reports come to; those of forgotten persons, or made while nothing could limit them, do not
        count."""
        return tally(self._open_reports.values_list("network_key", "wide_network_key", "weight"))

    @cached_property
    def bar(self) -> Bar:
        """What they must reach before the picture is blocked without an editor."""
        return bar_of(was_kept=deciding.was_kept(self.image))

    @cached_property
    def details(self) -> list[ImageReport]:
        """What the open reports say in words, newest first."""
        reports = self._open_reports.exclude(details="")
        return list(reports.order_by("-created_at")[:DETAILS_SHOWN])

    @property
    def articles(self) -> QuerySet[Article]:
        known = Article.objects.filter(image__in=self._same_picture).newest_first()
        return known.select_related("source").defer("body_html", "body_text")[:ARTICLES_SHOWN]

    @property
    def others(self) -> ImageQuerySet:
        """The other addresses that gave the same picture."""
        return self._same_picture.exclude(pk=self.image.pk).order_by("pk")

    @cached_property
    def like(self) -> list[Like]:
        """Other pictures that look like it, the nearest first; of several addresses of one picture the first."""
        return [Like(image, distance) for image, distance in resembling.like_once_each(self.image)[:LIKE_SHOWN]]

    @cached_property
    def suggestions(self) -> list[ImageSuggestion]:
        """Which blocked pictures it was put before an editor for."""
        suggested = ImageSuggestion.objects.filter(image__in=self._same_picture, is_open=True)
        return list(suggested.select_related("decision").order_by("distance", "pk"))

    @cached_property
    def history(self) -> list[tuple[ModerationDecision, str]]:
        """The decisions on the picture, newest first, each with who decided."""
        known = deciding.history(self.image).select_related("editor")
        return [(decision, decider(decision)) for decision in known]

    def _is(self, status: ImageStatus) -> bool:
        return self.image.status == status

    @property
    def _open_reports(self) -> QuerySet[ImageReport]:
        return ImageReport.objects.open_on(self._same_picture)

    @property
    def _same_picture(self) -> ImageQuerySet:
        return Image.objects.same_picture(self.image)


def picture_address(image: Image, width: int) -> str:
    return reverse("admin:articles_image_picture", args=[image.pk, width])
