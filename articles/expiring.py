"""Expiring: articles that are older than the operator keeps them go, and then the pictures that nothing needs any more
(docs/decisions/0042). A batch at a time: no lock is held for long, and what is left undone is found the next time.

What editors and requesters have to do with stays: removed articles, those of take-down cases, and pictures that were
reported, decided on or suggested. The ledger of what feeds showed stays too: no poll brings back what went."""

import logging
import time
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction

from articles.knowledge.picture_forms import PictureForm
from articles.models import (
    Article,
    Image,
    ImageReport,
    ImageStatus,
    ImageSuggestion,
    ModerationDecision,
    PicturePolicy,
    TakedownCase,
)

BATCH: Final = 200  # articles
PICTURES: Final = 100  # of up to eight files each, which another machine may have to delete
_log = logging.getLogger(__name__)
_OF_PICTURES: Final = (ImageReport, ImageSuggestion, ModerationDecision, PicturePolicy)


def expire_due(*, now: datetime, seconds: float) -> None:
    """Let go what is older than ARTICLES_KEPT_DAYS, for about so long: the rest is for the next time."""
    before, end = now - timedelta(days=settings.ARTICLES_KEPT_DAYS), time.monotonic() + seconds
    try:
        while expire(before=before) + drop_pictures(before=before) and time.monotonic() < end:
            pass
    except OSError as problem:
        _log.warning("pictures of articles that are no longer kept could not be deleted: %s", problem)


def expire(*, before: datetime) -> int:
    """Delete the next articles that were both published and first seen before then, the oldest first; how many."""
    in_cases = TakedownCase.articles.through.objects.filter(article=models.OuterRef("pk"))
    old = Article.objects.filter(published_at__lt=before, first_seen_at__lt=before, removed_at=None)
    chosen = old.exclude(models.Exists(in_cases)).order_by("published_at", "pk").values_list("pk", flat=True)
    with transaction.atomic():
        held = list(chosen.select_for_update(skip_locked=True, of=("self",))[:BATCH])
        Article.objects.filter(pk__in=held).delete()
    return len(held)


def drop_pictures(*, before: datetime) -> int:
    """Delete the next pictures from before then that no article has; how many. OSError when the storage fails: what
    went is found missing by nobody, and the rest is tried again.

    The files go first, so that none is left without a row that knows of it."""
    idle = list(_idle(Image.objects.filter(created_at__lt=before).order_by("pk"))[:PICTURES])
    shared = _shared_files(idle)
    for image in idle:
        if image.picture_key not in shared:
            _delete_files(image)
    _drop([image.pk for image in idle])
    return len(idle)


def is_expired(article_id: int) -> bool:
    """Whether that was an article, of those that are not kept: ids are given once, in their order."""
    if not settings.ARTICLES_KEPT_DAYS:
        return False
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return article_id <= newest and not Article.objects.filter(pk=article_id).exists()


def _idle(images: models.QuerySet[Image]) -> models.QuerySet[Image]:
    """Those that no article has, and of which nothing is on record."""
    this = models.OuterRef("pk")
    images = images.exclude(models.Exists(Article.objects.filter(image=this)))
    for model in _OF_PICTURES:
        images = images.exclude(models.Exists(model._default_manager.filter(image=this)))
    return images


def _shared_files(images: list[Image]) -> set[str]:
    """By the key of the picture: the files that other addresses of the same bytes have as well."""
    digests = {image.digest for image in images} - {""}
    others = Image.objects.filter(digest__in=digests).exclude(pk__in=[image.pk for image in images])
    return set(others.values_list("picture_key", flat=True))


def _delete_files(image: Image) -> None:
    for width in image.widths:
        for form in PictureForm:
            default_storage.delete(image.file_name(width, form))


@transaction.atomic
def _drop(images: list[int]) -> None:
    """Delete the rows. Whoever took a picture up again just now is shown without it."""
    rows = Image.objects.filter(pk__in=images).order_by("pk")
    held = set(rows.select_for_update().values_list("pk", flat=True))
    idle = set(_idle(rows).values_list("pk", flat=True))
    Image.objects.filter(pk__in=idle).delete()
    Image.objects.filter(pk__in=held - idle).update(status=ImageStatus.UNUSABLE)
