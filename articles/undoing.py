"""Undoing: an editor's own last decision is taken back shortly after it, by a decision of its own kind.

What held before it holds again: the picture's status, what waited for an editor, what followed for its like, and what
the decision counted for known readers. Later, the way back is another verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from articles import reckoning, repeating, resembling
from articles.deciding import standing, take_effect, undecide
from articles.holding import hold_likeness
from articles.models import Image, ImageReport, ModerationDecision, Verdict

WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """What became of it: the decisions of its kind, and those that stay since somebody decided after them, since they
    are another editor's, or since their time is over."""

    undone: list[ModerationDecision]
    refused: list[ModerationDecision]


@transaction.atomic
def undo(*, decisions: Iterable[int], editor: User) -> Undoing:
    """Undo these decisions, the newest first, as far as they are the editor's own, the last that stand on their
    pictures, and younger than WITHIN. Unknown ones are passed over."""
    hold_likeness(shared=False)
    wanted = list(ModerationDecision.objects.filter(pk__in=set(decisions)).order_by("-pk"))
    held = {image.pk: image for image in reckoning.hold_images(decision.image_id for decision in wanted)}
    result = Undoing(undone=[], refused=[])
    for decision in wanted:
        image = held[decision.image_id]
        if _may_undo(image, decision, editor):
            result.undone.append(_undo(image, decision, editor))
        else:
            result.refused.append(decision)
    return result


def _may_undo(image: Image, decision: ModerationDecision, editor: User) -> bool:
    recent = ModerationDecision.objects.filter(pk=decision.pk, editor=editor, created_at__gt=Now() - WITHIN)
    return standing(image) == decision and recent.exists()


def _undo(image: Image, decision: ModerationDecision, editor: User) -> ModerationDecision:
    record = undecide(decision, editor=editor)
    before = standing(image)
    take_effect(image, before or record)
    repeating.hide_repeated([image.pk])
    closed = ImageReport.objects.filter(closed_by=decision)
    reckoning.judge_readers(image, Verdict(decision.verdict), closed, by=-1)
    resembling.unfollow(record, decision, before)
    reckoning.reopen(image, decision)
    return record
