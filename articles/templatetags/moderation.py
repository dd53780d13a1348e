"""What the admin's pages say of the moderation queue."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from babel import Locale
from babel.dates import format_timedelta
from django import template
from django.contrib.auth.models import User
from django.utils.translation import get_language

from articles.models import BlockingPause, Image, ModerationDecision, PauseOf, TakedownCase, Verdict
from articles.moderation import undoing

register = template.Library()
ACTS_SHOWN = 3


@register.simple_tag
def images_needing_decision() -> int:
    return Image.objects.needing_decision().count()


@register.simple_tag
def cases_needing_decision() -> int:
    return TakedownCase.objects.undecided().count()


@register.inclusion_tag("admin/articles/resting.html")
def resting(of: str) -> dict[str, Any]:
    """A word of warning while "reports" or "claims" hide nothing without an editor, nothing otherwise."""
    return {"until": BlockingPause.objects.end_of(PauseOf(of)), "of": of}


@register.simple_tag
def undoable_acts(editor: User) -> list[list[ModerationDecision]]:
    """The editor's last acts that can still be undone, the newest first: the decisions of each, which have one moment
    (moderating.decide)."""
    own = undoing.undoable(editor).order_by("-created_at", "-pk")
    return [list(act) for _moment, act in groupby(own, key=lambda decision: decision.created_at)][:ACTS_SHOWN]


@register.filter
def verdict_of(act: list[ModerationDecision]) -> str:
    return str(Verdict(act[0].verdict).label)


@register.filter
def duration(span: timedelta) -> str:
    """In its largest unit, rounded: "3 hours"."""
    return str(format_timedelta(span, locale=Locale.parse(get_language() or "en", sep="-")))
