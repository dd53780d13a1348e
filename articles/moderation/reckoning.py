"""Reckoning: a picture's rows held, its open reports and what they come to, and what known readers' reports were worth.
The locks are taken here, in one order: pictures by digest, image rows by id, readers' records by id."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from articles.holding import hold_picture
from articles.knowledge import reporters
from articles.models import Image, ImageReport, ImageSuggestion, ModerationDecision, ReaderRecord, Verdict
from articles.moderation import keyring


def hold_images(image_ids: Iterable[int]) -> list[Image]:
    """These images and their like, as they are now, and ours alone until the transaction ends."""
    ids = set(image_ids)
    digests = set(Image.objects.filter(pk__in=ids).exclude(digest="").values_list("digest", flat=True))
    for digest in sorted(digests):
        hold_picture(digest)
    alike = Image.objects.filter(Q(pk__in=ids) | Q(digest__in=digests))
    return list(alike.order_by("pk").select_for_update(no_key=True))


def open_reports(image: Image) -> QuerySet[ImageReport]:
    """On the picture, at whatever address they were made."""
    return ImageReport.objects.open_on(Image.objects.same_picture(image))


def forget(reports: QuerySet[ImageReport]) -> int:
    """Who made them, so that they count no more; how many were not forgotten before."""
    return reports.exclude(person_key="").update(person_key="", network_key="", wide_network_key="", weight=0)


def count(image: Image) -> reporters.Tally:
    """What the picture's open reports come to; their number stands in every image of it."""
    tally = reporters.tally(open_reports(image).values_list("network_key", "wide_network_key", "weight"))
    Image.objects.same_picture(image).update(reports_count=tally.persons)
    return tally


def close(image: Image, decision: ModerationDecision) -> None:
    """What waited for an editor is answered by this decision."""
    open_reports(image).update(is_open=False, closed_by=decision)
    suggested = ImageSuggestion.objects.filter(image__in=Image.objects.same_picture(image), is_open=True)
    suggested.update(is_open=False, closed_by=decision)
    Image.objects.same_picture(image).update(reports_count=0)


def reopen(image: Image, decision: ModerationDecision) -> None:
    """What the decision answered waits again, as it was; of a person who reported anew meanwhile the newer report."""
    persons = open_reports(image).exclude(person_key="").values_list("person_key", flat=True)
    names = set(open_reports(image).filter(weight__gt=0).values_list("key_name", flat=True))
    closed = ImageReport.objects.filter(closed_by=decision).exclude(person_key__in=list(persons))
    if names:  # marks of another key cannot be compared with those that came meanwhile
        forget(closed.exclude(key_name__in=names))
    closed.update(is_open=True, closed_by=None)
    ImageSuggestion.objects.filter(closed_by=decision).update(is_open=True, closed_by=None)
    count(image)


def judge_readers(image: Image, verdict: Verdict, reports: QuerySet[ImageReport], *, by: int = 1) -> None:
    """Count a decision for signed-in readers among those who made these reports on the picture; by=-1 takes it back.
    Reports do not name them: each one's mark on this picture is made anew, with the key that it was made with."""
    marks = dict(reports.exclude(person_key="").values_list("person_key", "key_name"))
    keys = {name: keyring.find(name) for name in set(marks.values())}
    counted = "upheld" if verdict == Verdict.BLOCK else "dismissed"
    records = ReaderRecord.objects.order_by("pk").select_for_update()  # all in one order: decisions on several pictures
    for record in records if marks else ():
        made = {
            reporters.reporter("", picture=image.picture_name, key=key.secret, account=record.pk).person_key
            for key in keys.values()
            if key
        }
        if made & marks.keys():
            known = ReaderRecord.objects.filter(pk=record.pk, **{f"{counted}__gte": max(0, -by)})
            known.update(**{counted: F(counted) + by})
