"""Resembling: what follows from an editor's block for pictures that look like the blocked one, here or arriving later.

Only a block by an editor is followed, never one by a rule, so that no mistake spreads by itself; and no picture that an
editor kept is ever blocked for its looks. Callers hold the likeness (`holding.hold_likeness`)."""

from typing import Final

from django.db import connection
from django.db.models import QuerySet

from articles.holding import hold_picture
from articles.knowledge import likeness
from articles.knowledge.likeness import SAME, SIMILAR, Portrait
from articles.models import Image, ImageBlock, ImageStatus, ImageSuggestion, ModerationDecision, Verdict
from articles.moderation.deciding import append, history, kept, take_effect

MOST: Final = 2_000  # addresses of like pictures that one look-up gives, the nearest first
_IN_BAND: Final = """
    SELECT id, bit_count((perceptual_hash # %s)::bit(64)) AS apart FROM articles_image
    WHERE ((perceptual_hash >> {shift}) & 65535) = ANY(%s)
        AND bit_count((perceptual_hash # %s)::bit(64)) <= %s"""  # read from the index alone
_NEAR: Final = " UNION ALL ".join(_IN_BAND.format(shift=shift) for shift in likeness.BANDS * 2)  # as it is, mirrored
_NEAREST: Final = f"SELECT id FROM ({_NEAR}) near GROUP BY id ORDER BY min(apart), id LIMIT {MOST}"  # noqa: S608  # no value stands in it


def like(image: Image) -> list[tuple[Image, int]]:
    """The pictures with other bytes that look like this one, mirrored ones too, each with its distance in bits, the
    nearest first; an image row for each address."""
    portrait = portrait_of(image)
    if portrait is None:
        return []
    others = Image.objects.filter(pk__in=_near(portrait)).exclude(pk__in=Image.objects.same_picture(image))
    found = ((other, _distance(portrait, other)) for other in others)
    near = [(other, apart) for other, apart in found if apart is not None]
    return sorted(near, key=lambda pair: (pair[1], pair[0].pk))


def like_once_each(image: Image) -> list[tuple[Image, int]]:
    """The same, with one row for each picture: of its several addresses the first."""
    first = {other.digest: (other, distance) for other, distance in reversed(like(image))}
    return sorted(first.values(), key=lambda pair: (pair[1], pair[0].pk))


def judge(image: Image, *, may_block: bool = True) -> None:
    """Block a shown picture that is the like of an editor's block, or put one that resembles it before an editor."""
    if image.status != ImageStatus.SHOWN or not (near := like(image)):
        return
    apart = {other.digest: distance for other, distance in reversed(near)}
    blocks = ImageBlock.objects.filter(digest__in=apart, decision__editor__isnull=False)
    decisions = [(block.decision, apart[block.digest]) for block in blocks.select_related("decision__image")]
    decisions.sort(key=lambda found: (not _is_same(image, found[0].image, found[1]), found[1], found[0].pk))
    for decision, distance in decisions:
        if _heed(image, decision, distance, may_block=may_block):
            return


def follow(decision: ModerationDecision, *, block_its_like: bool) -> None:
    """What an editor's decision means for the pictures that look like its own: a block suggests them, or also blocks
    the nearest; any other lets go what was blocked or suggested because of an earlier block."""
    if decision.verdict == Verdict.BLOCK:
        for other, distance in like_once_each(decision.image):
            if other.status == ImageStatus.SHOWN:
                _heed(other, decision, distance, may_block=block_its_like)
    else:
        rule = f"likeness: decision {decision.pk} on image {decision.image_id}"
        _let_go(decision, _about(decision), rule)


def unfollow(undoing: ModerationDecision, undone: ModerationDecision, before: ModerationDecision | None) -> None:
    """What it means for the pictures that look like its own that a decision was undone, and `before` holds again: what
    followed from the undone one is let go, what that let go is blocked again unless somebody decided on it since."""
    rule = f"likeness: undone decision {undone.pk} on image {undone.image_id}"
    if undone.verdict == Verdict.BLOCK:
        is_still_blocked = before is not None and before.verdict == Verdict.BLOCK and before.editor_id is not None
        ours = ModerationDecision.objects.filter(pk=undone.pk) if is_still_blocked else _about(undone)
        _let_go(undoing, ours, rule, may_block=not is_still_blocked)
        return
    for lifting in undone.followed_by.filter(verdict=Verdict.LIFT).select_related("image").order_by("image__digest"):
        hold_picture(lifting.image.digest)
        if history(lifting.image).first() == lifting:
            take_effect(lifting.image, append(lifting.image, Verdict.BLOCK, rule=rule, follows=undoing))


def _about(decision: ModerationDecision) -> QuerySet[ModerationDecision]:
    """All decisions on the picture of this one."""
    return ModerationDecision.objects.filter(image__in=Image.objects.same_picture(decision.image))


def _heed(image: Image, block: ModerationDecision, distance: int, *, may_block: bool) -> bool:
    """Block the image or suggest it; whether either was done. What an editor kept is at most suggested, and only
    because of a later block."""
    last_kept = kept(image).first()
    if last_kept and last_kept.pk > block.pk:
        return False
    if may_block and last_kept is None and _is_same(image, block.image, distance):
        rule = f"likeness: distance {distance} of {SAME} from image {block.image_id}, decision {block.pk}"
        hold_picture(image.digest)
        take_effect(image, append(image, Verdict.BLOCK, rule=rule, follows=block))
    else:
        ImageSuggestion.objects.get_or_create(image=image, decision=block, defaults={"distance": distance})
    return True


def _let_go(
    decision: ModerationDecision, causes: QuerySet[ModerationDecision], rule: str, *, may_block: bool = True
) -> None:
    """Lift the blocks that only a rule made because of these decisions, unless another block speaks against them too:
    that blocks or, without `may_block`, suggests them again."""
    ImageSuggestion.objects.filter(decision__in=causes, is_open=True).update(is_open=False, closed_by=decision)
    followers = ModerationDecision.objects.filter(follows__in=causes, block__isnull=False, editor=None)
    for follower in followers.select_related("image").order_by("image__digest", "pk"):
        hold_picture(follower.image.digest)
        take_effect(follower.image, append(follower.image, Verdict.LIFT, rule=rule, follows=decision))
        follower.image.refresh_from_db()
        judge(follower.image, may_block=may_block)


def _near(portrait: Portrait) -> list[int]:
    values: list[int | list[int]] = []
    for found_by in (portrait.found_by, portrait.mirrored().found_by):
        for probes in likeness.probes(found_by, SIMILAR):
            values += [found_by, probes, found_by, SIMILAR]
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, values)
        return [pk for (pk,) in cursor.fetchall()]


def portrait_of(image: Image) -> Portrait | None:
    """What is compared; None for a picture that is not known yet, or has too little detail."""
    if image.perceptual_hash is None or image.confirming_hash is None:
        return None
    return Portrait(
        found_by=image.perceptual_hash,
        confirmed_by=image.confirming_hash,
        width=image.width,
        height=image.height,
    )


def _distance(portrait: Portrait, other: Image) -> int | None:
    known = portrait_of(other)
    return portrait.distance(known) if known else None


def _is_same(image: Image, other: Image, distance: int) -> bool:
    one, two = portrait_of(image), portrait_of(other)
    return distance <= SAME and one is not None and two is not None and one.has_proportions_of(two)
