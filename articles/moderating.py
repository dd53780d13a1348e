"""Moderating: readers report images, the rule blocks those that several people report, editors decide.

The only writer of reports and decisions and, once an image has arrived, of its status and its block (on arrival it is
`publishing`). Locks are taken in one order everywhere, so that nothing deadlocks: likeness, pictures by digest, image
rows by id, the rule's own."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from articles import automatic_blocking, keyring, reporters, resembling
from articles.deciding import append, kept, take_effect
from articles.holding import hold_likeness, hold_picture
from articles.models import (
    Image,
    ImageReport,
    ImageStatus,
    ImageSuggestion,
    ReaderRecord,
    Reason,
    Verdict,
)


@transaction.atomic
def report_image(
    *, image_id: int, reason: str, details: str, address: str, account: User | None = None, counts: bool = True
) -> None:
    """Keep one person's report on a shown image, and block its picture when the reports reach the bar.

    Silent when the image is unknown or not shown, or when the person's earlier report on the picture is still open, so
    that the answer to a reader tells nothing. The address is hashed and forgotten; `account` is that of a reader who
    signed in. A report that does not count is for the editors' eyes alone."""
    moment = _moment()
    image = next((held for held in _hold([image_id]) if held.pk == image_id), None)
    if image is None or image.status != ImageStatus.SHOWN:
        return
    known = dict(_open_reports(image).exclude(person_key="").values_list("person_key", "key_name"))
    key = _key_of_case(image, set(known.values()))
    signed_in = account.pk if account else None
    person = reporters.reporter(address, picture=_name(image), key=key.secret, account=signed_in)
    if person.person_key in known:
        return
    report = ImageReport.objects.create(
        image=image,
        person_key=person.person_key,
        network_key=person.network_key,
        key_name=key.name,
        weight=_weight(account) if counts else 0.0,
        reason=Reason(reason),
        details=details,
        created_at=moment,
    )
    _apply_rule(image, report)


@transaction.atomic
def decide(
    *, images: Iterable[int], verdict: Verdict, reasoning: str, editor: User, and_its_like: bool = False
) -> None:
    """Let an editor's verdict on these images take effect, for every image with the same bytes, and record it.

    BLOCK hides the picture wherever it stands or arrives again; KEEP shows it and asks for twice as many reports from
    now on; LIFT is KEEP for a blocked image and nothing for any other. Each closes the picture's open reports. Deciding
    again changes nothing but the record: one decision a call and image. Unknown images are passed over. What follows
    for pictures that look like these, `resembling` knows; `and_its_like` is for BLOCK."""
    hold_likeness(shared=False)
    chosen = set(images)
    for image in _hold(chosen):
        if image.pk in chosen and (verdict != Verdict.LIFT or image.status == ImageStatus.BLOCKED):
            decision = append(image, verdict, reasoning=reasoning, editor=editor)
            take_effect(image, decision)
            _judge_readers(image, verdict)
            _close_reports(image)
            resembling.follow(decision, block_its_like=and_its_like)


@transaction.atomic
def forget_reporters() -> int:
    """Forget who made the reports whose key's time is over: those that are open count no more. How many there were."""
    old = ImageReport.objects.filter(key_name__lt=keyring.oldest_kept()).exclude(person_key="")
    forgotten = 0
    for image in _hold(old.filter(is_open=True).values_list("image", flat=True)):
        forgotten += _forget(_open_reports(image).filter(key_name__lt=keyring.oldest_kept()))
        _count(image)
    return forgotten + _forget(old)


def _moment() -> datetime:
    """Now, by the database's clock, as decisions have it: before a report waits for its picture."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found = cursor.fetchone()
        assert found
    return cast("datetime", found[0])


def _hold(image_ids: Iterable[int]) -> list[Image]:
    """These images and their like, as they are now, and ours alone until the transaction ends."""
    ids = set(image_ids)
    digests = set(Image.objects.filter(pk__in=ids).exclude(digest="").values_list("digest", flat=True))
    for digest in sorted(digests):
        hold_picture(digest)
    alike = Image.objects.filter(Q(pk__in=ids) | Q(digest__in=digests))
    return list(alike.order_by("pk").select_for_update(no_key=True))


def _name(image: Image) -> str:
    """By which keyed hashes know the picture at all its addresses."""
    return image.digest or str(image.pk)


def _open_reports(image: Image) -> QuerySet[ImageReport]:
    return ImageReport.objects.open_on(Image.objects.same_picture(image))


def _key_of_case(image: Image, names: set[str]) -> keyring.Key:
    """The key that the picture's open reports were made with, of these names, while it exists; else that of today.
    Reports by other keys cannot be compared with it, and count no more."""
    key = next((found for name in sorted(names, reverse=True) if (found := keyring.find(name))), keyring.current())
    if names - {key.name}:
        _forget(_open_reports(image).exclude(key_name=key.name))
    return key


def _forget(reports: QuerySet[ImageReport]) -> int:
    return reports.exclude(person_key="").update(person_key="", network_key="", weight=0)


def _weight(account: User | None) -> float:
    if account is None:
        return reporters.ORDINARY_WEIGHT
    record, _is_new = ReaderRecord.objects.get_or_create(account=account)
    return reporters.reliability(upheld=record.upheld, dismissed=record.dismissed)


def _apply_rule(image: Image, report: ImageReport) -> None:
    """Block the picture when its open reports, at whatever address they were made, reach the bar and the rule does not
    pause. A report that was under way while an editor decided to show the picture is older than that decision."""
    kept_at = kept(image).values_list("created_at", flat=True).first()
    if kept_at and report.created_at < kept_at:
        ImageReport.objects.filter(pk=report.pk).update(is_open=False)
        return
    tally = _count(image)
    bar = automatic_blocking.bar_of(was_kept=kept_at is not None)
    if bar.is_reached(tally) and automatic_blocking.may_block(image):
        take_effect(image, append(image, Verdict.BLOCK, rule=automatic_blocking.rule_in_words(tally, bar)))


def _count(image: Image) -> reporters.Tally:
    """What the picture's open reports come to; their number stands in every image of it."""
    tally = reporters.tally(_open_reports(image).values_list("network_key", "weight"))
    Image.objects.same_picture(image).update(reports_count=tally.persons)
    return tally


def _judge_readers(image: Image, verdict: Verdict) -> None:
    """Count the decision for signed-in readers among those who reported the picture. Reports do not name them: each
    one's mark on this picture is made anew, which takes the key that it was made with."""
    marks = dict(_open_reports(image).exclude(person_key="").values_list("person_key", "key_name"))
    keys = {name: keyring.find(name) for name in set(marks.values())}
    counted = "upheld" if verdict == Verdict.BLOCK else "dismissed"
    records = ReaderRecord.objects.order_by("pk").select_for_update()  # all in one order: decisions on several pictures
    for record in records if marks else ():
        made = {
            reporters.reporter("", picture=_name(image), key=key.secret, account=record.pk).person_key
            for key in keys.values()
            if key
        }
        if made & marks.keys():
            ReaderRecord.objects.filter(pk=record.pk).update(**{counted: F(counted) + 1})


def _close_reports(image: Image) -> None:
    _open_reports(image).update(is_open=False)
    ImageSuggestion.objects.filter(image__in=Image.objects.same_picture(image), is_open=True).update(is_open=False)
    Image.objects.same_picture(image).update(reports_count=0)
