"""Pages of text only: small, alone, and closed in themselves."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from lxml.html import fromstring

from articles import text_only
from articles.knowledge.page_keys import PageKey
from articles.models import Article, RelatedArticles
from articles.search.indexing import index
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LISTS = [
    *("/fr/text/", "/fr/text/in/fr/", "/fr/text/section/sport/", "/fr/text/sources/", "/fr/text/challenge/"),
    *("/fr/text/on/2026-03-01/", "/fr/text/challenge/2026-03-01/", "/fr/text/challenge/author/amina-tazi/"),
]
PAGES = [*LISTS, "/fr/text/search/?q=port"]
COMES_IN = {"Save-Data": "on", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}


def make_one(**values: Any) -> Article:
    article = make_article(
        **{
            "source": values.pop("source", None) or make_source(slug="challenge", name="Challenge"),
            "title": "Le port de Kénitra",
            "body_html": "<p>Les grues sont là.</p>",
            "body_text": "Les grues sont là.",
            "image": make_image(),
            "authors": ["Amina Tazi"],
            "section": "sport",
            **values,
        }
    )
    index([article])
    return article


def page(reader: Client, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200
    return response.content.decode()


def address(article: Article, language: str = "fr") -> str:
    return f"/{language}/text/{article.source.slug}/{article.pk}/"


# -- what they are ----------------------------------------------------------------------------------------------------


def test_a_page_of_text_asks_for_nothing_else(reader: Client) -> None:
    for each in [*PAGES, address(make_one())]:
        shown = page(reader, each)
        assert re.findall(r"<(?:img|script|picture|iframe|svg)\b|rel=.stylesheet|rel=.icon. href=./", shown) == []
        assert shown.count("<style>") == 1


def test_the_one_style_is_small_and_known_to_the_policy(reader: Client) -> None:
    policy = reader.get(address(make_one())).headers["Content-Security-Policy"]
    assert len(text_only.STYLE) < 1_000
    assert text_only.POLICY["style-src"][0] in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_the_front_page_of_text_is_under_fifteen_kilobytes(reader: Client) -> None:
    for number in range(60):
        source = make_source(name=f"صحيفة الأخبار اليومية {number % 7}", language="ar")
        title = f"عنوان طويل من تسعين حرفًا أو ما يقاربها كما تكتبه الصحف كل صباح عن ميناء القنيطرة الجديد {number}"
        make_article(title=title, source=source, language="ar", published_at=NOON)
    assert len(page(reader, "/ar/text/").encode()) < 15_000


def test_links_lead_to_pages_of_text_only(reader: Client) -> None:
    article = make_one()
    RelatedArticles.objects.update_or_create(article=article, defaults={"others": [make_article().pk]})
    make_article(source=article.source, published_at=NOON - timedelta(days=2))
    make_article(source=article.source, published_at=NOON + timedelta(days=2))
    for each in [*PAGES, address(article)]:
        found = fromstring(page(reader, each)).xpath("//nav//a/@href | //main//a/@href | //form/@action")
        own = [link for link in found if link.startswith("/")]
        assert own
        assert [link for link in own if not link.startswith("/fr/text/")] == []


def test_the_foot_leads_to_the_same_page_with_pictures_and_in_other_languages(reader: Client) -> None:
    article = make_one()
    foot = fromstring(page(reader, address(article))).xpath("//footer/p//a/@href")
    assert foot[0] == f"/fr/challenge/{article.pk}/"
    assert f"/ar/text/challenge/{article.pk}/" in foot


def test_every_page_leads_to_its_text(reader: Client) -> None:
    article = make_one()
    for each, expected in {
        "/fr/": "/fr/text/",
        "/fr/in/fr/": "/fr/text/in/fr/",
        "/fr/challenge/": "/fr/text/challenge/",
        f"/fr/challenge/{article.pk}/": f"/fr/text/challenge/{article.pk}/",
        "/fr/search/?q=port": "/fr/text/search/?q=port",
        "/fr/on/2026-03-01/": "/fr/text/on/2026-03-01/",
        "/fr/challenge/2026-03-01/": "/fr/text/challenge/2026-03-01/",
        "/fr/challenge/author/amina-tazi/": "/fr/text/challenge/author/amina-tazi/",
        "/fr/moderation/": "/fr/text/",
    }.items():
        assert expected in fromstring(page(reader, each)).xpath("//footer//a/@href")


def test_lists_go_on_where_they_end(reader: Client) -> None:
    source = make_source(slug="challenge")
    articles = [make_article(source=source) for _ in range(31)]
    [older] = fromstring(page(reader, "/fr/text/challenge/")).xpath("//a[@rel='next']/@href")
    assert f"/{articles[0].pk}/" in page(reader, f"/fr/text/challenge/{older}")


def test_the_archive_goes_from_day_to_day(reader: Client) -> None:
    source = make_source(slug="challenge")
    for days in (0, 3, 9):
        make_article(source=source, published_at=NOON - timedelta(days=days))
    assert reader.get("/fr/text/on/").headers["Location"] == "/fr/text/on/2026-03-01/"
    for start in ("/fr/text/on/", "/fr/text/challenge/"):
        near = fromstring(page(reader, f"{start}2026-02-26/")).xpath("//main//nav/a/@href")
        assert near == [f"{start}2026-02-20/", f"{start}2026-03-01/"]


def test_a_page_of_a_day_after_its_last_article_is_no_missing_day(reader: Client) -> None:
    oldest = make_article(published_at=NOON)
    rest = PageKey(published_at=oldest.published_at, article_id=oldest.pk)
    for pages in ("", "text/"):
        assert reader.get(f"/fr/{pages}on/2026-03-01/", {"before": str(rest)}).status_code == 200


def test_a_day_without_articles_leads_to_the_nearest_with_some(reader: Client) -> None:
    make_article(published_at=NOON)
    response = reader.get("/fr/text/on/2026-02-01/")
    assert response.status_code == 404
    assert fromstring(response.content.decode()).xpath("//main//nav/a/@href") == ["/fr/text/on/2026-03-01/"]


def test_languages_and_countries_are_chosen_in_text_and_kept_from_section_to_section(reader: Client) -> None:
    make_one(source=make_source(slug="challenge", country="MA"))
    form = fromstring(page(reader, "/fr/text/")).forms[0]
    assert form.action == "/fr/text/edition/"
    response = reader.get(form.action, {"lang": ["fr", "ar"], "country": ["MA"]})
    assert response.headers["Location"] == "/fr/text/in/ar,fr/from/ma/"
    chosen = fromstring(page(reader, "/fr/text/in/ar,fr/from/ma/"))
    assert "/fr/text/in/ar,fr/from/ma/section/sport/" in chosen.xpath("//footer//a/@href")
    assert chosen.forms[0].fields["country"] == "MA"


def test_an_address_that_is_none_is_told_in_text(reader: Client) -> None:
    response = reader.get("/fr/text/nowhere/")
    assert response.status_code == 404
    shown = response.content.decode()
    assert "<script" not in shown
    assert "/fr/text/search/" in shown
    assert text_only.POLICY["style-src"][0] in response.headers["Content-Security-Policy"]
    assert "<script" in reader.get("/fr/nowhere/").content.decode()


# -- what they say ----------------------------------------------------------------------------------------------------


def test_the_whole_text_stands_there_in_its_own_language(reader: Client) -> None:
    shown = fromstring(page(reader, address(make_one(language="ar", body_html="<p>ها هي الرافعات</p>"))))
    [text] = shown.xpath("//p[.='ها هي الرافعات']/..")
    assert (text.get("lang"), text.get("dir")) == ("ar", "rtl")


def test_languages_of_two_directions_are_named_each_in_its_own(reader: Client) -> None:
    make_one(source=make_source(slug="challenge", country="MA"))
    [heading] = fromstring(page(reader, "/fr/text/in/ar,fr/from/ma/section/sport/")).xpath("//h1")
    assert [(part.tag, part.get("lang"), part.text) for part in heading] == [
        ("bdi", None, "Sport"),
        ("span", "ar", "العربية"),
        ("span", "fr", "Français"),
        ("bdi", None, "Maroc"),
    ]


def test_lists_name_the_whole_page_as_the_one_to_find(reader: Client) -> None:
    make_one()
    for each in LISTS:
        [whole] = fromstring(page(reader, each)).xpath("//link[@rel='canonical']/@href")
        assert whole == f"http://testserver{each.replace('/text/', '/')}"


@pytest.mark.parametrize(
    ("policy", "canonical"), [("full", "https://challenge.test/port"), ("excerpt", "http://testserver/fr/challenge/")]
)
def test_an_article_names_the_page_that_its_whole_page_names(reader: Client, policy: str, canonical: str) -> None:
    source = make_source(slug="challenge", display_policy=policy)
    shown = page(reader, address(make_one(source=source, canonical_url="https://challenge.test/port")))
    [named] = fromstring(shown).xpath("//link[@rel='canonical']/@href")
    assert named.startswith(canonical)


def test_a_removed_article_is_gone_here_too(reader: Client) -> None:
    assert reader.get(address(make_one(removed_at=NOON))).status_code == 410


def test_a_search_that_finds_nothing_offers_one_that_does_in_text(reader: Client) -> None:
    make_one()
    shown = fromstring(page(reader, "/fr/text/search/?q=port+zzzz"))
    assert shown.xpath("//main//ul//a/@href") == ["/fr/text/search/?q=port"]


def test_caches_may_keep_it_and_it_is_the_same_for_everybody(reader: Client) -> None:
    article = make_one()
    for each in [*PAGES, address(article)]:
        response = reader.get(each, headers={"Save-Data": "on"})
        assert response.headers["Cache-Control"].startswith("public, max-age=")
        assert not {"Cookie", "Save-Data", "Accept-Language"} & set(re.split(r", *", response.headers.get("Vary", "")))


# -- who asks to save data --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("site", ["none", "cross-site", "same-site"])
def test_who_asks_to_save_data_comes_in_to_the_text(reader: Client, site: str) -> None:
    article = make_one()
    for each, expected in {
        "/fr/": "/fr/text/",
        f"/fr/challenge/{article.pk}/": f"/fr/text/challenge/{article.pk}/",
        "/fr/search/?q=port": "/fr/text/search/?q=port",
    }.items():
        response = reader.get(each, headers={**COMES_IN, "Sec-Fetch-Site": site})
        assert (response.status_code, response.headers["Location"]) == (302, expected)
        assert response.headers["Cache-Control"] == "private, no-store"


def test_the_way_in_leads_straight_to_the_text_in_the_visitor_s_language(reader: Client) -> None:
    response = reader.get("/", headers={**COMES_IN, "Accept-Language": "ar"})
    assert response.headers["Location"] == "/ar/text/#browser-language"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},  # "with pictures" was followed
        {"Sec-Fetch-Site": ""},  # could not be told apart from that
        {"Sec-Fetch-Dest": "empty"},  # a script asks, not a reader
        {"Save-Data": "off"},
    ],
)
def test_others_get_the_page_that_they_ask_for(reader: Client, headers: dict[str, str]) -> None:
    assert reader.get("/fr/", headers={**COMES_IN, **headers}).status_code == 200


def test_what_has_no_text_is_left_as_it_is(reader: Client) -> None:
    make_one()
    for each in ["/fr/moderation/", "/fr/ticker", "/robots.txt", "/fr/text/", "/fr/feed.atom"]:
        assert reader.get(each, headers=COMES_IN).status_code == 200
