"""The public log of moderation: how many decisions of each kind a month, and nothing about persons, pictures or
articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import OF_SOURCE, Article, CaseDecision, CaseVerdict, ModerationDecision, Requester, Verdict

MONTHS: Final = 24
KEPT: Final = 600  # seconds in caches

_BY_EDITOR: Final = Q(editor__isnull=False) | Q(follows__isnull=False)  # what is like a picture that an editor blocked
_COUNTS: Final = {
    "by_readers": Q(verdict=Verdict.BLOCK, case=None) & ~_BY_EDITOR,
    "by_claims": Q(verdict=Verdict.BLOCK, case__isnull=False) & ~_BY_EDITOR,
    "by_editors": Q(verdict=Verdict.BLOCK) & _BY_EDITOR,
    "kept": Q(verdict=Verdict.KEEP),
    "lifted": Q(verdict=Verdict.LIFT),
}


_DECIDED: Final = Q(editor__isnull=False)
_CASE_COUNTS: Final = {
    "hidden": Q(editor=None),
    "for_publishers": Q(case__requester=Requester.PUBLISHER) & _DECIDED,
    "for_persons": Q(case__requester=Requester.PERSON) & _DECIDED,
    "shortened": Q(verdict__in=[CaseVerdict.EXCERPT, CaseVerdict.HEADLINE]) & _DECIDED,
    "pictures": Q(verdict=CaseVerdict.PICTURE) & _DECIDED,
    "removed": Q(verdict=CaseVerdict.REMOVE),
    "sources": Q(verdict__in=OF_SOURCE),
    "rejected": Q(verdict=CaseVerdict.REJECT),
}


_HEADINGS: Final = {
    "by_readers": _("Blocked after reports"),
    "by_claims": _("Hidden on a claim"),
    "by_editors": _("Blocked by editors"),
    "kept": pgettext_lazy("pictures", "Kept"),
    "lifted": pgettext_lazy("pictures", "Shown again"),
    "hidden": _("Hidden until a decision"),
    "for_publishers": _("Requests of publishers"),
    "for_persons": _("Requests of persons"),
    "shortened": _("Shortened"),
    "pictures": _("Picture taken away"),
    "removed": pgettext_lazy("articles", "Removed"),
    "sources": _("Whole sources"),
    "rejected": _("Rejected"),
    "unasked": _("Removed without a request"),
}


@dataclass(frozen=True, kw_only=True)
class Month:
    """How many decisions of each kind; `counts` are (heading, number), the same kinds in every month of a table."""

    month: date
    counts: list[tuple[Any, int]]


@require_safe
@cache_control(public=True, max_age=KEPT)
def transparency(request: HttpRequest) -> HttpResponse:
    context = {"months": _months(), "articles_months": _articles_months()}
    return render(request, "reader/transparency.html", context)


def _months() -> list[Month]:
    """The last months in which something was decided, newest first."""
    return _newest(_by_month(ModerationDecision.objects.without_undone_acts(), _COUNTS), list(_COUNTS))


def _articles_months() -> list[Month]:
    """Likewise of articles: what became of requests, and what was removed without one."""
    told = _by_month(CaseDecision.objects.all(), _CASE_COUNTS)
    unasked = Article.objects.filter(removed_at__isnull=False, removed_for="")
    for row in unasked.annotate(month=TruncMonth("removed_at")).values("month").annotate(number=Count("pk")).order_by():
        told.setdefault(row["month"].date(), {})["unasked"] = row["number"]
    return _newest(told, [*_CASE_COUNTS, "unasked"])


def _newest(told: Mapping[date, Mapping[str, int]], kinds: Sequence[str]) -> list[Month]:
    return [
        Month(month=month, counts=[(_HEADINGS[kind], numbers.get(kind, 0)) for kind in kinds])
        for month, numbers in sorted(told.items(), reverse=True)[:MONTHS]
    ]


def _by_month(decisions: QuerySet[Any], conditions: Mapping[str, Q]) -> dict[date, dict[str, int]]:
    """How many decisions of each month meet each condition."""
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    rows = decisions.annotate(month=TruncMonth("created_at")).values("month").annotate(**counts)
    return {row.pop("month").date(): row for row in rows.order_by()}
