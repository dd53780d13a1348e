"""The street, room by room: a visit to a host, then extraction and decoding, on a fake world and a real database."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.models import Article, Image, ImageStatus
from feeds import leasing, pipeline
from feeds.models import Entry, EntryState, Feed, PageDownload
from tests.factories import make_source
from tests.feeds.street import PARAGRAPH, claim_hosts, jpeg, make_outside_feed, page, rss, run_street, visit_all
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_headline_shows_before_its_page_was_fetched(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = rss(outside, "/a")
    [(host_id, token)] = claim_hosts()
    leasing.renew(host_id, token)
    pipeline.poll(feed, token)
    article = Article.objects.visible().get()
    assert (article.title, article.body_html, outside.asked("/a")) == ("Titre de /a", "", [])


def test_the_text_follows_from_the_page(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    run_street()
    article = Article.objects.get()
    assert "<h2>Le vote</h2>" in article.body_html
    assert [article.body_text.count(word) for word in ("budget", "riverains", "adjoint")] == [3, 3, 2]


def test_a_page_gives_its_title_to_an_item_that_had_none(outside: Outside) -> None:
    make_outside_feed(outside)
    body = f"<rss version='2.0'><channel><title>x</title><item><link>{outside.url('/a')}</link></item></channel></rss>"
    outside.answers |= {"/feed.xml": Answer(body=body.encode()), "/a": page(outside)}
    visit_all()
    assert Article.objects.get().title.endswith("/a")
    Entry.objects.update(leased_until=None)
    pipeline.extract(list(Entry.objects.values_list("pk", flat=True)))
    assert Article.objects.get().title == "Titre"


def test_an_item_that_leads_nowhere_is_left_out_and_told(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    whole = f"<item><title>Un</title><link>{outside.url('/a')}</link></item><item><title>Sans adresse</title></item>"
    body = f"<rss version='2.0'><channel><title>x</title>{whole}</channel></rss>"
    outside.answers |= {"/feed.xml": Answer(body=body.encode()), "/a": page(outside)}
    run_street()
    poll = feed.polls.get()
    assert (poll.items, poll.new_items, [article.title for article in Article.objects.all()]) == (1, 1, ["Un"])
    assert poll.detail == "left out: 1 without an address that a reader could open"


def test_an_image_is_stored_by_us_and_shown(outside: Outside, media: Any) -> None:
    make_outside_feed(outside)
    outside.answers |= {
        "/feed.xml": rss(outside, "/a"),
        "/a": page(outside, image="/p.jpg"),
        "/p.jpg": Answer(body=jpeg()),
    }
    run_street()
    image = Image.objects.get()
    assert (image.status, image.widths) == (ImageStatus.SHOWN, [320, 640])
    assert (media / image.file_name(640)).read_bytes()[8:12] == b"WEBP"


def test_an_image_is_asked_for_with_its_article_as_the_referer(outside: Outside, media: Any) -> None:
    make_outside_feed(outside)
    outside.answers |= {
        "/feed.xml": rss(outside, "/a"),
        "/a": page(outside, image="/p.jpg"),
        "/p.jpg": Answer(body=jpeg()),
    }
    run_street()
    assert outside.asked("/p.jpg")[0].headers["referer"] == outside.url("/a")


def test_a_second_poll_of_an_unchanged_feed_is_conditional_and_brings_nothing(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    run_street()
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    run_street()
    assert [request.headers.get("if-none-match") for request in outside.asked("/feed.xml")] == [None, '"1"']
    assert Article.objects.count() == 1


def test_an_item_that_stays_in_the_feed_is_published_once(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside), "/b": page(outside)}
    run_street()
    outside.answers["/feed.xml"] = rss(outside, "/b", "/a")
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    run_street()
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Titre de /a", "Titre de /b"]
    assert len(outside.asked("/a")) == 1


def test_one_address_in_two_feeds_is_one_article_fetched_once(outside: Outside) -> None:
    source = make_source()
    for path in ("/one.xml", "/two.xml"):
        make_outside_feed(outside, path, source=source)
        outside.answers[path] = rss(outside, "/a")
    outside.answers["/a"] = page(outside)
    run_street()
    assert (Article.objects.count(), Entry.objects.count(), len(outside.asked("/a"))) == (1, 2, 1)


def test_a_page_that_cannot_be_fetched_costs_the_text_and_not_the_headline(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = rss(outside, "/missing")
    run_street()
    entry = Entry.objects.get()
    assert Article.objects.visible().get().title == "Titre de /missing"
    assert (entry.state, entry.attempts, "404" in entry.detail) == (EntryState.PAGE_DUE, 1, True)
    assert entry.next_attempt_at > timezone.now()


def test_a_page_that_robots_txt_forbids_is_not_fetched(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {
        "/feed.xml": rss(outside, "/private/a"),
        "/private/a": page(outside),
        "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /private/"),
    }
    run_street()
    assert outside.asked("/private/a") == []
    assert Entry.objects.get().state == EntryState.GIVEN_UP


def test_robots_txt_is_read_once_a_day_and_host(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a", "/b"), "/a": page(outside), "/b": page(outside)}
    run_street()
    assert len(outside.asked("/robots.txt")) == 1


def test_while_robots_txt_cannot_be_read_no_page_is_fetched_and_none_is_given_up(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside), "/robots.txt": Answer(status=500)}
    run_street()
    entry = Entry.objects.get()
    assert (outside.asked("/a"), entry.state) == ([], EntryState.PAGE_DUE)
    assert "robots.txt cannot be read" in entry.detail


def test_an_html_answer_is_told_as_such_and_loses_nothing(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    run_street()
    outside.answers["/feed.xml"] = page(outside)
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    run_street()
    feed.refresh_from_db()
    assert (feed.failures, feed.last_outcome) == (1, "failed")
    assert "HTML page" in feed.last_detail
    assert Article.objects.visible().count() == 1


def test_a_rate_limit_gives_the_whole_host_its_rest(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = Answer(status=429, headers={"Retry-After": "600"})
    run_street()
    feed.host.refresh_from_db()
    assert feed.host.next_visit_at > timezone.now() + timedelta(minutes=9)
    assert claim_hosts() == []


def test_work_under_a_lost_lease_changes_nothing(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = rss(outside, "/a")
    assert list(pipeline.visit(feed.host_id, uuid4())) == []
    assert (Article.objects.count(), outside.requests) == (0, [])


def test_a_worker_that_lost_its_lease_in_the_middle_writes_nothing(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    [(host_id, token)] = claim_hosts()

    def taken_over(request: Any) -> Answer:
        type(feed.host).objects.filter(pk=host_id).update(lease_token=uuid4())
        return rss(outside, "/a")

    outside.answers["/feed.xml"] = taken_over
    assert list(pipeline.visit(host_id, token)) == []
    assert Article.objects.count() == 0


def test_a_host_is_visited_by_one_worker_at_a_time(outside: Outside) -> None:
    make_outside_feed(outside)
    assert len(claim_hosts()) == 1
    assert claim_hosts() == []


def test_a_visit_that_nobody_wants_to_its_end_gives_the_host_back(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a", "/b"), "/a": page(outside), "/b": page(outside)}
    [(host_id, token)] = claim_hosts()
    visit = pipeline.visit(host_id, token)
    next(visit)
    visit.close()
    feed.host.refresh_from_db()
    assert (feed.host.lease_token, feed.host.leased_until) == (None, None)


def test_a_visit_whose_feed_was_removed_meanwhile_gives_the_host_back(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    [(host_id, token)] = claim_hosts()

    def removed(request: Any) -> Answer:
        Feed.objects.filter(pk=feed.pk).delete()
        return rss(outside, "/a")

    outside.answers["/feed.xml"] = removed
    assert list(pipeline.visit(host_id, token)) == []
    feed.host.refresh_from_db()
    assert (feed.host.lease_token, Article.objects.count()) == (None, 0)


def test_the_pause_of_robots_txt_lies_between_two_requests(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {
        "/feed.xml": rss(outside, "/a", "/b"),
        "/a": page(outside),
        "/b": page(outside),
        "/robots.txt": Answer(body=b"User-agent: *\nCrawl-delay: 0.5"),
    }
    [(host_id, token)] = claim_hosts()
    list(pipeline.visit(host_id, token))
    moments = [request.at for request in outside.requests if request.path in {"/robots.txt", "/a", "/b"}]
    assert all(later - earlier >= 0.35 for earlier, later in pairwise(moments))  # a late one is nearer to the next
    assert len(moments) == 3


def test_the_kept_page_goes_when_its_text_was_extracted(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    work = visit_all()
    assert PageDownload.objects.count() == 1
    pipeline.extract([entry.pk for entry in work])
    assert PageDownload.objects.count() == 0


def test_a_message_that_comes_twice_extracts_once(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    work = visit_all()
    for _ in range(2):
        pipeline.extract([entry.pk for entry in work])
    assert Entry.objects.get().attempts == 2  # one for the fetch, one for the extraction


def test_a_date_without_a_zone_is_read_in_the_source_s_own(outside: Outside) -> None:
    make_outside_feed(outside, source=make_source(time_zone="Asia/Tokyo"))
    item = f"<item><title>Titre</title><link>{outside.url('/a')}</link><pubDate>2025-03-27 10:00:00</pubDate></item>"
    outside.answers["/feed.xml"] = Answer(body=f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    visit_all()
    assert Article.objects.get().published_at == datetime(2025, 3, 27, 1, tzinfo=UTC)


def test_the_text_of_a_page_that_asks_for_an_excerpt_is_not_kept(outside: Outside) -> None:
    make_outside_feed(outside)
    answer = page(outside)
    outside.answers |= {
        "/feed.xml": rss(outside, "/a"),
        "/a": Answer(body=answer.body, headers={**answer.headers, "X-Robots-Tag": "noarchive, max-snippet:120"}),
    }
    run_street()
    article, entry = Article.objects.get(), Entry.objects.get()
    assert (article.body_html, article.body_text) == ("", "")
    assert 0 < len(article.lead) <= 120
    assert "no more than a beginning" in entry.detail


def test_a_feed_that_dates_every_item_by_the_moment_it_was_made_leaves_the_date_to_the_page(outside: Outside) -> None:
    make_outside_feed(outside)
    stamp = "<pubDate>Thu, 27 Mar 2025 10:17:33 +0000</pubDate>"
    items = "".join(f"<item><title>T {n}</title><link>{outside.url(f'/{n}')}</link>{stamp}</item>" for n in range(3))
    outside.answers["/feed.xml"] = Answer(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    head = (
        '<html lang=fr><head><title>T</title><meta property="article:published_time" content="2025-03-2{}T08:00:00Z">'
    )
    for number in range(3):
        body = head.format(number) + f"</head><body><article><h1>T {number}</h1><p>{PARAGRAPH * 3}</p></article></body>"
        outside.answers[f"/{number}"] = Answer(body=body.encode(), headers={"Content-Type": "text/html"})
    visit_all()
    assert set(Article.objects.values_list("date_origin", flat=True)) == {"first_seen"}
    pipeline.extract(list(Entry.objects.values_list("pk", flat=True)))
    found = Article.objects.order_by("canonical_url").values_list("date_origin", "published_at__day")
    assert list(found) == [("page", 20), ("page", 21), ("page", 22)]
