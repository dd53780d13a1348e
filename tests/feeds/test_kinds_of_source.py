"""The street for what is no feed: news sitemaps, their indexes, pages with links to articles."""

import pytest
from django.utils import timezone

from articles.models import Article
from feeds.models import Feed
from tests.feeds.street import make_outside_feed, news_sitemap, visit_all
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db(transaction=True)


def index(*addresses: str) -> Answer:
    rows = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return Answer(body=f"<sitemapindex>{rows}</sitemapindex>".encode(), headers={"ETag": '"1"'})


def page(*paths: str) -> Answer:
    links = "".join(f"<h2><a href='{path}'>Un long titre de {path}</a></h2>" for path in paths)
    return Answer(body=f"<!doctype html><html><body>{links}</body></html>".encode())


def titles() -> list[str]:
    return sorted(Article.objects.values_list("title", flat=True))


def test_a_news_sitemap_is_polled_like_a_feed(outside: Outside) -> None:
    make_outside_feed(outside, "/news.xml", kind="sitemap")
    outside.answers["/news.xml"] = news_sitemap(outside, "/a", "/b")
    visit_all()
    assert titles() == ["Titre de /a", "Titre de /b"]


def test_an_index_is_followed_one_level_down(outside: Outside) -> None:
    make_outside_feed(outside, "/index.xml", kind="sitemap")
    outside.answers |= {
        "/index.xml": index(outside.url("/news.xml"), outside.url("/deeper.xml"), outside.url("/broken.xml")),
        "/news.xml": news_sitemap(outside, "/a"),
        "/deeper.xml": index(outside.url("/secret.xml")),
    }
    visit_all()
    assert (titles(), outside.asked("/secret.xml")) == (["Titre de /a"], [])


def test_a_sitemap_on_another_host_is_left_to_its_own_visitor(outside: Outside) -> None:
    feed = make_outside_feed(outside, "/index.xml", kind="sitemap")
    outside.answers |= {
        "/index.xml": index(outside.url("/news.xml", address="127.0.0.2")),
        "/news.xml": news_sitemap(outside, "/a"),
    }
    visit_all()
    feed.refresh_from_db()
    assert outside.asked("/news.xml") == []
    assert "give the address of the news sitemap" in feed.last_detail


def test_an_unchanged_index_is_followed_again_for_its_sitemaps_change(outside: Outside) -> None:
    feed = make_outside_feed(outside, "/index.xml", kind="sitemap")
    outside.answers |= {"/index.xml": index(outside.url("/news.xml")), "/news.xml": news_sitemap(outside, "/a")}
    visit_all()
    outside.answers["/news.xml"] = news_sitemap(outside, "/a", "/b")
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    visit_all()
    assert titles() == ["Titre de /a", "Titre de /b"]


def test_a_page_s_links_become_headlines_once(outside: Outside) -> None:
    feed = make_outside_feed(outside, "/", kind="listing")
    outside.answers["/"] = page("/la-ville-change-1", "/la-ville-change-2", "/la-ville-change-3")
    visit_all()
    outside.answers["/"] = page("/la-ville-change-4", "/la-ville-change-1", "/la-ville-change-2", "/la-ville-change-3")
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    visit_all()
    assert titles() == [f"Un long titre de /la-ville-change-{number}" for number in (1, 2, 3, 4)]


def test_the_selector_of_a_feed_chooses_its_links(outside: Outside) -> None:
    make_outside_feed(outside, "/", kind="listing", link_selector="h2:first-of-type a")
    outside.answers["/"] = page("/la-ville-change-1", "/la-ville-change-2", "/la-ville-change-3")
    visit_all()
    assert titles() == ["Un long titre de /la-ville-change-1"]


def test_a_page_that_robots_txt_forbids_is_not_followed(outside: Outside) -> None:
    feed = make_outside_feed(outside, "/une", kind="listing")
    outside.answers |= {
        "/une": page("/la-ville-change-1", "/la-ville-change-2", "/la-ville-change-3"),
        "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /une"),
    }
    visit_all()
    feed.refresh_from_db()
    assert outside.asked("/une") == []
    assert "robots.txt asks us not to" in feed.last_detail
