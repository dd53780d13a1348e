"""A search that finds nothing offers searches that do."""

from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from lxml.html import fromstring

from articles.models import Article
from articles.search import searching
from articles.search.finding import Hit, Sought
from articles.search.indexing import index
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


def told(title: str, language: str = "fr") -> Article:
    article = make_article(title=title, language=language, source=make_source(language=language))
    index([article])
    return article


def offered(reader: Client, query: str, edition: str = "") -> list[str]:
    """The addresses behind /fr/."""
    shown = fromstring(reader.get(f"/fr/{edition}search/?{query}").content.decode())
    links = shown.xpath("//ul[@aria-labelledby='suggestions']//a")
    return [link.get("href").removeprefix("/fr/") for link in links]


def test_each_word_that_is_found_alone_is_offered_the_longest_first(reader: Client) -> None:
    told("Le port de Kénitra")
    told("Un festival à Fès")
    assert offered(reader, "q=port+festival+zzzzzz") == ["search/?q=festival", "search/?q=port"]


@pytest.mark.parametrize("edition", ["in/en/", "from/dz/", "in/ar,en/from/dz/"])
def test_everything_is_offered_where_languages_or_countries_were_chosen(reader: Client, edition: str) -> None:
    told("Le port de Kénitra")
    told("A festival", "en")
    assert offered(reader, "q=port", edition) == ["search/?q=port"]


def test_simpler_words_are_offered_within_what_was_chosen(reader: Client) -> None:
    told("Le port de Kénitra")
    assert offered(reader, "q=port+zzzzzz", "in/ar,fr/") == ["in/ar,fr/search/?q=port"]


def test_the_words_without_what_narrows_them_are_offered(reader: Client) -> None:
    told("Le port de Kénitra")
    assert offered(reader, "q=port+Kénitra+-grues+before:2020") == [
        "search/?q=port+K%C3%A9nitra",
        "search/?q=K%C3%A9nitra",
        "search/?q=port",
    ]


def test_what_finds_nothing_either_is_not_offered(reader: Client) -> None:
    told("Le port de Kénitra")
    assert offered(reader, "q=zzzzzz+yyyyyy") == []


def test_an_arabic_word_may_have_one_more_letter_before_it(reader: Client) -> None:
    told("وزيرة في فرنسا", language="ar")
    [address, *_] = offered(reader, "q=وفرنسا")
    assert unquote(address) == "search/?q=فرنسا"


def test_one_word_that_nobody_wrote_gets_advice(reader: Client) -> None:
    told("Le port de Kénitra")
    assert "Vérifiez l’orthographe" in fromstring(reader.get("/fr/search/?q=zzzzzz").content.decode()).text_content()


def test_a_search_that_finds_something_offers_nothing_else(reader: Client) -> None:
    told("Le port de Kénitra")
    assert offered(reader, "q=port+Kénitra") == []


def test_after_a_suggestion_that_takes_too_long_no_further_one_is_tried(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def slower_and_slower(cursor: Any, sought: Sought, **_: int) -> list[Hit]:
        tried.append(sought.query.rows)
        if len(tried) > 1:
            cursor.execute("SELECT pg_sleep(60)")
        return []

    told("Le port de Kénitra")
    monkeypatch.setattr(searching, "newest_hits", slower_and_slower)
    assert offered(reader, "q=port+festival+musique") == []
    assert len(tried) == 2


@pytest.mark.parametrize(
    "query", ['"', "-", "OR OR", "source:", "'\\ & |", "%00", "a" * 300, "-port -gare", '"a b" "c d"']
)
def test_any_query_gets_a_page(reader: Client, query: str) -> None:
    told("Le port de Kénitra")
    assert reader.get("/fr/in/ar/search/", {"q": query}).status_code == 200
