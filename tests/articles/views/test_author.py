"""Authors' pages: what one source published under a name, however it spells it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from lxml.html import fromstring

from articles.models import Article, Source
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = "/fr/challenge/author/amina-el-idrissi/"


def page(reader: Client, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200
    return response.content.decode()


def find(shown: str, xpath: str) -> Any:
    return fromstring(shown).xpath(xpath)


def make_many(number: int, source: Source, *names: str) -> list[Article]:
    return [
        make_article(source=source, authors=list(names), published_at=NOON - timedelta(minutes=minute))
        for minute in range(number)
    ]


@pytest.fixture
def challenge() -> Source:
    return make_source(slug="challenge", name="Challenge")


def test_an_author_s_page_has_every_spelling_of_the_name_and_nobody_else(reader: Client, challenge: Source) -> None:
    mine = [*make_many(1, challenge, "Amina El-Idrissi"), *make_many(1, challenge, "Jean Petit", "AMINA EL IDRISSI")]
    make_many(1, challenge, "Amina Alami")
    links = find(page(reader, ADDRESS), "//main//*[@class='card__title']/a/@href")
    assert set(links) == {article.get_absolute_url() for article in mine}


def test_the_same_name_at_another_source_is_somebody_else(reader: Client, challenge: Source) -> None:
    make_many(1, challenge, "Amina El Idrissi")
    [theirs] = make_many(1, make_source(slug="matin"), "Amina El Idrissi")
    assert theirs.get_absolute_url() not in find(page(reader, ADDRESS), "//main//a/@href")


def test_the_byline_leads_to_the_author_in_the_name_s_own_direction(reader: Client, challenge: Source) -> None:
    [article] = make_many(1, challenge, "Amina El-Idrissi", "أمينة العلوي", "***")
    links = find(page(reader, f"/fr/challenge/{article.pk}/"), "//p[@class='story__authors']/a")
    key = quote("امينه-العلوي")
    assert [(link.get("href"), link[0].tag, link[0].text) for link in links] == [
        (ADDRESS, "bdi", "Amina El-Idrissi"),
        (f"/fr/challenge/author/{key}/", "bdi", "أمينة العلوي"),
    ]
    assert "أمينة العلوي" in find(page(reader, links[1].get("href")), "//h1")[0].text


def test_a_name_is_shown_as_the_newest_article_writes_it(reader: Client, challenge: Source) -> None:
    make_article(source=challenge, authors=["AMINA EL IDRISSI"], published_at=NOON - timedelta(days=1))
    make_article(source=challenge, authors=["Jean Petit", "Amina El-Idrissi"], published_at=NOON)
    assert find(page(reader, ADDRESS), "//h1")[0].text == "Amina El-Idrissi"


@pytest.mark.parametrize("written", ["Amina El-Idrissi", "AMINA_el_idrissi", "amina--el-idrissi"])
def test_another_spelling_of_the_address_leads_to_the_author(reader: Client, challenge: Source, written: str) -> None:
    make_many(1, challenge, "Amina El Idrissi")
    response = reader.get(f"/fr/challenge/author/{quote(written)}/?before=x")
    assert (response.status_code, response.headers["Location"]) == (301, f"{ADDRESS}?before=x")


@pytest.mark.parametrize("address", ["/fr/challenge/author/nobody/", "/fr/challenge/author/***/", "/fr/x/author/a/"])
def test_an_author_of_nothing_is_not_found(reader: Client, challenge: Source, address: str) -> None:
    make_many(1, challenge, "Amina El Idrissi")
    assert reader.get(address).status_code == 404


def test_removed_articles_and_hidden_sources_leave_the_author_s_page(reader: Client, challenge: Source) -> None:
    make_many(1, challenge, "Amina El Idrissi")
    Article.objects.update(removed_at=NOON)
    assert reader.get(ADDRESS).status_code == 404
    Article.objects.update(removed_at=None)
    Source.objects.update(is_shown=False)
    assert reader.get(ADDRESS).status_code == 404


@pytest.mark.parametrize(("number", "is_hidden"), [(1, True), (2, True), (3, False)])
def test_a_nearly_empty_page_is_none_for_search_engines(
    reader: Client, challenge: Source, number: int, is_hidden: bool
) -> None:
    make_many(number, challenge, "Amina El Idrissi")
    assert ('content="noindex, follow"' in page(reader, ADDRESS)) == is_hidden


def test_paging_shows_every_article_of_an_author_once(reader: Client, challenge: Source) -> None:
    make_many(70, challenge, "Amina El Idrissi")
    found: list[str] = []
    address = ADDRESS
    while address:
        shown = page(reader, address)
        found += find(shown, "//main//*[@class='card__title']/a/@href")
        address = next(iter(find(shown, "//a[@class='pager__older']/@href")), "")
    assert len(found) == len(set(found)) == 70


def test_an_author_s_articles_are_a_feed(reader: Client, challenge: Source) -> None:
    [article] = make_many(1, challenge, "أمينة العلوي")
    make_many(1, challenge, "Jean Petit")
    feeds = find(page(reader, "/fr/challenge/author/امينه-العلوي/"), "//link[@rel='alternate' and @title]/@href")
    atom, told = (reader.get(address) for address in feeds)
    assert b"<entry" in atom.content
    document = json.loads(told.content)
    assert document["title"].startswith("أمينة العلوي · Challenge")
    assert [item["external_url"] for item in document["items"]] == [article.canonical_url]


def test_machines_are_told_an_author_s_page(reader: Client, challenge: Source) -> None:
    [article] = make_many(1, challenge, "Amina El-Idrissi", "***")
    [block] = find(page(reader, f"/fr/challenge/{article.pk}/"), "//script[@type='application/ld+json']/text()")
    assert json.loads(block)["author"] == [
        {"@type": "Person", "name": "Amina El-Idrissi", "url": f"http://testserver{ADDRESS}"},
        {"@type": "Person", "name": "***"},
    ]


def test_an_author_s_page_asks_the_database_a_few_times(
    reader: Client, challenge: Source, django_assert_max_num_queries: Any
) -> None:
    make_many(30, challenge, "Amina El Idrissi")
    with django_assert_max_num_queries(6):
        page(reader, ADDRESS)
