"""Taking down: publishers and persons ask, a link to their e-mail address confirms, editors decide, and in time it is
forgotten who asked. The only writer of cases and of the decisions on them.

Locks are taken in one order everywhere: the case, its source, its articles by their keys, as `publish` takes them."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from articles import restricting
from articles.holding import hold
from articles.models import (
    OF_ARTICLES,
    OF_SOURCE,
    Article,
    CaseDecision,
    CaseVerdict,
    Requester,
    RequestReason,
    Source,
    TakedownCase,
    Wish,
)

LINK_LASTS: Final = timedelta(hours=48)
LINKS_A_DAY: Final = 3  # to one address: nobody's letter box is filled in a stranger's name
LINKS_AN_HOUR: Final = 200  # to all together, also while nothing can be counted elsewhere

_SIGNER: Final = signing.Signer(salt="articles.taking_down.confirm")


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
    return bool(_unconfirmed(token))


def confirm(token: str) -> bool:
    """Put the case before the editors. A link does it once: whoever has it later, or twice, changes nothing."""
    waiting = TakedownCase.objects.filter(pk=_unconfirmed(token) or 0, confirmed_at=None)
    return bool(waiting.update(confirmed_at=Now(), attempts=0))


def verdicts_for(case: TakedownCase) -> list[CaseVerdict]:
    """What may be decided on a case now. What was decided for a whole source is only overridden for all of it, since
    nobody could tell what it should go back to; a person speaks for no source."""
    last = case.decisions.values_list("verdict", flat=True).first()
    of_source = list(OF_SOURCE) if case.requester == Requester.PUBLISHER else []
    if last in OF_SOURCE:
        return of_source
    of_articles = [] if case.is_of_source else list(OF_ARTICLES)
    return [*of_articles, *of_source, CaseVerdict.REJECT]


@transaction.atomic
def decide(*, case_id: int, verdict: CaseVerdict, reasoning: str, editor: User) -> CaseDecision:
    """Let an editor's verdict on a confirmed case take effect, and record it. It overrides the case's last one. Raises
    TakedownCase.DoesNotExist for other cases, NotOfferedError for a verdict that this one does not allow."""
    case = TakedownCase.objects.confirmed().select_for_update(no_key=True).get(pk=case_id)
    if verdict not in verdicts_for(case):
        raise NotOfferedError(f"case {case_id} does not allow {verdict}: choose another verdict")
    source = Source.objects.select_for_update(no_key=True).get(pk=case.source_id)
    held = case.articles.only("pk", "url_key").order_by("url_key").select_for_update(no_key=True, of=("self",))
    articles = [article.pk for article in held]
    last = case.decisions.first()
    decision = CaseDecision.objects.create(
        case=case, verdict=verdict, reasoning=reasoning, editor=editor, overrides=last
    )
    restricting.restrict(articles)
    if verdict in OF_SOURCE:
        restricting.apply_to_source(source, verdict, case.requester)
    TakedownCase.objects.filter(pk=case.pk).update(attempts=0)
    return decision


@transaction.atomic
def forget_requesters() -> int:
    """Delete requests that nobody confirmed in time, and forget who made those that were decided on TAKEDOWN_DAYS ago.
    How many there were."""
    unconfirmed = TakedownCase.objects.filter(confirmed_at=None, created_at__lt=Now() - LINK_LASTS)
    deleted = unconfirmed.count()
    unconfirmed.delete()
    decided = TakedownCase.objects.filter(forgotten_at=None).annotate(decided_at=Max("decisions__created_at"))
    old = decided.filter(decided_at__lt=Now() - timedelta(days=settings.TAKEDOWN_DAYS)).values_list("pk", flat=True)
    return deleted + _forget(set(old))


def _forget(cases: Collection[int]) -> int:
    known = TakedownCase.objects.filter(pk__in=cases, forgotten_at=None)
    return known.update(name="", email="", details="", forgotten_at=Now())


def _unconfirmed(token: str) -> int | None:
    try:
        case_id = int(_SIGNER.unsign(token))
    except signing.BadSignature:
        return None
    young = TakedownCase.objects.filter(confirmed_at=None, created_at__gt=Now() - LINK_LASTS)
    return young.filter(pk=case_id).values_list("pk", flat=True).first()
