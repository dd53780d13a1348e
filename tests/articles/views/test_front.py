"""Front pages of editions and sections: chosen by addresses, one spelling each, the same for everybody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from lxml.html import fromstring

from articles.models import Article, Section, Verdict
from articles.moderation.moderating import decide
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def page(reader: Client, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200
    return response.content.decode()


def find(shown: str, xpath: str) -> Any:
    return fromstring(shown).xpath(xpath)


def main_of(shown: str) -> str:
    return shown.partition("<main")[2].partition("</main>")[0]


def titles(shown: str) -> set[str]:
    return {" ".join(link.text_content().split()) for link in find(shown, "//main//*[@class='card__title']/a")}


def make_world() -> None:
    """Two languages in two countries; the Moroccan ones write of sport."""
    for country in ("MA", "DZ"):
        for language in ("fr", "ar"):
            source = make_source(country=country, language=language)
            section = Section.SPORT if country == "MA" else Section.GENERAL
            make_article(source=source, title=f"{language} {country}", language=language, section=section)


# -- editions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/fr/", {"fr MA", "fr DZ", "ar MA", "ar DZ"}),
        ("/fr/in/ar/", {"ar MA", "ar DZ"}),
        ("/fr/from/ma/", {"fr MA", "ar MA"}),
        ("/fr/in/fr/from/dz/", {"fr DZ"}),
        ("/fr/in/ar,fr/from/dz,ma/", {"fr MA", "fr DZ", "ar MA", "ar DZ"}),
        ("/fr/in/es/", set()),
        ("/fr/section/sport/", {"fr MA", "ar MA"}),
        ("/fr/in/ar/section/sport/", {"ar MA"}),
        ("/fr/in/ar/from/dz/section/sport/", set()),
    ],
)
def test_a_front_page_shows_the_languages_countries_and_section_of_its_address(
    reader: Client, address: str, shown: set[str]
) -> None:
    make_world()
    assert titles(page(reader, address)) == shown


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("/fr/in/fr,ar/", "/fr/in/ar,fr/"),
        ("/fr/in/AR/from/MA/", "/fr/in/ar/from/ma/"),
        ("/fr/in/fr,fr/section/sport/", "/fr/in/fr/section/sport/"),
        ("/fr/in/fr,ar/feed.atom", "/fr/in/ar,fr/feed.atom"),
        ("/fr/in/fr,ar/ticker", "/fr/in/ar,fr/ticker"),
        ("/fr/in/fr,ar/?before=2026-03-01T12:00:00%2B00:00_5", "/fr/in/ar,fr/?before=2026-03-01T12:00:00%2B00:00_5"),
        ("/fr/in/,/", "/fr/"),
    ],
)
def test_another_spelling_leads_for_good_to_the_one_that_caches_keep(reader: Client, written: str, own: str) -> None:
    response = reader.get(written)
    assert (response.status_code, response.headers["Location"]) == (301, own)
    assert "Vary" not in response.headers or "Accept-Language" not in response.headers["Vary"]


@pytest.mark.parametrize(
    "address",
    [
        *("/fr/in/xx/", "/fr/from/zz/", "/fr/in/fr/in/ar/", "/fr/from/ma/in/fr/", "/fr/section/general/"),
        *("/fr/section/gossip/", "/fr/in/ar,xx/feed.atom", "/fr/edition/gossip/"),
        "/fr/in/af,ar,az,be,bg,bn,ca,cs,cy/",
    ],
)
def test_an_edition_that_there_is_not_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("lang=fr&lang=ar&country=MA", "/fr/in/ar,fr/from/ma/"),
        ("country=MA&country=DZ", "/fr/from/dz,ma/"),
        ("", "/fr/"),
        ("lang=xx&country=%00&other=1", "/fr/"),
    ],
)
def test_the_boxes_of_the_form_lead_to_an_edition_s_address(reader: Client, query: str, address: str) -> None:
    response = reader.get(f"/fr/edition/?{query}")
    assert (response.status_code, response.headers["Location"]) == (302, address)
    assert "Set-Cookie" not in response.headers


def test_the_form_of_a_section_stays_in_it(reader: Client) -> None:
    make_world()
    [form] = find(page(reader, "/fr/in/ar/section/sport/"), "//form[@class='edition__form']")
    assert form.get("action") == "/fr/edition/sport/"
    assert reader.get("/fr/edition/sport/?lang=fr").headers["Location"] == "/fr/in/fr/section/sport/"


def test_the_form_shows_what_is_chosen_and_every_country_by_its_name(reader: Client) -> None:
    make_world()
    shown = page(reader, "/fr/in/ar/from/ma/")
    boxes = find(shown, "//form[@class='edition__form']//label")
    assert [(box.text_content().strip(), "checked" in box.find("input").attrib) for box in boxes] == [
        *(("العربية", True), ("Français", False)),
        *(("Algérie", False), ("Maroc", True)),
    ]


def test_the_choice_travels_by_the_page_s_links(reader: Client) -> None:
    make_world()
    shown = page(reader, "/fr/in/ar,fr/from/ma/")
    addresses = {link.get("href") for link in find(shown, "//header//a | //link[@rel='alternate']")}
    assert {
        "/fr/in/ar,fr/from/ma/section/sport/",
        "/fr/in/ar,fr/from/ma/feed.atom",
        "/fr/in/ar,fr/from/ma/feed.json",
        "http://testserver/ar/in/ar,fr/from/ma/",
    } <= addresses
    [ticker] = find(shown, "//*[@data-ticker]/@data-ticker")
    assert ticker == "/fr/in/ar,fr/from/ma/ticker"
    assert {link.text for link in find(page(reader, ticker), "//a")} == {"fr MA", "ar MA"}


@pytest.mark.parametrize("edition", ["", "in/ar/", "in/ar,fr/from/ma/", "from/dz/"])
def test_a_search_is_of_the_edition_that_it_was_asked_in(reader: Client, edition: str) -> None:
    make_world()
    for pages in ("/fr/", "/fr/text/"):
        shown = page(reader, f"{pages}{edition}")
        ways = "//form[@class='search-box']/@action | //nav/a[contains(@href, 'search')]/@href"
        assert find(shown, ways) == [f"{pages}{edition}search/"]


def test_older_headlines_stay_in_the_edition_and_section(reader: Client) -> None:
    source = make_source(country="MA")
    for minute in range(130):
        make_article(source=source, section=Section.SPORT, published_at=NOON - timedelta(minutes=minute))
    address = "/fr/in/fr/from/ma/section/sport/"
    found: list[str] = []
    while address:
        shown = page(reader, address)
        found += find(shown, "//main//*[@class='card__title']/a/@href")
        address = next(iter(find(shown, "//a[@class='pager__older']/@href")), "")
        assert address.startswith("/fr/in/fr/from/ma/section/sport/") or not address
    assert len(found) == len(set(found)) == 130


@pytest.mark.parametrize(
    ("address", "is_hidden"),
    [("/fr/in/ar/", False), ("/fr/from/ma/", False), ("/fr/in/ar/from/ma/", True), ("/fr/in/ar,fr/", True)],
)
def test_search_engines_are_offered_no_combinations(reader: Client, address: str, is_hidden: bool) -> None:
    make_world()
    assert ('content="noindex, follow"' in page(reader, address)) == is_hidden


def test_an_edition_without_articles_says_so_kindly_and_leaves_the_choice(reader: Client) -> None:
    make_world()
    shown = page(reader, "/en/in/es/")
    assert "No headlines here yet." in shown
    assert find(shown, "//form[@class='edition__form']")
    assert 'content="noindex, follow"' in shown


def test_a_portal_of_one_language_and_country_offers_no_choice(reader: Client) -> None:
    make_article(source=make_source(country="MA"))
    assert not find(page(reader, "/fr/"), "//*[@class='edition']")


def test_a_page_is_the_same_for_everybody_and_asked_for_again_conditionally(reader: Client) -> None:
    make_world()
    for address in ("/fr/in/ar/from/ma/", "/fr/section/sport/", "/fr/in/ar/ticker"):
        first = reader.get(address, headers={"Accept-Language": "ar", "Cookie": "edition=fr"})
        assert first.headers["Cache-Control"].startswith("public, max-age=30")
        assert "Set-Cookie" not in first.headers
        assert not {"Cookie", "Accept-Language"} & set(first.headers.get("Vary", "").split(", "))
        again = reader.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304


# -- sections ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "name"), [("fr", "Sport"), ("ar", "رياضة"), ("en", "Sport"), ("es", "Deportes")])
def test_a_section_is_named_in_the_interface_language(reader: Client, language: str, name: str) -> None:
    make_world()
    [heading] = find(page(reader, f"/{language}/section/sport/"), "//h1")
    assert heading.text_content().strip() == name


def test_the_menu_offers_the_sections_that_have_articles(reader: Client) -> None:
    make_world()
    links = find(page(reader, "/fr/"), "//nav[@class='sections-menu']//a/@href")
    assert links == ["/fr/", "/fr/section/sport/", "/fr/sources/"]


def test_a_card_and_the_article_s_page_name_the_section(reader: Client) -> None:
    article = make_article(source=make_source(slug="challenge"), section=Section.SPORT)
    assert find(page(reader, "/fr/"), "//main//a[@class='card__section']/@href") == ["/fr/section/sport/"]
    assert find(page(reader, "/fr/section/sport/"), "//main//a[@class='card__section']") == []
    [link] = find(page(reader, f"/fr/challenge/{article.pk}/"), "//*[@class='story__section']/a")
    assert (link.text, link.get("href")) == ("Sport", "/fr/section/sport/")


def test_news_of_no_section_name_none(reader: Client) -> None:
    article = make_article(source=make_source(slug="challenge"))
    assert "card__section" not in page(reader, "/fr/")
    assert "story__section" not in page(reader, f"/fr/challenge/{article.pk}/")


# -- the front page ---------------------------------------------------------------------------------------------------


def make_many(number: int, **values: Any) -> list[Article]:
    source = values.pop("source", None) or make_source()
    return [
        make_article(source=source, published_at=NOON - timedelta(minutes=minute), **values) for minute in range(number)
    ]


def fill() -> None:
    """A full portal: four languages, all sections, pictures, titles and leads of usual length."""
    for number, (language, country) in enumerate([("fr", "MA"), ("ar", "MA"), ("en", "GB"), ("es", "ES")]):
        for section in Section:
            source = make_source(name=f"Source {language} {section}", language=language, country=country)
            for minute in range(12):
                title = f"{language} {section.value} {minute}: un titre de dix mots qui dit ce qui s'est passé"
                make_article(
                    source=source,
                    title=title,
                    language=language,
                    section=section,
                    lead=f"{title}, et ce qu'il faut en savoir de plus avant de lire la suite. " * 2,
                    image=make_image() if minute % 3 == number % 3 else None,
                    published_at=NOON - timedelta(minutes=minute * 7 + number),
                )


def test_nothing_stands_twice_on_a_full_front_page(reader: Client) -> None:
    fill()
    for address in ("/fr/", "/ar/in/ar,fr/", "/fr/from/ma/", "/fr/section/sport/"):
        links = find(page(reader, address), "//main//*[@class='card__title']/a/@href")
        assert len(links) == len(set(links)) >= 40


def test_a_full_front_page_has_a_lead_with_a_picture_then_sections_then_languages(reader: Client) -> None:
    fill()
    shown = page(reader, "/fr/")
    assert find(shown, "//div[@class='top__lead']//img")
    headings = [link.get("href") for link in find(shown, "//h2[@class='block__heading']/a")]
    names = ["politics", "economy", "society", "sport", "culture", "world", "technology"]
    assert headings == [*(f"/fr/section/{name}/" for name in names), "/fr/in/fr/", *headings[8:]]
    assert set(headings[8:]) == {"/fr/in/ar/", "/fr/in/en/", "/fr/in/es/"}


def test_a_front_page_says_how_fresh_each_headline_is(reader: Client) -> None:
    minutes = timezone.now() - timedelta(minutes=4)
    make_article(published_at=minutes)
    [moment] = find(page(reader, "/fr/"), "//main//time")
    assert moment.text == "il y a 4\u00a0min"
    assert datetime.fromisoformat(moment.get("datetime")) == minutes


def test_a_front_page_without_pictures_and_sections_is_a_page(reader: Client) -> None:
    make_many(2)
    shown = page(reader, "/fr/")
    assert len(titles(shown)) == 2
    assert find(shown, "//div[@class='top__lead']//h3")
    assert not find(shown, "//h2[@class='block__heading']/a")


def test_a_block_on_a_picture_leaves_the_front_page_with_the_next_request(reader: Client) -> None:
    plain = make_many(3)
    pictured = make_article(source=plain[0].source, image=make_image(), published_at=NOON - timedelta(hours=1))
    lead = "//div[@class='top__lead']//*[@class='card__title']/a/@href"
    assert find(page(reader, "/fr/"), lead) == [pictured.get_absolute_url()]
    editor = User.objects.create_user("editor")
    decide(images=[pictured.image_id or 0], verdict=Verdict.BLOCK, reasoning="", editor=editor)
    shown = page(reader, "/fr/")
    assert "<img" not in main_of(shown)
    assert find(shown, lead) == [plain[0].get_absolute_url()]


@pytest.mark.parametrize("address", ["/fr/", "/fr/in/ar,fr/from/ma/", "/fr/section/sport/", "/ar/in/ar/"])
def test_a_front_page_asks_the_database_six_times_at_most(
    reader: Client, django_assert_max_num_queries: Any, address: str
) -> None:
    fill()
    with django_assert_max_num_queries(6):
        page(reader, address)
