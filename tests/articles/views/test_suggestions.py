"""A search that finds nothing offers searches that do."""

import pytest
from django.test import Client
from lxml.html import fromstring

from articles.indexing import index
from articles.models import Article
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


def told(title: str, language: str = "fr") -> Article:
    article = make_article(title=title, language=language, source=make_source(language=language))
    index([article])
    return article


def offered(reader: Client, query: str) -> list[str]:
    shown = fromstring(reader.get(f"/fr/search/?{query}").content.decode())
    return [link.get("href") for link in shown.xpath("//ul[@aria-labelledby='suggestions']//a")]


def test_each_word_that_is_found_alone_is_offered_the_longest_first(reader: Client) -> None:
    told("Le port de Kénitra")
    told("Un festival à Fès")
    assert offered(reader, "q=port+festival+zzzzzz") == ["?q=festival", "?q=port"]


def test_all_languages_are_offered_where_one_was_chosen(reader: Client) -> None:
    told("Le port de Kénitra")
    told("A festival", "en")
    assert offered(reader, "q=port&language=en") == ["?q=port"]


def test_the_words_without_what_narrows_them_are_offered(reader: Client) -> None:
    told("Le port de Kénitra")
    assert offered(reader, "q=port+Kénitra+-grues+before:2020") == [
        "?q=port+K%C3%A9nitra",
        "?q=K%C3%A9nitra",
        "?q=port",
    ]


def test_what_finds_nothing_either_is_not_offered(reader: Client) -> None:
    told("Le port de Kénitra")
    assert offered(reader, "q=zzzzzz+yyyyyy") == []


def test_one_word_that_nobody_wrote_gets_advice(reader: Client) -> None:
    told("Le port de Kénitra")
    assert "Vérifiez l'orthographe" in fromstring(reader.get("/fr/search/?q=zzzzzz").content.decode()).text_content()


def test_a_search_that_finds_something_offers_nothing_else(reader: Client) -> None:
    told("Le port de Kénitra")
    assert offered(reader, "q=port+Kénitra") == []


@pytest.mark.parametrize(
    "query", ['"', "-", "OR OR", "source:", "'\\ & |", "%00", "a" * 300, "-port -gare", '"a b" "c d"']
)
def test_any_query_gets_a_page(reader: Client, query: str) -> None:
    told("Le port de Kénitra")
    assert reader.get("/fr/search/", {"q": query, "language": "ar"}).status_code == 200
