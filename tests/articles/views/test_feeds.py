"""Every list of articles as a feed: read again by the reader that gathers others' feeds."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from pytest_django import Settings

from articles.models import Article, DisplayPolicy
from articles.search.indexing import index
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def atom_of(reader: Client, address: str) -> Any:
    response = reader.get(address)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(response.content)
    assert not read.bozo
    return read


def json_of(reader: Client, address: str) -> Any:
    response = reader.get(address)
    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    return json.loads(response.content)


def make_one(**values: Any) -> Article:
    source = values.pop("source", None) or make_source(slug="challenge", name="Challenge")
    return make_article(source=source, **{"title": "Le port s'agrandit", "lead": "Trois quais de plus.", **values})


def test_the_newest_articles_are_a_feed_newest_first(reader: Client) -> None:
    source = make_source(slug="challenge")
    for minute in (2, 0, 1):
        make_one(source=source, title=f"N° {minute}", published_at=NOON - timedelta(minutes=minute))
    assert [entry.title for entry in atom_of(reader, "/fr/feed.atom").entries] == ["N° 0", "N° 1", "N° 2"]
    assert [item["title"] for item in json_of(reader, "/fr/feed.json")["items"]] == ["N° 0", "N° 1", "N° 2"]


def test_an_entry_tells_headline_lead_authors_picture_page_and_origin(reader: Client) -> None:
    article = make_one(authors=["Amina Alami", "Jean Petit"], sections=["Économie"], image=make_image())
    [entry] = atom_of(reader, "/fr/feed.atom").entries
    assert (entry.title, entry.summary) == ("Le port s'agrandit", "Trois quais de plus.")
    assert [author.name for author in entry.authors] == ["Amina Alami", "Jean Petit"]
    assert [tag.term for tag in entry.tags] == ["Économie"]
    links = {link.rel: link.href for link in entry.links}
    assert links["alternate"] == f"http://testserver/fr/challenge/{article.pk}/"
    assert links["via"] == article.canonical_url
    assert links["enclosure"].startswith("http://testserver/image/")
    assert entry.title_detail.language == "fr"


def test_a_json_item_tells_the_same(reader: Client) -> None:
    article = make_one(authors=["Amina Alami"], sections=["Économie"], image=make_image())
    [item] = json_of(reader, "/fr/feed.json")["items"]
    assert item["url"] == f"http://testserver/fr/challenge/{article.pk}/"
    assert item["external_url"] == article.canonical_url
    assert (item["title"], item["content_text"]) == ("Le port s'agrandit", "Trois quais de plus.")
    assert (item["authors"], item["tags"], item["language"]) == ([{"name": "Amina Alami"}], ["Économie"], "fr")
    assert item["date_published"] == "2026-03-01T12:00:00+00:00"
    assert item["image"].startswith("http://testserver/image/")


def test_an_article_is_one_entry_in_every_language_of_the_interface_and_form(reader: Client) -> None:
    make_one()
    in_french, in_arabic = atom_of(reader, "/fr/feed.atom"), atom_of(reader, "/ar/feed.atom")
    assert in_french.entries[0].id == in_arabic.entries[0].id == json_of(reader, "/es/feed.json")["items"][0]["id"]
    assert in_french.entries[0].link != in_arabic.entries[0].link


def test_an_edition_and_a_section_are_feeds_that_say_which(reader: Client) -> None:
    for language, section in (("fr", "sport"), ("ar", "sport"), ("ar", "general")):
        source = make_source(country="MA")
        make_one(source=source, title=f"{language} {section}", language=language, section=section)
    feed = atom_of(reader, "/fr/in/ar/from/ma/section/sport/feed.atom")
    assert feed.feed.title == "Sport · العربية · Maroc · Newsportal"
    assert feed.feed.link == "http://testserver/fr/in/ar/from/ma/section/sport/"
    assert [entry.title for entry in feed.entries] == ["ar sport"]
    assert [tag.term for tag in feed.entries[0].tags] == ["Sport"]
    told = json_of(reader, "/fr/in/ar/from/ma/feed.json")
    assert {item["title"] for item in told["items"]} == {"ar sport", "ar general"}
    assert (told["title"], told["language"]) == ("العربية · Maroc · Newsportal", "ar")


def test_markup_in_a_headline_stays_text(reader: Client) -> None:
    make_one(title="<b>A & B</b>", lead="1 < 2 & 3")
    [entry] = atom_of(reader, "/fr/feed.atom").entries
    assert (entry.title_detail.type, entry.title) == ("text/plain", "<b>A & B</b>")
    assert (entry.summary_detail.type, entry.summary) == ("text/plain", "1 < 2 & 3")


@pytest.mark.parametrize(
    ("policy", "lead"), [(DisplayPolicy.FULL, 400), (DisplayPolicy.EXCERPT, 300), (DisplayPolicy.HEADLINE, 0)]
)
def test_a_feed_shows_no_more_than_the_display_policy_allows(reader: Client, policy: str, lead: int) -> None:
    source = make_source(slug="challenge", display_policy=policy)
    make_one(source=source, lead="mot " * 99 + "fin.", image=make_image(), body_html="<p>Le texte.</p>")
    [entry] = atom_of(reader, "/fr/feed.atom").entries
    assert len(entry.get("summary", "")) == pytest.approx(lead, abs=5)
    assert bool(entry.enclosures) is (policy != DisplayPolicy.HEADLINE)
    assert "Le texte." not in reader.get("/fr/feed.json").content.decode()


def test_each_language_and_each_source_has_its_own_feed(reader: Client) -> None:
    make_one(title="Le port")
    make_one(source=make_source(slug="alyaoum", name="اليوم", language="ar"), title="الميناء", language="ar")
    arabic, challenge = atom_of(reader, "/fr/in/ar/feed.atom"), atom_of(reader, "/fr/challenge/feed.atom")
    assert ([entry.title for entry in arabic.entries], arabic.feed.language) == (["الميناء"], "ar")
    assert [entry.title for entry in challenge.entries] == ["Le port"]
    assert challenge.feed.title.startswith("Challenge · ")
    assert [item["title"] for item in json_of(reader, "/fr/alyaoum/feed.json")["items"]] == ["الميناء"]


def test_a_search_can_be_followed(reader: Client) -> None:
    index([make_one(title="Le port de Tanger"), make_one(source=make_source(), title="La gare de Fès")])
    shown = reader.get("/fr/search/?q=gare").content.decode()
    assert 'href="/fr/search/feed.atom?q=gare"' in shown
    read = atom_of(reader, "/fr/search/feed.atom?q=gare")
    assert [entry.title for entry in read.entries] == ["La gare de Fès"]
    assert read.feed.link == "http://testserver/fr/search/?q=gare"


def test_a_search_can_be_followed_in_an_edition(reader: Client) -> None:
    algerian = make_source(country="DZ")
    index([make_one(title="La gare de Tanger"), make_one(source=algerian, title="La gare d'Oran")])
    shown = reader.get("/fr/in/ar,fr/from/dz/search/?q=gare").content.decode()
    assert 'href="/fr/in/ar,fr/from/dz/search/feed.atom?q=gare"' in shown
    read = atom_of(reader, "/fr/in/ar,fr/from/dz/search/feed.atom?q=gare")
    assert [entry.title for entry in read.entries] == ["La gare d'Oran"]
    assert read.feed.link == "http://testserver/fr/in/ar,fr/from/dz/search/?q=gare"
    assert read.feed.title.startswith("gare · العربية, Français · Algérie · ")


def test_the_feed_of_a_search_without_words_is_that_of_what_was_chosen(reader: Client) -> None:
    make_one(title="Le port")
    make_one(source=make_source(slug="alyaoum", language="ar"), title="الميناء", language="ar")
    read = reader.get("/fr/search/feed.atom?q=&language=ar", follow=True)
    assert read.redirect_chain[-1] == ("/fr/in/ar/feed.atom", 302)
    assert [entry.title for entry in atom_of(reader, "/fr/in/ar/feed.atom").entries] == ["الميناء"]


@pytest.mark.usefixtures("search_that_takes_too_long")
def test_the_feed_of_a_search_that_takes_too_long_is_to_be_asked_for_again(reader: Client) -> None:
    make_one(title="Le port")
    answer = reader.get("/fr/search/feed.atom?q=port")
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")


def test_feeds_of_searches_in_one_language_moved_for_good(reader: Client) -> None:
    answer = reader.get("/fr/search/feed.atom?q=gare&language=ar")
    assert (answer.status_code, answer["Location"]) == (301, "/fr/in/ar/search/feed.atom?q=gare")


@pytest.mark.parametrize("page", ["/ar/", "/ar/in/fr/", "/ar/challenge/"])
def test_a_page_with_a_list_names_its_feeds(reader: Client, page: str) -> None:
    make_one()
    shown = reader.get(page).content.decode()
    for form in ("atom", "json"):
        assert f'<link rel="alternate" type="application/{"atom+xml" if form == "atom" else "feed+json"}"' in shown
        assert shown.count(f'href="{page}feed.{form}"') == 2  # for programs, and for people
        assert reader.get(f"{page}feed.{form}").status_code == 200


def test_a_feed_names_itself_and_its_page_by_the_address_of_the_site(reader: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://news.example"
    make_one()
    feed = atom_of(reader, "/fr/challenge/feed.atom").feed
    links = {link.rel: link.href for link in feed.links}
    assert links["self"] == feed.id == "https://news.example/fr/challenge/feed.atom"
    assert links["alternate"] == "https://news.example/fr/challenge/"


@pytest.mark.parametrize("form", ["atom", "json"])
def test_pages_of_other_sites_may_read_a_feed(reader: Client, form: str) -> None:
    assert reader.get(f"/fr/feed.{form}").headers["Access-Control-Allow-Origin"] == "*"


def test_a_feed_without_articles_stays_the_same_feed(reader: Client) -> None:
    first, second = reader.get("/fr/feed.atom"), reader.get("/fr/feed.atom")
    assert first.content == second.content
    assert json_of(reader, "/fr/feed.json")["items"] == []


def test_a_feed_that_did_not_change_is_not_sent_again(reader: Client) -> None:
    make_one()
    tag = reader.get("/fr/feed.atom").headers["ETag"]
    assert reader.get("/fr/feed.atom", headers={"If-None-Match": tag}).status_code == 304


def test_removed_articles_and_hidden_sources_leave_the_feeds(reader: Client) -> None:
    make_one(removed_at=NOON)
    make_one(source=make_source(is_shown=False, slug="hidden"))
    assert atom_of(reader, "/fr/feed.atom").entries == []
    assert reader.get("/fr/hidden/feed.atom").status_code == 404


@pytest.mark.parametrize("address", ["/fr/feed.rss", "/fr/in/xx/feed.atom", "/fr/nobody/feed.json"])
def test_a_feed_that_does_not_exist_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address, follow=True).status_code == 404


def test_an_empty_search_is_an_empty_feed(reader: Client) -> None:
    make_one()
    assert atom_of(reader, "/fr/search/feed.atom").entries == []


def test_signs_that_xml_does_not_know_are_left_out_of_a_search_s_name(reader: Client) -> None:
    assert atom_of(reader, "/fr/search/feed.atom?q=a%01b%00c").feed.title.startswith("abc · ")
