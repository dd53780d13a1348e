"""A request from its first word to the decision: confirmed once and in time, decided by an editor, forgotten later."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from articles.models import CaseDecision, CaseVerdict, Requester, RequestReason, TakedownCase, Wish
from articles.takedowns import taking_down
from articles.takedowns.taking_down import (
    NotOfferedError,
    can_be_confirmed,
    confirm,
    forget_requesters,
    link_token,
    verdicts_for,
)
from tests.articles.cases import decide, make_case
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
SOURCE_VERDICTS = [
    CaseVerdict.SOURCE_FULL,
    CaseVerdict.SOURCE_EXCERPT,
    CaseVerdict.SOURCE_HEADLINE,
    CaseVerdict.SOURCE_NONE,
]
ARTICLE_VERDICTS = [CaseVerdict.EXCERPT, CaseVerdict.HEADLINE, CaseVerdict.REMOVE]


def ask(email: str = "redaction@journal.test", **values: Any) -> TakedownCase | None:
    article = make_article()
    known: dict[str, Any] = {
        "requester": Requester.PUBLISHER,
        "source": article.source,
        "articles": [article],
        "is_of_source": False,
        "wish": Wish.REMOVE,
        "reason": RequestReason.RIGHTS,
        "details": "",
        "name": "Samira",
        "language": "fr",
    }
    return taking_down.ask(email=email, **{**known, **values})


def ago(case: TakedownCase, **age: float) -> None:
    TakedownCase.objects.filter(pk=case.pk).update(created_at=timezone.now() - timedelta(**age))


def asked() -> TakedownCase:
    case = ask()
    assert case
    return case


# -- asking -----------------------------------------------------------------------------------------------------------


def test_a_request_is_no_case_before_its_address_answers() -> None:
    asked()
    assert not TakedownCase.objects.confirmed().exists()


def test_one_address_is_sent_three_links_a_day_however_it_is_written() -> None:
    for email in ("a@journal.test", "A@journal.test", "a@JOURNAL.test"):
        assert ask(email)
    assert ask("a@journal.test") is None
    assert ask("b@journal.test")
    TakedownCase.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert ask("a@journal.test")


def test_all_together_are_sent_two_hundred_links_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_down, "LINKS_AN_HOUR", 2)
    assert ask("a@journal.test")
    assert ask("b@journal.test")
    assert ask("c@journal.test") is None


# -- confirming -------------------------------------------------------------------------------------------------------


def test_a_link_confirms_its_request_once() -> None:
    case = asked()
    token = link_token(case.pk)
    assert (can_be_confirmed(token), confirm(token)) == (True, True)
    assert list(TakedownCase.objects.undecided()) == [case]
    before = TakedownCase.objects.get().confirmed_at
    assert (can_be_confirmed(token), confirm(token)) == (False, False)
    assert TakedownCase.objects.get().confirmed_at == before


def test_a_link_holds_for_two_days() -> None:
    case = asked()
    ago(case, hours=47)
    assert can_be_confirmed(link_token(case.pk))
    ago(case, hours=49)
    assert not confirm(link_token(case.pk))
    assert not TakedownCase.objects.confirmed().exists()


def last_changed(token: str) -> str:
    return token[:-1] + ("B" if token.endswith("A") else "A")


@pytest.mark.parametrize("forge", [last_changed, lambda token: f"1{token}", lambda _: "", str.upper])
def test_a_link_that_we_did_not_sign_confirms_nothing(forge: Any) -> None:
    token = link_token(asked().pk)
    forged = forge(token)
    assert forged != token
    assert not confirm(forged)


def test_a_link_says_no_more_than_a_number() -> None:
    case = asked()
    assert link_token(case.pk).partition(":")[0] == str(case.pk)


# -- deciding ---------------------------------------------------------------------------------------------------------


def test_a_decision_is_on_record_with_who_when_what_why_and_what_it_overrides() -> None:
    case = make_case()
    first = decide(case, CaseVerdict.REMOVE, "retiré par le journal")
    second = decide(case, CaseVerdict.REJECT, "une erreur")
    assert (first.overrides, second.overrides) == (None, first)
    assert second.editor
    assert (second.editor.username, second.reasoning, second.verdict) == ("desk", "une erreur", "reject")
    second.refresh_from_db()
    assert second.created_at is not None


@pytest.mark.parametrize(
    "act", ["UPDATE articles_casedecision SET verdict = 'reject'", "DELETE FROM articles_casedecision"]
)
def test_a_decision_is_never_changed(act: str) -> None:
    decide(make_case(), CaseVerdict.REMOVE)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


def test_two_decisions_cannot_override_the_same_one() -> None:
    case = make_case()
    first = decide(case, CaseVerdict.REMOVE)
    decide(case, CaseVerdict.REJECT)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseDecision.objects.create(case=case, verdict="remove", editor=first.editor, overrides=first)


def test_nobody_decides_on_a_request_that_was_not_confirmed() -> None:
    with pytest.raises(TakedownCase.DoesNotExist):
        decide(asked(), CaseVerdict.REMOVE)


@pytest.mark.parametrize(
    ("requester", "is_of_source", "decided", "offered"),
    [
        (Requester.PUBLISHER, False, None, [*ARTICLE_VERDICTS, *SOURCE_VERDICTS, CaseVerdict.REJECT]),
        (Requester.PUBLISHER, True, None, [*SOURCE_VERDICTS, CaseVerdict.REJECT]),
        (Requester.PERSON, False, None, [*ARTICLE_VERDICTS, CaseVerdict.REJECT]),
        (Requester.PUBLISHER, False, CaseVerdict.REMOVE, [*ARTICLE_VERDICTS, *SOURCE_VERDICTS, CaseVerdict.REJECT]),
        (Requester.PUBLISHER, False, CaseVerdict.SOURCE_NONE, SOURCE_VERDICTS),
        (Requester.PUBLISHER, True, CaseVerdict.REJECT, [*SOURCE_VERDICTS, CaseVerdict.REJECT]),
    ],
)
def test_a_case_allows_what_it_is_about(
    requester: Requester, is_of_source: bool, decided: CaseVerdict | None, offered: list[CaseVerdict]
) -> None:
    case = make_case(requester, is_of_source=is_of_source, source=make_source())
    if decided:
        decide(case, decided)
    assert verdicts_for(case) == offered


def test_a_verdict_that_a_case_does_not_allow_changes_nothing() -> None:
    case = make_case(Requester.PERSON)
    with pytest.raises(NotOfferedError, match="choose another verdict"):
        decide(case, CaseVerdict.SOURCE_NONE)
    assert not CaseDecision.objects.exists()


def test_who_decided_cannot_be_deleted() -> None:
    decision = decide(make_case(), CaseVerdict.REMOVE)
    assert decision.editor
    with pytest.raises(ProtectedError):
        decision.editor.delete()


# -- forgetting -------------------------------------------------------------------------------------------------------


def test_what_nobody_confirmed_is_deleted_after_two_days() -> None:
    old, young = asked(), asked()
    ago(old, hours=49)
    assert forget_requesters() == 1
    assert list(TakedownCase.objects.all()) == [young]


def test_who_asked_is_forgotten_some_time_after_the_last_decision(settings: Any) -> None:
    settings.TAKEDOWN_DAYS = 30
    case, waiting = make_case(), make_case()
    for months in (3, 2):
        CaseDecision.objects.create(
            case=case,
            verdict=CaseVerdict.REMOVE,
            editor=User.objects.create_user(f"desk {months}"),
            created_at=timezone.now() - timedelta(days=30 * months + 1),
            overrides=case.decisions.first(),
        )
    ago(waiting, days=400)
    assert forget_requesters() == 1
    case.refresh_from_db()
    assert (case.name, case.email, case.details) == ("", "", "")
    assert case.forgotten_at
    waiting.refresh_from_db()
    assert waiting.email, "an editor has not decided yet"
    assert forget_requesters() == 0


def test_a_new_decision_keeps_the_requester_for_as_long_again(settings: Any) -> None:
    settings.TAKEDOWN_DAYS = 30
    case = make_case()
    old = timezone.now() - timedelta(days=31)
    CaseDecision.objects.create(case=case, verdict="remove", editor=User.objects.create_user("desk"), created_at=old)
    decide(case, CaseVerdict.REJECT)
    assert forget_requesters() == 0


def test_a_case_whose_requester_is_forgotten_can_still_be_decided_on() -> None:
    case = make_case(name="", email="", details="", forgotten_at=timezone.now())
    assert decide(case, CaseVerdict.REMOVE).pk
