"""What a process made a moment ago: shown again to everybody, forgotten when something was decided."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from articles import remembering
from articles.knowledge.picture_forms import PictureForm
from articles.models import Article
from articles.remembering import Memory, remembered
from tests.factories import make_article, make_image, make_source

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture(autouse=True)
def a_long_memory(settings: Any) -> Iterator[None]:
    settings.PAGE_MEMORY_SECONDS = 60
    remembering.forget_all()
    yield
    remembering.forget_all()


@pytest.mark.django_db
def test_a_page_that_was_just_made_asks_the_database_nothing(client: Client, django_assert_num_queries: Any) -> None:
    make_article(title="Un titre")
    first = client.get("/fr/", headers=GZIP)
    with django_assert_num_queries(0):
        again = client.get("/fr/", headers=GZIP)
    assert (again.content, dict(again.items())) == (first.content, dict(first.items()))


@pytest.mark.django_db
def test_a_browser_that_has_the_page_is_told_so_from_memory(client: Client, django_assert_num_queries: Any) -> None:
    make_article()
    etag = client.get("/fr/", headers=GZIP).headers["ETag"]
    with django_assert_num_queries(0):
        answer = client.get("/fr/", headers={**GZIP, "If-None-Match": etag})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other", [{"path": "/ar/"}, {"path": "/fr/?before=1_1"}, {"headers": {"Host": "127.0.0.1"}}, {"secure": True}]
)
def test_what_a_page_depends_on_is_kept_apart(client: Client, other: dict[str, Any]) -> None:
    article = make_article()
    client.get("/fr/", headers=GZIP)
    Article.objects.filter(pk=article.pk).update(title="Un autre titre")
    asked = {"path": "/fr/", **other, "headers": {**GZIP, **other.get("headers", {})}}
    assert client.get(**asked).content != client.get("/fr/", headers=GZIP).content


@pytest.mark.django_db
def test_a_browser_without_gzip_does_not_get_a_packed_page(client: Client) -> None:
    make_article()
    client.get("/fr/", headers=GZIP)
    plain = client.get("/fr/")
    assert not plain.has_header("Content-Encoding")
    assert plain.content.startswith(b"<!doctype html>")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/", "/fr/image/5/report", "/admin/login/", "/fr/nowhere/"])
def test_what_caches_may_not_keep_is_not_remembered(client: Client, address: str) -> None:
    client.get(address)
    assert remembering.pages._kept == {}


@pytest.mark.django_db
def test_a_blocked_picture_is_gone_with_the_next_request(client: Client, media: Any) -> None:
    image = make_image()
    make_article(image=image)
    address = image.address(320, PictureForm.WEBP)
    assert client.get(address).status_code == 404  # no file
    type(image).objects.update(status="blocked")
    assert client.get(address).status_code == 410


@pytest.mark.django_db
def test_who_decides_or_reports_sees_the_effect_at_once(client: Client) -> None:
    article = make_article(source=make_source(), title="Un titre qui sera retiré")
    client.get("/fr/")
    Article.objects.filter(pk=article.pk).update(removed_at="2026-03-01T00:00:00Z")
    assert "sera retiré" in client.get("/fr/").content.decode()
    client.post("/fr/image/5/report")
    assert "sera retiré" not in client.get("/fr/").content.decode()


def test_what_was_begun_before_a_decision_is_not_kept() -> None:
    memory = Memory[str](most=10)
    age = memory.age
    memory.forget()
    memory.put("page", "made before", age=age)
    assert memory.get("page") is None


def test_nothing_is_remembered_for_longer_than_the_setting_says(settings: Any) -> None:
    settings.PAGE_MEMORY_SECONDS = 0.000001
    memory = Memory[str](most=10)
    memory.put("page", "old", age=memory.age)
    assert memory.get("page") is None


def test_the_oldest_go_first_when_there_is_no_room() -> None:
    memory = Memory[str](most=10)
    for number in range(4):
        memory.put(number, "page", age=memory.age, weight=4)
    memory.put("huge", "page", age=memory.age, weight=11)
    assert [memory.get(key) for key in (0, 1, 2, 3, "huge")] == [None, None, "page", "page", None]


def test_a_part_of_pages_is_made_once_and_again_when_nothing_is_remembered(settings: Any) -> None:
    made: list[str] = []

    def make() -> str:
        made.append("part")
        return "part"

    assert {remembered("part", make) for _ in range(3)} == {"part"}
    assert len(made) == 1
    settings.PAGE_MEMORY_SECONDS = 0
    remembering.forget_all()
    assert {remembered("part", make) for _ in range(2)} == {"part"}
    assert len(made) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/fr/", "/fr/{}/{}/", "/fr/{}/"])
def test_the_parts_that_pages_share_hold_nothing_of_an_article(client: Client, address: str) -> None:
    image, source = make_image(), make_source()
    article = make_article(image=image, source=source)
    path = address.format(source.slug, article.pk)
    assert "<picture>" in client.get(path).content.decode()
    type(image).objects.update(status="blocked")
    remembering.pages.forget()  # and no part
    assert "<picture>" not in client.get(path).content.decode()
