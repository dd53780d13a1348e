"""The public log of moderation: how many decisions of each kind a month, and nothing about persons or pictures."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import Article, ModerationDecision, Verdict

MONTHS: Final = 24
KEPT: Final = 600  # seconds in caches

_BY_EDITOR: Final = Q(editor__isnull=False) | Q(follows__isnull=False)  # what is like a picture that an editor blocked
_COUNTS: Final = {
    "by_readers": Q(verdict=Verdict.BLOCK) & ~_BY_EDITOR,
    "by_editors": Q(verdict=Verdict.BLOCK) & _BY_EDITOR,
    "kept": Q(verdict=Verdict.KEEP),
    "lifted": Q(verdict=Verdict.LIFT),
}


@dataclass(frozen=True, kw_only=True)
class Month:
    """Decisions on pictures: blocked by the rule that counts reports, blocked by editors or for their like, kept,
    shown again; and articles that were removed."""

    month: date
    by_readers: int = 0
    by_editors: int = 0
    kept: int = 0
    lifted: int = 0
    removed: int = 0


@require_safe
@cache_control(public=True, max_age=KEPT)
def transparency(request: HttpRequest) -> HttpResponse:
    return render(request, "reader/transparency.html", {"months": _months()})


def _months() -> list[Month]:
    """The last months in which something was decided, newest first."""
    counts = {name: Count("pk", filter=condition) for name, condition in _COUNTS.items()}
    decisions = ModerationDecision.objects.annotate(month=TruncMonth("created_at")).values("month").annotate(**counts)
    removals = Article.objects.filter(removed_at__isnull=False).annotate(month=TruncMonth("removed_at"))
    told: dict[date, dict[str, int]] = {}
    for row in decisions.order_by().values_list("month", *_COUNTS):
        told[row[0].date()] = dict(zip(_COUNTS, row[1:], strict=True))
    for row in removals.values("month").annotate(removed=Count("pk")).order_by():
        told.setdefault(row["month"].date(), {})["removed"] = row["removed"]
    return [Month(month=month, **numbers) for month, numbers in sorted(told.items(), reverse=True)[:MONTHS]]
