"""The feeds that an HTML page names."""

import pytest

from feeds.feed_links import MOST_LINKS, feed_links

PAGE = "https://www.challenge.ma/category/economie/"


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
