"""The page of one article: what it shows, in which language, and how much of it the source lets us show."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml.html import fromstring

from articles.models import Article, ImageStatus, RelatedArticles
from articles.search.indexing import index
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
LATE = datetime(2025, 3, 26, 23, 30, tzinfo=UTC)
LEAD = "Le chantier avance."
BODY = "<p>Les grues sont là.</p><h2>Un second quai</h2><p>Il viendra en 2027.</p>"


def challenge(**values: Any) -> Any:
    return make_source(**{"slug": "challenge", "name": "Challenge", **values})


def full_article(**values: Any) -> Article:
    known = {
        "title": "Le port de Kénitra prend forme",
        "lead": LEAD,
        "body_html": BODY,
        "body_text": "Les grues sont là.\nUn second quai\nIl viendra en 2027.",
        "published_at": LATE,
    }
    return make_article(**{"source": values.pop("source", None) or challenge(), **known, **values})


def page(reader: Client, article: Article, language: str = "fr") -> str:
    response = reader.get(f"/{language}/{article.source.slug}/{article.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def find(shown: str, xpath: str) -> Any:
    return fromstring(shown).xpath(xpath)


def published_day(shown: str) -> str:
    [moment] = find(shown, "//p[@class='story__published']/time")
    day: str = moment.text
    return day


def main_of(shown: str) -> str:
    return shown.partition("<main")[2].partition("</main>")[0]


# -- what it shows ----------------------------------------------------------------------------------------------------


def test_the_title_stands_in_the_article_s_own_language(reader: Client) -> None:
    article = full_article(title="ميناء القنيطرة", language="ar")
    [title] = find(page(reader, article), "//h1")
    assert (title.text, title.get("lang"), title.get("dir")) == ("ميناء القنيطرة", "ar", "rtl")


def test_a_title_of_unknown_language_finds_its_own_direction(reader: Client) -> None:
    [title] = find(page(reader, full_article(language="und")), "//h1")
    assert (title.get("lang"), title.get("dir")) == ("und", "auto")


def test_the_source_is_named_and_linked(reader: Client) -> None:
    [link] = find(page(reader, full_article()), "//p[@class='story__published']/a")
    assert (link.text_content(), link.get("href")) == ("Challenge", "/fr/challenge/")


def test_the_day_is_that_of_the_source_s_time_zone(reader: Client) -> None:
    shown = page(reader, full_article(source=challenge(time_zone="Africa/Casablanca")))
    [moment] = find(shown, "//p[@class='story__published']/time")
    assert (moment.text, moment.get("datetime")) == ("26 - 03 - 2025", "2025-03-26T23:30:00+00:00")  # Ramadan: UTC+0


def test_the_day_may_be_another_than_ours(reader: Client) -> None:
    article = full_article(published_at=datetime(2025, 6, 1, 23, 30, tzinfo=UTC))
    assert published_day(page(reader, article)) == "02 - 06 - 2025"


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_the_day_is_written_in_western_digits_in_every_language(reader: Client, language: str) -> None:
    assert published_day(page(reader, full_article(), language)) == "26 - 03 - 2025"


def test_the_lead_is_a_paragraph_of_its_own(reader: Client) -> None:
    shown = page(reader, full_article())
    [lead] = find(shown, "//p[@class='story__lead']")
    assert (lead.text, lead.get("lang"), lead.get("dir")) == (LEAD, "fr", "ltr")
    assert LEAD not in shown.partition('<div class="prose"')[2]


def test_no_line_of_the_lead_begins_with_a_colon(reader: Client) -> None:
    assert "Un verdict\u00a0: hésitant." in page(reader, full_article(lead="Un verdict : hésitant."))


@pytest.mark.parametrize(("length", "sizes"), [(120, "story__title"), (121, "story__title story__title--long")])
def test_a_title_as_long_as_a_paragraph_is_set_smaller(reader: Client, length: int, sizes: str) -> None:
    [title] = find(page(reader, full_article(title="a" * length)), "//h1")
    assert title.get("class") == sizes


def test_the_body_keeps_its_sub_headings(reader: Client) -> None:
    shown = page(reader, full_article())
    assert f">{BODY}</div>" in shown
    [prose] = find(shown, "//div[@class='prose']")
    assert (prose.get("lang"), prose.get("dir")) == ("fr", "ltr")


def test_pointers_are_links_beside_the_text(reader: Client) -> None:
    pointers = [{"title": "Un port & un train", "url": "https://challenge.test/train"}]
    shown = page(reader, full_article(pointers=pointers))
    [link] = find(shown, "//aside[@class='pointers']//a")
    assert (link.get("href"), link.text) == ("https://challenge.test/train", "Un port & un train")
    assert "Un port" not in shown.partition('<div class="prose"')[2].partition("</div>")[0]


def test_the_authors_are_named(reader: Client) -> None:
    shown = page(reader, full_article(authors=["A. Alami", "سعيد"]))
    assert "<bdi>A. Alami</bdi>" in shown
    assert "<bdi>سعيد</bdi>" in shown


def test_the_foot_leads_straight_to_the_source(reader: Client) -> None:
    shown = page(reader, full_article(canonical_url="https://challenge.test/port?a=1&b=2"))
    [link] = find(shown, "//p[@class='story__origin']/a")
    assert link.get("href") == "https://challenge.test/port?a=1&b=2"


def test_a_headline_without_a_text_says_where_the_text_is(reader: Client) -> None:
    shown = main_of(page(reader, full_article(body_html="", body_text="", lead=""), "en"))
    assert "The full text stands at its source." in shown
    assert "prose" not in shown


def test_what_strangers_wrote_is_shown_as_text(reader: Client) -> None:
    attack = "<script>alert(1)</script>"
    article = full_article(title=attack, lead=attack, authors=[attack], pointers=[{"title": attack, "url": "http://x"}])
    assert attack not in page(reader, article)


def test_the_picture_comes_in_all_widths_and_once_for_browsers_without_webp(reader: Client) -> None:
    image = make_image(has_jpeg=True)
    shown = page(reader, full_article(image=image))
    base = f"/image/{image.picture_key}/{image.pk}"
    [source], [fallback] = find(shown, "//figure//source"), find(shown, "//figure//img")
    assert source.get("type") == "image/webp"
    assert source.get("srcset") == f"{base}-320.webp 320w, {base}-640.webp 640w"
    assert source.get("sizes")
    assert (fallback.get("src"), fallback.get("srcset")) == (f"{base}-640.jpg", None)
    assert (fallback.get("width"), fallback.get("height")) == ("640", "427")
    [shared] = find(shown, "//meta[@property='og:image']")
    assert shared.get("content", "").endswith(f"{base}-640.jpg")


def test_the_picture_can_be_reported_right_below_it(reader: Client) -> None:
    image = make_image()
    article = full_article(image=image, image_alt="Le port")
    shown = page(reader, article)
    [picture] = find(shown, "//figure//img")
    assert picture.get("src") == f"/image/{image.picture_key}/{image.pk}-640.webp"
    assert picture.get("alt") == "Le port"
    [link] = find(shown, "//figure/figcaption/a[@class='report-link']")
    assert link.get("href") == f"/fr/image/{image.pk}/report?article={article.pk}"


@pytest.mark.parametrize("status", [ImageStatus.BLOCKED, ImageStatus.PENDING, ImageStatus.UNUSABLE])
def test_an_image_that_is_not_shown_leaves_no_trace(reader: Client, status: ImageStatus) -> None:
    image = make_image(status=status)
    shown = page(reader, full_article(image=image, image_alt="Le port la nuit"))
    assert "/image/" not in shown
    assert "Le port la nuit" not in shown


# -- around it --------------------------------------------------------------------------------------------------------


def test_the_neighbours_are_the_source_s_next_articles_in_time(reader: Client) -> None:
    source = challenge()
    older, shown, newer = (
        full_article(source=source, title=title, published_at=datetime(2025, 3, day, tzinfo=UTC))
        for title, day in [("Avant", 1), ("Pendant", 2), ("Après", 3)]
    )
    around = find(page(reader, shown), "//nav[@class='neighbours']/a")
    assert [(link.get("rel"), link.get("href")) for link in around] == [
        ("prev", f"/fr/challenge/{older.pk}/"),
        ("next", f"/fr/challenge/{newer.pk}/"),
    ]


def test_no_article_is_offered_twice(reader: Client) -> None:
    source = challenge()
    articles = [full_article(source=source, published_at=datetime(2025, 3, day, tzinfo=UTC)) for day in range(1, 6)]
    shown = main_of(page(reader, articles[2]))
    for other in articles:
        links = shown.count(f'"/fr/challenge/{other.pk}/"')
        assert links == (0 if other == articles[2] else 1)


# -- how much of it ---------------------------------------------------------------------------------------------------

LONG_LEAD = "Un chapeau qui court. " * 30
SECRET = "Les grues sont là."


def whole_site(reader: Client, article: Article) -> str:
    """Every page, feed and answer that may show the article, meta tags and ticker included."""
    addresses = [
        f"/fr/challenge/{article.pk}/",
        "/fr/",
        "/fr/in/fr/",
        "/fr/challenge/",
        "/fr/search/?q=Kénitra",
        "/fr/ticker",
        *(f"/fr/text/{place}" for place in (f"challenge/{article.pk}/", "", "in/fr/", "challenge/")),
        "/fr/text/search/?q=Kénitra",
        *(f"/fr/{place}feed.{form}" for place in ("", "in/fr/", "challenge/") for form in ("atom", "json")),
        *(f"/fr/search/feed.{form}?q=Kénitra" for form in ("atom", "json")),
        f"/fr/on/{article.published_at.date()}/",
        f"/fr/challenge/{article.published_local.date()}/",
        *(f"/api/v1/{place}" for place in ("articles", f"articles/{article.pk}", "search?q=Kénitra")),
        f"/fr/challenge/{related_to(article).pk}/",
    ]
    pages = {address: _plain(reader.get(address).content.decode()) for address in addresses}
    assert [address for address, shown in pages.items() if "Le port de Kénitra prend forme" not in shown] == []
    return "".join(pages.values())


def _plain(shown: str) -> str:
    """Without marks, and with JSON's letters as they are read."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), re.sub("</?mark>", "", shown))


def related_to(article: Article) -> Article:
    """Another article of its source, beside which it stands."""
    other = make_article(source=article.source, title="Un autre titre", published_at=LATE - timedelta(days=9))
    RelatedArticles.objects.create(article=other, others=[article.pk])
    return other


def indexed(article: Article) -> Article:
    index([article])
    return article


def test_full_text_is_shown_and_names_the_source_s_page_as_the_original(reader: Client) -> None:
    article = full_article(canonical_url="https://challenge.test/port")
    shown = page(reader, article)
    assert SECRET in shown
    assert '<link rel="canonical" href="https://challenge.test/port">' in shown


def test_an_excerpt_source_shows_nothing_but_300_characters(reader: Client) -> None:
    article = indexed(full_article(source=challenge(display_policy="excerpt"), lead=LONG_LEAD, image=make_image()))
    site = whole_site(reader, article)
    assert SECRET not in site
    assert LONG_LEAD[:280] in site
    assert LONG_LEAD[:301] not in site


def test_an_excerpt_is_never_longer_than_300_characters(reader: Client) -> None:
    endless = full_article(source=challenge(display_policy="excerpt"), lead="x" * 2_000)
    assert len(endless.shown_lead) == 300
    assert "x" * 300 not in whole_site(reader, indexed(endless))


def test_only_the_article_itself_says_how_much_of_it_is_shown() -> None:
    """What a template, a feed or the API reads of an article is what its source's display policy leaves of it."""
    held_back = re.compile(r"\b(?:article|shown|card|other)\.(?:lead|body_html|body_text|pointers|image)\b")
    surfaces = [*Path("templates").rglob("*.html")]
    surfaces += [path for room in ("views", "templatetags") for path in Path("articles", room).glob("*.py")]
    surfaces += [Path("articles", f"{name}.py") for name in ("syndication", "news_article", "search/highlighting")]
    assert len(surfaces) > 40
    assert {(path.name, found) for path in surfaces for found in held_back.findall(path.read_text())} == set()


def test_an_excerpt_may_come_from_the_text_when_there_is_no_lead(reader: Client) -> None:
    article = full_article(source=challenge(display_policy="excerpt"), lead="", body_text="Mot pour mot. " * 50)
    shown = page(reader, article)
    [opening] = find(shown, "//p[@class='story__lead']")
    assert opening.text.startswith("Mot pour mot. Mot pour mot.")
    assert ("Mot pour mot. " * 22)[:300] not in shown


def test_a_headline_source_shows_its_headlines_only(reader: Client) -> None:
    article = indexed(
        full_article(
            source=challenge(display_policy="headline"),
            image=make_image(),
            image_alt="Le port la nuit",
            pointers=[{"title": "Lire aussi", "url": "https://challenge.test/train"}],
        )
    )
    site = whole_site(reader, article)
    for hidden in (SECRET, LEAD, "/image/", "Le port la nuit", "https://challenge.test/train", "og:description"):
        assert hidden not in site


def test_a_headline_source_lets_no_search_engine_show_more(reader: Client) -> None:
    article = full_article(source=challenge(display_policy="headline"))
    assert '<meta name="robots" content="nosnippet, noimageindex">' in page(reader, article)


# -- what is not there ------------------------------------------------------------------------------------------------


def status(reader: Client, address: str) -> int:
    return reader.get(address).status_code


def test_a_removed_article_is_nowhere(reader: Client) -> None:
    article = indexed(full_article(removed_at=LATE))
    assert status(reader, f"/fr/challenge/{article.pk}/") == 410
    for address in ["/fr/", "/fr/in/fr/", "/fr/challenge/", "/fr/search/?q=Kénitra", "/fr/ticker"]:
        assert "Le port de Kénitra" not in reader.get(address).content.decode()


def test_a_hidden_source_is_nowhere(reader: Client) -> None:
    article = indexed(full_article(source=challenge(is_shown=False)))
    assert status(reader, f"/fr/challenge/{article.pk}/") == 404
    assert status(reader, "/fr/challenge/") == 404
    for address in ["/fr/", "/fr/sources/", "/fr/search/?q=Kénitra", "/fr/ticker"]:
        shown = reader.get(address).content.decode()
        assert "Le port de Kénitra" not in shown
        assert "Challenge" not in shown


def test_an_article_has_no_page_under_another_source(reader: Client) -> None:
    article = full_article()
    make_source(slug="autre")
    assert status(reader, f"/fr/autre/{article.pk}/") == 404


@pytest.mark.parametrize("number", ["0", "99999", "9" * 30])
def test_an_article_that_does_not_exist_is_not_found(reader: Client, number: str) -> None:
    challenge()
    assert status(reader, f"/fr/challenge/{number}/") == 404


# -- what the rest of is for paying readers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Le texte complet est réservé aux abonnés de la source."),
        ("ar", "النص الكامل مخصّص لمشتركي المصدر."),
        ("es", "El texto completo es para los suscriptores de la fuente."),
    ],
)
def test_a_partial_text_says_so_below_in_the_reader_s_language(reader: Client, language: str, sentence: str) -> None:
    shown = main_of(page(reader, full_article(is_partial=True), language))
    assert shown.index("Les grues sont là.") < shown.index(sentence)


def test_a_whole_text_speaks_of_no_subscribers(reader: Client) -> None:
    assert "abonnés" not in page(reader, full_article())


def test_a_headline_whose_text_is_for_subscribers_says_so_and_no_more(reader: Client) -> None:
    shown = main_of(page(reader, full_article(body_html="", body_text="", is_partial=True)))
    assert [each.text_content() for each in find(shown, "//p[@class='story__absent']")] == [
        "Le texte complet est réservé aux abonnés de la source."
    ]
