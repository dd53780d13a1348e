"""Sitemaps: every page once, a map a day, and the news of two days."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Article, DisplayPolicy, Source
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_source(**values: Any) -> Source:
    """One of which only excerpts are shown, so that its articles' pages here are the ones to find."""
    return factories.make_source(**{"display_policy": DisplayPolicy.EXCERPT, **values})


def make_article(**values: Any) -> Article:
    return factories.make_article(**{"source": values.pop("source", None) or make_source(), **values})


def locations(reader: Client, address: str) -> list[str]:
    response = reader.get(address)
    assert response.headers["Content-Type"] == "application/xml"
    return list(etree.fromstring(response.content).xpath("//*[local-name()='loc']/text()"))


def test_the_index_names_a_map_for_each_day_that_has_articles(reader: Client) -> None:
    for days in (0, 0, 1, 400):
        make_article(published_at=NOON - timedelta(days=days))
    assert locations(reader, "/sitemap.xml") == [
        "http://testserver/sitemap-pages.xml",
        "http://testserver/sitemap-2026-03-01.xml",
        "http://testserver/sitemap-2026-02-28.xml",
        "http://testserver/sitemap-2025-01-25.xml",
    ]


def test_a_day_ends_where_the_next_begins(reader: Client) -> None:
    midnight = datetime(2026, 3, 1, tzinfo=UTC)
    source = make_source(slug="challenge")
    first = make_article(source=source, published_at=midnight)
    make_article(source=source, published_at=midnight - timedelta(microseconds=1))
    make_article(source=source, published_at=midnight + timedelta(days=1))
    assert locations(reader, "/sitemap-2026-03-01.xml") == [f"http://testserver/fr/challenge/{first.pk}/"]


def test_the_index_asks_the_database_a_few_times_however_many_days_there_are(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(20):
        make_article(published_at=NOON - timedelta(days=days))
    with django_assert_num_queries(4):
        assert len(locations(reader, "/sitemap.xml")) == 21


def test_the_fixed_pages_and_those_of_the_sources_have_a_map(reader: Client) -> None:
    make_source(slug="challenge")
    make_source(slug="hidden", is_shown=False)
    assert locations(reader, "/sitemap-pages.xml") == [
        "http://testserver/fr/",
        "http://testserver/fr/sources/",
        "http://testserver/fr/challenge/",
    ]


def test_front_pages_of_sections_languages_and_countries_with_articles_are_on_the_map(reader: Client) -> None:
    make_article(source=make_source(slug="challenge", country="MA"), section="sport")
    assert locations(reader, "/sitemap-pages.xml") == [
        "http://testserver/fr/",
        "http://testserver/fr/sources/",
        "http://testserver/fr/section/sport/",
        "http://testserver/fr/in/fr/",
        "http://testserver/fr/from/ma/",
        "http://testserver/fr/challenge/",
    ]


def test_the_news_map_holds_two_days_with_what_engines_want_to_know(reader: Client) -> None:
    source = make_source(slug="challenge")
    make_article(source=source, published_at=timezone.now() - timedelta(days=3))
    new = make_article(source=source, published_at=timezone.now() - timedelta(days=1), title="A & B", language="ar")
    assert locations(reader, "/sitemap-news.xml") == [f"http://testserver/fr/challenge/{new.pk}/"]
    shown = reader.get("/sitemap-news.xml").content.decode()
    assert "<news:title>A &amp; B</news:title>" in shown
    assert "<news:language>ar</news:language>" in shown


def test_an_article_in_no_known_language_is_not_on_the_news_map(reader: Client) -> None:
    make_article(published_at=timezone.now() - timedelta(hours=1), language="und")
    named = make_article(published_at=timezone.now() - timedelta(hours=2), language="fr")
    assert [address.split("/")[-2] for address in locations(reader, "/sitemap-news.xml")] == [str(named.pk)]


def test_a_day_of_removed_articles_has_no_map(reader: Client) -> None:
    make_article()
    make_article(published_at=NOON - timedelta(days=3), removed_at=NOON)
    assert locations(reader, "/sitemap.xml") == [
        "http://testserver/sitemap-pages.xml",
        "http://testserver/sitemap-2026-03-01.xml",
    ]


def test_a_full_text_is_to_be_found_at_its_source_and_is_on_no_map(reader: Client) -> None:
    copy = make_source(slug="copied", display_policy=DisplayPolicy.FULL)
    make_article(source=copy, published_at=NOON)
    make_article(source=copy, published_at=timezone.now())
    own = make_article(source=make_source(slug="challenge"), published_at=NOON)
    assert locations(reader, "/sitemap.xml")[1:] == ["http://testserver/sitemap-2026-03-01.xml"]
    assert locations(reader, "/sitemap-2026-03-01.xml") == [f"http://testserver/fr/challenge/{own.pk}/"]
    assert reader.get("/sitemap-news.xml").status_code == 404


def test_the_index_names_a_map_of_news_where_articles_of_today_are_to_be_found_here(reader: Client) -> None:
    source = make_source(display_policy=DisplayPolicy.FULL)
    make_article(source=source, published_at=timezone.now())
    assert "http://testserver/sitemap-news.xml" not in locations(reader, "/sitemap.xml")
    make_article(source=make_source(slug="challenge"), published_at=timezone.now())
    assert "http://testserver/sitemap-news.xml" in locations(reader, "/sitemap.xml")


def test_hidden_and_removed_articles_are_on_no_map(reader: Client) -> None:
    make_article(removed_at=NOON)
    make_article(source=make_source(is_shown=False))
    assert reader.get("/sitemap-2026-03-01.xml").status_code == 404


@pytest.mark.parametrize("address", ["/sitemap-2026-02-30.xml", "/sitemap-1999-01-01.xml", "/sitemap-0000-01-01.xml"])
def test_a_day_that_is_none_or_has_nothing_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_the_last_day_of_all_has_no_map(reader: Client) -> None:
    assert reader.get("/sitemap-9999-12-31.xml").status_code == 404


def test_robots_txt_names_the_index_by_the_address_of_the_site(reader: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://news.example"
    make_source()
    lines = reader.get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: https://news.example/sitemap.xml" in lines


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-pages.xml"])
def test_a_map_is_the_same_in_every_language(reader: Client, address: str) -> None:
    response = reader.get(address, headers={"Accept-Language": "ar"})
    assert "Accept-Language" not in response.headers.get("Vary", "")
    assert "/ar/" not in response.content.decode()
