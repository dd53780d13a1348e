"""What an editor sees of one image before deciding, and the forms that a decision is made with."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import resembling
from articles.admin.decision import decider
from articles.automatic_blocking import bar_of
from articles.deciding import history, was_kept
from articles.models import (
    Article,
    Image,
    ImageReport,
    ImageStatus,
    ImageSuggestion,
    ModerationDecision,
    Reason,
    Verdict,
)
from articles.models.image import ImageQuerySet
from articles.reporters import Bar, Tally, tally

REASONING_LENGTH: Final = 500  # characters, as in the model
DETAILS_SHOWN: Final = 50  # newest first
ARTICLES_SHOWN: Final = 50
LARGEST_SHOWN: Final = 640  # pixels wide
LIKE_SHOWN: Final = 24  # pictures, the nearest first
PLACES_SHOWN: Final = 3  # articles of each, newest first
BLOCK_LIKE: Final = "block_like"  # a button beside the verdicts: block, and what looks like it as well


class ReasoningField(forms.CharField):
    def __init__(self) -> None:
        field = forms.TextInput(attrs={"size": 40, "dir": "auto"})
        super().__init__(label=_("Reasoning:"), required=False, max_length=REASONING_LENGTH, widget=field)


class ReasoningActionForm(ActionForm):
    """The list's choice of an action, with the reasoning that will be on record."""

    reasoning = ReasoningField()


class DecisionForm(forms.Form):
    """A verdict on one image, by the button that was pressed."""

    verdict = forms.ChoiceField(choices=[*Verdict.choices, (BLOCK_LIKE, BLOCK_LIKE)])
    reasoning = ReasoningField()


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

    @property
    def picture_url(self) -> str:
        """Where editors see the picture, whatever its status; empty when it was never fetched."""
        fitting = [width for width in self.image.widths if width <= LARGEST_SHOWN] or self.image.widths[:1]
        return picture_address(self.image, max(fitting)) if fitting else ""

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        """The buttons: name and label of each verdict that would change something or confirm what the rule did."""
        like = [(BLOCK_LIKE, gettext("Block the image and its like"))] if self.like else []
        if self.image.status == ImageStatus.BLOCKED:
            return [
                (Verdict.BLOCK.value, gettext("Confirm the block")),
                *like,
                (Verdict.LIFT.value, gettext("Lift the block")),
            ]
        is_repeated = self.image.status == ImageStatus.REPEATED
        keep = gettext("Show the image after all") if is_repeated else gettext("Keep the image")
        return [(Verdict.BLOCK.value, gettext("Block the image")), *like, (Verdict.KEEP.value, keep)]

    @property
    def form(self) -> DecisionForm:
        return DecisionForm()

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Label and number of the persons who gave it, the most frequent reason first."""
        counts = self._open_reports.values_list("reason").annotate(persons=Count("pk"))
        return [(str(Reason(reason).label), persons) for reason, persons in counts.order_by("-persons", "reason")]

    @cached_property
    def tally(self) -> Tally:
        """What the open reports come to; those of forgotten persons, or made while nothing could limit them, do not
        count."""
        return tally(self._open_reports.values_list("network_key", "weight"))

    @cached_property
    def bar(self) -> Bar:
        """What they must reach before the picture is blocked without an editor."""
        return bar_of(was_kept=was_kept(self.image))

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
        known = history(self.image).select_related("editor")
        return [(decision, decider(decision)) for decision in known]

    @property
    def _open_reports(self) -> QuerySet[ImageReport]:
        return ImageReport.objects.open_on(self._same_picture)

    @property
    def _same_picture(self) -> ImageQuerySet:
        return Image.objects.same_picture(self.image)


def picture_address(image: Image, width: int) -> str:
    return reverse("admin:articles_image_picture", args=[image.pk, width])
