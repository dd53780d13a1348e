"""Asking to have something taken down: whose requests are taken, and that nobody learns which."""

import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from articles.forms import signature
from articles.models import Article, Requester, TakedownCase
from articles.takedowns.taking_down import link_token
from tests.articles.cases import make_case
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
ANSWER = (303, "/en/moderation/sent/")


@pytest.fixture(autouse=True)
def post_office(settings: Any) -> None:
    settings.MAIL_HOST, settings.SITE_URL = "mail.example", "https://news.example"
    settings.CONTACT = "https://news.example/imprint"


@pytest.fixture
def article() -> Article:
    source = make_source(slug="journal", home_url="https://www.journal.ma/", name="Le Journal")
    return make_article(source=source, title="Le port de Kénitra")


def form_of(article_id: int, requester: str = "publisher") -> str:
    return f"/en/moderation/{requester}/article/{article_id}/"


def send(reader: Client, url: str, *, headers: dict[str, str] = OURS, age: float = 60, **values: Any) -> Any:
    """A request as a browser sends it, a minute after the form was handed out."""
    requester, _kind, name = url.strip("/").split("/")[2:]
    known = {
        "scope": "articles",
        "addresses": "",
        "wish": "remove",
        "reason": "other",
        "details": "Pourquoi",
        "name": "Samira",
        "email": "redaction@journal.ma",
        "in_good_faith": "on",
        "signature": signature(f"{requester}-{_kind}-{name}", now=time.time() - age),
    }
    body = urlencode({key: value for key, value in {**known, **values}.items() if value is not None})
    form = "application/x-www-form-urlencoded"
    return reader.post(url, body, content_type=form, headers=headers, REMOTE_ADDR="203.0.113.9")


def text(response: Any) -> str:
    content: bytes = response.content
    return content.decode()


def answer(response: Any) -> tuple[int, str]:
    return response.status_code, response.headers.get("Location", "")


# -- the forms --------------------------------------------------------------------------------------------------------


def test_an_article_s_page_leads_to_the_forms(reader: Client, article: Article) -> None:
    assert f'href="/en/moderation/article/{article.pk}/"' in text(reader.get(f"/en/journal/{article.pk}/"))
    chosen = text(reader.get(f"/en/moderation/article/{article.pk}/"))
    assert f'href="{form_of(article.pk)}"' in chosen
    assert f'href="{form_of(article.pk, "person")}"' in chosen


def test_a_source_s_page_leads_to_its_publisher_s_form(reader: Client, article: Article) -> None:
    assert 'href="/en/moderation/publisher/source/journal/"' in text(reader.get("/en/journal/"))


def test_a_publisher_is_told_at_which_domains_addresses_are_theirs(reader: Client, article: Article) -> None:
    assert "@journal.ma" in text(reader.get(form_of(article.pk)))
    assert "@journal.ma" not in text(reader.get(form_of(article.pk, "person")))


def test_a_person_has_reasons_of_their_own_and_speaks_for_no_source(reader: Client, article: Article) -> None:
    publisher, person = (text(reader.get(form_of(article.pk, who))) for who in ("publisher", "person"))
    assert 'name="scope"' in publisher
    assert 'name="scope"' not in person
    assert "It names or shows a child" in person
    assert "It names or shows a child" not in publisher
    assert answer(send(reader, form_of(article.pk, "person"), scope=None, reason="rights"))[0] == 422


@pytest.mark.parametrize("url", ["/en/moderation/{who}/article/{pk}/", "/en/moderation/publisher/source/journal/"])
@pytest.mark.parametrize("who", ["publisher", "person"])
def test_a_form_is_kept_in_no_cache_and_sets_no_cookie(reader: Client, article: Article, url: str, who: str) -> None:
    response = reader.get(url.replace("{pk}", str(article.pk)).replace("{who}", who))
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("missing", ["MAIL_HOST", "SITE_URL"])
def test_where_no_link_can_be_sent_the_page_says_whom_to_write_to(
    reader: Client, article: Article, settings: Any, missing: str
) -> None:
    setattr(settings, missing, "")
    page = text(reader.get(form_of(article.pk)))
    assert "https://news.example/imprint" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    send(reader, form_of(article.pk))
    assert not TakedownCase.objects.exists()


# -- sending ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["publisher", "person"])
def test_a_request_waits_for_its_address_to_confirm_it(reader: Client, article: Article, who: str) -> None:
    assert answer(send(reader, form_of(article.pk, who))) == ANSWER
    case = TakedownCase.objects.get()
    assert (case.requester, list(case.articles.all()), case.confirmed_at) == (who, [article], None)


def test_a_publisher_asks_for_a_whole_source(reader: Client, article: Article) -> None:
    assert answer(send(reader, "/en/moderation/publisher/source/journal/", scope="source")) == ANSWER
    assert TakedownCase.objects.get().is_of_source


def without_article(article: Article) -> Iterator[tuple[str, Any]]:
    yield "an article that there never was", {"url": form_of(99_999)}
    yield "a source that there never was", {"url": "/en/moderation/publisher/source/nowhere/", "scope": "source"}
    removed = make_article(source=article.source, removed_at="2026-03-01T00:00:00Z")
    yield "a removed article", {"url": form_of(removed.pk)}
    yield "an address that is none of the publisher's", {"url": form_of(article.pk), "email": "a@gmail.com"}


def test_the_answer_is_the_same_whatever_became_of_it(reader: Client, article: Article) -> None:
    for what, values in without_article(article):
        assert answer(send(reader, **values)) == ANSWER, what
    assert not TakedownCase.objects.exists()
    for number in range(6):  # three links a day to one address, five requests an hour from one person
        assert answer(send(reader, form_of(article.pk))) == ANSWER, number
    assert TakedownCase.objects.count() == 3


def test_a_form_about_nothing_looks_the_same_but_for_the_article(reader: Client, article: Article) -> None:
    removed = make_article(source=article.source, title="Le titre retiré", removed_at="2026-03-01T00:00:00Z")
    gone, never = text(reader.get(form_of(removed.pk))), text(reader.get(form_of(99_999)))
    assert "Le titre retiré" not in gone
    unsigned = [page.partition('name="signature"')[0].replace(str(removed.pk), "99999") for page in (gone, never)]
    assert unsigned[0] == unsigned[1]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.test", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {},
    ],
)
def test_a_request_that_no_page_of_ours_sent_is_refused(
    reader: Client, article: Article, headers: dict[str, str]
) -> None:
    assert send(reader, form_of(article.pk), headers=headers).status_code == 403
    assert not TakedownCase.objects.exists()


@pytest.mark.parametrize("age", [0.1, 7_300])
def test_a_form_that_was_sent_too_fast_or_too_late_is_not_taken(reader: Client, article: Article, age: float) -> None:
    response = send(reader, form_of(article.pk), age=age)
    assert response.status_code == 403
    assert "too fast or lay open too long" in text(response)
    assert not TakedownCase.objects.exists()


def test_a_signature_for_another_form_does_not_count(reader: Client, article: Article) -> None:
    other = signature(f"person-article-{article.pk}", now=time.time() - 60)
    assert send(reader, form_of(article.pk), signature=other).status_code == 403


@pytest.mark.parametrize(
    "values",
    [
        {"wish": "burn"},
        {"reason": ""},
        {"details": " \u200b "},
        {"details": "x" * 2_001},
        {"name": "\u200b"},
        {"name": "x" * 121},
        {"email": "nobody"},
        {"email": "a@b.test\nBcc: c@d.test"},
        {"in_good_faith": None},
        {"scope": "world"},
        {"addresses": "\n".join(["https://journal.ma/a"] * 21)},
    ],
)
def test_what_is_not_well_written_comes_back_with_a_reason(
    reader: Client, article: Article, values: dict[str, Any]
) -> None:
    response = send(reader, form_of(article.pk), **values)
    assert response.status_code == 422
    assert 'role="alert"' in text(response)
    assert not TakedownCase.objects.exists()


def test_a_form_about_a_source_asks_for_articles_unless_it_is_all_of_them(reader: Client, article: Article) -> None:
    response = send(reader, "/en/moderation/publisher/source/journal/")
    assert response.status_code == 422
    assert "Please give the address of at least one article." in text(response)


def test_what_was_written_comes_back_as_text(reader: Client, article: Article) -> None:
    response = send(reader, form_of(article.pk), details="<script>alert(1)</script>", email="nobody")
    assert "<script>alert(1)" not in text(response)
    assert "&lt;script&gt;alert(1)" in text(response)


def test_a_body_beyond_a_form_s_size_is_refused_unread(reader: Client, article: Article) -> None:
    assert send(reader, form_of(article.pk), details="x" * 70_000).status_code == 403
    body = BytesIO(b"details=" + b"x" * 70_000)
    told: dict[str, Any] = {"CONTENT_LENGTH": str(len(body.getvalue())), "wsgi.input": body}
    told["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    response = reader.generic("POST", form_of(article.pk), headers=OURS, **told)
    assert (response.status_code, body.tell()) == (403, 0)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_not_allowed(reader: Client, article: Article, method: str) -> None:
    assert getattr(reader, method)(form_of(article.pk), headers=OURS).status_code == 405


# -- the link ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def link() -> str:
    return f"/en/moderation/confirm/{link_token(make_case(confirmed_at=None).pk)}/"


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_confirms_nothing(reader: Client, link: str, method: str) -> None:
    """Mail scanners open every link."""
    response = getattr(reader, method)(link, headers=OURS)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert not TakedownCase.objects.confirmed().exists()


def test_the_link_s_button_puts_the_case_before_the_editors(reader: Client, link: str) -> None:
    assert answer(reader.post(link, headers=OURS)) == (303, "/en/moderation/confirmed/")
    assert TakedownCase.objects.undecided().count() == 1


def test_the_link_s_button_hides_what_touches_private_life_and_the_pages_say_so(
    reader: Client, article: Article
) -> None:
    case = make_case(Requester.PERSON, article, wish="remove", reason="private", confirmed_at=None)
    assert "usually hidden at once" in text(reader.get(f"/en/moderation/article/{article.pk}/"))
    assert answer(reader.post(f"/en/moderation/confirm/{link_token(case.pk)}/", headers=OURS))[0] == 303
    article.refresh_from_db()
    assert article.restricted_to == "headline"
    assert "usually hidden at once" in text(reader.get("/en/moderation/confirmed/"))
    assert "is hidden as soon as the requester has confirmed it" in text(reader.get("/en/moderation/"))


def test_a_link_that_was_used_or_is_not_ours_says_that_it_holds_no_more(reader: Client, link: str) -> None:
    reader.post(link, headers=OURS)
    forged = link[:-2] + ("A/" if link[-2] != "A" else "B/")
    for address in (link, forged):
        for response in (reader.get(address), reader.post(address, headers=OURS)):
            assert response.status_code == 410
            assert "This link holds no more" in text(response)


def test_another_site_s_page_presses_no_button(reader: Client, link: str) -> None:
    assert reader.post(link, headers={"Origin": "http://evil.test"}).status_code == 403
    assert not TakedownCase.objects.confirmed().exists()


# -- what publishers read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_publishers_read_in_each_language_how_to_ask(reader: Client, settings: Any, language: str) -> None:
    response = reader.get(f"/{language}/moderation/publishers/")
    assert response.status_code == 200
    page = text(response)
    assert settings.USER_AGENT.split()[0] in page
    assert "https://news.example/imprint" in page
    assert ("What you can ask for" in page) == (language == "en")


@pytest.mark.parametrize("wish", ["nosnippet", "max-snippet:0", "max-snippet:N", "unavailable_after", "noimageindex"])
def test_publishers_read_which_wishes_of_their_pages_are_heeded(reader: Client, wish: str) -> None:
    said = reader.get("/en/moderation/publishers/").content.decode()
    assert wish in said
    assert "X-Robots-Tag" in said


def test_no_log_names_who_asks(reader: Client, article: Article, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    send(reader, form_of(article.pk), name="Samira Benjelloun", email="samira@journal.ma", details="Ma vie")
    assert TakedownCase.objects.filter(created_at__lte=timezone.now()).count() == 1
    for secret in ("Samira", "samira", "Ma vie", "203.0.113.9"):
        assert [record.getMessage() for record in caplog.records if secret in record.getMessage()] == []
