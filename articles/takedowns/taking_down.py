"""Taking down: publishers and persons ask, a link to their e-mail address confirms, editors decide, and in time it is
forgotten who asked. With `withholding`, the only writer of cases and of the decisions on them.

Locks are taken in one order everywhere: the case, its source, its articles by their keys, as `publish` takes them, and
then what `moderating` takes."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from articles.holding import hold, hold_likeness
from articles.models import (
    OF_ARTICLES,
    OF_SOURCE,
    Article,
    CaseDecision,
    CaseVerdict,
    Image,
    ModerationDecision,
    Requester,
    RequestReason,
    Source,
    TakedownCase,
    Verdict,
    Wish,
)
from articles.models.takedown import TakedownCaseQuerySet
from articles.moderation import deciding, moderating, reckoning
from articles.takedowns import restricting, withholding

LINK_LASTS: Final = timedelta(hours=48)
LINKS_A_DAY: Final = 3  # to one address: nobody's letter box is filled in a stranger's name
LINKS_AN_HOUR: Final = 200  # to all together, also while nothing can be counted elsewhere

_SIGNER: Final = signing.Signer(salt="articles.takedowns.taking_down.confirm")


class NotOfferedError(Exception):
    """A verdict that this case does not allow."""


@transaction.atomic
def ask(
    *,
    requester: Requester,
    source: Source,
    articles: Iterable[Article],
    is_of_source: bool,
    wish: Wish,
    reason: RequestReason,
    details: str,
    name: str,
    email: str,
    language: str,
) -> TakedownCase | None:
    """Keep a request until its address confirms it; None, and nothing is kept, when that address or all together were
    sent too many links."""
    hold("links of take-down requests")
    fresh = TakedownCase.objects.filter(created_at__gt=Now() - timedelta(days=1))
    to_address = fresh.filter(email__iexact=email).count()
    to_all = fresh.filter(created_at__gt=Now() - timedelta(hours=1)).count()
    if to_address >= LINKS_A_DAY or to_all >= LINKS_AN_HOUR:
        return None
    case = TakedownCase.objects.create(
        requester=requester,
        source=source,
        is_of_source=is_of_source,
        wish=wish,
        reason=reason,
        details=details,
        name=name,
        email=email,
        language=language,
    )
    case.articles.set(articles)
    return case


def link_token(case_id: int) -> str:
    """What the link to that case's address ends with: our signature, and no more than the case's number."""
    return _SIGNER.sign(str(case_id))


def can_be_confirmed(token: str) -> bool:
    """Whether a link that ends so is ours, young enough, and was not used yet."""
    return _unconfirmed(token).exists()


def may_hide_at_once(token: str) -> bool:
    """Whether what that link confirms is about a picture or about private life."""
    case = _unconfirmed(token).first()
    return case is not None and case.kind is not None


@transaction.atomic
def confirm(token: str, *, may_hide: bool = False) -> bool:
    """Put the case before the editors, and hide at once what it is about if it is of that kind and may. A link does it
    once: whoever has it later, or twice, changes nothing."""
    case = _unconfirmed(token).first()
    if case is None or not _unconfirmed(token).update(confirmed_at=Now(), attempts=0):
        return False
    if may_hide:
        _source, articles = _hold(case)
        withholding.withhold(case, articles)
    return True


def verdicts_for(case: TakedownCase) -> list[CaseVerdict]:
    """What may be decided on a case now. What was decided for a whole source is only overridden for all of it, since
    nobody could tell what it should go back to; a person speaks for no source."""
    last = case.decisions.values_list("verdict", flat=True).first()
    of_source = list(OF_SOURCE) if case.requester == Requester.PUBLISHER else []
    if last in OF_SOURCE:
        return of_source
    of_articles = [] if case.is_of_source else list(OF_ARTICLES)
    if case.wish == Wish.PICTURE and of_articles:
        of_articles = [CaseVerdict.PICTURE, *of_articles]
    return [*of_articles, *of_source, CaseVerdict.REJECT]


@transaction.atomic
def decide(*, case_id: int, verdict: CaseVerdict, reasoning: str, editor: User) -> CaseDecision:
    """Let an editor's verdict on a confirmed case take effect, and record it. It overrides the case's last one. Raises
    TakedownCase.DoesNotExist for other cases, NotOfferedError for a verdict that this one does not allow."""
    case = TakedownCase.objects.confirmed().select_for_update(no_key=True).get(pk=case_id)
    if verdict not in verdicts_for(case):
        raise NotOfferedError(f"case {case_id} does not allow {verdict}: choose another verdict")
    source, articles = _hold(case)
    last = case.decisions.first()
    decision = CaseDecision.objects.create(
        case=case, verdict=verdict, reasoning=reasoning, editor=editor, overrides=last
    )
    restricting.restrict(articles)
    if verdict in OF_SOURCE:
        restricting.apply_to_source(source, verdict, case.requester)
    if case.wish == Wish.PICTURE:
        _settle_pictures(decision, articles)
    TakedownCase.objects.filter(pk=case.pk).update(attempts=0)
    return decision


@transaction.atomic
def forget_requesters() -> int:
    """Delete requests that nobody confirmed in time, and forget who made those that were decided on TAKEDOWN_DAYS ago.
    How many there were."""
    unconfirmed = TakedownCase.objects.filter(confirmed_at=None, created_at__lt=Now() - LINK_LASTS)
    deleted = unconfirmed.count()
    unconfirmed.delete()
    decided = TakedownCase.objects.decided().filter(forgotten_at=None)
    last = decided.annotate(decided_at=Max("decisions__created_at"))
    old = last.filter(decided_at__lt=Now() - timedelta(days=settings.TAKEDOWN_DAYS)).values_list("pk", flat=True)
    return deleted + _forget(set(old))


def _hold(case: TakedownCase) -> tuple[Source, list[int]]:
    source = Source.objects.select_for_update(no_key=True).get(pk=case.source_id)
    held = case.articles.only("pk", "url_key").order_by("url_key").select_for_update(no_key=True, of=("self",))
    return source, [article.pk for article in held]


def _settle_pictures(decision: CaseDecision, articles: Collection[int]) -> None:
    """Let an editor's decision on a case hold for the pictures that were hidden for it, or else for its articles'
    present ones: blocked by this verdict, and shown again by any other unless something else has blocked them since.
    What another case, overridden since, had blocked as well is shown again with the last of them."""
    case, editor, reasoning = decision.case, decision.editor, decision.reasoning
    assert editor
    hidden = set(ModerationDecision.objects.filter(case=case).values_list("image", flat=True))
    images = hidden or set(Image.objects.filter(articles__in=articles).values_list("pk", flat=True))
    if decision.verdict == CaseVerdict.PICTURE:
        moderating.decide(images=images, verdict=Verdict.BLOCK, reasoning=reasoning, editor=editor, case=case)
        return
    hold_likeness(shared=False)
    held = reckoning.hold_images(hidden)
    free = [image for image in held if not deciding.cases_against(image).exclude(pk=case.pk).exists()]
    standing = {image.pk: deciding.standing(image) for image in free}
    by_editors = {pk for pk, last in standing.items() if pk in hidden and last and last.case_id and last.editor_id}
    moderating.decide(images=by_editors, verdict=Verdict.LIFT, reasoning=reasoning, editor=editor, case=case)
    others = standing.keys() - by_editors
    moderating.let_go(images=others, case=case, rule=f"claim: decision {decision.pk} on case {case.pk}")


def _forget(cases: Collection[int]) -> int:
    known = TakedownCase.objects.filter(pk__in=cases, forgotten_at=None)
    return known.update(name="", email="", details="", forgotten_at=Now())


def _unconfirmed(token: str) -> TakedownCaseQuerySet:
    """The case that our link names, while the link holds; none of others' links."""
    try:
        number = int(_SIGNER.unsign(token))
    except signing.BadSignature:
        return TakedownCase.objects.none()
    return TakedownCase.objects.filter(pk=number, confirmed_at=None, created_at__gt=Now() - LINK_LASTS)
