"""The feeds that an HTML page names."""

import pytest

from feeds.knowledge.feed_links import MOST_LINKS, feed_links, linked_feeds, narrowness, news_sitemaps, usual_feeds

HOME = "https://www.challenge.ma/"
PAGE = f"{HOME}category/economie/"


def link(href: str, *, rel: str = "alternate", kind: str = "application/rss+xml") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}">'


def test_the_feeds_of_a_page_are_named_with_absolute_addresses() -> None:
    html = f"<html><head>{link('/feed/')}{link('rss.xml', kind='application/atom+xml')}</head>"
    assert feed_links(html, url=PAGE) == (
        "https://www.challenge.ma/feed/",
        "https://www.challenge.ma/category/economie/rss.xml",
    )


def test_the_base_of_the_page_counts_for_its_links() -> None:
    assert feed_links(f'<base href="https://cdn.test/x/">{link("feed")}', url=PAGE) == ("https://cdn.test/x/feed",)


def test_translations_and_stylesheets_are_no_feeds() -> None:
    html = link("/fr/", kind="text/html") + link("/style.css", rel="stylesheet") + link("/feed", rel="stylesheet")
    assert feed_links(html, url=PAGE) == ()


@pytest.mark.parametrize("href", ["javascript:alert(1)", "http://[broken", "file:///etc/passwd", ""])
def test_an_address_that_nobody_may_visit_is_left_out(href: str) -> None:
    assert feed_links(link(href), url=PAGE) == ()


def test_the_same_feed_is_named_once_and_a_flood_is_cut() -> None:
    html = link("/feed/") * 2 + "".join(link(f"/feed/{number}") for number in range(50))
    assert len(feed_links(html, url=PAGE)) == MOST_LINKS


def test_broken_markup_does_no_harm() -> None:
    assert feed_links("<html><head><link rel=alternate <link " + "<" * 1_000, url=PAGE) == ()


def test_the_main_feed_comes_before_those_of_categories_and_comments() -> None:
    html = link("/comments/feed/") + link("/category/sport/feed/") + link("/feed/")
    named = [address.removeprefix("https://www.challenge.ma") for address in feed_links(html, url=HOME)]
    assert named == ["/feed/", "/category/sport/feed/", "/comments/feed/"]


def test_on_a_section_s_page_the_section_s_feed_is_the_main_one() -> None:
    assert narrowness(f"{PAGE}feed/", url=PAGE) == 0
    assert narrowness(f"{PAGE}feed/", url=HOME) == 1


def test_a_feed_whose_title_speaks_of_comments_is_one_of_comments() -> None:
    assert narrowness(f"{HOME}rss2", "Comentarios en: Portada", url=HOME) == 2


def test_links_that_look_like_feeds_are_found_in_the_body() -> None:
    html = '<a href="/rss/une.xml">À la une</a><a href="/refeeding">Article</a><a href="/?feed=rss2">Flux</a>'
    assert linked_feeds(html, url=HOME) == (f"{HOME}rss/une.xml", f"{HOME}?feed=rss2")


def test_the_usual_places_begin_beneath_the_page() -> None:
    assert usual_feeds(PAGE)[:2] == (f"{PAGE}feed/", f"{HOME}feed/")
    assert usual_feeds(HOME)[0] == f"{HOME}feed/"


def test_the_news_sitemap_of_robots_txt_comes_first() -> None:
    robots = (
        "User-agent: *\nSitemap: /pages.xml\nsitemap: https://www.challenge.ma/news-sitemap.xml\nSitemap: javascript:x"
    )
    assert news_sitemaps(robots, url=HOME) == (f"{HOME}news-sitemap.xml", f"{HOME}pages.xml")
