"""Requests, links, decisions of rules and editors, administrators' own acts and time in any order: what holds after
each of them.

The machine keeps no model of its own to compare with: each promise is asked of the rows, which are read once a step."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from articles import publishing
from articles.models import (
    OF_SOURCE,
    Article,
    CaseDecision,
    CaseVerdict,
    Image,
    ImageStatus,
    Kind,
    ModerationDecision,
    Requester,
    RequestReason,
    Source,
    TakedownCase,
    Verdict,
    Wish,
)
from articles.models.source import strictest
from articles.moderation import moderating
from articles.moderation.undoing import undo
from articles.takedowns import taking_down
from articles.takedowns.taking_down import LINK_LASTS, NotOfferedError, confirm, link_token
from articles.takedowns.withholding import CLAIMANT
from tests.factories import make_article, make_image, make_source

DAYS = 30
NARROWER = {CaseVerdict.EXCERPT: "excerpt", CaseVerdict.HEADLINE: "headline"}
numbers = st.integers(0, 3)
choices = st.integers(0, 8)  # of the verdicts that are offered
wishes = st.sampled_from([Wish.PICTURE, Wish.REMOVE])
# Not made shorter when it fails: each step asks the database some twenty times.
SHORT = hypothesis_settings(max_examples=8, stateful_step_count=20, phases=[Phase.explicit, Phase.generate])


class Takedown(RuleBasedStateMachine):
    """Four articles of two sources, publishers and persons, an editor and an administrator."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.links: list[str] = []
        self.by_hand: set[int] = set()  # articles that the administrator holds removed

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        super().teardown()

    @initialize(number=numbers, wish=wishes)
    def a_portal_with_a_claim_and_a_request(self, number: int, wish: Wish) -> None:
        self.editor = User.objects.create_user("editor")
        self.sources = [make_source(), make_source()]
        pictures = [make_image(digest=f"{place % 2 + 1:064x}") for place in range(4)]  # each stands on two
        self.articles = [make_article(source=self.sources[place % 2], image=pictures[place]).pk for place in range(4)]
        self.a_person_s_claim_is_confirmed_at_once(number, wish)
        self.somebody_asks({number}, Requester.PUBLISHER, False, wish, RequestReason.OTHER, confirms=True)

    # -- what may happen ----------------------------------------------------------------------------------------------

    @rule(
        chosen=st.sets(numbers, min_size=1),
        requester=st.sampled_from(Requester),
        whole=st.booleans(),
        wish=wishes,
        reason=st.sampled_from([RequestReason.OTHER, RequestReason.PRIVATE]),
        confirms=st.booleans(),
    )
    def somebody_asks(
        self,
        chosen: set[int],
        requester: Requester,
        whole: bool,
        wish: Wish,
        reason: RequestReason,
        confirms: bool,
        email: str = "",
    ) -> None:
        articles = list(Article.objects.filter(pk__in={self.articles[number] for number in chosen}).order_by("pk"))
        source = articles[0].source
        is_of_source = whole and requester == Requester.PUBLISHER
        case = taking_down.ask(
            requester=requester,
            source=source,
            articles=[] if is_of_source else [article for article in articles if article.source_id == source.pk],
            is_of_source=is_of_source,
            wish=wish,
            reason=reason,
            details="Mon nom",
            name="Samira",
            email=email or f"{TakedownCase.objects.count() % 5}@journal.test",
            language="fr",
        )
        if case:
            self.links.append(link_token(case.pk))
            if confirms:
                confirm(self.links[-1], may_hide=True)

    @rule(number=st.integers(0, 9), opens=st.booleans(), counted=st.booleans())
    def a_link_is_used(self, number: int, opens: bool, counted: bool) -> None:
        if self.links:
            token = self.links[number % len(self.links)]
            assert taking_down.can_be_confirmed(token) == (
                confirm(token, may_hide=counted) if opens else taking_down.can_be_confirmed(token)
            )

    @rule(number=st.integers(0, 9), choice=choices)
    def an_editor_decides(self, number: int, choice: int) -> None:
        cases = list(TakedownCase.objects.confirmed().order_by("pk"))
        if cases:
            self._decide(cases[number % len(cases)], choice)

    @rule(verdict=st.sampled_from(OF_SOURCE), choice=choices)
    def an_editor_decides_for_a_whole_source_and_again(self, verdict: CaseVerdict, choice: int) -> None:
        case = TakedownCase.objects.confirmed().filter(requester=Requester.PUBLISHER).last()
        if case:
            taking_down.decide(case_id=case.pk, verdict=verdict, reasoning="", editor=self.editor)
            self.every_promise_is_kept()
            self._decide(case, choice)

    @rule()
    def an_editor_takes_all_pictures_away_and_thinks_better_of_one_case(self) -> None:
        cases = TakedownCase.objects.confirmed().of_kind(Kind.PICTURE).order_by("pk")
        asked = [case for case in cases if CaseVerdict.PICTURE in taking_down.verdicts_for(case)]
        for case in asked:
            taking_down.decide(case_id=case.pk, verdict=CaseVerdict.PICTURE, reasoning="", editor=self.editor)
        for case in asked[-1:]:
            taking_down.decide(case_id=case.pk, verdict=CaseVerdict.REJECT, reasoning="", editor=self.editor)

    def _decide(self, case: TakedownCase, choice: int) -> None:
        offered = taking_down.verdicts_for(case)
        verdict = offered[choice % len(offered)]
        taking_down.decide(case_id=case.pk, verdict=verdict, reasoning="", editor=self.editor)

    @rule(number=st.integers(0, 9), verdict=st.sampled_from(CaseVerdict))
    def an_editor_s_form_is_an_old_one(self, number: int, verdict: CaseVerdict) -> None:
        """It may name what the case does not allow, or one that nobody confirmed."""
        cases = list(TakedownCase.objects.order_by("pk"))
        if not cases:
            return
        case = cases[number % len(cases)]
        offered = taking_down.verdicts_for(case)
        before = CaseDecision.objects.count()
        try:
            taking_down.decide(case_id=case.pk, verdict=verdict, reasoning="", editor=self.editor)
        except (NotOfferedError, TakedownCase.DoesNotExist):
            assert CaseDecision.objects.count() == before
            assert case.confirmed_at is None or verdict not in offered

    @rule(number=numbers, wish=wishes)
    def a_person_s_claim_is_confirmed_at_once(self, number: int, wish: Wish) -> None:
        self.somebody_asks({number}, Requester.PERSON, False, wish, RequestReason.PRIVATE, confirms=True)

    @rule()
    def one_person_claims_everything(self) -> None:
        private = RequestReason.PRIVATE
        for both in ({0, 2}, {1, 3}):
            self.somebody_asks(both, Requester.PERSON, False, Wish.REMOVE, private, True, email="one@journal.test")

    @rule(verdict=st.sampled_from([CaseVerdict.REJECT, CaseVerdict.EXCERPT]))
    def an_editor_decides_otherwise_than_the_rule(self, verdict: CaseVerdict) -> None:
        hidden = CaseDecision.objects.by_rule().filter(case__in=TakedownCase.objects.undecided()).first()
        if hidden:
            taking_down.decide(case_id=hidden.case_id, verdict=verdict, reasoning="", editor=self.editor)

    @rule()
    def an_editor_takes_a_picture_away_and_would_undo_it_at_the_desk(self) -> None:
        case = TakedownCase.objects.undecided().of_kind(Kind.PICTURE).first()
        if case:
            taking_down.decide(case_id=case.pk, verdict=CaseVerdict.PICTURE, reasoning="", editor=self.editor)
            decisions = [decision.pk for decision in ModerationDecision.objects.filter(case=case)]
            assert decisions
            assert not undo(decisions=decisions, editor=self.editor).undone

    @rule(verdict=st.sampled_from([Verdict.KEEP, Verdict.LIFT]))
    def an_editor_would_show_hidden_pictures_at_the_desk(self, verdict: Verdict) -> None:
        hidden = Image.objects.filter(status=ImageStatus.BLOCKED).values_list("pk", flat=True)
        ruling = moderating.decide(images=list(hidden), verdict=verdict, reasoning="", editor=self.editor)
        assert not ruling.decisions

    @rule(number=numbers)
    def an_administrator_removes(self, number: int) -> None:
        if publishing.remove(articles=[self.articles[number]]):
            self.by_hand.add(self.articles[number])

    @rule(number=numbers)
    def an_administrator_restores(self, number: int) -> None:
        publishing.restore(articles=[self.articles[number]])
        self.by_hand.discard(self.articles[number])

    @rule(number=numbers, policy=st.sampled_from(["full", "excerpt", "headline"]))
    def the_operator_changes_a_policy(self, number: int, policy: str) -> None:
        Source.objects.filter(pk=self.sources[number % 2].pk).update(display_policy=policy)

    @rule(days=st.sampled_from([1, 3, 20, 31]))
    def time_passes(self, days: int) -> None:
        """Requests grow older; decisions cannot be changed."""
        for case in TakedownCase.objects.all():
            older = {"created_at": case.created_at - timedelta(days=days)}
            if case.confirmed_at:
                older["confirmed_at"] = case.confirmed_at - timedelta(days=days)
            TakedownCase.objects.filter(pk=case.pk).update(**older)
        taking_down.forget_requesters()

    # -- what holds ---------------------------------------------------------------------------------------------------

    @invariant()
    def every_promise_is_kept(self) -> None:
        rows = Rows(self.by_hand)
        for promise in PROMISES:
            promise(rows)


class Rows:
    """What there is after a step. Promises that asked the database each for itself took most of the test's time."""

    def __init__(self, by_hand: set[int]) -> None:
        self.by_hand = by_hand
        self.sources = list(Source.objects.all())
        self.articles = list(Article.objects.select_related("source"))
        self.visible = set(Article.objects.visible().values_list("pk", flat=True))
        self.images = list(Image.objects.all())
        self.of_pictures = list(ModerationDecision.objects.select_related("image").order_by("pk"))
        cases = TakedownCase.objects.order_by("pk").prefetch_related("articles", "decisions")
        self.cases = {case.pk: case for case in cases}
        self.decisions = sorted(
            (decision for case in self.cases.values() for decision in case.decisions.all()), key=lambda made: made.pk
        )
        self.waiting = set(TakedownCase.objects.undecided().values_list("pk", flat=True))
        self.waiting_pictures = set(Image.objects.needing_decision().values_list("digest", flat=True))

    def cases_of(self, article: Article) -> list[TakedownCase]:
        return [case for case in self.cases.values() if article in case.articles.all()]

    def by_rule(self) -> list[CaseDecision]:
        return [decision for decision in self.decisions if decision.editor_id is None]


PROMISES: list[Callable[[Rows], None]] = []


def promise(kept: Callable[[Rows], None]) -> Callable[[Rows], None]:
    PROMISES.append(kept)
    return kept


@promise
def an_article_is_what_the_last_decisions_of_its_cases_say(rows: Rows) -> None:
    for article in rows.articles:
        verdicts = [_last(case) for case in rows.cases_of(article)]
        narrower = [NARROWER[CaseVerdict(verdict)] for verdict in verdicts if verdict in NARROWER]
        assert article.restricted_to == (strictest(*narrower) if narrower else "")
        assert (article.removed_at is not None) == (CaseVerdict.REMOVE in verdicts or article.pk in rows.by_hand)


@promise
def what_a_case_removed_says_at_whose_request(rows: Rows) -> None:
    for article in rows.articles:
        if article.removed_for:
            removing = [case for case in rows.cases_of(article) if _last(case) == CaseVerdict.REMOVE]
            assert article.removed_for in {case.requester for case in removing}
            assert article.pk not in rows.by_hand


@promise
def no_reader_sees_more_than_both_policies_allow(rows: Rows) -> None:
    for article in rows.articles:
        if article.pk in rows.visible:
            assert article.display_policy == strictest(article.source.display_policy, article.restricted_to)
            assert article.shows_text == (article.source.display_policy == "full" and not article.restricted_to)


@promise
def a_source_is_hidden_exactly_while_its_last_decision_says_so(rows: Rows) -> None:
    for source in rows.sources:
        verdicts = [made.verdict for made in rows.decisions if rows.cases[made.case_id].source_id == source.pk]
        of_source = [verdict for verdict in verdicts if verdict in OF_SOURCE]
        assert source.is_shown == (not of_source or of_source[-1] != CaseVerdict.SOURCE_NONE)


@promise
def what_a_rule_hid_waits_for_an_editor(rows: Rows) -> None:
    for case in rows.cases.values():
        last = case.decisions.all()[:1]
        assert not last or last[0].editor_id or case.pk in rows.waiting
    last_of = {decision.image.digest: decision for decision in rows.of_pictures}
    for image in rows.images:
        if image.status == ImageStatus.BLOCKED:
            decision = last_of[image.digest]
            is_waiting = decision.case_id in rows.waiting and image.digest in rows.waiting_pictures
            assert decision.editor_id or is_waiting


@promise
def a_picture_is_blocked_exactly_while_the_last_decision_of_a_case_says_so(rows: Rows) -> None:
    for image in rows.images:
        cases = {made.case_id for made in rows.of_pictures if made.image.digest == image.digest and made.case_id}
        is_asked = any(_last(rows.cases[case]) == CaseVerdict.PICTURE for case in cases)
        assert (image.status == ImageStatus.BLOCKED) == is_asked


@promise
def each_decision_has_an_editor_or_the_rule_that_made_it(rows: Rows) -> None:
    for decision in rows.decisions:
        assert bool(decision.editor_id) != bool(decision.rule)
        assert decision.editor_id or rows.cases[decision.case_id].kind


@promise
def a_rule_hides_nothing_that_an_editor_decided_on_before(rows: Rows) -> None:
    for hidden in rows.by_rule():
        case = rows.cases[hidden.case_id]
        assert case.kind
        earlier = {made.case_id for made in rows.decisions if made.editor_id and made.pk < hidden.pk}
        alike = [rows.cases[pk] for pk in earlier if rows.cases[pk].kind == case.kind]
        assert not any(set(other.articles.all()) & set(case.articles.all()) for other in alike)


@promise
def one_address_hides_no_more_than_it_may(rows: Rows) -> None:
    hidden = Counter[str]()
    for decision in rows.by_rule():
        case = rows.cases[decision.case_id]
        hidden[case.email] += len(case.articles.all())
    assert all(number <= CLAIMANT for email, number in hidden.items() if email)


@promise
def only_confirmed_cases_were_decided_on(rows: Rows) -> None:
    assert all(rows.cases[decision.case_id].confirmed_at for decision in rows.decisions)


@promise
def each_decision_overrides_the_one_before_it_on_its_case(rows: Rows) -> None:
    for case in rows.cases.values():
        decisions = [decision.pk for decision in reversed(case.decisions.all())]
        overridden = [decision.overrides_id for decision in reversed(case.decisions.all())]
        assert overridden == [None, *decisions[:-1]][: len(decisions)]


@promise
def what_was_decided_for_a_source_is_overridden_for_the_source(rows: Rows) -> None:
    verdicts = {decision.pk: decision.verdict for decision in rows.decisions}
    for decision in rows.decisions:
        if decision.overrides_id and verdicts[decision.overrides_id] in OF_SOURCE:
            assert decision.verdict in OF_SOURCE


@promise
def no_person_speaks_for_a_source(rows: Rows) -> None:
    for decision in rows.decisions:
        assert decision.verdict not in OF_SOURCE or rows.cases[decision.case_id].requester == Requester.PUBLISHER


@promise
def who_asked_is_known_while_it_is_needed_and_no_longer(rows: Rows) -> None:
    for case in rows.cases.values():
        assert bool(case.email) == (case.forgotten_at is None)
        assert case.forgotten_at is None or any(decision.editor_id for decision in case.decisions.all())
        assert case.confirmed_at or case.created_at > timezone.now() - LINK_LASTS - timedelta(days=31)


@promise
def what_waits_is_what_was_confirmed_and_not_decided(rows: Rows) -> None:
    decided = {decision.case_id for decision in rows.decisions if decision.editor_id}
    assert rows.waiting == {case.pk for case in rows.cases.values() if case.confirmed_at and case.pk not in decided}


def _last(case: TakedownCase) -> str:
    """What holds of it; empty while nothing was decided."""
    return next((decision.verdict for decision in case.decisions.all()), "")


@pytest.mark.django_db
def test_whatever_happens_in_whatever_order_the_promises_hold(settings: Any) -> None:
    settings.TAKEDOWN_DAYS = DAYS
    settings.TAKEDOWN_HOLDS = 10
    run_state_machine_as_test(Takedown, settings=SHORT)
