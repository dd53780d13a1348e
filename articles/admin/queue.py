"""The moderation queue: which images are listed, with what an editor needs to see of each."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article, Image, ImageReport, ImageStatus, ModerationDecision


class QueueFilter(admin.SimpleListFilter):
    """What needs a decision comes first: without a choice, nothing else is listed."""

    title = _("queue")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("blocked", pgettext_lazy("images", "blocked")), ("decided", _("decided on")), ("all", _("all images"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        undecided, *others = super().choices(changelist)
        yield {**undecided, "display": _("need a decision")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        match self.value():
            case "all":
                return queryset
            case "blocked":
                return queryset.filter(status=ImageStatus.BLOCKED)
            case "decided":
                return queryset.filter(pk__in=ModerationDecision.objects.values("image"))
            case _:
                return queryset.filter(pk__in=Image.objects.needing_decision().values("pk"))


def with_facts(images: QuerySet[Image]) -> QuerySet[Image]:
    """Each image with `reasons` ([{"reason", "reports"}] of its open reports), `networks` that these came from,
    `articles_count`, and the `last_decision` on its picture ({"verdict", "rule", "editor"} or None).

    Subqueries rather than joins: Postgres then asks them for the rows of one page only."""
    is_open = ImageReport.objects.filter(image=OuterRef("pk"), is_open=True).order_by()
    by_reason = is_open.values("reason").annotate(reports=Count("pk")).order_by("-reports", "reason")
    networks = is_open.values("image").annotate(number=Count("network_key", distinct=True)).values("number")
    articles = Article.objects.filter(image=OuterRef("pk")).order_by().values("image").annotate(number=Count("pk"))
    same_picture = Q(image=OuterRef("pk")) | (Q(image__digest=OuterRef("digest")) & ~Q(image__digest=""))
    decisions = ModerationDecision.objects.filter(same_picture).order_by("-pk")
    decision = JSONObject(verdict="verdict", rule="rule", editor="editor__username")
    return images.annotate(
        reasons=ArraySubquery(by_reason.values(found=JSONObject(reason="reason", reports="reports"))),
        networks=Subquery(networks),
        articles_count=Subquery(articles.values("number")),
        last_decision=Subquery(decisions.values(found=decision)[:1]),
    )
