"""The moderation queue: which images are listed, with what an editor needs to see of each."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, JSONObject, Now
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.knowledge import reporters
from articles.models import Article, Image, ImageClaim, ImageReport, ImageStatus, ImageSuggestion, ModerationDecision
from articles.moderation import automatic_blocking
from articles.moderation.deciding import SHOWING_VERDICTS


class WaitingFirst(admin.SimpleListFilter):
    """What needs a decision comes first: without a choice, nothing else is listed."""

    title = _("queue")
    parameter_name = "queue"

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        undecided, *others = super().choices(changelist)
        yield {**undecided, "display": _("need a decision")}
        yield from others


class QueueFilter(WaitingFirst):
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("blocked", pgettext_lazy("images", "blocked")),
            ("repeated", _("on many articles")),
            ("decided", _("decided on")),
            ("all", _("all images")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        match self.value():
            case "all":
                return queryset
            case "blocked":
                return queryset.filter(status=ImageStatus.BLOCKED)
            case "repeated":
                return queryset.filter(status=ImageStatus.REPEATED)
            case "decided":
                return queryset.filter(pk__in=ModerationDecision.objects.standing().values("image"))
            case _:
                return queryset.filter(pk__in=Image.objects.needing_decision().values("pk"))


def with_facts(images: QuerySet[Image]) -> QuerySet[Image]:
    """Each image with what is known of its picture, at whatever address: the `reasons` ([{"reason", "persons"}]) and
    the `networks` of those that count ([{"network", "wide", "weight"}], one a person), `articles_count` and the
    `newest_article` ({"title", "source"} or None), who has it `claimed_by`, the `last_decision` on it ({"number",
    "verdict", "rule", "editor"} or None), the numbers of the blocked images that it `resembles`, and whether an editor
    ever kept or restored it (`was_kept`).

    Subqueries rather than joins: Postgres then asks them for the rows of one page only."""
    reports = ImageReport.objects.filter(_same_picture("image"), is_open=True).order_by()
    by_reason = reports.values("reason").annotate(persons=Count("pk"))
    articles = Article.objects.filter(_same_picture("image")).order_by()
    decisions = ModerationDecision.objects.filter(_same_picture("image")).order_by("-pk")
    suggested = ImageSuggestion.objects.filter(_same_picture("image"), is_open=True).order_by("distance", "pk")
    newest = Article.objects.visible().filter(_same_picture("image")).newest_first()
    claims = ImageClaim.objects.filter(_claimed(), ends_at__gt=Now())
    decision = JSONObject(number="pk", verdict="verdict", rule="rule", editor="editor__username")
    return images.annotate(
        reasons=ArraySubquery(
            by_reason.order_by("-persons", "reason").values(found=JSONObject(reason="reason", persons="persons"))
        ),
        networks=ArraySubquery(
            reports.filter(weight__gt=0).values(
                found=JSONObject(network="network_key", wide="wide_network_key", weight="weight")
            )
        ),
        articles_count=Subquery(articles.values(everywhere=Value(1)).annotate(number=Count("pk")).values("number")),
        newest_article=Subquery(newest.values(found=JSONObject(title="title", source="source__name"))[:1]),
        claimed_by=Subquery(claims.values("editor__username")[:1]),
        last_decision=Subquery(decisions.values(found=decision)[:1]),
        resembles=ArraySubquery(suggested.values("decision__image")),
        was_kept=Exists(decisions.standing().filter(editor__isnull=False, verdict__in=SHOWING_VERDICTS)),
    )


def _same_picture(image: str) -> Q:
    """Rows about the outer image or another with the same bytes, as `Image.objects.same_picture`. The images are found
    first, by their indexes: across a join Postgres would read all articles for each row of the page."""
    alike = Q(digest=OuterRef(OuterRef("digest"))) & ~Q(digest="")
    images = Image.objects.filter(Q(pk=OuterRef(OuterRef("pk"))) | alike)
    return Q(**{f"{image}__in": images.values("pk")})


def _claimed() -> Q:
    """Claims on the outer image's picture, by its name as `Image.picture_name`."""
    by_number = Q(picture=Cast(OuterRef("pk"), CharField()))
    return (Q(picture=OuterRef("digest")) & ~Q(picture="")) | by_number


def tally_of(image: Any) -> reporters.Tally:
    """What the open reports on an image with facts come to."""
    return reporters.tally((found["network"], found["wide"], found["weight"]) for found in image.networks)


def bar_of(image: Any) -> reporters.Bar:
    """What they must reach for a block."""
    return automatic_blocking.bar_of(was_kept=image.was_kept)


def awaits_the_rule(image: Any) -> bool:
    """Whether the reports on an image with facts reach the bar although it shows: the rule paused when they came."""
    return image.status == ImageStatus.SHOWN and bar_of(image).is_reached(tally_of(image))
