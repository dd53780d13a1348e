"""Undoing: an editor's own last decision is taken back shortly after it, by a decision of its own kind.

What held before it holds again: the picture's status, what waited for an editor, what followed for its like, and what
the decision counted for known readers. Later, the way back is another verdict; of what was decided for a take-down
case, it is another verdict on the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from articles.holding import hold_likeness
from articles.models import Image, ImageReport, ModerationDecision, Verdict
from articles.models.moderation import DecisionQuerySet
from articles.moderation import reckoning, repeating, resembling
from articles.moderation.deciding import cases_against, history, standing, take_effect, undecide

WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """What became of it: the decisions of its kind, and those that stay since somebody decided after them, since they
    are another editor's or were made for a take-down case, or since their time is over."""

    undone: list[ModerationDecision]
    refused: list[ModerationDecision]


def undoable(editor: User) -> DecisionQuerySet:
    """The editor's own decisions younger than WITHIN that were not undone. None for a take-down case: of those only the
    last on the case holds, and it goes on until another is made on it."""
    recent = ModerationDecision.objects.filter(editor=editor, case=None, created_at__gt=Now() - WITHIN)
    return recent.standing()


@transaction.atomic
def undo(*, decisions: Iterable[int], editor: User) -> Undoing:
    """Undo these decisions, the newest first, as far as they are `undoable` by the editor and the last that stand on
    their pictures. Unknown ones are passed over."""
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
    """Whether it may be undone; not when a block would hold again whose case was decided otherwise since."""
    if standing(image) != decision or not undoable(editor).filter(pk=decision.pk).exists():
        return False
    before = history(image).standing().exclude(pk=decision.pk).first()
    if before is None or before.case_id is None or before.verdict != Verdict.BLOCK:
        return True
    return cases_against(image).filter(pk=before.case_id).exists()


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
