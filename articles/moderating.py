"""Moderating: readers report images, the rule blocks those that several people report, editors decide.

The only writer of reports and decisions and, once an image has arrived, of its status and its block (on arrival it is
`publishing`). Locks are taken in one order everywhere, so that nothing deadlocks: pictures by digest, image rows by id,
the rule's own."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from articles import reporters
from articles.holding import hold, hold_picture
from articles.models import Image, ImageBlock, ImageReport, ImageStatus, ModerationDecision, Reason, Verdict
from articles.reporters import Bar, Tally

AUTOMATIC_BLOCKS_AN_HOUR = 10  # a brigade must not empty the site at night: then the rule rests, the queue fills
REST = timedelta(hours=1)
SHOWING_VERDICTS = (Verdict.KEEP, Verdict.LIFT)
KEPT_FACTOR = 2  # what an editor found acceptable needs twice as much

_log = logging.getLogger(__name__)


@transaction.atomic
def report_image(*, image_id: int, reason: str, details: str, address: str) -> None:
    """Count one person's report on a shown image, and block its picture when the reports reach the bar.

    Silent when the image is unknown or not shown, or when the person's earlier report is still open, so that the
    answer to a reader tells nothing. The address is hashed and forgotten."""
    image = next((held for held in _hold([image_id]) if held.pk == image_id), None)
    if image is None or image.status != ImageStatus.SHOWN:
        return
    person = reporters.reporter(address, picture=image.digest or str(image.pk), key=settings.REPORT_KEY)
    report = ImageReport(
        image=image,
        person_key=person.person_key,
        network_key=person.network_key,
        reason=Reason(reason),
        details=details,
    )
    ImageReport.objects.bulk_create([report], ignore_conflicts=True)
    _apply_rule(image)


@transaction.atomic
def decide(*, images: Iterable[int], verdict: Verdict, reasoning: str, editor: User) -> None:
    """Let an editor's verdict on these images take effect, for every image with the same bytes, and record it.

    BLOCK hides the picture wherever it stands or arrives again; KEEP shows it and asks for twice as many reports from
    now on; LIFT is KEEP for a blocked image and nothing for any other. Each closes the picture's open reports. Deciding
    again changes nothing but the record: one decision a call and image. Unknown images are passed over."""
    chosen = set(images)
    for image in _hold(chosen):
        if image.pk in chosen and (verdict != Verdict.LIFT or image.status == ImageStatus.BLOCKED):
            decision = _append(image, verdict, reasoning=reasoning, editor=editor)
            _take_effect(image, decision)
            _close_reports(image)


def _hold(image_ids: Iterable[int]) -> list[Image]:
    """These images and their like, as they are now, and ours alone until the transaction ends."""
    ids = set(image_ids)
    digests = set(Image.objects.filter(pk__in=ids).exclude(digest="").values_list("digest", flat=True))
    for digest in sorted(digests):
        hold_picture(digest)
    alike = Image.objects.filter(Q(pk__in=ids) | Q(digest__in=digests))
    return list(alike.order_by("pk").select_for_update(no_key=True))


def _apply_rule(image: Image) -> None:
    """Block the picture when its open reports, at whatever address they were made, reach the bar and the rule is not
    resting."""
    alike = Image.objects.same_picture(image)
    persons = ImageReport.objects.filter(image__in=alike, is_open=True).values_list("person_key", "network_key")
    tally = reporters.tally(network for _, network in persons.distinct())
    alike.update(reports_count=tally.persons)
    was_kept = _history(image).filter(editor__isnull=False, verdict__in=SHOWING_VERDICTS).exists()
    bar = bar_of(was_kept=was_kept)
    if not bar.is_reached(tally):
        return
    hold("automatic blocks")  # one transaction at a time may ask whether the rule rests, and act
    if rule_rests_until():
        _log.warning("automatic blocking rests: %d blocks within an hour", AUTOMATIC_BLOCKS_AN_HOUR)
        return
    _take_effect(image, _append(image, Verdict.BLOCK, rule=_rule(tally, bar)))


def bar_of(*, was_kept: bool) -> Bar:
    """The site's own, or twice as much for a picture that an editor kept or restored."""
    bar = Bar(
        persons=settings.REPORT_PERSONS,
        networks=settings.REPORT_NETWORKS,
        weight=settings.REPORT_THRESHOLD,
    )
    return bar.times(KEPT_FACTOR) if was_kept else bar


def rule_rests_until() -> datetime | None:
    """When the rule may block again, if it has blocked as much as it may within an hour; else None."""
    last_hour = ModerationDecision.objects.filter(editor=None, created_at__gt=Now() - REST)
    times = list(last_hour.order_by("-created_at").values_list("created_at", flat=True)[:AUTOMATIC_BLOCKS_AN_HOUR])
    return times[-1] + REST if len(times) == AUTOMATIC_BLOCKS_AN_HOUR else None


def _rule(tally: Tally, bar: Bar) -> str:
    weight = f"weight {tally.weight:.1f} of {bar.weight:.1f}"
    return f"automatic: {tally.persons} persons from {tally.networks} networks, {weight}"


def _history(image: Image) -> QuerySet[ModerationDecision]:
    """The decisions about the picture, newest first."""
    return ModerationDecision.objects.filter(image__in=Image.objects.same_picture(image)).order_by("-id")


def _append(
    image: Image, verdict: Verdict, *, reasoning: str = "", editor: User | None = None, rule: str = ""
) -> ModerationDecision:
    """Record a decision. It overrides the last one about the picture when that had the opposite effect."""
    last = _history(image).first()
    is_reversal = last is not None and (last.verdict == Verdict.BLOCK) != (verdict == Verdict.BLOCK)
    return ModerationDecision.objects.create(
        image=image,
        verdict=verdict,
        reasoning=reasoning,
        editor=editor,
        rule=rule,
        overrides=last if is_reversal else None,
    )


def _take_effect(image: Image, decision: ModerationDecision) -> None:
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
    """Show the picture again; what was blocked before it was fetched waits for its turn as any other."""
    blocked = Image.objects.same_picture(image).filter(status=ImageStatus.BLOCKED)
    blocked.filter(picture_key="").update(status=ImageStatus.PENDING, blocked_at=None)
    blocked.exclude(picture_key="").update(status=ImageStatus.SHOWN, blocked_at=None)
    if image.digest:
        ImageBlock.objects.filter(digest=image.digest).delete()


def _close_reports(image: Image) -> None:
    alike = Image.objects.same_picture(image)
    ImageReport.objects.filter(image__in=alike, is_open=True).update(is_open=False)
    alike.update(reports_count=0)
