"""Deciding: a decision on record, and its effect on every image with the same bytes. The locks are the caller's."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.functions import Now

from articles.models import CaseVerdict, Image, ImageBlock, ImageStatus, ModerationDecision, TakedownCase, Verdict
from articles.models.moderation import DecisionQuerySet

SHOWING_VERDICTS = (Verdict.KEEP, Verdict.LIFT)


def history(image: Image) -> DecisionQuerySet:
    """The decisions about the picture, newest first."""
    return ModerationDecision.objects.filter(image__in=Image.objects.same_picture(image)).order_by("-id")


def standing(image: Image) -> ModerationDecision | None:
    """The decision that holds for the picture: the last one that was not undone."""
    return history(image).standing().first()


def kept(image: Image) -> DecisionQuerySet:
    """The decisions by which editors kept or restored the picture, newest first; none that was undone."""
    return history(image).standing().filter(editor__isnull=False, verdict__in=SHOWING_VERDICTS)


def was_kept(image: Image) -> bool:
    """Whether an editor ever did."""
    return kept(image).exists()


def cases_against(image: Image) -> QuerySet[Any]:
    """The take-down cases by whose last decision the picture is hidden."""
    decided_for = history(image).filter(case__isnull=False).values("case")
    cases = TakedownCase.objects.filter(pk__in=decided_for).with_last_decision()
    return cases.filter(last_verdict=CaseVerdict.PICTURE).order_by("pk")


def append(
    image: Image,
    verdict: Verdict,
    *,
    reasoning: str = "",
    editor: User | None = None,
    rule: str = "",
    follows: ModerationDecision | None = None,
    case: TakedownCase | None = None,
    at: datetime | None = None,
) -> ModerationDecision:
    """Record a decision, made now or at that moment. It overrides the one that stands on the picture when that had the
    opposite effect."""
    last = standing(image)
    is_reversal = last is not None and (last.verdict == Verdict.BLOCK) != (verdict == Verdict.BLOCK)
    return ModerationDecision.objects.create(
        image=image,
        verdict=verdict,
        reasoning=reasoning,
        editor=editor,
        rule=rule,
        follows=follows,
        case=case,
        overrides=last if is_reversal else None,
        **({"created_at": at} if at else {}),
    )


def undecide(decision: ModerationDecision, *, editor: User) -> ModerationDecision:
    """Record that an editor undoes a decision."""
    return ModerationDecision.objects.create(
        image_id=decision.image_id, verdict=Verdict.UNDO, editor=editor, overrides=decision
    )


def take_effect(image: Image, decision: ModerationDecision) -> None:
    if decision.verdict == Verdict.BLOCK:
        _block(image, decision)
    else:
        _restore(image)


def _block(image: Image, decision: ModerationDecision) -> None:
    alike = Image.objects.same_picture(image)
    alike.exclude(status=ImageStatus.BLOCKED).update(status=ImageStatus.BLOCKED, blocked_at=Now())
    if image.digest:
        ImageBlock.objects.update_or_create(digest=image.digest, defaults={"decision": decision})


def _restore(image: Image) -> None:
    """Show the picture again, also one that stands on many articles; what was blocked before it was fetched waits for
    its turn as any other."""
    hidden = Image.objects.same_picture(image).filter(status__in=[ImageStatus.BLOCKED, ImageStatus.REPEATED])
    hidden.filter(picture_key="").update(status=ImageStatus.PENDING, blocked_at=None)
    hidden.exclude(picture_key="").update(status=ImageStatus.SHOWN, blocked_at=None)
    if image.digest:
        ImageBlock.objects.filter(digest=image.digest).delete()
