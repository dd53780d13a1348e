"""Withholding: what a confirmed claim about a picture, or about somebody's private life, hides at once until an editor
decides. A picture is blocked everywhere; of an article the headline is left.

Letter boxes cost nothing, so little is hidden in this way: so much for one address, one source and all together, and
nothing that an editor decided on before. Beyond that a claim waits for an editor as every other request does. A claim
is hidden whole or not at all; what is hidden always waits in the editors' queue."""

import logging
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from articles.holding import hold
from articles.models import (
    Article,
    BlockingPause,
    CaseDecision,
    CaseVerdict,
    DisplayPolicy,
    Image,
    Kind,
    PauseOf,
    TakedownCase,
)
from articles.moderation import deciding, moderating
from articles.takedowns import restricting

CLAIMANT: Final = 3  # articles a day, on claims of one e-mail address
SOURCE: Final = 10  # articles of one source a day
DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)  # in which all together may have TAKEDOWN_HOLDS, and for which the rule then pauses

_VERDICTS: Final = {Kind.PICTURE: CaseVerdict.PICTURE, Kind.PRIVACY: CaseVerdict.HEADLINE}

_log = logging.getLogger(__name__)


def withhold(case: TakedownCase, articles: Collection[int]) -> None:
    """Hide what a case that was just confirmed is about, and record it, or let it wait for an editor unhidden.

    `articles` are all of the case's, by id. The caller holds the case, its source and them."""
    kind = case.kind
    if kind is None or not settings.TAKEDOWN_HOLDS:
        return
    hold("claims that hide")  # one at a time, so that two cannot both be the last within a limit
    images = _shown_images(articles) if kind == Kind.PICTURE else []
    is_seen = bool(images) if kind == Kind.PICTURE else _shown_texts(articles).exists()
    if not is_seen or _was_decided_on(kind, articles, images):
        return
    rule = _rule(case, kind, len(articles))
    if not rule:
        return
    CaseDecision.objects.create(case=case, verdict=_VERDICTS[kind], rule=rule)
    if kind == Kind.PICTURE:
        moderating.hide(images=[image.pk for image in images], case=case, rule=rule)
    else:
        restricting.restrict(articles)


def _shown_texts(articles: Collection[int]) -> QuerySet[Article]:
    """Those of which readers see more than the headline."""
    headline = DisplayPolicy.HEADLINE
    seen = Article.objects.visible().filter(pk__in=articles)
    return seen.exclude(restricted_to=headline).exclude(source__display_policy=headline)


def _shown_images(articles: Collection[int]) -> list[Image]:
    """The pictures that readers see with these articles."""
    shown = Article.objects.visible().with_pictures().filter(pk__in=articles)
    return list(Image.objects.showable().filter(articles__in=shown).distinct().order_by("pk"))


def _was_decided_on(kind: Kind, articles: Collection[int], images: Collection[Image]) -> bool:
    """Whether an editor decided on a claim of this kind about any of them before, or kept one of the pictures."""
    decided = TakedownCase.objects.of_kind(kind).decided()
    if decided.filter(articles__in=articles).exists():
        return True
    alike = [Image.objects.same_picture(image) for image in images]
    is_known = any(decided.filter(articles__image__in=pictures).exists() for pictures in alike)
    return is_known or any(map(deciding.was_kept, images))


def _rule(case: TakedownCase, kind: Kind, number: int) -> str:
    """The rule with its values, as a decision records it (articles.admin.decision reads it), when so many articles more
    are within each limit; else empty. When they are too many for all together, the pause begins here."""
    of_address = _hidden(DAY).filter(case__email__iexact=case.email).count() + number
    of_source = _hidden(DAY).filter(case__source=case.source_id).count() + number
    of_all, most = _hidden(HOUR).count() + number, settings.TAKEDOWN_HOLDS
    if of_address > CLAIMANT or of_source > SOURCE or number > most or BlockingPause.objects.end_of(PauseOf.CLAIMS):
        return ""
    if of_all > most:
        values = f"{of_all - number} articles or pictures hidden on claims within an hour"
        BlockingPause.objects.create(of=PauseOf.CLAIMS, ends_at=Now() + HOUR, rule=values)
        _log.error("for an hour claims hide nothing at once: %s", values)
        return ""
    limits = (
        f"{of_address} of {CLAIMANT} of the address, {of_source} of {SOURCE} of the source, {of_all} of {most} of all"
    )
    return f"claim: case {case.pk}, {kind}, {limits}"


def _hidden(since: timedelta) -> QuerySet[CaseDecision]:
    """What the rule hid meanwhile: a row an article, or the picture of one."""
    return CaseDecision.objects.by_rule().filter(created_at__gt=Now() - since, case__articles__isnull=False)
