"""Archives: every day that has articles can be reached, by its address and from the calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from lxml.html import fromstring
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def find(reader: Client, address: str, xpath: str) -> Any:
    response = reader.get(address)
    assert response.status_code == 200
    return fromstring(response.content.decode()).xpath(xpath)


def titles(reader: Client, address: str) -> list[str]:
    return [link.text for link in find(reader, address, "//main//*[@class='card__title']/a")]


def days(reader: Client, address: str) -> dict[str, str]:
    links = find(reader, address, "//table//a")
    return {link.text: link.get("href") for link in links}


def on(day: datetime, title: str = "Un titre", **values: Any) -> Article:
    return make_article(title=title, published_at=day, **values)


def test_a_day_shows_its_articles_and_no_others(reader: Client) -> None:
    on(NOON - timedelta(days=1), "hier")
    on(NOON, "midi")
    on(NOON + timedelta(hours=1), "une heure")
    on(NOON + timedelta(days=1), "demain")
    assert titles(reader, "/fr/on/2026-03-10/") == ["une heure", "midi"]


def test_the_calendar_leads_to_the_days_that_have_articles(reader: Client) -> None:
    for number in (0, 0, 3, 9):
        on(NOON - timedelta(days=number))
    on(NOON - timedelta(days=5), removed_at=NOON)
    on(NOON - timedelta(days=6), source=make_source(is_shown=False))
    assert days(reader, "/fr/on/2026-03-10/") == {
        "1": "/fr/on/2026-03-01/",
        "7": "/fr/on/2026-03-07/",
        "10": "/fr/on/2026-03-10/",
    }
    assert [link.text for link in find(reader, "/fr/on/2026-03-10/", "//table//a[@aria-current]")] == ["10"]


def test_the_calendar_jumps_over_months_without_articles(reader: Client) -> None:
    for day in (NOON - timedelta(days=300), NOON, NOON + timedelta(days=100)):
        on(day)
    links = find(reader, "/fr/on/2026-03-10/", "//nav[@class='calendar']//a[@rel]")
    assert {link.get("rel"): link.get("href") for link in links} == {
        "prev": "/fr/on/2025-05-14/",
        "next": "/fr/on/2026-06-18/",
    }


def test_a_source_has_an_archive_of_its_own_in_its_own_time(reader: Client) -> None:
    tokyo = make_source(slug="asahi", time_zone="Asia/Tokyo")
    on(datetime(2026, 3, 10, 16, tzinfo=UTC), "à Tokyo, le onze", source=tokyo)
    on(NOON, "ailleurs")
    assert titles(reader, "/fr/asahi/2026-03-11/") == ["à Tokyo, le onze"]
    assert days(reader, "/fr/asahi/2026-03-11/") == {"11": "/fr/asahi/2026-03-11/"}
    assert find(reader, "/fr/asahi/", "//a[@href='/fr/asahi/2026-03-11/']")


@pytest.mark.parametrize(("language", "month", "first"), [("fr", "mars 2026", "lundi"), ("ar", "مارس 2026", "الاثنين")])
def test_the_calendar_is_the_interface_s(reader: Client, language: str, month: str, first: str) -> None:
    on(NOON)
    address = f"/{language}/on/2026-03-10/"
    assert find(reader, address, "//h2[@id='calendar-heading']/text()") == [month]
    assert find(reader, address, "//th//@title")[0] == first


def test_the_archive_begins_with_its_newest_day(reader: Client) -> None:
    assert reader.get("/fr/on/").headers["Location"] == "/fr/"
    on(NOON)
    assert reader.get("/fr/on/").headers["Location"] == "/fr/on/2026-03-10/"


def test_a_day_with_many_articles_has_pages(reader: Client) -> None:
    source = make_source()
    for minute in range(65):
        on(NOON + timedelta(minutes=minute), f"Titre {minute}", source=source)
    [older] = find(reader, "/fr/on/2026-03-10/", "//a[@class='pager__older']")
    assert titles(reader, older.get("href")) == [f"Titre {minute}" for minute in (4, 3, 2, 1, 0)]


def test_a_day_asks_the_database_a_few_times_however_full_the_month_is(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    source = make_source()
    for number in range(28):
        on(NOON.replace(day=1) + timedelta(days=number), source=source)
    with django_assert_max_num_queries(7):
        assert len(days(reader, "/fr/on/2026-03-10/")) == 28


@pytest.mark.parametrize(
    "address",
    [
        *("/fr/on/2026-03-09/", "/fr/on/2026-02-30/", "/fr/on/0001-01-01/", "/fr/on/9999-12-31/", "/fr/on/tomorrow/"),
        *("/fr/nobody/2026-03-10/", "/fr/on/2026-03-10/?before=x"),
    ],
)
def test_a_day_without_articles_is_not_found(reader: Client, address: str) -> None:
    on(NOON)
    assert reader.get(address).status_code == 404


def test_no_calendar_is_made_for_a_day_that_is_not_found(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10) as asked:
        assert reader.get("/fr/on/2026-03-10/").status_code == 404
    assert not any("generate_series" in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("place", ["on", "challenge"])
def test_a_day_without_articles_leads_to_the_nearest_that_have_some(reader: Client, place: str) -> None:
    source = make_source(slug="challenge")
    for days in (-40, -3, 2, 30):
        on(NOON + timedelta(days=days), source=source)
    response = reader.get(f"/fr/{place}/2026-03-10/")
    assert response.status_code == 404  # nothing for search engines, of which there are endless days
    shown = fromstring(response.content.decode())
    assert shown.xpath("//ul[@aria-labelledby='nearest']//a/@href") == [
        f"/fr/{place}/2026-03-07/",
        f"/fr/{place}/2026-03-12/",
    ]
    assert shown.xpath("//table//a/@href") == [f"/fr/{place}/2026-03-07/", f"/fr/{place}/2026-03-12/"]


def test_before_the_first_day_there_is_only_one_way(reader: Client) -> None:
    on(NOON)
    shown = fromstring(reader.get("/fr/on/1999-01-01/").content.decode())
    assert shown.xpath("//ul[@aria-labelledby='nearest']//a/@href") == ["/fr/on/2026-03-10/"]
