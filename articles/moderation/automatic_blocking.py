"""Automatic blocking: what readers' reports must come to, and when the rule pauses because it has blocked too much.

The pause is against brigades: a site must not be emptied at night. It ends by itself; meanwhile reports queue."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from articles.holding import hold
from articles.knowledge.reporters import Bar, Tally
from articles.models import FRONT_PAGE, Article, BlockingPause, Image, ImageStatus, ModerationDecision, PauseOf

BLOCKS_AN_HOUR: Final = 10  # security.md R-08, as all figures here
FRONT_PAGE_SHARE: Final = 0.02  # of its pictures within an hour
FRONT_PAGE_LEAST: Final = 1  # whatever the share: of fewer than fifty pictures the first would be too many
PAUSE: Final = timedelta(hours=1)
KEPT_FACTOR: Final = 2  # what an editor found acceptable needs twice as much

_log = logging.getLogger(__name__)


def bar_of(*, was_kept: bool) -> Bar:
    """The site's own, or twice as much for a picture that an editor kept or restored."""
    bar = Bar(
        persons=settings.REPORT_PERSONS,
        networks=settings.REPORT_NETWORKS,
        wide_networks=settings.REPORT_WIDE_NETWORKS,
        weight=settings.REPORT_THRESHOLD,
    )
    return bar.times(KEPT_FACTOR) if was_kept else bar


def may_block(image: Image) -> bool:
    """Whether the rule may block this picture now; when that would be one too many, the pause begins here.

    One transaction at a time asks this and acts, so that two cannot both be the tenth."""
    hold("automatic blocks")
    if BlockingPause.objects.end_of(PauseOf.REPORTS):
        return False
    reason = _too_many(image)
    if reason:
        BlockingPause.objects.create(of=PauseOf.REPORTS, ends_at=Now() + PAUSE, rule=reason)
        _log.error("automatic blocking pauses for an hour: %s", reason)
    return not reason


def rule_in_words(tally: Tally, bar: Bar) -> str:
    """As a decision of the rule records it; articles.admin.decision reads it."""
    weight = f"weight {tally.weight:.1f} of {bar.weight:.1f}"
    networks = f"{tally.networks} networks in {tally.wide_networks} wide ones"
    return f"automatic: {tally.persons} persons from {networks}, {weight}"


def _too_many(image: Image) -> str:
    """Why one more block would be too many; empty when it would not."""
    last_hour = _pictures(_blocked_by_rule(since=PAUSE))
    if len(last_hour) >= BLOCKS_AN_HOUR:
        return f"{len(last_hour)} blocks within an hour"
    front_page = _on_the_front_page()
    if image.picture_name not in front_page:
        return ""
    blocked = len(front_page & set(last_hour))
    if blocked >= max(FRONT_PAGE_LEAST, int(FRONT_PAGE_SHARE * len(front_page))):
        return f"{blocked} of {len(front_page)} pictures of the front page within an hour"
    return ""


def _blocked_by_rule(*, since: timedelta) -> QuerySet[ModerationDecision]:
    by_rule = ModerationDecision.objects.filter(editor=None, follows=None, case=None)
    return by_rule.filter(created_at__gt=Now() - since)


def _pictures(decisions: QuerySet[ModerationDecision]) -> list[str]:
    """The picture of each decision, under a name that all its addresses share."""
    return [_picture(digest, image_id) for digest, image_id in decisions.values_list("image__digest", "image_id")]


def _on_the_front_page() -> set[str]:
    """The pictures that the front page shows, or would show if they were not blocked."""
    newest = Article.objects.visible().with_pictures().newest_first()
    known: Iterable[tuple[int | None, str | None, str | None]] = newest.values_list(
        "image_id", "image__digest", "image__status"
    )[:FRONT_PAGE]
    seen = {ImageStatus.SHOWN, ImageStatus.BLOCKED}
    return {_picture(digest or "", image_id) for image_id, digest, status in known if image_id and status in seen}


def _picture(digest: str, image_id: int) -> str:
    return digest or str(image_id)
