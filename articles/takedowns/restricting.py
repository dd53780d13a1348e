"""Restricting: how much of an article is shown after what editors decided on cases, worked out from the decisions.

Nothing is remembered beside them: what an article is restricted to follows from the last decision of each of its cases,
so that a later decision undoes an earlier one however many cases there are. The locks are the caller's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models.functions import Now

from articles.models import OF_ARTICLES, Article, CaseVerdict, DisplayPolicy, TakedownCase
from articles.models.source import Source, strictest

_POLICIES: Final = {
    CaseVerdict.EXCERPT: DisplayPolicy.EXCERPT,
    CaseVerdict.HEADLINE: DisplayPolicy.HEADLINE,
    CaseVerdict.SOURCE_FULL: DisplayPolicy.FULL,
    CaseVerdict.SOURCE_EXCERPT: DisplayPolicy.EXCERPT,
    CaseVerdict.SOURCE_HEADLINE: DisplayPolicy.HEADLINE,
}


@dataclass(frozen=True, kw_only=True)
class Restriction:
    """What an article's cases come to: at whose request it is removed, if it is, and what it is restricted to."""

    removed_for: str = ""
    restricted_to: str = ""


def restriction(verdicts: Iterable[tuple[str, str]]) -> Restriction:
    """The strictest of (verdict, requester), given of each of an article's cases the last. When several removed it, the
    first of them is why."""
    known = list(verdicts)
    removed_for = next((requester for verdict, requester in known if verdict == CaseVerdict.REMOVE), "")
    narrower = [_POLICIES[CaseVerdict(verdict)] for verdict, _ in known if verdict in OF_ARTICLES[:2]]
    return Restriction(removed_for=removed_for, restricted_to=strictest(*narrower) if narrower else "")


def restrict(articles: Collection[int]) -> None:
    """Let the last decisions on these articles, by id, hold. What an administrator removed by hand stays removed."""
    decided = TakedownCase.objects.with_last_decision().filter(articles__in=articles).exclude(last_decision=None)
    verdicts: dict[int, list[tuple[str, str]]] = {article: [] for article in articles}
    for article_id, verdict, requester in decided.order_by("pk").values_list("articles", "last_verdict", "requester"):
        verdicts[article_id].append((verdict, requester))
    for article_id, found in verdicts.items():
        _restrict(article_id, restriction(found))


def apply_to_source(source: Source, verdict: CaseVerdict, requester: str) -> None:
    """Let a verdict on all of a source's articles hold. One that an administrator hid by hand stays hidden."""
    if verdict == CaseVerdict.SOURCE_NONE:
        Source.objects.filter(pk=source.pk, is_shown=True).update(is_shown=False, withdrawn_for=requester)
        return
    Source.objects.withdrawn().filter(pk=source.pk).update(is_shown=True)
    Source.objects.filter(pk=source.pk).update(display_policy=_POLICIES[verdict])


def hand_on(*, duplicate: int, into: int) -> None:
    """An article is about to be merged into another: what was decided on it holds for that one."""
    links = TakedownCase.articles.through.objects
    cases = set(links.filter(article=duplicate).values_list("takedowncase", flat=True))
    if not cases:
        return
    known = set(links.filter(article=into).values_list("takedowncase", flat=True))
    links.bulk_create([links.model(takedowncase_id=case, article_id=into) for case in sorted(cases - known)])
    restrict([into])


def _restrict(article_id: int, found: Restriction) -> None:
    row = Article.objects.filter(pk=article_id)
    row.update(restricted_to=found.restricted_to)
    if found.removed_for:
        row.filter(removed_at=None).update(removed_at=Now(), removed_for=found.removed_for)
        row.exclude(removed_for="").update(removed_for=found.removed_for)
    else:
        row.exclude(removed_for="").update(removed_at=None, removed_for="")
