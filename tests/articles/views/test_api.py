"""The API: what pages show, as JSON, by cursor, described by itself, and no more than that."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from articles.models import Article, DisplayPolicy
from articles.moderation import limiting
from articles.moderation.limiting import Limit
from articles.search.indexing import index
from articles.search.searching import PAGE
from articles.views import api
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    caches["limits"].clear()


def asked(reader: Client, path: str, status: int = 200, **query: Any) -> Any:
    response = reader.get(f"/api/v1/{path}", query)
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("application/json")
    return response.json()


def make_many(number: int, **values: Any) -> list[Article]:
    source = values.pop("source", None) or make_source(slug="challenge", name="Challenge")
    return [
        make_article(source=source, published_at=NOON - timedelta(minutes=n), title=f"N° {n}", **values)
        for n in range(number)
    ]


def test_articles_come_newest_first_by_cursor_without_gap_or_repeat(reader: Client) -> None:
    make_many(7)
    titles, cursor = [], ""
    for _ in range(3):
        page = asked(reader, "articles", limit=3, cursor=cursor)
        titles += [item["title"] for item in page["items"]]
        cursor = page["next"]
    assert (titles, cursor) == ([f"N° {n}" for n in range(7)], "")


@pytest.mark.parametrize("path", ["articles?limit=1", "search?q=port"])
def test_a_cursor_may_stand_in_an_address_as_it_is(reader: Client, path: str) -> None:
    index(make_many(PAGE + 1, lead="Le port."))
    first = reader.get(f"/api/v1/{path}").json()
    second = reader.get(f"/api/v1/{path}&cursor={first['next']}").json()
    assert second["items"][0]["published_at"] < first["items"][-1]["published_at"]


@pytest.mark.parametrize("path", ["nothing", "articles/abc", "a/b/c"])
def test_an_address_that_is_none_is_answered_in_json(reader: Client, path: str) -> None:
    assert asked(reader, path, status=404) == {"detail": "Not Found"}


@pytest.mark.parametrize(("path", "status"), [("articles", 200), ("articles?language=xx", 422), ("nothing", 404)])
def test_pages_of_other_sites_may_read_each_answer(reader: Client, path: str, status: int) -> None:
    response = reader.get(f"/api/v1/{path}")
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (status, "*")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"language": "ar"}, ["ar MA", "ar DZ"]),
        ({"language": "ar,fr", "country": "ma"}, ["fr MA", "ar MA"]),
        ({"country": "DZ"}, ["fr DZ", "ar DZ"]),
        ({"section": "sport"}, ["fr MA", "ar MA"]),
        ({"section": "sport", "language": "ar", "country": "MA,DZ"}, ["ar MA"]),
    ],
)
def test_articles_are_narrowed_by_languages_countries_and_section(
    reader: Client, query: dict[str, Any], titles: list[str]
) -> None:
    for country, section in (("MA", "sport"), ("DZ", "general")):
        for language in ("fr", "ar"):
            source = make_source(country=country)
            make_article(source=source, language=language, section=section, title=f"{language} {country}")
    found = asked(reader, "articles", **query)["items"]
    assert {item["title"] for item in found} == set(titles)
    assert {item["section"] for item in found} <= {"sport", "general"}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"language": "ar,xx"}, "No content language is called xx."),
        ({"country": "MA,ZZ"}, "No country is called ZZ."),
        ({"section": "gossip"}, "No section is called gossip."),
    ],
)
def test_a_choice_that_there_is_not_is_refused_by_name(reader: Client, query: dict[str, Any], sentence: str) -> None:
    assert asked(reader, "articles", 422, **query)["detail"].startswith(sentence)


def test_a_teaser_tells_what_a_card_shows_with_whole_addresses(reader: Client) -> None:
    [article] = make_many(1, lead="Trois quais.", authors=["Amina Alami"], image=make_image())
    [item] = asked(reader, "articles")["items"]
    assert item["url"] == f"http://testserver/fr/challenge/{article.pk}/"
    assert item["source_url"] == article.canonical_url
    assert (item["source"], item["lead"], item["authors"]) == ("challenge", "Trois quais.", ["Amina Alami"])
    assert item["published_at"] == "2026-03-01T12:00:00Z"
    assert item["image"].startswith("http://testserver/image/")
    assert "body_html" not in item
    assert item["is_partial"] is False


def test_articles_can_be_narrowed_to_a_language_and_a_source(reader: Client) -> None:
    make_many(1)
    make_many(1, source=make_source(slug="lantern", language="en"), language="en")
    assert [item["source"] for item in asked(reader, "articles", language="en")["items"]] == ["lantern"]
    assert [item["source"] for item in asked(reader, "articles", source="challenge")["items"]] == ["challenge"]


def test_one_article_comes_with_its_text(reader: Client) -> None:
    [article] = make_many(1, body_html="<p>Le texte.</p>")
    assert asked(reader, f"articles/{article.pk}")["body_html"] == "<p>Le texte.</p>"


def test_an_excerpt_is_the_text_s_beginning_where_there_is_no_lead(reader: Client) -> None:
    source = make_source(slug="challenge", display_policy=DisplayPolicy.EXCERPT)
    [article] = make_many(1, source=source, body_html="<p>x</p>", body_text="Le texte commence ainsi.")
    assert asked(reader, f"articles/{article.pk}")["lead"] == "Le texte commence ainsi."


@pytest.mark.parametrize("policy", [DisplayPolicy.EXCERPT, DisplayPolicy.HEADLINE])
def test_a_text_that_may_not_be_shown_is_not_told(reader: Client, policy: str) -> None:
    source = make_source(slug="challenge", display_policy=policy)
    [article] = make_many(1, source=source, lead="mot " * 120, body_html="<p>Le texte.</p>", image=make_image())
    told = asked(reader, f"articles/{article.pk}")
    assert told["body_html"] == ""
    assert len(told["lead"]) <= 300
    assert bool(told["image"]) is (policy == DisplayPolicy.EXCERPT)


def test_what_readers_do_not_see_is_not_there(reader: Client) -> None:
    [removed] = make_many(1, removed_at=NOON)
    [hidden] = make_many(1, source=make_source(slug="hidden", is_shown=False))
    assert asked(reader, "articles")["items"] == []
    assert "removed" in asked(reader, f"articles/{removed.pk}", status=410)["detail"]
    asked(reader, f"articles/{hidden.pk}", status=404)
    assert [source["slug"] for source in asked(reader, "sources")] == ["challenge"]


def test_a_search_speaks_the_language_of_the_search_page(reader: Client) -> None:
    index(make_many(2, lead="Le barrage."))
    assert len(asked(reader, "search", q="barrage source:challenge")["items"]) == 2
    assert "source:nobody" in asked(reader, "search", 422, q="barrage source:nobody")["detail"]


def test_a_search_goes_on_by_cursor(reader: Client) -> None:
    index(make_many(25, lead="Le barrage."))
    first = asked(reader, "search", q="barrage")
    rest = asked(reader, "search", q="barrage", cursor=first["next"])
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (20, 5, "")


@pytest.mark.usefixtures("search_that_takes_too_long")
def test_a_search_that_takes_too_long_is_told_so(reader: Client) -> None:
    make_many(1)
    assert "rarer words" in asked(reader, "search", 503, q="barrage")["detail"]


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("articles", {"limit": 0}, 422),
        ("articles", {"limit": "many"}, 422),
        ("articles", {"language": "xx"}, 422),
        ("articles", {"source": "nobody"}, 404),
        ("articles", {"cursor": "x"}, 404),
        ("search", {}, 422),
        ("search", {"q": "a", "cursor": "2026-03-01T12:00:00+00:00_5"}, 404),
        ("search", {"q": "a", "order": "worst"}, 422),
        ("articles/99999999", {}, 404),
    ],
)
def test_a_question_that_makes_no_sense_gets_a_clear_answer(
    reader: Client, path: str, query: dict[str, Any], status: int
) -> None:
    assert asked(reader, path, status, **query)["detail"]


def test_the_api_describes_itself(reader: Client) -> None:
    described = asked(reader, "openapi.json")
    assert {"/api/v1/articles", "/api/v1/articles/{article_id}", "/api/v1/sources", "/api/v1/search"} == set(
        described["paths"]
    )


def test_an_answer_may_be_kept_by_any_cache_and_is_the_same_for_everybody(reader: Client) -> None:
    make_many(1)
    response = reader.get("/api/v1/articles", headers={"Accept-Language": "ar"})
    assert response.headers["Cache-Control"].startswith("public, max-age=30, stale-while-revalidate=60")
    assert not {"Cookie", "Accept-Language"} & set(response.headers.get("Vary", "").split(", "))
    tag = response.headers["ETag"]
    assert reader.get("/api/v1/articles", headers={"If-None-Match": tag}).status_code == 304


def test_who_asks_too_often_is_told_to_wait(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "RATE", Limit(most=3, seconds=limiting.DAY))
    for _ in range(3):
        assert reader.get("/api/v1/sources").status_code == 200
    refused = reader.get("/api/v1/sources")
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)
    assert reader.get("/api/v1/sources", REMOTE_ADDR="192.0.2.9").status_code == 200


@pytest.mark.parametrize("path", ["articles", "sources", "search?q=port", "articles?language=xx"])
def test_the_head_of_an_answer_can_be_asked_for(reader: Client, path: str) -> None:
    body, head = reader.get(f"/api/v1/{path}"), reader.head(f"/api/v1/{path}")
    assert (head.status_code, head.content) == (body.status_code, b"")
    assert head.headers["Content-Type"] == body.headers["Content-Type"]
    assert head.headers["Content-Length"] == body.headers["Content-Length"]


def test_the_description_says_of_each_address_how_it_is_read(reader: Client) -> None:
    paths = asked(reader, "openapi.json")["paths"]
    assert {tuple(operations) for operations in paths.values()} == {("get",)}


@pytest.mark.parametrize(
    ("address", "faults"),
    [
        ("articles", {"404", "422", "429"}),
        ("articles/{article_id}", {"404", "410", "429"}),
        ("sources", {"429"}),
        ("search", {"404", "422", "429", "503"}),
    ],
)
def test_the_description_tells_of_every_fault_and_its_form(reader: Client, address: str, faults: set[str]) -> None:
    described = asked(reader, "openapi.json")
    answers = described["paths"][f"/api/v1/{address}"]["get"]["responses"]
    assert answers.keys() == {"200", *faults}
    forms = {answers[fault]["content"]["application/json"]["schema"]["$ref"] for fault in faults}
    assert forms == {"#/components/schemas/Fault"}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_changed(reader: Client, method: str) -> None:
    assert getattr(reader, method)("/api/v1/articles").status_code == 405
