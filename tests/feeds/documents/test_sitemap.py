"""News sitemaps and indexes of them."""

import gzip
from datetime import UTC, datetime
from random import Random

import pytest

from feeds.documents import FeedDocument, NotAFeed, parse

URL = "https://www.journal.test/sitemaps/news.xml"
NOW = datetime(2025, 3, 27, 12, tzinfo=UTC)
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def entry(
    path: str = "/a", *, title: str = "Le budget", date: str = "2025-03-27T10:00:00+01:00", more: str = ""
) -> str:
    publication = (
        "<news:publication><news:name>Le Journal</news:name><news:language>fr</news:language></news:publication>"
    )
    news = f"{publication}<news:publication_date>{date}</news:publication_date><news:title>{title}</news:title>{more}"
    return f"<url><loc>https://www.journal.test{path}</loc><news:news>{news}</news:news></url>"


def read(*entries: str, namespaces: str = NAMESPACES, now: datetime | None = NOW) -> FeedDocument:
    body = f"<?xml version='1.0'?><urlset {namespaces}>{''.join(entries)}</urlset>"
    return parse(body.encode(), url=URL, kind="sitemap", now=now)


def index(*sitemaps: tuple[str, str]) -> FeedDocument:
    rows = "".join(f"<sitemap><loc>{loc}</loc><lastmod>{day}</lastmod></sitemap>" for loc, day in sitemaps)
    body = f"<sitemapindex {NAMESPACES}>{rows}</sitemapindex>"
    return parse(body.encode(), url=URL, kind="sitemap", now=NOW)


def test_an_entry_with_news_tags_becomes_an_item() -> None:
    [item] = read(entry(more="<news:keywords>ville, budget</news:keywords>")).items
    assert (item.title, item.link, item.language) == ("Le budget", "https://www.journal.test/a", "fr")
    assert item.published_at == datetime(2025, 3, 27, 9, tzinfo=UTC)
    assert item.categories == ("ville", "budget")


def test_the_publication_names_the_feed() -> None:
    document = read(entry())
    assert (document.title, document.language, document.home_url) == ("Le Journal", "fr", "https://www.journal.test/")


def test_an_entry_without_news_tags_is_passed_over() -> None:
    plain = "<url><loc>https://www.journal.test/mentions</loc></url>"
    assert [item.link for item in read(plain, entry()).items] == ["https://www.journal.test/a"]


def test_a_sitemap_without_any_news_tag_is_refused_with_the_remedy() -> None:
    with pytest.raises(NotAFeed, match=r"without news: tags.*news sitemap"):
        read("<url><loc>https://www.journal.test/mentions</loc></url>")


def test_an_empty_news_sitemap_is_a_quiet_weekend() -> None:
    assert read().items == ()


@pytest.mark.parametrize(
    ("date", "is_kept"),
    [
        ("2025-03-25T12:00:00Z", True),
        ("2025-03-25T11:59:59Z", False),
        ("2025-03-25", True),  # until its end
        ("2025-03-24", False),
        ("", True),
    ],
)
def test_what_is_older_than_two_days_is_left_out(date: str, is_kept: bool) -> None:
    assert bool(read(entry(date=date)).items) == is_kept


def test_other_namespaces_and_none_are_understood() -> None:
    assert len(read(entry(), namespaces="").items) == 1
    assert len(read(entry(), namespaces='xmlns:news="https://example.test/other"').items) == 1


def test_bare_ampersands_and_html_s_names_lose_nothing() -> None:
    [item] = read(entry("/a?x=1&copy=2", title="Caf&eacute; &amp; th&#233; &lt;3")).items
    assert (item.link, item.title) == ("https://www.journal.test/a?x=1&copy=2", "Café & thé <3")


def test_the_picture_of_an_entry_is_its_own() -> None:
    image = "<image:image><image:loc>/p.jpg</image:loc></image:image></url>"
    [item] = read(entry().replace("</url>", image)).items
    assert item.image_url == "https://www.journal.test/p.jpg"


def test_a_broken_off_sitemap_counts_as_far_as_it_goes() -> None:
    body = f"<urlset {NAMESPACES}>{entry('/a')}{entry('/b')}<url><loc>https://www.jour".encode()
    assert len(parse(body, url=URL, kind="sitemap").items) == 2


def test_a_packed_sitemap_is_unpacked_and_a_bomb_is_not() -> None:
    body = f"<urlset {NAMESPACES}>{entry()}</urlset>".encode()
    assert len(parse(gzip.compress(body), url=URL, kind="sitemap").items) == 1
    with pytest.raises(NotAFeed, match="more than 100 times its size"):
        parse(gzip.compress(b" " * 2_000_000), url=URL, kind="sitemap")
    with pytest.raises(NotAFeed, match="more than 10,000,000 bytes"):
        parse(gzip.compress(Random(1).randbytes(100_000) * 110, 1), url=URL, kind="sitemap")


def test_an_entity_of_a_document_type_is_never_expanded() -> None:
    bomb = '<!DOCTYPE urlset [<!ENTITY a "boum"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = f"{bomb}<urlset {NAMESPACES}>{entry(title='&a;&x; reste')}</urlset>"
    [item] = parse(body.encode(), url=URL, kind="sitemap").items
    assert item.title == "&a;&x; reste"


def test_an_index_names_its_news_sitemaps_first_then_the_newest() -> None:
    document = index(
        ("https://www.journal.test/pages.xml", "2025-03-26"),
        ("https://www.journal.test/posts.xml", "2025-03-27"),
        ("https://www.journal.test/news.xml", "2025-03-26"),
        ("https://www.journal.test/2019.xml", "2019-01-01"),
    )
    assert [url.rpartition("/")[2] for url in document.sitemaps] == ["news.xml", "posts.xml", "pages.xml"]


def test_of_a_long_index_five_sitemaps_are_read() -> None:
    assert len(index(*((f"https://www.journal.test/{n}.xml", "2025-03-27") for n in range(50))).sitemaps) == 5


@pytest.mark.parametrize(
    ("body", "kind", "remedy"),
    [
        ("<rss version='2.0'><channel></channel></rss>", "sitemap", "set its kind to feed"),
        ("<!doctype html><html></html>", "sitemap", "robots.txt"),
        ("<urlset></urlset>", "feed", "set the feed's kind to sitemap"),
        ("<urlset></urlset>", "listing", "set its kind to sitemap"),
    ],
)
def test_another_kind_than_what_it_is_is_refused_with_the_remedy(body: str, kind: str, remedy: str) -> None:
    with pytest.raises(NotAFeed, match=remedy):
        parse(body.encode(), url=URL, kind=kind)


@pytest.mark.parametrize("reference", ["&#xd800;", "&#55296;", "&#0;", "&#xffff;", "&#9999999;"])
def test_a_reference_to_no_character_costs_no_entry(reference: str) -> None:
    found = read(entry(f"/a{reference}", title=f"Le {reference}budget"), entry("/b")).items
    assert [(item.link, item.title) for item in found] == [
        ("https://www.journal.test/a", "Le budget"),
        ("https://www.journal.test/b", "Le budget"),
    ]
