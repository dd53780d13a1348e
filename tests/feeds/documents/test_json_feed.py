"""JSON Feed 1.0 and 1.1."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.documents import FeedDocument, FeedItem, parse

URL = "https://site.test/feed.json"


def feed(*items: Any, **values: Any) -> FeedDocument:
    made = {"version": "https://jsonfeed.org/version/1.1", "title": "Le Journal", "items": list(items), **values}
    return parse(json.dumps(made).encode(), url=URL)


def item(**values: Any) -> FeedItem:
    [found] = feed({"id": "1", "url": "https://site.test/a", "title": "Un titre", **values}).items
    return found


def test_a_feed_says_who_it_is() -> None:
    found = feed(home_page_url="/", language="fr-MA")
    assert (found.title, found.home_url, found.language) == ("Le Journal", "https://site.test/", "fr")


def test_an_item_says_what_it_is() -> None:
    found = item(
        date_published="2025-03-27T11:00:00+01:00",
        summary="Un mot.",
        content_html="<p>Tout.</p>",
        image="/i.jpg",
        authors=[{"name": "Salma Idrissi"}],
        tags=["Villes"],
        language="ar",
    )
    assert found == FeedItem(
        title="Un titre",
        link="https://site.test/a",
        guid="1",
        published_at=datetime(2025, 3, 27, 10, tzinfo=UTC),
        summary="Un mot.",
        content_html="<p>Tout.</p>",
        image_url="https://site.test/i.jpg",
        authors=("Salma Idrissi",),
        categories=("Villes",),
        language="ar",
    )


def test_version_one_names_a_single_author() -> None:
    assert item(author={"name": "Salma Idrissi"}).authors == ("Salma Idrissi",)


def test_plain_content_becomes_paragraphs() -> None:
    assert item(content_text="Un < deux.\n\nTrois.").content_html == "<p>Un &lt; deux.</p><p>Trois.</p>"


def test_an_item_without_a_title_is_named_by_its_text() -> None:
    assert item(title=None, content_html="<p>Un mot.</p>").title == "Un mot."


def test_an_id_is_a_link_only_when_it_is_an_address() -> None:
    assert feed({"id": "https://site.test/b", "title": "x"}).items[0].link == "https://site.test/b"
    assert feed({"id": "42", "title": "x"}).items[0].link == ""


def test_ids_may_be_numbers() -> None:
    assert item(id=42).identity == "42"


@pytest.mark.parametrize(
    "wrong",
    [
        *({"tags": 5}, {"tags": "mot"}, {"tags": [1, None, "ok"]}, {"authors": 5}, {"authors": ["x"]}, {"author": "x"}),
        *({"image": {"url": "x"}}, {"image": "http://["}, {"date_published": 5}, {"content_html": []}, {"summary": {}}),
        *({"language": 5}, {"id": None}, {"id": "\ud800"}, {"title": "Un\u0000 titre\ud800"}),
    ],
)
def test_a_field_of_the_wrong_kind_costs_that_field_alone(wrong: dict[str, Any]) -> None:
    found = item(**wrong)
    assert found.title.startswith("Un")
    assert found.identity.encode()


@pytest.mark.parametrize("row", [5, None, "x", [], {}, {"title": "x"}, {"id": "42"}, {"url": "http://[", "title": "x"}])
def test_a_row_that_is_no_item_costs_itself_alone(row: Any) -> None:
    assert [found.title for found in feed(row, {"url": "https://site.test/b", "title": "Bon"}).headlines] == ["Bon"]


def test_a_podcasts_episode_without_a_page_leads_to_its_sound() -> None:
    found = item(url=None, attachments=["x", {"url": ""}, {"url": "/episode.mp3", "mime_type": "audio/mpeg"}])
    assert found.link == "https://site.test/episode.mp3"


@pytest.mark.parametrize("items", [None, 5, {}, "x"])
def test_a_feed_without_a_list_of_items_has_none(items: Any) -> None:
    assert feed(items=items).items == ()


@pytest.mark.parametrize("language", ["fr\0", "\ud800fr", "fr\u202e-MA"])
def test_a_language_is_visible_text(language: str) -> None:
    assert feed({"id": "1", "language": language}, language=language).language == "fr"
    assert item(language=language).language == "fr"
