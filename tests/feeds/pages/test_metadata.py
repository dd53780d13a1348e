"""What a page says of itself, where its many voices disagree."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feeds.pages import ArticlePage, extract
from feeds.pages.origin import Origin
from tests.feeds.pages.newspaper import TITLE, page, text

URL = "https://lequotidien.test/a/pluie"
CASABLANCA = ZoneInfo("Africa/Casablanca")
MOMENT = datetime(2025, 7, 27, 10, 5, tzinfo=UTC)


def read(head: str = "", article: str = "", *, title: str = TITLE, url: str = URL, hint: str = "") -> ArticlePage:
    body = page(f"{article}{text()}", head=head, title=title)
    return extract(body, url=url, time_zone="Africa/Casablanca", title_hint=hint)


def script(written: str) -> str:
    return f'<script type="application/ld+json">{written}</script>'


def linked(values: dict[str, Any] | list[Any]) -> str:
    return script(json.dumps(values))


def news(**values: Any) -> str:
    return linked({"@context": "https://schema.org", "@type": "NewsArticle", **values})


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (f"{TITLE} | Le Quotidien", TITLE),
        (f"{TITLE} - Économie", TITLE),
        ("Fès - Meknès : la ligne rouvre", "Fès - Meknès : la ligne rouvre"),
        ("L&#039;eau &amp; le feu dans les forêts du nord", "L'eau & le feu dans les forêts du nord"),
    ],
)
def test_a_title_comes_without_the_name_of_its_site(written: str, title: str) -> None:
    assert read(f'<meta property="og:title" content="{written}">', title=written).title == title


def test_the_heading_wins_over_a_title_made_for_search_engines() -> None:
    head = f'<meta property="og:title" content="{TITLE}, nos photos et vidéos exclusives">'
    assert read(head, f"<h1>{TITLE}</h1>").title == TITLE


def test_a_heading_that_is_the_sites_name_is_no_title() -> None:
    assert read(f'<meta property="og:title" content="{TITLE}">', "<h1>Le Quotidien</h1>").title == TITLE


@pytest.mark.parametrize(
    "head",
    [
        news(datePublished="2025-07-27T11:05:00+01:00"),
        linked([{"@type": "WebPage"}, {"@type": ["Article", "NewsArticle"], "datePublished": "2025-07-27T10:05:00Z"}]),
        linked({"@graph": [{"@type": "Organization"}, {"@type": "NewsArticle", "datePublished": "2025-07-27T10:05Z"}]}),
        linked({"@type": "https://schema.org/NewsArticle", "datePublished": "2025-07-27T10:05:00Z"}),
        script('{"@type": "NewsArticle", "datePublished": "2025-07-27T10:05:00Z",}'),
        script('//<![CDATA[\n{"@type": "Article",\n"datePublished": "2025-07-27T10:05:00Z"}\n//]]>'),
        script('<!-- {"@type": "Article", "datePublished": "2025-07-27T10:05:00Z"} -->'),
        script('{"@type": "NewsArticle", "x": "a\nb", "datePublished": "2025-07-27T10:05:00Z"};'),
        script("{broken") + '<meta property="article:published_time" content="2025-07-27T10:05:00Z">',
        '<meta property="article:published_time" content="2025-07-27T11:05:00">',
        '<meta name="date" content="27/07/2025 11:05">',
        '<meta itemprop="datePublished" content="Sun, 27 Jul 2025 10:05:00 GMT">',
    ],
)
def test_the_date_is_found_wherever_a_page_keeps_it(head: str) -> None:
    found = read(head)
    assert (found.published_at, found.date_has_time) == (MOMENT, True)


@pytest.mark.parametrize(
    "article",
    [
        '<time datetime="2025-07-27T11:05:00">hier</time>',
        '<span class="post-date">Publié le 27 juillet 2025 à 11h05</span>',
        '<span class="publish-time">الأحد 27 يوليوز 2025 - 11:05</span>',
        '<p class="date">Domingo, 27 de julio de 2025, 11:05</p>',
    ],
)
def test_a_date_that_only_readers_see_is_the_sources_local_time(article: str) -> None:
    assert read("", article).published_at == MOMENT.astimezone(CASABLANCA)


def test_a_day_in_one_place_takes_its_time_from_another() -> None:
    found = read(news(datePublished="2025-07-27") + '<meta name="pubdate" content="2025-07-27T10:05:00Z">')
    assert (found.published_at, found.date_has_time) == (MOMENT, True)


def test_the_day_in_the_address_is_better_than_none() -> None:
    found = read(url="https://lequotidien.test/2025/07/27/pluie")
    assert (found.published_at, found.date_has_time) == (datetime(2025, 7, 27, tzinfo=CASABLANCA), False)


def test_a_page_without_a_date_has_none() -> None:
    assert read().published_at is None


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (news(author={"@type": "Person", "name": "Salma Idrissi"}), ("Salma Idrissi",)),
        (news(author=[{"name": "Salma Idrissi"}, "Omar Benali"]), ("Salma Idrissi", "Omar Benali")),
        (news(author={"@type": "Organization", "name": "Agence de presse"}), ()),
        (news(author=5), ()),
        ('<meta name="author" content="Par Salma Idrissi">', ("Salma Idrissi",)),
        ('<meta name="author" content="Le Quotidien">', ()),
        ('<meta property="article:author" content="https://www.facebook.com/salma">', ()),
        ('<meta name="author" content="redaction@lequotidien.test">', ()),
        ("", ()),
    ],
)
def test_authors_are_persons(head: str, authors: tuple[str, ...]) -> None:
    assert read(head).authors == authors


@pytest.mark.parametrize(
    ("head", "image"),
    [
        ('<meta property="og:image" content="/img/a.jpg">', "https://lequotidien.test/img/a.jpg"),
        ('<meta name="twitter:image" content="//cdn.test/a.jpg">', "https://cdn.test/a.jpg"),
        ('<meta itemprop="image" content="/img/a.jpg">', "https://lequotidien.test/img/a.jpg"),
        (news(image="https://cdn.test/a.jpg"), "https://cdn.test/a.jpg"),
        (news(image=[{"@type": "ImageObject", "url": "https://cdn.test/a.jpg"}]), "https://cdn.test/a.jpg"),
        ('<meta property="og:image" content="javascript:alert(1)">', ""),
        ('<meta property="og:image" content="http://[">', ""),
    ],
)
def test_the_lead_image_is_the_one_chosen_for_sharing(head: str, image: str) -> None:
    assert read(head).image_url == image


@pytest.mark.parametrize(
    "picture",
    [
        '<figure><img src="/img/a.jpg" alt="Le barrage"></figure>',
        '<img src="data:image/gif;base64,R0lGOD" data-src="/img/a.jpg" alt="Le barrage">',
        '<img src="/blank.gif" data-lazy-src="/img/a.jpg" alt="Le barrage">',
        '<img srcset="/img/s.jpg 320w, /img/a.jpg 1200w" alt="Le barrage">',
        '<picture><source srcset="/img/a.jpg 1200w"><img src="data:," alt="Le barrage"></picture>',
        '<img src="/icon.png" width="24"><img src="/site-logo.png"><img src="/img/a.jpg" alt="Le barrage">',
    ],
)
def test_without_one_it_is_the_first_picture_in_the_article_however_lazily_loaded(picture: str) -> None:
    found = read("", picture)
    assert (found.image_url, found.image_alt) == ("https://lequotidien.test/img/a.jpg", "Le barrage")


def test_the_article_that_a_page_is_about_is_told_from_those_it_points_to() -> None:
    others = [
        {"@type": "NewsArticle", "headline": f"Une tout autre histoire, {n}", "datePublished": "2020-01-01"}
        for n in range(3)
    ]
    head = linked([*others, {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2025-07-27T10:05:00Z"}])
    assert read(head, f"<h1>{TITLE}</h1>", hint=TITLE).published_at == MOMENT


def test_sections_and_language_and_canonical_address_are_read() -> None:
    canonical = '<link rel="canonical" href="https://lequotidien.test/a/pluie?x=1">'
    found = read(news(articleSection=["Économie", "Eau"]) + canonical)
    assert (found.sections, found.language, found.canonical_url) == (
        ("Économie", "Eau"),
        "fr",
        "https://lequotidien.test/a/pluie?x=1",
    )


@pytest.mark.parametrize("value", [None, 5, [], {}, [None], [[]], {"@value": 5}, [{"name": ["x"]}]])
@pytest.mark.parametrize(
    "name", ["headline", "datePublished", "author", "image", "articleSection", "articleBody", "description"]
)
def test_structured_data_of_the_wrong_kind_costs_that_field_alone(name: str, value: Any) -> None:
    found = read(news(**{name: value}), f"<h1>{TITLE}</h1>")
    assert (found.title, bool(found.body_text)) == (TITLE, True)


def test_a_canonical_address_that_is_not_written_out_is_not_believed() -> None:
    assert read(news() + '<link rel="canonical" href="/a/pluie">').canonical_url == ""


def test_an_author_that_is_only_referred_to_is_found_in_the_graph() -> None:
    graph = [
        {"@type": "NewsArticle", "headline": TITLE, "author": {"@id": "#/p/1"}, "image": {"@id": "#/i/1"}},
        {"@type": "Person", "@id": "#/p/1", "name": "Salma Idrissi"},
        {"@type": "ImageObject", "@id": "#/i/1", "url": "https://cdn.test/a.jpg"},
    ]
    found = read(linked({"@graph": graph}))
    assert (found.authors, found.image_url) == (("Salma Idrissi",), "https://cdn.test/a.jpg")


def test_each_fact_tells_where_it_was_found() -> None:
    head = news(headline=TITLE, datePublished="2025-07-27T10:05:00Z", author={"name": "Salma Idrissi"})
    found = read(head + '<meta property="og:image" content="/img/a.jpg">', f"<h1>{TITLE}</h1>")
    assert dict(found.origins) == {
        "title": Origin.HEADING,
        "published_at": Origin.LINKED,
        "authors": Origin.LINKED,
        "image_url": Origin.SHARING,
    }


def test_the_pages_wishes_are_kept() -> None:
    assert read('<meta name="robots" content="nosnippet">').wishes.longest_excerpt == 0
