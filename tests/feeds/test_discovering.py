"""What an address offers, found before anything is saved."""

import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.utils import timezone

from feeds import calling, discovering, pacing
from feeds.discovering import NoFeed, Offers, discover
from feeds.knowledge.outcomes import Fetched
from feeds.models import Host
from tests.outside import Answer, Outside, Request

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def turns(monkeypatch: pytest.MonkeyPatch) -> pacing.Memory:
    """Nobody's turns but this test's."""
    memory = pacing.Memory()
    monkeypatch.setattr(pacing, "keeper", lambda: memory)
    return memory


LINK = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'


def feed(name: str = "Journal", count: int = 7) -> Answer:
    items = "".join(
        f"<item><title>{name} {n}</title><link>https://journal.test/{name}/{n}</link>"
        f"<pubDate>{n + 1:02} Mar 2025 10:00:00 +0000</pubDate></item>"
        for n in range(count)
    )
    return Answer(body=f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode())


def page(head: str = "", body: str = "") -> Answer:
    html = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return Answer(body=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def offers(outside: Outside, path: str = "/") -> Offers:
    found = discover(outside.url(path))
    assert isinstance(found, Offers), found
    return found


def paths(outside: Outside, found: Offers) -> list[str]:
    return [each.url.removeprefix(outside.url("")) for each in found.ranked]


def test_a_feed_s_own_address_is_its_one_offer(outside: Outside) -> None:
    outside.answers["/feed"] = feed()
    found = offers(outside, "/feed")
    assert (paths(outside, found), found.is_direct, len(outside.requests)) == (["/feed"], True, 1)


def test_feeds_that_a_page_names_are_ranked_and_the_main_one_is_clear(outside: Outside) -> None:
    head = LINK.format("Commentaires", "/c") + LINK.format("Sport", "/category/sport/feed") + LINK.format("Une", "/une")
    outside.answers |= {
        "/": page(head),
        "/c": feed("Comments on Journal"),
        "/category/sport/feed": feed("Sport"),
        "/une": feed("Une"),
    }
    found = offers(outside)
    assert paths(outside, found) == ["/une", "/category/sport/feed", "/c"]
    assert found.is_clear


def test_an_offer_shows_its_newest_five_headlines(outside: Outside) -> None:
    outside.answers |= {"/": page(LINK.format("", "/une")), "/une": feed("Une")}
    assert [item.title for item in offers(outside).ranked[0].newest] == [f"Une {n}" for n in (6, 5, 4, 3, 2)]


def test_the_same_headlines_in_two_formats_are_one_offer(outside: Outside) -> None:
    outside.answers |= {"/": page(LINK.format("", "/rss") + LINK.format("", "/atom")), "/rss": feed(), "/atom": feed()}
    assert paths(outside, offers(outside)) == ["/rss"]


def test_an_empty_feed_comes_after_a_full_one(outside: Outside) -> None:
    outside.answers |= {
        "/": page(LINK.format("", "/empty") + LINK.format("", "/full")),
        "/empty": feed("Vide", 0),
        "/full": feed(),
    }
    found = offers(outside)
    assert (paths(outside, found), found.is_clear) == (["/full", "/empty"], True)


def test_feeds_are_found_among_the_links_of_the_page(outside: Outside) -> None:
    outside.answers |= {"/": page(body="<a href='/flux/rss.xml'>RSS</a>"), "/flux/rss.xml": feed()}
    assert paths(outside, offers(outside)) == ["/flux/rss.xml"]


def test_feeds_are_found_at_the_usual_places(outside: Outside) -> None:
    outside.answers |= {"/": page(), "/atom.xml": feed()}
    assert paths(outside, offers(outside)) == ["/atom.xml"]


def test_without_a_feed_the_news_sitemap_of_robots_txt_is_offered(outside: Outside) -> None:
    entry = (
        f"<url><loc>{outside.url('/a')}</loc><news:news><news:title>Titre</news:title>"
        f"<news:publication_date>{datetime.now(UTC).isoformat()}</news:publication_date></news:news></url>"
    )
    outside.answers |= {
        "/": page(),
        "/robots.txt": Answer(body=f"Sitemap: {outside.url('/index.xml')}".encode()),
        "/index.xml": Answer(
            body=f"<sitemapindex><sitemap><loc>{outside.url('/news.xml')}</loc></sitemap></sitemapindex>".encode()
        ),
        "/news.xml": Answer(body=f"<urlset>{entry}</urlset>".encode()),
    }
    [offer] = offers(outside).ranked
    assert (offer.kind, [item.title for item in offer.newest]) == ("sitemap", ["Titre"])


def test_without_either_the_links_of_the_page_are_offered_for_a_look(outside: Outside) -> None:
    links = "".join(f"<h2><a href='/la-ville-change-{n}'>La ville change de visage {n}</a></h2>" for n in range(3))
    outside.answers["/"] = page(body=links)
    found = offers(outside)
    assert (found.ranked[0].kind, len(found.ranked[0].newest), found.is_clear) == ("listing", 3, False)


def test_a_site_with_nothing_is_told_so_with_the_remedy(outside: Outside) -> None:
    outside.answers["/"] = page()
    found = discover(outside.url("/"))
    assert isinstance(found, NoFeed)
    assert "set the selector of the links" in found.reason
    assert len(outside.requests) <= 10


def test_the_order_of_the_page_holds_however_fast_each_feed_answers(outside: Outside) -> None:
    names = ["eins", "zwei", "drei", "vier", "fünf"]
    last_is_out = threading.Event()

    def late(request: Request) -> Answer:
        last_is_out.wait(10)
        return feed("eins")

    def last(request: Request) -> Answer:
        last_is_out.set()
        return feed("fünf")

    answers = {f"/{n}": feed(name) for n, name in enumerate(names)}
    outside.answers |= {**answers, "/0": late, "/4": last}
    outside.answers["/"] = page("".join(LINK.format(name, f"/{n}") for n, name in enumerate(names)))
    assert paths(outside, offers(outside)) == ["/0", "/1", "/2", "/3", "/4"]


def test_no_more_than_two_addresses_are_asked_at_once(outside: Outside) -> None:
    inside, most, lock = [0], [0], threading.Lock()

    def counted(request: Request) -> Answer:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        time.sleep(0.1)
        with lock:
            inside[0] -= 1
        return feed(request.path)

    outside.answers |= {f"/{n}": counted for n in range(6)}
    outside.answers["/"] = page("".join(LINK.format("", f"/{n}") for n in range(6)))
    offers(outside)
    assert most == [2]


def test_a_search_that_takes_too_long_is_not_certain(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "LONGEST", 0.5)

    def late(request: Request) -> Answer:
        time.sleep(0.3)
        return page(LINK.format("", "/une"))

    outside.answers |= {"/": late, "/une": Answer(chunks=lambda: iter([b" "] * 100), pause=0.1)}
    found = discover(outside.url("/"))
    assert isinstance(found, NoFeed)
    assert (found.is_certain, [request.path for request in outside.requests]) == (False, ["/", "/une"])
    assert "Not every address was asked" in found.reason


def test_a_candidate_that_never_ends_is_left_when_the_time_is_up(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "LONGEST", 1.0)
    outside.answers["/"] = page(LINK.format("", "/slow") + LINK.format("", "/une"))
    outside.answers |= {"/slow": Answer(chunks=lambda: iter([b" "] * 100), pause=0.3), "/une": feed()}
    assert paths(outside, offers(outside)) == ["/une"]


# -- manners ----------------------------------------------------------------------------------------------------------


def test_requests_of_a_search_are_a_pause_apart_even_beside_a_visitor_s(
    outside: Outside, settings: Any, turns: pacing.Memory
) -> None:
    settings.HOST_PAUSE_SECONDS = 0.4
    visitor = pacing.Visitor("127.0.0.1", turns)
    visitor.enter(pause=0.4, at_once=2, patience=0.0)
    began = time.monotonic()
    outside.answers |= {"/": page(LINK.format("", "/a") + LINK.format("", "/b")), "/a": feed("a"), "/b": feed("b")}
    assert paths(outside, offers(outside)) == ["/a", "/b"]
    moments = [began, *sorted(request.at for request in outside.requests)]
    assert len(moments) == 4
    assert all(later - earlier >= 0.3 for earlier, later in pairwise(moments))  # a late one is nearer to the next


def test_the_pause_that_robots_txt_asks_for_is_kept(outside: Outside) -> None:
    known_host(outside, robots_body="User-agent: *\nCrawl-delay: 0.5")
    outside.answers |= {"/": page(LINK.format("", "/a")), "/a": feed("a")}
    assert paths(outside, offers(outside)) == ["/a"]
    first, second = (request.at for request in outside.requests)
    assert second - first >= 0.4


def test_a_host_that_asked_for_rest_is_not_asked(outside: Outside) -> None:
    known_host(outside, next_visit_at=timezone.now() + timedelta(minutes=5), silences=0)
    found = discover(outside.url("/"))
    assert isinstance(found, NoFeed)
    assert (found.is_certain, outside.requests) == (False, [])
    assert "too many requests for now" in found.reason


def test_a_host_that_was_silent_may_be_asked_whether_it_still_is(outside: Outside) -> None:
    known_host(outside, next_visit_at=timezone.now() + timedelta(minutes=5), silences=3)
    outside.answers["/feed"] = feed()
    assert paths(outside, offers(outside, "/feed")) == ["/feed"]


def test_a_host_that_wants_long_pauses_is_not_asked_during_a_visit(outside: Outside) -> None:
    known_host(outside, pause=20.0, leased_until=timezone.now() + timedelta(seconds=60), silences=0)
    found = discover(outside.url("/"))
    assert isinstance(found, NoFeed)
    assert (found.is_certain, outside.requests) == (False, [])


def test_a_rest_that_is_asked_for_holds_for_everybody(outside: Outside) -> None:
    host = known_host(outside, silences=0)
    limit = Answer(status=429, headers={"Retry-After": "600"})
    outside.answers |= {"/": page(LINK.format("", "/a") + LINK.format("", "/b")), "/a": limit, "/b": limit}
    assert isinstance(discover(outside.url("/")), NoFeed)
    host.refresh_from_db()
    assert host.next_visit_at > timezone.now() + timedelta(minutes=9)
    assert len([request for request in outside.requests if request.path in {"/a", "/b"}]) <= discovering.AT_ONCE


def test_what_robots_txt_forbids_is_neither_guessed_at_nor_offered_as_a_listing(outside: Outside) -> None:
    links = "".join(f"<h2><a href='/la-ville-change-{n}'>La ville change de visage {n}</a></h2>" for n in range(3))
    outside.answers |= {"/": page(body=links), "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /")}
    found = discover(outside.url("/"))
    assert isinstance(found, NoFeed)
    assert (found.is_certain, [request.path for request in outside.requests]) == (True, ["/", "/robots.txt"])
    assert "robots.txt asks us not to" in found.reason


def test_a_page_is_fetched_only_if_its_robots_txt_allows_it(outside: Outside) -> None:
    outside.answers |= {"/a": page(), "/b": page(), "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /b")}
    assert isinstance(discovering.page(outside.url("/a")), Fetched)
    refused = discovering.page(outside.url("/b"))
    assert isinstance(refused, NoFeed)
    assert "robots.txt asks us not to" in refused.reason
    assert outside.asked("/b") == []


def test_the_rules_of_a_host_that_is_known_are_kept_and_not_asked_for_again(outside: Outside) -> None:
    host = known_host(outside, robots_fetched_at=None)
    outside.answers |= {"/a": page(), "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /b")}
    for _ in range(2):
        assert isinstance(discovering.page(outside.url("/a")), Fetched)
    host.refresh_from_db()
    assert (len(outside.asked("/robots.txt")), "Disallow: /b" in host.robots_body) == (1, True)


def test_no_more_than_two_searches_hold_a_server_up_at_once(outside: Outside) -> None:
    outside.answers["/feed"] = feed()
    with calling.Call(), calling.Call():
        found = discover(outside.url("/feed"))
        assert isinstance(found, NoFeed)
        assert (found.is_certain, outside.requests) == (False, [])
        assert "try again in half a minute" in found.reason
    assert paths(outside, offers(outside, "/feed")) == ["/feed"]


def known_host(outside: Outside, **values: Any) -> Host:
    values = {"robots_fetched_at": timezone.now(), **values}
    return Host.objects.create(name=f"127.0.0.1:{outside.port}", **values)
