"""While the database is away every address says so, and when to come again."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from lxml.html import fromstring

SECRET = 'connection to server at "db.internal", port 5432 failed'
OF_READERS = [
    "/fr/",
    "/fr/x/1/",
    "/fr/search/?q=x",
    "/fr/search/feed.atom?q=x",
    "/fr/sitemap.xml",
    "/fr/nowhere/at/all/",
]
OF_EDITORS = ["/admin/", "/admin/articles/article/", "/admin/second-factor/", "/admin/jsi18n/", "/admin/nowhere/"]


@pytest.fixture(autouse=True)
def away(monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any) -> Iterator[None]:
    def refused(*_: object) -> None:
        raise psycopg.OperationalError(SECRET)

    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setattr(DatabaseWrapper, "get_new_connection", refused)
        yield


@pytest.fixture
def visitor() -> Client:
    """Who has been signed in, and reads Arabic."""
    client = Client(raise_request_exception=False, headers={"Accept-Language": "ar"})
    client.cookies["sessionid"] = "a" * 32
    return client


@pytest.mark.parametrize("address", [*OF_READERS, *OF_EDITORS, "/websub/" + "a" * 43, "/api/v1/articles"])
def test_every_address_says_when_to_come_again_and_nothing_of_the_inside(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "5",
        "no-store",
    )
    assert "db.internal" not in answer.content.decode()


@pytest.mark.parametrize("address", [*OF_EDITORS, "/ar/", "/ar/nowhere/at/all/"])
def test_the_page_is_in_the_visitor_s_language_and_under_the_usual_policy(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    assert fromstring(answer.content.decode()).get("lang") == "ar"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/articles/article/add/", "/fr/account/login/"])
def test_a_form_that_is_sent_gets_the_same_answer(visitor: Client, address: str) -> None:
    assert visitor.post(address, {"username": "x", "password": "x"}).status_code == 503


@pytest.mark.parametrize("address", ["/api/v1/articles", "/api/v1/search?q=x"])
def test_the_api_says_it_as_it_says_all_errors(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 503
    assert answer.json() == {"detail": "The database does not answer. Ask again in a moment."}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
