"""What a confirmed claim hides at once: a picture or private life, within the limits, until an editor decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import (
    Article,
    BlockingPause,
    CaseDecision,
    CaseVerdict,
    Image,
    ImageStatus,
    ModerationDecision,
    PauseOf,
    Requester,
    TakedownCase,
    Verdict,
)
from articles.moderation import automatic_blocking, moderating
from articles.takedowns.receiving import receive_confirmation
from articles.takedowns.taking_down import confirm, forget_requesters, link_token, verdicts_for
from articles.takedowns.withholding import CLAIMANT, SOURCE
from newsportal.counting import Counters
from tests.articles.cases import decide, make_case
from tests.articles.reports import THREE_NETWORKS, report, reports_count, rule, status_of
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
PRIVATE: dict[str, Any] = {"wish": "remove", "reason": "private"}
PICTURE: dict[str, Any] = {"wish": "picture", "reason": "private"}


@pytest.fixture(autouse=True)
def _limits(settings: Any) -> None:
    settings.TAKEDOWN_HOLDS = 10
    settings.REPORT_PERSONS, settings.REPORT_NETWORKS, settings.REPORT_THRESHOLD = 3, 2, 3.0


def claim(*articles: Article, requester: Requester = Requester.PERSON, may_hide: bool = True, **values: Any) -> Any:
    """A case that its requester, each another one, just confirmed."""
    email = f"{TakedownCase.objects.count()}@post.test"
    case = make_case(requester, *articles, **{"confirmed_at": None, "email": email, **PRIVATE, **values})
    assert confirm(link_token(case.pk), may_hide=may_hide)
    case.refresh_from_db()
    return case


def is_hidden(article: Article) -> bool:
    article.refresh_from_db()
    return article.restricted_to == "headline"


def with_picture(**values: Any) -> Article:
    return make_article(image=make_image(**values))


def picture_of(article: Article) -> str:
    assert article.image
    return status_of(article.image)


# -- at once ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requester", "reason"),
    [
        (Requester.PERSON, "private"),
        (Requester.PERSON, "child"),
        (Requester.PUBLISHER, "privacy"),
    ],
)
def test_of_what_touches_private_life_the_headline_is_left_until_an_editor_decides(
    requester: Requester, reason: str
) -> None:
    article = make_article()
    case = claim(article, requester=requester, reason=reason)
    assert is_hidden(article)
    assert list(TakedownCase.objects.undecided()) == [case]
    assert Article.objects.visible().filter(pk=article.pk).exists(), "what is not decided is not removed"


@pytest.mark.parametrize(
    "values",
    [
        {"reason": "outdated"},
        {"reason": "court"},
        {"requester": Requester.PUBLISHER, "reason": "rights"},
        {"requester": Requester.PUBLISHER, "reason": "withdrawn", "wish": "headline"},
    ],
)
def test_every_other_request_waits_for_an_editor(values: dict[str, Any]) -> None:
    article = make_article()
    claim(article, **values)
    assert not is_hidden(article)
    assert not CaseDecision.objects.exists()


def test_a_publisher_does_not_hide_a_whole_source_at_once() -> None:
    article = make_article()
    claim(requester=Requester.PUBLISHER, is_of_source=True, source=article.source, reason="privacy")
    assert not is_hidden(article)


@pytest.mark.parametrize(("requester", "reason"), [(Requester.PERSON, "other"), (Requester.PUBLISHER, "rights")])
def test_a_picture_is_blocked_at_every_address_whatever_the_reason(requester: Requester, reason: str) -> None:
    article, alike = with_picture(digest="d1"), with_picture(digest="d1")
    case = claim(article, requester=requester, wish="picture", reason=reason)
    assert [picture_of(article), picture_of(alike)] == [ImageStatus.BLOCKED] * 2
    assert not is_hidden(article), "the text is not what the claim is about"
    assert list(TakedownCase.objects.undecided()) == [case]
    assert Image.objects.needing_decision().count() == 1


def test_what_the_rule_did_is_on_record_with_its_values_and_nobody_as_editor() -> None:
    article = with_picture()
    case = claim(article, **PICTURE)
    rule = f"claim: case {case.pk}, picture, 1 of 3 of the address, 1 of 10 of the source, 1 of 10 of all"
    decision, of_picture = CaseDecision.objects.get(), ModerationDecision.objects.get()
    assert (decision.case, decision.verdict, decision.editor, decision.rule) == (case, "picture", None, rule)
    assert (of_picture.case, of_picture.verdict, of_picture.editor, of_picture.rule) == (case, "block", None, rule)


def test_a_rule_decides_first_or_not_at_all() -> None:
    case = make_case()
    removing = {"case": case, "verdict": CaseVerdict.REMOVE, "rule": "claim"}
    later = {
        "case": case,
        "verdict": CaseVerdict.HEADLINE,
        "rule": "claim",
        "overrides": decide(case, CaseVerdict.REMOVE),
    }
    for values in (removing, later, {"case": case, "verdict": CaseVerdict.HEADLINE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseDecision.objects.create(**values)


def test_a_request_that_nobody_confirmed_hides_nothing() -> None:
    article = make_article()
    make_case(Requester.PERSON, article, confirmed_at=None, **PRIVATE)
    assert not is_hidden(article)


def test_what_shows_no_more_than_its_headline_uses_up_no_limit() -> None:
    article = make_article(source=make_source(display_policy="headline"))
    claim(article)
    claim(make_article(), **PICTURE)
    assert not CaseDecision.objects.exists()


# -- the editor's verdict ---------------------------------------------------------------------------------------------


def test_an_editor_who_rejects_shows_it_again() -> None:
    article = make_article()
    case = claim(article)
    hidden = CaseDecision.objects.get()
    assert decide(case, CaseVerdict.REJECT).overrides == hidden
    assert not is_hidden(article)
    assert not TakedownCase.objects.undecided().exists()


def test_an_editor_who_agrees_takes_the_place_of_the_rule() -> None:
    article = make_article()
    decide(claim(article), CaseVerdict.REMOVE)
    assert not Article.objects.visible().exists()
    assert not is_hidden(article)


def test_a_picture_that_an_editor_confirms_is_the_editor_s_block() -> None:
    article = with_picture()
    case = claim(article, **PICTURE)
    assert CaseVerdict.PICTURE in verdicts_for(case)
    decide(case, CaseVerdict.PICTURE)
    last = ModerationDecision.objects.latest("pk")
    assert (picture_of(article), last.editor, last.case) == (ImageStatus.BLOCKED, User.objects.get(), case)
    assert not Image.objects.needing_decision().exists()


@pytest.mark.parametrize("verdict", [CaseVerdict.REJECT, CaseVerdict.EXCERPT, CaseVerdict.HEADLINE])
def test_a_picture_is_shown_again_by_any_other_verdict_and_its_reports_stay_open(verdict: CaseVerdict) -> None:
    article = with_picture()
    assert article.image
    report(article.image, THREE_NETWORKS[:2])
    decide(claim(article, **PICTURE), verdict)
    assert picture_of(article) == ImageStatus.SHOWN
    assert reports_count(article.image) == 2
    assert ModerationDecision.objects.latest("pk").rule.startswith("claim: decision ")


def test_a_picture_that_an_editor_confirmed_is_shown_again_by_a_later_verdict() -> None:
    article = with_picture()
    case = claim(article, **PICTURE)
    for verdict, status in (
        (CaseVerdict.PICTURE, "blocked"),
        (CaseVerdict.REJECT, "shown"),
        (CaseVerdict.PICTURE, "blocked"),
    ):
        decide(case, verdict)
        assert picture_of(article) == status


def test_a_picture_that_two_cases_took_away_is_shown_when_both_were_overridden() -> None:
    article = with_picture()
    first, second = claim(article, **PICTURE), claim(article, **PICTURE)
    decide(first, CaseVerdict.PICTURE)
    decide(second, CaseVerdict.PICTURE)
    decide(second, CaseVerdict.REJECT)
    assert picture_of(article) == ImageStatus.BLOCKED
    decide(first, CaseVerdict.REJECT)
    assert picture_of(article) == ImageStatus.SHOWN


def test_what_an_editor_of_the_desk_blocked_meanwhile_stays_blocked() -> None:
    article = with_picture()
    assert article.image
    case = claim(article, **PICTURE)
    rule(article.image, Verdict.BLOCK, User.objects.create_user("colleague"))
    decide(case, CaseVerdict.REJECT)
    assert picture_of(article) == ImageStatus.BLOCKED


@pytest.mark.parametrize("verdict", [Verdict.KEEP, Verdict.LIFT])
@pytest.mark.parametrize("is_decided", [False, True])
def test_the_desk_of_pictures_shows_nothing_that_a_case_keeps_hidden(verdict: Verdict, is_decided: bool) -> None:
    article = with_picture()
    assert article.image
    report(article.image, THREE_NETWORKS[:1])
    case = claim(article, **PICTURE)
    if is_decided:
        decide(case, CaseVerdict.PICTURE)
    before, colleague = ModerationDecision.objects.count(), User.objects.create_user("colleague")
    ruling = moderating.decide(images=[article.image.pk], verdict=verdict, reasoning="", editor=colleague)
    assert [refusal.case for refusal in ruling.refusals] == [case]
    assert (picture_of(article), ModerationDecision.objects.count()) == (ImageStatus.BLOCKED, before)
    decide(case, CaseVerdict.REJECT)
    assert picture_of(article) == ImageStatus.SHOWN


def test_the_desk_of_pictures_goes_on_with_what_no_case_hides_any_longer() -> None:
    article = with_picture()
    assert article.image
    decide(claim(article, **PICTURE), CaseVerdict.REJECT)
    colleague = User.objects.create_user("colleague")
    for verdict, status in ((Verdict.BLOCK, ImageStatus.BLOCKED), (Verdict.LIFT, ImageStatus.SHOWN)):
        rule(article.image, verdict, colleague)
        assert picture_of(article) == status


def test_a_picture_that_was_not_hidden_at_once_is_taken_away_by_the_editor() -> None:
    article = with_picture()
    case = claim(article, may_hide=False, **PICTURE)
    assert picture_of(article) == ImageStatus.SHOWN
    decide(case, CaseVerdict.PICTURE)
    assert picture_of(article) == ImageStatus.BLOCKED


# -- what was decided before ------------------------------------------------------------------------------------------


def test_what_an_editor_kept_is_not_hidden_by_a_new_claim_of_the_same_kind() -> None:
    article = make_article()
    decide(claim(article), CaseVerdict.REJECT)
    case = claim(article)
    assert not is_hidden(article)
    assert list(TakedownCase.objects.undecided()) == [case]


def test_a_claim_of_another_kind_hides_what_it_is_about_all_the_same() -> None:
    article = with_picture()
    decide(claim(article), CaseVerdict.REJECT)
    claim(article, **PICTURE)
    assert picture_of(article) == ImageStatus.BLOCKED


def test_a_second_claim_hides_nothing_more_so_that_one_verdict_shows_it_again() -> None:
    article = make_article()
    first, second = claim(article), claim(article)
    decide(first, CaseVerdict.REJECT)
    assert not is_hidden(article)
    assert list(TakedownCase.objects.undecided()) == [second]


def test_a_picture_that_an_editor_kept_amid_reports_is_not_hidden_by_a_claim() -> None:
    article = with_picture()
    assert article.image
    rule(article.image, Verdict.KEEP, User.objects.create_user("colleague"))
    claim(article, **PICTURE)
    assert picture_of(article) == ImageStatus.SHOWN


def test_a_picture_that_was_decided_on_with_one_article_is_known_with_another() -> None:
    article, other = with_picture(digest="d1"), with_picture(digest="d1")
    decide(claim(article, **PICTURE), CaseVerdict.REJECT)
    claim(other, **PICTURE)
    assert picture_of(other) == ImageStatus.SHOWN


# -- limits -----------------------------------------------------------------------------------------------------------


def hidden(*claims: Any) -> int:
    return CaseDecision.objects.by_rule().filter(case__in=claims).count()


def test_one_address_hides_so_much_a_day_however_it_is_written() -> None:
    letters = ["a@post.test", "A@post.test", "a@POST.test", "a@post.test"]
    claims = [claim(make_article(), email=email) for email in letters]
    assert hidden(*claims) == CLAIMANT == 3
    assert TakedownCase.objects.undecided().count() == 4


def test_a_claim_about_more_than_one_address_may_hide_waits_whole() -> None:
    source = make_source()
    articles = [make_article(source=source) for _ in range(CLAIMANT + 1)]
    claim(*articles)
    assert not any(map(is_hidden, articles))
    assert not BlockingPause.objects.exists()


def test_of_one_source_so_much_is_hidden_a_day(settings: Any) -> None:
    settings.TAKEDOWN_HOLDS = 1_000
    source = make_source()
    claims = [claim(make_article(source=source)) for _ in range(SOURCE + 1)]
    assert hidden(*claims) == SOURCE
    assert hidden(claim(make_article())) == 1


def test_beyond_what_all_may_hide_in_an_hour_claims_wait_and_the_editors_hear_of_it(settings: Any) -> None:
    settings.TAKEDOWN_HOLDS = 2
    claims = [claim(make_article()) for _ in range(4)]
    assert hidden(*claims) == 2
    assert TakedownCase.objects.undecided().count() == 4
    pause = BlockingPause.objects.get()
    assert (pause.of, pause.rule) == ("claims", "2 articles or pictures hidden on claims within an hour")
    assert BlockingPause.objects.end_of(PauseOf.CLAIMS) == pause.ends_at


def test_that_claims_pause_is_no_pause_of_readers_reports_nor_the_other_way_round(settings: Any) -> None:
    BlockingPause.objects.create(of="claims", ends_at=timezone.now() + timedelta(hours=1), rule="a rule")
    assert BlockingPause.objects.end_of(PauseOf.REPORTS) is None
    image = make_image()
    report(image, THREE_NETWORKS)
    assert status_of(image) == ImageStatus.BLOCKED
    BlockingPause.objects.update(of="reports")
    assert hidden(claim(make_article())) == 1


def test_pictures_that_claims_hid_use_up_nothing_of_what_reports_may_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automatic_blocking, "BLOCKS_AN_HOUR", 1)
    claim(with_picture(), **PICTURE)
    image = make_image()
    report(image, THREE_NETWORKS)
    assert status_of(image) == ImageStatus.BLOCKED


def test_an_operator_may_have_nothing_hidden_before_an_editor_decides(settings: Any) -> None:
    settings.TAKEDOWN_HOLDS = 0
    assert hidden(claim(make_article())) == 0
    assert not BlockingPause.objects.exists()


def press(case: TakedownCase, address: str) -> bool:
    return receive_confirmation({"REMOTE_ADDR": address}, token=link_token(case.pk))


def unconfirmed() -> TakedownCase:
    email = f"{TakedownCase.objects.count()}@post.test"
    return make_case(Requester.PERSON, make_article(), confirmed_at=None, email=email, **PRIVATE)


def test_one_visitor_s_claims_hide_three_times_a_day_and_a_network_s_six() -> None:
    cases = [unconfirmed() for _ in range(9)]
    assert all(press(case, "203.0.113.1") for case in cases[:4])
    assert hidden(*cases) == 3
    assert all(press(case, f"203.0.113.{number}") for number, case in enumerate(cases[4:], start=2))
    assert hidden(*cases) == 6
    assert TakedownCase.objects.undecided().count() == 9


def test_other_requests_use_up_nothing_of_what_a_visitor_s_claims_may_hide() -> None:
    for _ in range(5):
        press(make_case(confirmed_at=None, reason="rights"), "203.0.113.1")
    case = unconfirmed()
    press(case, "203.0.113.1")
    assert hidden(case) == 1


def test_while_nothing_can_be_counted_claims_wait(settings: Any) -> None:
    lost = {"BACKEND": f"{Counters.__module__}.Counters", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "limits": lost}
    caches.close_all()
    case = unconfirmed()
    assert press(case, "203.0.113.1")
    assert hidden(case) == 0
    assert list(TakedownCase.objects.undecided()) == [case]


# -- afterwards -------------------------------------------------------------------------------------------------------


def test_who_asked_is_known_until_an_editor_decided_however_long_it_has_been_hidden(settings: Any) -> None:
    settings.TAKEDOWN_DAYS = 30
    case = make_case(Requester.PERSON, **PRIVATE)
    old = timezone.now() - timedelta(days=400)
    CaseDecision.objects.create(case=case, verdict=CaseVerdict.HEADLINE, rule="claim", created_at=old)
    assert forget_requesters() == 0
    case.refresh_from_db()
    assert case.email


def test_hiding_the_same_picture_twice_is_one_decision() -> None:
    images = [make_image(digest="d1"), make_image(digest="d1")]
    case = make_case()
    moderating.hide(images=[image.pk for image in images], case=case, rule="claim")
    assert ModerationDecision.objects.count() == 1
