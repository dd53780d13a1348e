"""What is shown after decisions on cases: worked out from the last of each, whatever came before."""

from datetime import UTC, datetime

import pytest

from articles import publishing
from articles.models import Article, CaseVerdict, DisplayPolicy, Requester, Source
from articles.takedowns.restricting import Restriction, restriction
from tests.articles.cases import decide, make_case
from tests.factories import make_article, make_source

REMOVED_AT = datetime(2026, 3, 1, tzinfo=UTC)


def state(article: Article) -> tuple[bool, str, str]:
    """Whether it is removed, at whose request, and what it is restricted to."""
    article.refresh_from_db()
    return article.removed_at is not None, article.removed_for, article.restricted_to


def policy(source: Source) -> tuple[str, bool, str]:
    source.refresh_from_db()
    return source.display_policy, source.is_shown, source.withdrawn_for


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], Restriction()),
        ([("reject", "person")], Restriction()),
        ([("excerpt", "publisher")], Restriction(restricted_to="excerpt")),
        ([("excerpt", "publisher"), ("headline", "person")], Restriction(restricted_to="headline")),
        ([("headline", "publisher"), ("reject", "person")], Restriction(restricted_to="headline")),
        ([("remove", "person"), ("excerpt", "publisher")], Restriction(removed_for="person", restricted_to="excerpt")),
        ([("remove", "person"), ("remove", "publisher")], Restriction(removed_for="person")),
        ([("source_none", "publisher")], Restriction()),
    ],
)
def test_of_several_cases_the_strictest_holds(verdicts: list[tuple[str, str]], expected: Restriction) -> None:
    assert restriction(verdicts) == expected


@pytest.mark.django_db
def test_a_later_decision_undoes_an_earlier_one() -> None:
    article = make_article()
    case = make_case(Requester.PERSON, article)
    decide(case, CaseVerdict.REMOVE)
    assert state(article) == (True, "person", "")
    decide(case, CaseVerdict.HEADLINE)
    assert state(article) == (False, "", "headline")
    decide(case, CaseVerdict.REJECT)
    assert state(article) == (False, "", "")


@pytest.mark.django_db
def test_what_one_case_allows_another_may_still_forbid() -> None:
    article = make_article()
    first, second = make_case(Requester.PUBLISHER, article), make_case(Requester.PERSON, article)
    decide(first, CaseVerdict.REMOVE)
    decide(second, CaseVerdict.REMOVE)
    decide(first, CaseVerdict.REJECT)
    assert state(article) == (True, "person", "")
    decide(second, CaseVerdict.REJECT)
    assert state(article) == (False, "", "")


@pytest.mark.django_db
def test_a_decision_holds_for_all_articles_of_its_case_and_no_other() -> None:
    source = make_source()
    named, other = [make_article(source=source) for _ in range(2)], make_article(source=source)
    decide(make_case(Requester.PUBLISHER, *named), CaseVerdict.EXCERPT)
    assert [state(article)[2] for article in (*named, other)] == ["excerpt", "excerpt", ""]


@pytest.mark.django_db
def test_what_an_administrator_removed_by_hand_no_case_brings_back() -> None:
    article = make_article(removed_at=REMOVED_AT)
    case = make_case(Requester.PUBLISHER, article)
    decide(case, CaseVerdict.REMOVE)
    decide(case, CaseVerdict.REJECT)
    assert state(article) == (True, "", "")


@pytest.mark.django_db
def test_what_a_case_removed_no_administrator_brings_back_by_hand() -> None:
    article = make_article()
    decide(make_case(Requester.PERSON, article), CaseVerdict.REMOVE)
    assert publishing.restore(articles=[article.pk]) == 0
    assert state(article) == (True, "person", "")


@pytest.mark.django_db
def test_what_was_removed_by_hand_first_and_by_a_case_later_stays_removed_when_the_hand_restores_it() -> None:
    article = make_article(removed_at=REMOVED_AT)
    decide(make_case(Requester.PERSON, article), CaseVerdict.REMOVE)
    publishing.restore(articles=[article.pk])
    assert state(article) == (True, "person", "")


@pytest.mark.django_db
@pytest.mark.parametrize("verdict", [CaseVerdict.REMOVE, CaseVerdict.HEADLINE])
def test_a_merged_article_s_decisions_hold_for_the_one_that_stays(verdict: CaseVerdict) -> None:
    source = make_source()
    duplicate, kept = make_article(source=source), make_article(source=source)
    case = make_case(Requester.PUBLISHER, duplicate)
    decide(case, verdict)
    publishing.merge(duplicate=duplicate.pk, into=kept.pk)
    expected = (True, "publisher", "") if verdict == CaseVerdict.REMOVE else (False, "", "headline")
    assert state(kept) == expected
    decide(case, CaseVerdict.REJECT)
    assert state(kept) == (False, "", "")


# -- whole sources ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_source_s_policy_is_what_was_last_decided_for_it() -> None:
    source = make_source()
    case = make_case(is_of_source=True, source=source)
    decide(case, CaseVerdict.SOURCE_HEADLINE)
    assert policy(source) == ("headline", True, "")
    decide(case, CaseVerdict.SOURCE_NONE)
    assert policy(source) == ("headline", False, "publisher")
    decide(case, CaseVerdict.SOURCE_EXCERPT)
    assert policy(source)[:2] == ("excerpt", True)


@pytest.mark.django_db
def test_a_source_that_an_administrator_hid_no_case_shows() -> None:
    source = make_source(is_shown=False)
    case = make_case(is_of_source=True, source=source)
    decide(case, CaseVerdict.SOURCE_NONE)
    decide(case, CaseVerdict.SOURCE_FULL)
    assert policy(source) == ("full", False, "")


@pytest.mark.django_db
def test_an_old_decision_on_an_article_loosens_no_stricter_policy_of_its_source() -> None:
    article = make_article()
    decide(make_case(Requester.PUBLISHER, article), CaseVerdict.EXCERPT)
    Source.objects.update(display_policy=DisplayPolicy.HEADLINE)
    assert Article.objects.get().display_policy == DisplayPolicy.HEADLINE
