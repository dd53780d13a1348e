"""Requests to take something down, wherever they are sent from: whose are kept, and about which articles."""

from typing import Any

import pytest
from django.core.cache import caches

from articles.models import Article, Requester, Source, TakedownCase
from articles.moderation import limiting
from articles.takedowns.receiving import receive_request
from newsportal.counting import Counters
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
SENT = {
    "addresses": [],
    "wish": "remove",
    "reason": "other",
    "details": "Pourquoi",
    "name": "Samira",
    "email": "redaction@journal.ma",
}


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = "https://news.example"


@pytest.fixture
def article() -> Article:
    source = make_source(home_url="https://www.journal.ma/", slug="journal", alias_hosts=["m.journal.press"])
    return make_article(source=source, canonical_url="https://www.journal.ma/2026/port")


def receive(
    subject: Article | Source, requester: Requester = Requester.PUBLISHER, address: str = "203.0.113.1", **sent: Any
) -> TakedownCase | None:
    before = set(TakedownCase.objects.values_list("pk", flat=True))
    receive_request(
        {"REMOTE_ADDR": address}, requester=requester, subject=subject, language="ar", sent={**SENT, **sent}
    )
    return TakedownCase.objects.exclude(pk__in=before).first()


def articles_of(case: TakedownCase | None) -> set[Article]:
    assert case
    return set(case.articles.all())


def test_a_request_is_kept_as_it_was_sent(article: Article) -> None:
    case = receive(article, wish="excerpt", reason="rights")
    assert case
    assert (case.requester, case.source, case.wish, case.reason) == ("publisher", article.source, "excerpt", "rights")
    assert (case.name, case.email, case.details, case.language) == (
        "Samira",
        "redaction@journal.ma",
        "Pourquoi",
        "ar",
    )
    assert (articles_of(case), case.is_of_source, case.confirmed_at) == ({article}, False, None)


@pytest.mark.parametrize("email", ["desk@journal.ma", "desk@mail.journal.ma", "desk@journal.press"])
def test_a_publisher_writes_from_a_domain_of_the_source(article: Article, email: str) -> None:
    assert receive(article, email=email)


@pytest.mark.parametrize("email", ["desk@gmail.com", "desk@journal.ma.evil.test", "desk@autre.ma", "desk@[127.0.0.1]"])
def test_no_other_address_is_a_publisher_s(article: Article, email: str) -> None:
    assert receive(article, email=email) is None


def test_a_person_writes_from_any_address_that_a_message_could_reach(article: Article) -> None:
    assert receive(article, Requester.PERSON, email="samira@gmail.com")
    assert receive(article, Requester.PERSON, email="samira@[127.0.0.1]") is None


# -- which articles ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "https://www.journal.ma/2026/autre",
        "http://www.journal.ma/2026/autre/",
        "https://www.journal.ma/2026/autre?utm_source=x#haut",
        "https://news.example/fr/journal/{pk}/",
        "https://news.example/ar/journal/{pk}",
    ],
)
def test_further_articles_are_named_by_their_address_here_or_there(article: Article, written: str) -> None:
    other = make_article(source=article.source, canonical_url="https://www.journal.ma/2026/autre")
    assert articles_of(receive(article, addresses=[written.replace("{pk}", str(other.pk))])) == {article, other}


@pytest.mark.parametrize(
    "written", ["https://autre.ma/fr/journal/{pk}/", "https://www.journal.ma/fr/news/{pk}/", "http://[", "{pk}", ""]
)
def test_what_names_no_article_of_the_source_is_passed_over(article: Article, written: str) -> None:
    other = make_article(source=article.source)
    assert articles_of(receive(article, addresses=[written.replace("{pk}", str(other.pk))])) == {article}


def test_another_source_s_article_is_not_for_this_publisher(article: Article) -> None:
    other = make_article()
    case = receive(article, addresses=[other.canonical_url, f"https://news.example/fr/x/{other.pk}/"])
    assert articles_of(case) == {article}


def test_a_removed_article_is_named_by_nobody(article: Article) -> None:
    removed = make_article(source=article.source, removed_at="2026-03-01T00:00:00Z")
    assert receive(article.source, scope="articles", addresses=[removed.canonical_url]) is None


def test_a_publisher_asks_for_the_whole_source(article: Article) -> None:
    case = receive(article, scope="source")
    assert case
    assert (case.is_of_source, articles_of(case)) == (True, set())


def test_a_person_does_not(article: Article) -> None:
    case = receive(article, Requester.PERSON, scope="source")
    assert case
    assert (case.is_of_source, articles_of(case)) == (False, {article})


# -- how many ---------------------------------------------------------------------------------------------------------


def test_a_person_may_ask_five_times_an_hour(article: Article) -> None:
    kept = [receive(article, email=f"{number}@journal.ma") for number in range(6)]
    assert [case is not None for case in kept] == [True] * 5 + [False]


def test_a_network_may_ask_twenty_times_an_hour(article: Article) -> None:
    kept = [receive(article, address=f"203.0.113.{n}", email=f"{n}@journal.ma") for n in range(21)]
    assert [case is not None for case in kept] == [True] * 20 + [False]


def test_all_together_may_ask_a_hundred_times_an_hour(article: Article) -> None:
    kept = [receive(article, address=f"203.0.{n}.1", email=f"{n}@journal.ma") for n in range(101)]
    assert [case is not None for case in kept] == [True] * 100 + [False]


def test_requests_use_up_no_reports(article: Article) -> None:
    for number in range(6):
        receive(article, email=f"{number}@journal.ma")
    assert limiting.admit("203.0.113.1") is limiting.Admission.COUNTED


def test_while_nothing_can_be_counted_one_address_is_still_sent_three_links_at_most(
    article: Article, settings: Any
) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "limits": {"BACKEND": f"{Counters.__module__}.Counters", "LOCATION": "redis://127.0.0.1:1/0"},
    }
    caches.close_all()
    kept = [receive(article) for _ in range(4)]
    assert [case is not None for case in kept] == [True, True, True, False]
