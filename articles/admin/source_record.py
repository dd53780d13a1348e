"""What editors know of a source when they decide on one of its pictures: what was decided on others of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Count, Q
from django.db.models.functions import Now

from articles.models import Image, ModerationDecision, PicturePolicy, Source, Verdict
from articles.moderation.deciding import SHOWING_VERDICTS

SPAN: Final = timedelta(days=365)
SOURCES_SHOWN: Final = 5
POLICIES_SHOWN: Final = 5  # decisions on all of its pictures, newest first


@dataclass(frozen=True, kw_only=True)
class SourceRecord:
    """A source, and on how many of its pictures editors decided within SPAN, and how; by the decisions that stand."""

    source: Source
    blocked: int
    kept: int
    policies: list[PicturePolicy]


def records_of(pictures: list[int]) -> list[SourceRecord]:
    """Of the sources whose articles show these images, as many as a page has room for."""
    known = Source.objects.filter(articles__image__in=pictures, articles__removed_at=None).distinct().order_by("name")
    return [record_of(source) for source in known[:SOURCES_SHOWN]]


def record_of(source: Source) -> SourceRecord:
    decided = ModerationDecision.objects.standing().filter(
        created_at__gt=Now() - SPAN, editor__isnull=False, image__in=Image.objects.filter(articles__source=source)
    )
    counts = decided.order_by().aggregate(
        blocked=Count("image", distinct=True, filter=Q(verdict=Verdict.BLOCK)),
        kept=Count("image", distinct=True, filter=Q(verdict__in=SHOWING_VERDICTS)),
    )
    policies = source.picture_policies.select_related("editor")[:POLICIES_SHOWN]
    return SourceRecord(source=source, blocked=counts["blocked"], kept=counts["kept"], policies=list(policies))
