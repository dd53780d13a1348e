"""The desk in figures: what waits, how long cases wait, and how often readers' blocks were no good. Counted from the
rows by week, over a bounded time, with a handful of statements whatever their number."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Image

WEEKS: Final = 12  # the running one included
# A decision by an editor ends a case when it answered reports or suggestions; it began with the first of them. What was
# undone ended nothing, and what it answered is open again.
_BY_WEEK: Final = """
    WITH decided AS (
        SELECT decision.*, date_trunc('week', decision.created_at AT TIME ZONE %(zone)s)::date AS week,
            EXISTS (
                SELECT FROM articles_moderationdecision undoing
                WHERE undoing.verdict = 'undo' AND undoing.overrides_id = decision.id) AS is_undone
        FROM articles_moderationdecision decision WHERE decision.created_at >= %(since)s
    ), cases AS (
        SELECT decided.id, EXTRACT(EPOCH FROM decided.created_at - LEAST(
            (SELECT min(report.created_at) FROM articles_imagereport report WHERE report.closed_by_id = decided.id),
            (SELECT min(suggestion.created_at) FROM articles_imagesuggestion suggestion
             WHERE suggestion.closed_by_id = decided.id)
        )) AS seconds FROM decided WHERE decided.editor_id IS NOT NULL AND decided.verdict <> 'undo'
    )
    SELECT week,
        count(*) FILTER (WHERE editor_id IS NOT NULL AND verdict <> 'undo' AND NOT is_undone),
        count(*) FILTER (WHERE verdict = 'undo'),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY cases.seconds) FILTER (WHERE cases.seconds IS NOT NULL),
        count(*) FILTER (WHERE editor_id IS NULL AND follows_id IS NULL AND verdict = 'block'),
        count(*) FILTER (WHERE editor_id IS NULL AND follows_id IS NULL AND verdict = 'block' AND EXISTS (
            SELECT FROM articles_moderationdecision later
            WHERE later.overrides_id = decided.id AND later.verdict IN ('keep', 'lift')
                AND NOT EXISTS (
                    SELECT FROM articles_moderationdecision undoing
                    WHERE undoing.verdict = 'undo' AND undoing.overrides_id = later.id)))
    FROM decided LEFT JOIN cases USING (id) GROUP BY week ORDER BY week DESC"""


@dataclass(frozen=True, kw_only=True)
class Week:
    """What was done in the week that began on that Monday. `median` is the time from a case's first report to the
    editor's decision; `restored` are those of the readers' blocks that an editor lifted, whenever that was."""

    monday: date
    decided: int
    undone: int
    median: timedelta | None
    blocked_by_readers: int
    restored: int

    @property
    def abuse(self) -> float | None:
        """The share of the readers' blocks that were no good, in per cent; None without any."""
        return 100 * self.restored / self.blocked_by_readers if self.blocked_by_readers else None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The queue now: how many pictures, and since when the first waits."""

    pictures: int
    since: datetime | None


def by_week(now: datetime) -> list[Week]:
    """The last WEEKS weeks in which anything was decided, the newest first."""
    monday = timezone.localdate(now) - timedelta(days=timezone.localdate(now).weekday(), weeks=WEEKS - 1)
    since = datetime.combine(monday, datetime.min.time(), timezone.get_current_timezone())
    with connection.cursor() as cursor:
        cursor.execute(_BY_WEEK, {"since": since, "zone": timezone.get_current_timezone_name()})
        return [_week(row) for row in cursor.fetchall()]


def _week(row: Any) -> Week:
    monday, decided, undone, seconds, blocked, restored = row
    median = None if seconds is None else timedelta(seconds=float(seconds))
    return Week(
        monday=monday,
        decided=decided,
        undone=undone,
        median=median,
        blocked_by_readers=blocked,
        restored=restored,
    )


def waiting() -> Waiting:
    queue = Image.objects.needing_decision()
    return Waiting(pictures=queue.count(), since=queue.with_arrival().aggregate(first=Min("came_at"))["first"])


def figures(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    context = {**context, "weeks": by_week(timezone.now()), "waiting": waiting(), "most_weeks": WEEKS}
    return render(request, "admin/articles/image/figures.html", context)
