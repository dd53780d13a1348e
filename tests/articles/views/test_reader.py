"""The reader's pages: in four languages, from page to page, the same for everybody."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml.html import fromstring

from articles.models import Article
from articles.search.indexing import index
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


def make_many(number: int, **values: Any) -> list[Article]:
    source = values.pop("source", None) or make_source(slug="challenge", name="Challenge")
    return [
        make_article(source=source, published_at=NOON - timedelta(minutes=minute), **values) for minute in range(number)
    ]


# -- the front page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr"), ("es", "ltr")])
def test_the_front_page_speaks_each_interface_language(reader: Client, language: str, direction: str) -> None:
    response = reader.get(f"/{language}/")
    assert f'<html lang="{language}" dir="{direction}">' in response.content.decode()
    assert response.headers["Content-Language"] == language


def test_every_page_leads_to_itself_in_the_other_languages(reader: Client) -> None:
    article = make_article(source=make_source(slug="challenge"))
    shown = page(reader, f"/fr/challenge/{article.pk}/")
    for language in ["ar", "en", "es"]:
        [link] = find(shown, f"//nav//a[@hreflang='{language}']")
        assert link.get("href") == f"/{language}/challenge/{article.pk}/"


def test_the_ticker_shows_each_headline_in_its_own_language(reader: Client) -> None:
    make_article(title="Le port", language="fr")
    make_article(title="الميناء", language="ar")
    links = find(page(reader, "/en/"), "//ul[@class='ticker__items']/li/a")
    texts = {link.text: link.xpath("ancestor-or-self::*[@lang][1]")[0] for link in links}
    assert {title: (text.get("lang"), text.get("dir")) for title, text in texts.items()} == {
        "Le port": ("fr", "ltr"),
        "الميناء": ("ar", "rtl"),
    }


def test_the_ticker_s_headlines_lead_to_their_articles(reader: Client) -> None:
    article = make_article(source=make_source(slug="challenge"), title="Le port")
    [link] = find(page(reader, "/es/ticker"), "//li/a")
    assert (link.get("href"), link.text) == (f"/es/challenge/{article.pk}/", "Le port")


def test_a_headline_shows_on_the_front_page_before_its_text_came(reader: Client) -> None:
    make_article(title="Le port", body_html="", lead="")
    assert "Le port" in main_of(page(reader, "/fr/"))


def test_a_front_page_shows_every_article_once(reader: Client) -> None:
    articles = make_many(40) + make_many(5, source=make_source(slug="autre"), image=make_image())
    shown = main_of(page(reader, "/fr/"))
    assert {shown.count(f"/{article.pk}/") for article in articles if not article.image_id} == {1}


def test_a_language_s_front_page_shows_that_language_only(reader: Client) -> None:
    make_article(title="Le port", language="fr")
    make_article(title="الميناء", language="ar")
    shown = main_of(page(reader, "/fr/in/ar/"))
    assert "الميناء" in shown
    assert "Le port" not in shown


def test_the_menu_offers_the_languages_that_have_articles(reader: Client) -> None:
    make_article(language="ar")
    make_article(language="fr")
    shown = page(reader, "/fr/")
    assert 'href="/fr/in/ar/"' in shown
    assert 'href="/fr/in/de/"' not in shown


def test_articles_of_no_known_language_make_no_section_of_their_own(reader: Client) -> None:
    unknown = make_many(60, language="und")
    shown = main_of(page(reader, "/fr/"))
    assert "/in/und/" not in shown
    assert all(f"/{article.pk}/" in shown for article in unknown)


def test_articles_of_one_language_make_a_section_that_leads_to_its_front_page(reader: Client) -> None:
    make_many(60, language="ar")
    [link] = find(page(reader, "/fr/"), "//h2[@class='block__heading']/a")
    assert reader.get(link.get("href")).status_code == 200


def test_an_empty_portal_says_so(reader: Client) -> None:
    make_source()
    assert "No headlines here yet." in page(reader, "/en/")


@pytest.mark.parametrize("address", ["/en/", "/en/in/fr/", "/en/sources/"])
def test_a_portal_without_sources_tells_its_operator_what_to_do(reader: Client, address: str) -> None:
    shown = page(reader, address)
    assert "There are no sources yet." in shown
    assert "manage.py add_source" in shown


def test_a_language_of_which_nothing_came_yet_says_so(reader: Client) -> None:
    make_article(language="fr")
    assert "No headlines here yet." in page(reader, "/en/in/ar/")


def test_the_front_page_asks_the_database_a_few_times_however_much_there_is(
    reader: Client, django_assert_max_num_queries: Any
) -> None:
    for language in ["fr", "ar", "en", "es"]:
        make_many(20, language=language, source=make_source(slug=language, language=language), image=make_image())
    with django_assert_max_num_queries(4):
        page(reader, "/fr/")


def test_an_article_s_page_asks_the_database_a_few_times(reader: Client, django_assert_max_num_queries: Any) -> None:
    article = make_many(10, image=make_image())[5]
    with django_assert_max_num_queries(6):
        page(reader, f"/fr/challenge/{article.pk}/")


def test_a_source_s_page_asks_the_database_a_few_times(reader: Client, django_assert_max_num_queries: Any) -> None:
    make_many(30)
    with django_assert_max_num_queries(5):
        page(reader, "/fr/challenge/")


# -- paging -----------------------------------------------------------------------------------------------------------


def walk(reader: Client, address: str) -> Iterable[str]:
    """The pages from the first to the last, as a reader turns them."""
    following = address
    for _ in range(20):
        shown = page(reader, following)
        yield main_of(shown)
        link = shown.partition('<a class="pager__older" rel="next" href="')[2].partition('"')[0]
        if not link:
            return
        following = link.replace("&amp;", "&")
    pytest.fail("the pages have no end")


@pytest.mark.parametrize("address", ["/fr/", "/fr/in/fr/", "/fr/challenge/"])
def test_paging_shows_every_article_once(reader: Client, address: str) -> None:
    articles = make_many(130)
    Article.objects.filter(pk__in=[article.pk for article in articles[50:70]]).update(published_at=NOON)
    shown = list(walk(reader, address))
    assert len(shown) > 2
    assert {sum(part.count(f'/{article.pk}/"') for part in shown) for article in articles} == {1}


def test_new_articles_do_not_shift_the_pages_after(reader: Client) -> None:
    articles = make_many(70)
    first = page(reader, "/fr/")
    older = first.partition('<a class="pager__older" rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    for minute in range(10):
        make_article(source=articles[0].source, published_at=NOON + timedelta(minutes=minute))
    second = main_of(page(reader, older))
    assert [second.count(f'/{article.pk}/"') for article in articles] == [0] * 60 + [1] * 10


def test_the_last_page_leads_no_further(reader: Client) -> None:
    make_many(3)
    assert "pager" not in page(reader, "/fr/")


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "2026-03-01",
        "2026-03-01T12:00:00_5",
        "2026-03-01T12:00:00+00:00_x",
        "\0",
        "é_1",
    ],
)
def test_a_key_that_we_never_made_is_not_found(reader: Client, key: str) -> None:
    assert reader.get("/fr/", {"before": key}).status_code == 404


def test_a_key_before_all_articles_still_gets_a_page(reader: Client) -> None:
    make_many(1)
    assert reader.get("/fr/", {"before": "1970-01-01T00:00:00+00:00_5"}).status_code == 200


# -- sources and search -----------------------------------------------------------------------------------------------


def test_all_sources_are_listed_under_their_language(reader: Client) -> None:
    make_source(name="Challenge", language="fr", country="MA")
    make_source(name="هسبريس", language="ar", slug="hespress")
    shown = page(reader, "/en/sources/")
    names = find(shown, "//section[h2/span[@lang='ar']]//a[@class='source-list__name']")
    assert [(name.text, name.get("href")) for name in names] == [("هسبريس", "/en/hespress/")]
    assert "Morocco · General" in shown


def test_the_list_of_sources_says_how_fresh_each_is(reader: Client) -> None:
    source = make_source(name="Challenge")
    now = timezone.now()
    for number in range(45):
        make_article(source=source, title=f"Titre {number}", published_at=now - timedelta(hours=number + 1))
    make_article(source=source, title="Retiré", published_at=now, removed_at=now)
    make_article(source=source, title="Ancien", published_at=now - timedelta(days=40))
    make_source(name="Muet")
    shown = page(reader, "/en/sources/")
    newest = find(shown, "//a[@class='source-list__newest']")
    assert [link.text for link in newest] == ["Titre 0"]
    assert "Articles a day: 1.5" in shown
    assert shown.count("No headlines yet") == 1


def test_a_source_s_page_says_how_fresh_it_is_and_how_much_it_writes(reader: Client) -> None:
    source = make_source(slug="challenge")
    for hours in (2, 26, 50):
        make_article(source=source, published_at=timezone.now() - timedelta(hours=hours))
    facts = find(page(reader, "/fr/challenge/"), "//dl//dt | //dl//dd")
    told = dict(batched(["".join(each.itertext()) for each in facts], 2, strict=True))
    assert (told["Dernier titre"], told["Articles par jour"]) == ("il y a 2\N{NO-BREAK SPACE}h", "0,1")


@pytest.mark.parametrize(
    ("language", "weekday", "date"),
    [
        ("fr", "mardi", "10 mars 2026"),
        ("ar", "الثلاثاء", "10 مارس 2026"),
        ("en", "Tuesday", "March 10, 2026"),
        ("es", "martes", "10 de marzo de 2026"),
    ],
)
def test_rows_stand_beside_their_day_s_name_and_its_date(
    reader: Client, language: str, weekday: str, date: str
) -> None:
    make_article(source=make_source(slug="challenge"), published_at=datetime(2026, 3, 10, 12, tzinfo=UTC))
    [name] = find(page(reader, f"/{language}/challenge/"), "//h2[@class='day__heading']/bdi")
    assert [part.text for part in name] == [weekday, date]
    assert name.text_content() == f"{weekday} {date}"


def test_many_sources_are_listed_with_few_queries(reader: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(20):
        make_article()
    with django_assert_max_num_queries(6):
        shown = page(reader, "/en/sources/")
    assert len(find(shown, "//a[@class='source-list__newest']")) == 20


@pytest.mark.parametrize(
    ("language", "name"), [("fr", "Maroc"), ("ar", "المغرب"), ("en", "Morocco"), ("es", "Marruecos")]
)
def test_a_source_s_country_is_named_in_the_interface_language(reader: Client, language: str, name: str) -> None:
    make_source(slug="challenge", country="MA")
    [link] = find(page(reader, f"/{language}/challenge/"), f"//dd/a[@href='/{language}/from/ma/']")
    assert link.text == name


def test_a_search_finds_articles(reader: Client) -> None:
    index(make_many(1, title="Le port de Kénitra") + make_many(1, title="Autre chose", source=make_source()))
    shown = main_of(page(reader, "/fr/search/?q=port"))
    assert "Le <mark>port</mark> de Kénitra" in shown
    assert "Autre chose" not in shown


def test_a_search_that_finds_nothing_says_so(reader: Client) -> None:
    make_article()
    assert "Nothing was found for “<bdi>rien</bdi>”." in page(reader, "/en/search/?q=rien")


def test_search_words_are_echoed_as_text(reader: Client) -> None:
    shown = page(reader, "/en/search/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in shown
    assert 'value="&quot;&gt;&lt;script&gt;' in shown


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "a" * 10_000,
        "q=%25%25%25",
        "q=a*%20%26%20b*",
        "q=port&page=x",
        "q=port&language=xx",
        "q=",
        "",
        "q=%ff",
    ],
)
def test_any_search_gets_a_page(reader: Client, query: str) -> None:
    assert reader.get(f"/en/search/?{query}").status_code == 200


def test_search_pages_are_not_for_search_engines(reader: Client) -> None:
    assert '<meta name="robots" content="noindex, follow">' in page(reader, "/en/search/?q=port")


# -- addresses --------------------------------------------------------------------------------------------------------


def test_results_can_be_narrowed_by_links_with_counts_and_put_in_another_order(reader: Client) -> None:
    lantern = make_source(slug="lantern", language="en")
    index(make_many(2, title="Le port de Tanger") + make_many(1, title="The port", source=lantern, language="en"))
    shown = main_of(page(reader, "/fr/search/?q=port"))
    links = {" ".join(link.text_content().split()): link.get("href") for link in find(shown, "//nav//li/a")}
    assert links["Français 2"] == "/fr/in/fr/search/?q=port"
    assert links["Challenge 2"] == "/fr/search/?q=port+source%3Achallenge"
    assert links["Les plus pertinents"] == "?q=port&order=best"
    narrowed = main_of(page(reader, links["Challenge 2"]))
    assert ("Le <mark>port</mark> de Tanger" in narrowed, "The <mark>port</mark>" in narrowed) == (True, False)


def test_narrowing_keeps_the_order_and_offers_no_second_source(reader: Client) -> None:
    index(make_many(2, title="Le port de Tanger") + make_many(1, title="Le port", source=make_source(slug="matin")))
    best = main_of(page(reader, "/fr/search/?q=port&order=best"))
    assert "?q=port+source%3Achallenge&amp;order=best" in best
    assert '<input type="hidden" name="order" value="best">' in best
    both = main_of(page(reader, "/fr/search/?q=port+source:challenge+source:matin"))
    assert (both.count("card__title"), "filters__count" in both) == (3, False)


def test_a_filter_that_means_nothing_is_named_to_the_reader(reader: Client) -> None:
    shown = main_of(page(reader, "/fr/search/?q=port+lang:klingon+source:<b>"))
    assert "<code>lang:klingon</code>" in shown
    assert "<code>source:&lt;b&gt;</code>" in shown


@pytest.mark.parametrize(
    ("accepted", "home"),
    [
        ("ar", "/ar/#browser-language"),
        ("es-MX,es;q=0.9", "/es/#browser-language"),
        ("de,en-GB;q=0.5", "/en/#browser-language"),
        ("fr-CH", "/fr/#browser-language"),
        ("de", "/fr/"),
        ("*", "/fr/"),
        ("", "/fr/"),
    ],
)
def test_the_bare_address_leads_to_the_visitor_s_language_and_has_the_page_say_so(
    reader: Client, accepted: str, home: str
) -> None:
    response = reader.get("/", headers={"Accept-Language": accepted})
    assert (response.status_code, response.headers["Location"]) == (302, home)
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("address", ["/fr/in/xx/", "/fr/in/und/", "/de/", "/fr/nowhere/", "/fr/a/b/c/"])
def test_an_unknown_address_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address, follow=True).status_code == 404


def test_robots_may_not_enter_what_costs_or_reports(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert {"Disallow: /*/image/", "Disallow: /*/search/", "Disallow: /admin/"} <= set(
        response.content.decode().split("\n")
    )


@pytest.mark.parametrize(
    ("contact", "named"),
    [
        ("desk@portal.test", "mailto:desk@portal.test"),
        ("mailto:desk@portal.test", "mailto:desk@portal.test"),
        ("https://portal.test/contact", "https://portal.test/contact"),
    ],
)
def test_programs_find_whom_to_write_to(client: Client, settings: Any, contact: str, named: str) -> None:
    settings.CONTACT, settings.SITE_URL = contact, "https://portal.test"
    response = client.get("/.well-known/security.txt", headers={"Accept-Language": "ar"})
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Vary" not in response.headers or "Language" not in response.headers["Vary"]
    told = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert told.pop("Contact") == named
    assert timedelta(days=90) < datetime.fromisoformat(told.pop("Expires")) - timezone.now() < timedelta(days=365)
    assert told == {
        "Preferred-Languages": ", ".join(settings.INTERFACE_LANGUAGES),
        "Canonical": "https://portal.test/.well-known/security.txt",
        "Policy": "https://portal.test/fr/moderation/publishers/",
    }


@pytest.mark.parametrize("contact", ["", "the desk"])
def test_without_somebody_to_write_to_there_is_no_such_file(client: Client, settings: Any, contact: str) -> None:
    settings.CONTACT = contact
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("address", ["/fr/", "/fr/sources/", "/fr/search/", "/fr/ticker"])
def test_reading_pages_takes_no_other_method(client: Client, address: str, method: str) -> None:
    assert getattr(client, method)(address).status_code == 405
