"""Requests, links, decisions of rules and editors, administrators' own acts and time in any order: what holds after
each of them.

The machine keeps no model of its own to compare with: each invariant is asked of the rows."""

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
    Wish,
)
from articles.models.source import strictest
from articles.moderation.undoing import undo
from articles.takedowns import taking_down
from articles.takedowns.taking_down import LINK_LASTS, NotOfferedError, confirm, link_token
from articles.takedowns.withholding import CLAIMANT
from tests.factories import make_article, make_image, make_source

DAYS = 30
NARROWER = {CaseVerdict.EXCERPT: "excerpt", CaseVerdict.HEADLINE: "headline"}
numbers = st.integers(0, 3)
wishes = st.sampled_from([Wish.PICTURE, Wish.REMOVE])
# Not made shorter when it fails: each step asks the database some thirty times.
SHORT = hypothesis_settings(max_examples=15, stateful_step_count=20, phases=[Phase.explicit, Phase.generate])


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
    def a_portal_with_a_claim(self, number: int, wish: Wish) -> None:
        self.editor = User.objects.create_user("editor")
        self.sources = [make_source(), make_source()]
        pictures = [make_image(digest=f"{place % 2 + 1:064x}") for place in range(4)]  # each stands on two
        self.articles = [make_article(source=self.sources[place % 2], image=pictures[place]).pk for place in range(4)]
        self.a_person_s_claim_is_confirmed_at_once(number, wish)

    # -- what may happen ----------------------------------------------------------------------------------------------

    @rule(
        chosen=st.sets(numbers, min_size=1),
        requester=st.sampled_from(Requester),
        whole=st.booleans(),
        wish=wishes,
        reason=st.sampled_from([RequestReason.OTHER, RequestReason.PRIVATE]),
    )
    def somebody_asks(
        self, chosen: set[int], requester: Requester, whole: bool, wish: Wish, reason: RequestReason
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
            email=f"{TakedownCase.objects.count() % 5}@journal.test",
            language="fr",
        )
        if case:
            self.links.append(link_token(case.pk))

    @rule(number=st.integers(0, 9), opens=st.booleans(), counted=st.booleans())
    def a_link_is_used(self, number: int, opens: bool, counted: bool) -> None:
        if self.links:
            token = self.links[number % len(self.links)]
            assert taking_down.can_be_confirmed(token) == (
                confirm(token, may_hide=counted) if opens else taking_down.can_be_confirmed(token)
            )

    @rule(number=st.integers(0, 9), verdict=st.sampled_from(CaseVerdict))
    def an_editor_decides(self, number: int, verdict: CaseVerdict) -> None:
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
        self.somebody_asks({number}, Requester.PERSON, False, wish, RequestReason.PRIVATE)
        if self.links:
            confirm(self.links[-1], may_hide=True)

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
    def an_article_is_what_the_last_decisions_of_its_cases_say(self) -> None:
        for article in Article.objects.all():
            last = [case.decisions.first() for case in article.takedown_cases.order_by("pk")]
            verdicts = [decision.verdict for decision in last if decision]
            narrower = [NARROWER[CaseVerdict(verdict)] for verdict in verdicts if verdict in NARROWER]
            assert article.restricted_to == (strictest(*narrower) if narrower else "")
            is_removed = CaseVerdict.REMOVE in verdicts or article.pk in self.by_hand
            assert (article.removed_at is not None) == is_removed

    @invariant()
    def what_a_case_removed_says_at_whose_request(self) -> None:
        for article in Article.objects.exclude(removed_for=""):
            removing = [case for case in article.takedown_cases.all() if _last(case) == CaseVerdict.REMOVE]
            assert article.removed_for in {case.requester for case in removing}
            assert article.pk not in self.by_hand

    @invariant()
    def no_reader_sees_more_than_both_policies_allow(self) -> None:
        for article in Article.objects.visible().select_related("source"):
            assert article.display_policy == strictest(article.source.display_policy, article.restricted_to)
            assert article.shows_text == (article.source.display_policy == "full" and not article.restricted_to)

    @invariant()
    def a_source_is_hidden_exactly_while_its_last_decision_says_so(self) -> None:
        for source in Source.objects.all():
            last = CaseDecision.objects.filter(case__source=source, verdict__in=OF_SOURCE).first()
            assert source.is_shown == (last is None or last.verdict != CaseVerdict.SOURCE_NONE)

    @invariant()
    def what_a_rule_hid_waits_for_an_editor(self) -> None:
        waiting = set(TakedownCase.objects.undecided().values_list("pk", flat=True))
        for case in TakedownCase.objects.all():
            last = case.decisions.first()
            assert last is None or last.editor_id or case.pk in waiting
        pictures = set(Image.objects.needing_decision().values_list("digest", flat=True))
        for digest in Image.objects.filter(status=ImageStatus.BLOCKED).values_list("digest", flat=True):
            decision = ModerationDecision.objects.filter(image__digest=digest).latest("pk")
            assert decision.editor_id or (decision.case_id in waiting and digest in pictures)

    @invariant()
    def a_picture_is_blocked_exactly_while_the_last_decision_of_a_case_says_so(self) -> None:
        for image in Image.objects.all():
            decisions = ModerationDecision.objects.filter(image__digest=image.digest)
            cases = TakedownCase.objects.filter(pk__in=decisions.values("case"))
            is_asked = any(_last(case) == CaseVerdict.PICTURE for case in cases)
            assert (image.status == ImageStatus.BLOCKED) == is_asked

    @invariant()
    def each_decision_has_an_editor_or_the_rule_that_made_it(self) -> None:
        for decision in CaseDecision.objects.select_related("case"):
            assert bool(decision.editor_id) != bool(decision.rule)
            assert decision.editor_id or decision.case.kind

    @invariant()
    def a_rule_hides_nothing_that_an_editor_decided_on_before(self) -> None:
        for hidden in CaseDecision.objects.by_rule().select_related("case"):
            kind = hidden.case.kind
            assert kind
            before = CaseDecision.objects.by_editors().filter(pk__lt=hidden.pk)
            alike = before.filter(case__in=TakedownCase.objects.of_kind(kind))
            assert not alike.filter(case__articles__in=hidden.case.articles.all()).exists()

    @invariant()
    def one_address_hides_no_more_than_it_may(self) -> None:
        for email in TakedownCase.objects.exclude(email="").values_list("email", flat=True):
            hidden = CaseDecision.objects.by_rule().filter(case__email=email)
            assert hidden.filter(case__articles__isnull=False).count() <= CLAIMANT

    @invariant()
    def only_confirmed_cases_were_decided_on(self) -> None:
        assert not TakedownCase.objects.filter(confirmed_at=None, decisions__isnull=False).exists()

    @invariant()
    def each_decision_overrides_the_one_before_it_on_its_case(self) -> None:
        for case in TakedownCase.objects.all():
            decisions = list(case.decisions.order_by("pk"))
            assert [decision.overrides for decision in decisions] == [None, *decisions[:-1]][: len(decisions)]

    @invariant()
    def what_was_decided_for_a_source_is_overridden_for_the_source(self) -> None:
        for decision in CaseDecision.objects.filter(overrides__verdict__in=OF_SOURCE):
            assert decision.verdict in OF_SOURCE

    @invariant()
    def no_person_speaks_for_a_source(self) -> None:
        persons = CaseDecision.objects.filter(case__requester=Requester.PERSON)
        assert not persons.filter(verdict__in=OF_SOURCE).exists()

    @invariant()
    def who_asked_is_known_while_it_is_needed_and_no_longer(self) -> None:
        for case in TakedownCase.objects.all():
            assert bool(case.email) == (case.forgotten_at is None)
            assert case.forgotten_at is None or case.decisions.by_editors().exists()
            assert case.confirmed_at or case.created_at > timezone.now() - LINK_LASTS - timedelta(days=31)

    @invariant()
    def what_waits_is_what_was_confirmed_and_not_decided(self) -> None:
        decided = CaseDecision.objects.by_editors().values("case")
        waiting = {case.pk for case in TakedownCase.objects.exclude(pk__in=decided) if case.confirmed_at}
        assert set(TakedownCase.objects.undecided().values_list("pk", flat=True)) == waiting


def _last(case: TakedownCase) -> str:
    decision = case.decisions.first()
    return decision.verdict if decision else ""


@pytest.mark.timeout(300)
@pytest.mark.django_db
def test_whatever_happens_in_whatever_order_the_promises_hold(settings: Any) -> None:
    settings.TAKEDOWN_DAYS = DAYS
    settings.TAKEDOWN_HOLDS = 10
    run_state_machine_as_test(Takedown, settings=SHORT)
