"""The hub is told which of our feeds changed: once, in few messages, and when no cache has the old ones any more."""

import logging
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, NoticeState
from newsportal import announcing
from newsportal.announcing import announce
from tests.factories import make_article, make_source
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db
SITE = "https://news.example"


@pytest.fixture
def hub(outside: Outside, settings: Any) -> Outside:
    """One that takes everything, and was told of everything an hour ago."""
    settings.HUB_URL, settings.SITE_URL = outside.url("/hub"), SITE
    outside.answers["/hub"] = Answer(status=204)
    NoticeState.objects.create(channel="hub", told_until=timezone.now() - timedelta(minutes=59))
    return outside


def make_news(*, minutes: float = 5, **values: Any) -> Article:
    """An article that came so many minutes ago."""
    came = timezone.now() - timedelta(minutes=minutes)
    article = make_article(**{"published_at": came, **values})
    Article.objects.filter(pk=article.pk).update(first_seen_at=came)
    return article


def told(hub: Outside) -> list[str]:
    """The topics of all messages."""
    forms = [parse_qsl(request.body.decode()) for request in hub.asked("/hub")]
    assert all(form[0] == ("hub.mode", "publish") for form in forms)
    return [value for form in forms for name, value in form if name == "hub.url"]


def test_the_feeds_of_the_list_the_language_and_the_source_are_told_in_every_form_and_interface(hub: Outside) -> None:
    make_source(slug="elsewhere")
    make_news(source=make_source(slug="challenge"), language="ar")
    announce()
    [request] = hub.asked("/hub")
    assert (request.method, request.headers["content-type"]) == ("POST", "application/x-www-form-urlencoded")
    paths = ("feed", "in/ar/feed", "challenge/feed")
    languages, forms = ("fr", "ar", "en", "es"), ("atom", "json")
    assert sorted(told(hub)) == sorted(
        f"{SITE}/{code}/{path}.{form}" for code in languages for path in paths for form in forms
    )


def test_what_was_told_is_not_told_again(hub: Outside) -> None:
    make_news()
    announce()
    before = len(told(hub))
    announce()
    assert len(told(hub)) == before > 0


def test_a_text_that_came_later_is_told_as_well(hub: Outside) -> None:
    article = make_news(minutes=90)
    announce()
    assert told(hub) == []
    Article.objects.filter(pk=article.pk).update(extracted_at=timezone.now() - timedelta(minutes=3))
    NoticeState.objects.update(told_until=timezone.now() - timedelta(minutes=5))
    announce()
    assert f"{SITE}/fr/feed.atom" in told(hub)


def test_nothing_is_told_while_a_cache_may_have_the_old_feed(hub: Outside, settings: Any) -> None:
    settings.FRONT_PAGE_SECONDS = 600
    make_news(minutes=5)
    announce()
    assert told(hub) == []
    settings.FRONT_PAGE_SECONDS = 30
    announce()
    assert told(hub) != []


@pytest.mark.parametrize(
    "values",
    [
        {"source__is_shown": False},
        {"removed_at": "2026-03-01T00:00:00Z"},
        {"published_at": datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())},
    ],
    ids=["hidden source", "removed", "old when it came"],
)
def test_what_stands_at_the_top_of_no_feed_is_not_told(hub: Outside, values: dict[str, Any]) -> None:
    source = make_source(is_shown=values.pop("source__is_shown", True))
    make_news(source=source, **values)
    announce()
    assert told(hub) == []


def test_many_feeds_make_several_messages(hub: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "MOST_TOPICS", 10)
    make_news()
    announce()
    assert [request.body.count(b"hub.url=") for request in hub.asked("/hub")] == [10, 10, 4]
    assert len(set(told(hub))) == 24


@pytest.mark.parametrize("status", [500, 429, 410])
def test_a_hub_that_fails_is_asked_once_and_told_the_next_time(
    hub: Outside, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    monkeypatch.setattr(announcing, "MOST_TOPICS", 10)
    hub.answers["/hub"] = Answer(status=status)
    make_news()
    with caplog.at_level(logging.WARNING):
        announce()
    assert len(hub.asked("/hub")) == 1
    assert "the hub of HUB_URL took no word of our feeds" in caplog.text
    hub.answers["/hub"] = Answer(status=202)
    announce()
    assert len(hub.asked("/hub")) == 4


def test_a_hub_that_was_away_for_days_is_told_of_the_last_hour(hub: Outside) -> None:
    NoticeState.objects.update(told_until=timezone.now() - timedelta(days=3))
    make_news(minutes=600, source=make_source(slug="long-ago"))
    make_news(source=make_source(slug="just-now"))
    announce()
    assert {path.split("/")[4] for path in told(hub)} == {"feed.atom", "feed.json", "in", "just-now"}


def test_a_new_hub_is_not_told_of_what_came_before_it(hub: Outside) -> None:
    NoticeState.objects.all().delete()
    make_news()
    announce()
    assert told(hub) == []


@pytest.mark.parametrize("name", ["HUB_URL", "SITE_URL"])
def test_without_a_hub_or_an_address_of_our_own_nothing_is_told(hub: Outside, settings: Any, name: str) -> None:
    setattr(settings, name, "")
    make_news()
    announce()
    assert hub.requests == []


# -- what the feeds say of it -----------------------------------------------------------------------------------------


def test_a_feed_names_the_hub_and_itself_in_its_head_and_in_itself(client: Client, hub: Outside, settings: Any) -> None:
    make_news(source=make_source(slug="challenge"))
    for address in ("/fr/feed", "/ar/challenge/feed"):
        atom, document = client.get(f"{address}.atom"), client.get(f"{address}.json")
        assert atom.headers["Link"] == f'<{settings.HUB_URL}>; rel="hub", <{SITE}{address}.atom>; rel="self"'
        links = {link.rel: link.href for link in feedparser.parse(atom.content).feed.links}
        assert (links["hub"], links["self"]) == (settings.HUB_URL, f"{SITE}{address}.atom")
        assert document.json()["hubs"] == [{"type": "WebSub", "url": settings.HUB_URL}]
        assert document.json()["feed_url"] in told_after_announcing(hub)


def told_after_announcing(hub: Outside) -> list[str]:
    announce()
    return told(hub)


def test_a_feed_that_no_hub_is_told_of_names_none(client: Client, hub: Outside, settings: Any) -> None:
    make_news()
    search = client.get("/fr/search/feed.json?q=titre")
    settings.HUB_URL = ""
    for answer in (search, client.get("/fr/feed.json")):
        assert "Link" not in answer.headers
        assert "hubs" not in answer.json()


def test_a_feed_is_never_stale(client: Client) -> None:
    assert client.get("/fr/feed.atom").headers["Cache-Control"] == "public, max-age=30"
