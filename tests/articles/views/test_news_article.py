"""What search engines are told of an article (schema.org), within its source's display policy."""

import json
from typing import Any

import pytest
from django.test import Client
from lxml.html import fromstring

from articles.models import Article, DisplayPolicy
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db


def told(reader: Client, article: Article) -> Any:
    shown = reader.get(f"/fr/{article.source.slug}/{article.pk}/").content.decode()
    [block] = fromstring(shown).xpath("//script[@type='application/ld+json']")
    return json.loads(block.text)


def test_an_article_is_told_with_its_source_as_publisher_and_origin(reader: Client) -> None:
    source = make_source(
        slug="challenge", name="Challenge", home_url="https://challenge.test/", time_zone="Europe/Paris"
    )
    article = make_article(source=source, title="Le port", lead="Trois quais.", authors=["Amina Alami"])
    data = told(reader, article)
    assert (data["@type"], data["headline"], data["description"]) == ("NewsArticle", "Le port", "Trois quais.")
    assert data["publisher"] == {
        "@type": "NewsMediaOrganization",
        "name": "Challenge",
        "url": "https://challenge.test/",
    }
    assert data["isBasedOn"] == article.canonical_url
    assert data["mainEntityOfPage"] == f"http://testserver/fr/challenge/{article.pk}/"
    assert [(person["@type"], person["name"]) for person in data["author"]] == [("Person", "Amina Alami")]
    assert data["datePublished"] == "2026-03-01T13:00:00+01:00"  # in the source's time zone


def test_what_is_not_known_is_not_told(reader: Client) -> None:
    assert not {"image", "articleSection", "description"} & set(told(reader, make_article()))


def test_an_article_without_named_authors_is_its_source_s(reader: Client) -> None:
    data = told(reader, make_article())
    assert data["author"] == [data["publisher"]]


def test_a_text_that_is_for_subscribers_is_told_to_be_so(reader: Client) -> None:
    assert told(reader, make_article(is_partial=True))["isAccessibleForFree"] is False
    assert "isAccessibleForFree" not in told(reader, make_article())


def test_a_headline_source_tells_its_headline_only(reader: Client) -> None:
    source = make_source(display_policy=DisplayPolicy.HEADLINE)
    data = told(reader, make_article(source=source, lead="Trois quais.", image=make_image()))
    assert not {"image", "description"} & set(data)


@pytest.mark.parametrize("title", ["</script><script>alert(1)</script>", "<!--<script>", "A & B \u2028 C"])
def test_no_headline_ends_the_block_or_begins_another(reader: Client, title: str) -> None:
    article = make_article(title=title)
    assert told(reader, article)["headline"] == title
    shown = reader.get(f"/fr/{article.source.slug}/{article.pk}/").content.decode()
    block = shown.partition('ld+json">')[2].partition("</script>")[0]
    assert "<" not in block
    assert "&" not in block


def test_the_section_is_told_before_the_source_s_own_words(reader: Client) -> None:
    article = make_article(section="sport", sections=["Botola", "Sport"])
    assert told(reader, article)["articleSection"] == ["Sport", "Botola"]
