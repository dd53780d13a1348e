"""Moderating: readers report images, the rule blocks those that several people report, editors decide.

With `undoing`, and what both stand on, the only writer of reports and decisions and, once an image has arrived, of its
status and its block (on arrival it is `publishing`). Locks are taken in one order everywhere, so that nothing
deadlocks: likeness, pictures by digest, image rows by id, the rule's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib.auth.models import User
from django.db import connection, transaction

from articles.holding import hold_likeness
from articles.knowledge import reporters
from articles.models import (
    Image,
    ImageReport,
    ImageStatus,
    ModerationDecision,
    ReaderRecord,
    Reason,
    TakedownCase,
    Verdict,
)
from articles.moderation import automatic_blocking, claiming, deciding, keyring, reckoning, resembling
from articles.moderation.deciding import SHOWING_VERDICTS, append, cases_against, history, kept, take_effect
from articles.moderation.reckoning import count, forget, hold_images, open_reports


@transaction.atomic
def report_image(
    *, image_id: int, reason: str, details: str, address: str, account: User | None = None, counts: bool = True
) -> None:
    """Keep one person's report on a shown image, and block its picture when the reports reach the bar.

    Silent when the image is unknown or not shown, or when the person's earlier report on the picture is still open, so
    that the answer to a reader tells nothing. The address is hashed and forgotten; `account` is that of a reader who
    signed in. A report that does not count is for the editors' eyes alone."""
    moment = _moment()
    image = next((held for held in hold_images([image_id]) if held.pk == image_id), None)
    if image is None or image.status != ImageStatus.SHOWN:
        return
    known = dict(open_reports(image).exclude(person_key="").values_list("person_key", "key_name"))
    key = _key_of_case(image, set(known.values()))
    signed_in = account.pk if account else None
    person = reporters.reporter(address, picture=image.picture_name, key=key.secret, account=signed_in)
    if person.person_key in known:
        return
    report = ImageReport.objects.create(
        image=image,
        person_key=person.person_key,
        network_key=person.network_key,
        wide_network_key=person.wide_network_key,
        key_name=key.name,
        weight=_weight(account) if counts else 0.0,
        reason=Reason(reason),
        details=details,
        created_at=moment,
    )
    _apply_rule(image, report)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """An image that was not decided on, since a take-down case keeps it hidden, or since another editor decided on it
    meanwhile or has claimed it."""

    image: Image
    case: TakedownCase | None = None
    editor: User | None = None
    decision: ModerationDecision | None = None
    claimed_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Ruling:
    decisions: list[ModerationDecision]
    refusals: list[Refusal]


@transaction.atomic
def decide(
    *,
    images: Iterable[int],
    verdict: Verdict,
    reasoning: str,
    editor: User,
    and_its_like: bool = False,
    seen: Mapping[int, int] | None = None,
    case: TakedownCase | None = None,
) -> Ruling:
    """Let an editor's verdict on these images take effect, for every image with the same bytes, and record it.

    BLOCK hides the picture wherever it stands or arrives again; KEEP shows it and asks for twice as many reports from
    now on; LIFT is KEEP for a blocked image and nothing for any other. Each closes the picture's open reports. Deciding
    again changes nothing but the record: one decision a call and image. Unknown images are passed over. What follows
    for pictures that look like these, `resembling` knows; `and_its_like` is for BLOCK.

    `case` is the take-down case that it is decided for. What a case keeps hidden is shown by another verdict on that
    case alone: without `case` it is refused.

    `seen` gives the last decision on each image that the editor saw (0: none). With it, an image is refused when
    another editor decided on its picture since, or has claimed it."""
    if verdict == Verdict.UNDO:
        raise ValueError("a decision is undone by articles.moderation.undoing")
    hold_likeness(shared=False)
    chosen, ruling = set(images), Ruling(decisions=[], refusals=[])
    held, moment = hold_images(chosen), _moment()  # one for all: by it they are known as one act
    for image in held:
        if image.pk in chosen and (verdict != Verdict.LIFT or image.status == ImageStatus.BLOCKED):
            if refusal := _refusal(image, verdict, editor, case=case, seen=seen):
                ruling.refusals.append(refusal)
                continue
            decision = append(image, verdict, reasoning=reasoning, editor=editor, case=case, at=moment)
            take_effect(image, decision)
            reckoning.judge_readers(image, verdict, open_reports(image))
            reckoning.close(image, decision)
            resembling.follow(decision, block_its_like=and_its_like)
            claiming.release(image=image, editor=editor)
            ruling.decisions.append(decision)
    return ruling


@transaction.atomic
def hide(*, images: Iterable[int], case: TakedownCase, rule: str) -> None:
    """Block the pictures of a take-down case by the rule that hides what a claim is about, until an editor decides:
    one decision a picture that is shown. What is reported of it stays open."""
    done: set[str] = set()
    for image in hold_images(images):
        if image.status == ImageStatus.SHOWN and image.picture_name not in done:
            take_effect(image, append(image, Verdict.BLOCK, rule=rule, case=case))
            done.add(image.picture_name)


@transaction.atomic
def let_go(*, images: Iterable[int], case: TakedownCase, rule: str) -> None:
    """An editor decided otherwise on the case, and no other wants them hidden: show what only `hide` blocked. What
    readers reported stays open."""
    for image in hold_images(images):
        last = deciding.standing(image)
        if last and last.case_id and last.editor_id is None and last.verdict == Verdict.BLOCK:
            take_effect(image, append(image, Verdict.LIFT, rule=rule, case=case))


@transaction.atomic
def forget_reporters() -> int:
    """Forget who made the reports whose key's time is over: those that are open count no more. How many there were."""
    old = ImageReport.objects.filter(key_name__lt=keyring.oldest_kept()).exclude(person_key="")
    forgotten = 0
    for image in hold_images(old.filter(is_open=True).values_list("image", flat=True)):
        forgotten += forget(open_reports(image).filter(key_name__lt=keyring.oldest_kept()))
        count(image)
    return forgotten + forget(old)


def _refusal(
    image: Image, verdict: Verdict, editor: User, *, case: TakedownCase | None, seen: Mapping[int, int] | None
) -> Refusal | None:
    would_show = verdict in SHOWING_VERDICTS and image.status == ImageStatus.BLOCKED
    if case is None and would_show and (against := cases_against(image).first()):
        return Refusal(image=image, case=against)
    return None if seen is None else _collision(image, editor, seen.get(image.pk, 0))


def _collision(image: Image, editor: User, seen: int) -> Refusal | None:
    by_others = history(image).filter(editor__isnull=False, pk__gt=seen).exclude(editor=editor)
    if decision := by_others.select_related("editor").first():
        assert decision.editor
        return Refusal(image=image, editor=decision.editor, decision=decision)
    if claim := claiming.held_by_another(image, editor):
        return Refusal(image=image, editor=claim.editor, claimed_until=claim.ends_at)
    return None


def _moment() -> datetime:
    """Now, by the database's clock, as decisions have it: before a report waits for its picture."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found = cursor.fetchone()
        assert found
    return cast("datetime", found[0])


def _key_of_case(image: Image, names: set[str]) -> keyring.Key:
    """The key that the picture's open reports were made with, of these names, while it exists; else that of today.
    Reports by other keys cannot be compared with it, and count no more."""
    key = next((found for name in sorted(names, reverse=True) if (found := keyring.find(name))), keyring.current())
    if names - {key.name}:
        forget(open_reports(image).exclude(key_name=key.name))
    return key


def _weight(account: User | None) -> float:
    if account is None:
        return reporters.ORDINARY_WEIGHT
    record, _is_new = ReaderRecord.objects.get_or_create(account=account)
    return reporters.reliability(upheld=record.upheld, dismissed=record.dismissed)


def _apply_rule(image: Image, report: ImageReport) -> None:
    """Block the picture when its open reports, at whatever address they were made, reach the bar and the rule does not
    pause. A report that was under way while an editor decided to show the picture is older than that decision."""
    last_kept = kept(image).first()
    if last_kept and report.created_at < last_kept.created_at:
        late = ImageReport.objects.filter(pk=report.pk)
        reckoning.judge_readers(image, Verdict(last_kept.verdict), late)
        late.update(is_open=False, closed_by=last_kept)
        return
    tally = count(image)
    bar = automatic_blocking.bar_of(was_kept=last_kept is not None)
    if bar.is_reached(tally) and automatic_blocking.may_block(image):
        take_effect(image, append(image, Verdict.BLOCK, rule=automatic_blocking.rule_in_words(tally, bar)))
