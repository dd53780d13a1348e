"""The page of results is of an edition, which its address says and its links take apart."""

from typing import Any

import pytest
from django.test import Client
from lxml.html import fromstring

from articles.search.indexing import index
from articles.search.searching import SearchPage, search
from articles.views import suggestions
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


def links(reader: Client, address: str, xpath: str) -> Any:
    response = reader.get(address)
    assert response.status_code == 200
    return fromstring(response.content.decode()).xpath(xpath)


def test_what_a_search_is_narrowed_to_can_be_taken_away(reader: Client) -> None:
    for pages in ("/fr/", "/fr/text/"):
        for order in ("", "&order=best"):
            chosen = links(reader, f"{pages}in/ar,fr/from/ma/search/?q=port{order}", "//main//nav//a")
            assert {link.text_content().split()[0]: link.get("href") for link in chosen} == {
                "العربية": f"{pages}in/fr/from/ma/search/?q=port{order}",
                "Français": f"{pages}in/ar/from/ma/search/?q=port{order}",
                "Maroc": f"{pages}in/ar,fr/search/?q=port{order}",
            }


def test_the_boxes_of_the_search_s_form_lead_to_the_address_of_that_search(reader: Client) -> None:
    make_source(country="MA")
    index([make_article(title="Le port de Tanger")])
    checked = "//form[@action='/fr/search/edition/']//input[@checked]/@value"
    assert links(reader, "/fr/in/fr/search/?q=port&order=best", checked) == ["fr"]
    sent = {"q": "port", "lang": ["fr", "ar", "xx"], "country": ["MA"], "order": "best"}
    answer = reader.get("/fr/search/edition/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/fr/in/ar,fr/from/ma/search/?q=port&order=best")


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("/fr/search/?q=port&language=ar&order=best", "/fr/in/ar/search/?q=port&order=best"),
        ("/fr/text/search/?q=port&language=ar", "/fr/text/in/ar/search/?q=port"),
        ("/fr/in/fr,ar/search/?q=port", "/fr/in/ar,fr/search/?q=port"),
    ],
)
def test_other_spellings_of_a_search_lead_to_its_address_for_good(reader: Client, address: str, own: str) -> None:
    answer = reader.get(address)
    assert (answer.status_code, answer["Location"]) == (301, own)


@pytest.mark.parametrize("pages", ["/fr/", "/fr/text/"])
@pytest.mark.usefixtures("search_that_takes_too_long")
def test_a_search_that_takes_too_long_says_what_would_not(reader: Client, pages: str) -> None:
    make_article(source=make_source(country="MA"))
    told = links(reader, f"{pages}from/ma/search/?q=port", "string(//main)")
    assert "Cette recherche a pris trop de temps" in told
    assert "source:nom" in told


@pytest.mark.parametrize("pages", ["/fr/", "/fr/text/"])
def test_a_search_without_a_word_to_look_for_says_so(reader: Client, pages: str) -> None:
    make_article(language="fr")
    told = links(reader, f"{pages}in/fr/search/?q=le+la", "string(//main)")
    assert "ne contient aucun mot à chercher" in told
    assert "orthographe" not in told


@pytest.mark.usefixtures("search_that_takes_too_long")
def test_no_simpler_search_is_tried_after_one_that_takes_too_long(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def counted(text: str, **options: Any) -> SearchPage:
        tried.append(text)
        return search(text, **options)

    monkeypatch.setattr(suggestions, "search", counted)
    make_article()
    links(reader, "/fr/in/fr/search/?q=port+festival+musique", "//main")
    assert tried == []


@pytest.mark.parametrize("pages", ["/en/", "/en/text/"])
def test_before_the_first_article_a_search_says_that_there_is_none(reader: Client, pages: str) -> None:
    """And offers no choice among nothing."""
    make_source()
    shown = reader.get(f"{pages}search/?q=port").content.decode()
    assert "No headlines here yet." in shown
    assert "Nothing was found" not in shown
    assert "<fieldset>" not in shown + reader.get("/en/text/").content.decode()
