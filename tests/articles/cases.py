"""Take-down cases, as tests need them."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, CaseDecision, CaseVerdict, Requester, RequestReason, TakedownCase, Wish
from articles.takedowns import taking_down
from tests.factories import make_article, make_source


def make_case(requester: Requester = Requester.PUBLISHER, *articles: Article, **values: Any) -> TakedownCase:
    """One that was confirmed just now, about these articles, or about one of its own."""
    chosen = list(articles) or ([] if values.get("is_of_source") else [make_article()])
    source = values.pop("source", None) or (chosen[0].source if chosen else make_source())
    defaults = {
        "wish": Wish.REMOVE,
        "reason": RequestReason.OTHER,
        "details": "Nous ne voulons plus de ce texte",
        "name": "Samira Benjelloun",
        "email": "redaction@journal.test",
        "language": "fr",
        "confirmed_at": timezone.now(),
    }
    case = TakedownCase.objects.create(requester=requester, source=source, **{**defaults, **values})
    case.articles.set(chosen)
    return case


def decide(case: TakedownCase, verdict: CaseVerdict, reasoning: str = "") -> CaseDecision:
    editor, _is_new = User.objects.get_or_create(username="desk")
    return taking_down.decide(case_id=case.pk, verdict=verdict, reasoning=reasoning, editor=editor)
