"""Hosts that are not known to answer, asked all at once."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from unittest.mock import Mock
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article
from feeds import fetching, knocking, leasing, pacing, pipeline
from feeds.knowledge.outcomes import Gone
from feeds.models import Entry, Feed, Host, Poll, SubscriptionState
from feeds.storing import hosts_of
from tests.factories import make_entry, make_feed, make_subscription
from tests.feeds.street import news_sitemap, page, rss
from tests.outside import Answer, Outside, Request

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def turns(monkeypatch: pytest.MonkeyPatch) -> pacing.Keeper:
    """Nobody's turns but this test's."""
    memory = pacing.Memory()
    monkeypatch.setattr(pacing, "keeper", lambda: memory)
    return memory


@pytest.fixture
def hang() -> Iterator[threading.Event]:
    """Until it is set, some servers hang."""
    is_over = threading.Event()
    yield is_over
    is_over.set()


def feed_at(outside: Outside, number: int, path: str, **values: Any) -> Feed:
    url = outside.url(path, address=f"127.0.5.{number}")
    [host] = hosts_of([url]).values()
    return make_feed(url=url, host=host, **values)


def claimed(silences: int | None = None) -> tuple[list[int], UUID]:
    """All hosts, for one visitor who knocks at them."""
    token = uuid4()
    due = timezone.now() + timedelta(seconds=90)
    Host.objects.update(leased_until=due, lease_token=token, silences=silences)
    return list(Host.objects.order_by("pk").values_list("pk", flat=True)), token


def knock(silences: int | None = None) -> list[Any]:
    return list(pipeline.knock_at_each(*claimed(silences)))


def test_whoever_answers_is_heard_before_those_that_hang(outside: Outside, hang: threading.Event) -> None:
    """Every server answers only when all were asked, the slow ones not even then."""
    slow = [feed_at(outside, number, "/slow.xml") for number in (1, 2)]
    good = [feed_at(outside, number, f"/{number}.xml") for number in (3, 4)]
    all_are_asked = threading.Barrier(4)

    def late(request: Request) -> Answer:
        all_are_asked.wait(20)
        hang.wait(30)
        return Answer(status=500)

    def prompt(request: Request) -> Answer:
        all_are_asked.wait(20)
        return rss(outside, f"{request.path}/a")

    outside.answers |= {"/slow.xml": late, "/3.xml": prompt, "/4.xml": prompt}
    hosts, token = claimed(silences=1)

    def visit() -> None:
        list(pipeline.knock_at_each(hosts, token))
        connection.close()

    visitor = threading.Thread(target=visit)
    visitor.start()
    ends = timezone.now() + timedelta(seconds=20)
    while Feed.objects.filter(last_outcome="fetched").count() < 2 and timezone.now() < ends:
        visitor.join(0.1)
    assert {feed.pk for feed in Feed.objects.filter(last_outcome="fetched")} == {feed.pk for feed in good}
    assert Feed.objects.filter(pk__in=[feed.pk for feed in slow], last_polled_at=None).count() == 2
    hang.set()
    visitor.join(20)


def test_what_was_answered_is_not_asked_for_again(outside: Outside) -> None:
    feeds = [feed_at(outside, number, f"/{number}.xml") for number in (1, 2)]
    outside.answers |= {f"/{number}.xml": rss(outside, f"/{number}/a") for number in (1, 2)}
    assert knock() == []
    assert sorted(request.path for request in outside.requests) == ["/1.xml", "/2.xml"]
    assert Article.objects.count() == 2
    assert {(host.silences, host.leased_until) for host in Host.objects.filter(feeds__in=feeds)} == {(0, None)}


def test_what_was_answered_counts_among_the_bytes_of_its_poll_and_of_its_host(outside: Outside) -> None:
    feed = feed_at(outside, 1, "/1.xml")
    outside.answers["/1.xml"] = document = rss(outside, "/1/a")
    knock()
    size = len(document.body)
    assert (Poll.objects.get().bytes, Host.objects.get(pk=feed.host_id).day_bytes) == (size, size)


def test_a_new_host_that_needs_longer_is_only_noted_as_silent(
    outside: Outside, hang: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocking, "KNOCK_PATIENCE", 0.2)
    feed = feed_at(outside, 1, "/slow.xml")
    outside.answers["/slow.xml"] = lambda _: Answer(status=500 if hang.wait(30) else 200)
    knock()
    feed = Feed.objects.due().get(pk=feed.pk)
    assert (feed.host.silences, feed.host.leased_until, feed.last_outcome, feed.failures) == (1, None, "", 0)
    assert feed.host.next_visit_at > timezone.now()  # those that nobody asked yet come first


def test_whoever_is_through_makes_room_for_hosts_that_came_to_wait(
    outside: Outside, hang: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One hangs until another, which was due only later, was asked by the same visitor."""
    monkeypatch.setattr(knocking, "LULL", 0.0)
    for number in (1, 2, 3):
        feed_at(outside, number, f"/{number}.xml")
        outside.answers[f"/{number}.xml"] = rss(outside, f"/{number}/a")
    hosts, token = claimed()
    late = Host.objects.filter(feeds__url__endswith="/3.xml")
    late.update(leased_until=None, lease_token=None)

    def until_the_late_one_was_asked(request: Request) -> Answer:
        hang.wait(20)
        return rss(outside, "/1/a")

    def late_one(request: Request) -> Answer:
        hang.set()
        return rss(outside, "/3/a")

    outside.answers |= {"/1.xml": until_the_late_one_was_asked, "/3.xml": late_one}
    list(pipeline.knock_at_each([host for host in hosts if host != late.get().pk], token))
    assert Feed.objects.filter(last_outcome="fetched").count() == 3
    assert not Host.objects.leased().filter(feeds__isnull=False).exists()


def test_of_hosts_that_are_through_together_those_with_a_document_are_heard_first(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocking.Knocks, "_those_through", lambda it: [it._through.get() for _ in it._asked])
    for number in range(1, 7):
        refuses = number % 3
        url = f"http://127.0.5.{number}:1/feed.xml" if refuses else outside.url("/1.xml", address=f"127.0.5.{number}")
        make_feed(url=url, host=next(iter(hosts_of([url]).values())))
    outside.answers["/1.xml"] = rss(outside, "/1/a")
    heard = []
    with knocking.Knocks(*claimed(silences=1), pipeline._first_works) as knocks:
        for visit, _, _ in knocks.answered():
            heard.append(bool(visit.body_ahead()))
            with visit:
                visit.end()
    assert heard == [True] * 2 + [False] * 4


def test_silent_new_hosts_are_noted_together_however_many_they_are(
    outside: Outside, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(knocking.Knocks, "_those_through", lambda it: [it._through.get() for _ in it._asked])
    for number in range(1, 13):
        make_feed(
            url=f"http://127.0.5.{number}:1/", host=hosts_of([f"http://127.0.5.{number}:1/"])[f"127.0.5.{number}:1"]
        )
    Host.objects.filter(feeds=None).delete()
    hosts, token = claimed()
    with django_assert_max_num_queries(8):
        list(pipeline.knock_at_each(hosts, token))
    silent = Host.objects.filter(feeds__isnull=False)
    assert set(silent.values_list("silences", "lease_token", "leased_until", "feed_under_way")) == {
        (1, None, None, None)
    }
    assert not silent.filter(next_visit_at__lt=timezone.now() + timedelta(seconds=20)).exists()
    assert set(Feed.objects.values_list("last_outcome", "failures")) == {("", 0)}


def test_a_new_host_keeps_its_own_pause_although_it_gave_no_answer(outside: Outside) -> None:
    for number, pause in ((1, 60.0), (2, None)):
        [host] = hosts_of([f"http://127.0.5.{number}:1/"]).values()
        make_feed(url=f"http://127.0.5.{number}:1/", host=host)
        Host.objects.filter(pk=host.pk).update(pause=pause)
    knock()
    own, usual = Host.objects.filter(feeds__isnull=False).order_by("pause")
    assert (own.pause, usual.pause) == (60.0, None)
    assert own.next_visit_at > usual.next_visit_at + timedelta(seconds=20)


def test_a_feed_from_which_a_visitor_did_not_come_back_is_not_asked_for_among_others(outside: Outside) -> None:
    feeds = [feed_at(outside, number, f"/{number}.xml") for number in (1, 2)]
    outside.answers |= {f"/{number}.xml": rss(outside, f"/{number}/a") for number in (1, 2)}
    Host.objects.filter(pk=feeds[0].host_id).update(feed_under_way=feeds[0].pk)
    knock()
    assert [request.path for request in outside.requests] == ["/2.xml"]
    broken_off = Feed.objects.get(pk=feeds[0].pk)
    assert (broken_off.failures, broken_off.host.leased_until) == (1, None)


def test_a_feed_is_asked_for_when_its_time_has_come_although_it_was_handed_out_before(outside: Outside) -> None:
    asked: list[datetime] = []

    def answer(request: Request) -> Answer:
        asked.append(timezone.now())
        return rss(outside, "/1/a")

    outside.answers["/1.xml"] = answer
    moment = timezone.now() + timedelta(seconds=0.9)
    feed_at(outside, 1, "/1.xml", next_poll_at=moment)
    knock()
    assert len(asked) == 1
    assert asked[0] > moment - timedelta(seconds=0.01)  # the clocks are the database's, and this process' two


def test_a_silent_host_that_refuses_again_fails(outside: Outside) -> None:
    feed = make_feed(url="http://127.0.5.9:1/feed.xml", host=hosts_of(["http://127.0.5.9:1/"])["127.0.5.9:1"])
    knock(silences=1)
    feed.refresh_from_db()
    assert (feed.last_outcome, feed.failures) == ("failed", 1)
    assert feed.host.silences == 2
    assert feed.host.next_visit_at > timezone.now() + timedelta(minutes=4)


def test_of_a_host_with_a_page_the_rules_are_asked_for_and_the_page_is_left_to_a_visit(outside: Outside) -> None:
    url = outside.url("/a", address="127.0.5.1")
    entry = make_entry(link=url, host=hosts_of([url])[f"127.0.5.1:{outside.port}"])
    Feed.objects.update(is_paused=True)
    outside.answers |= {"/robots.txt": Answer(body=b"User-agent: *\nDisallow: /b"), "/a": page(outside)}
    assert knock() == []
    entry.host.refresh_from_db()
    assert [request.path for request in outside.requests] == ["/robots.txt"]
    assert (entry.host.robots_body[:10], entry.host.silences) == ("User-agent", 0)
    assert [work.pk for work in knock(silences=2)] == [entry.pk]
    assert Entry.objects.get(pk=entry.pk).state == "page fetched"


def test_what_robots_txt_forbids_is_not_asked_for(outside: Outside) -> None:
    url = outside.url("/b", address="127.0.5.1")
    entry = make_entry(link=url, host=hosts_of([url])[f"127.0.5.1:{outside.port}"])
    Feed.objects.update(is_paused=True)
    Host.objects.filter(pk=entry.host_id).update(
        robots_body="User-agent: *\nDisallow: /b", robots_fetched_at=timezone.now()
    )
    knock()
    entry.refresh_from_db()
    assert (entry.state, outside.requests) == ("given up", [])


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_a_sitemap_that_names_others_is_left_to_a_visit(outside: Outside, packed: Callable[[bytes], bytes]) -> None:
    feed = feed_at(outside, 1, "/index.xml", kind="sitemap")
    outside.answers["/index.xml"] = Answer(body=packed(b"<sitemapindex></sitemapindex>"))
    knock()
    feed = Feed.objects.due().get(pk=feed.pk)
    assert (feed.host.silences, feed.last_outcome, len(outside.requests)) == (0, "", 1)


def test_a_sitemap_with_news_is_not_asked_for_again(outside: Outside) -> None:
    feed_at(outside, 1, "/news.xml", kind="sitemap")
    outside.answers["/news.xml"] = news_sitemap(outside, "/a")
    knock()
    assert [request.path for request in outside.requests] == ["/news.xml"]
    assert Article.objects.count() == 1


def test_a_sitemap_that_asks_for_rest_gives_it_to_its_host(outside: Outside) -> None:
    feed = feed_at(outside, 1, "/index.xml", kind="sitemap")
    outside.answers["/index.xml"] = Answer(status=429, headers={"Retry-After": "600"})
    knock()
    feed.host.refresh_from_db()
    assert feed.host.next_visit_at > timezone.now() + timedelta(minutes=9)


def test_a_host_that_gave_all_it_may_in_a_day_is_asked_for_no_page(outside: Outside) -> None:
    url = outside.url("/a", address="127.0.5.1")
    entry = make_entry(link=url, host=hosts_of([url])[f"127.0.5.1:{outside.port}"])
    Feed.objects.update(is_paused=True)
    now = timezone.now()
    Host.objects.update(robots_fetched_at=now, day=now.astimezone(UTC).date(), day_bytes=10**12)
    outside.answers["/a"] = page(outside)
    assert knock(silences=2) == []
    entry.refresh_from_db()
    assert (outside.requests, entry.state, entry.attempts) == ([], "page due", 0)


def test_a_hub_is_asked_once(outside: Outside, settings: Any) -> None:
    settings.SITE_URL = "https://portal.example"
    url = outside.url("/hub", address="127.0.5.1")
    [host] = hosts_of([url]).values()
    values = {"state": SubscriptionState.REQUESTED, "next_attempt_at": timezone.now(), "lease_ends_at": None}
    make_subscription(feed=make_feed(is_paused=True), host=host, hub=url, **values)
    outside.answers["/hub"] = Answer(status=202)
    knock()
    assert [request.method for request in outside.requests] == ["POST"]
    assert Host.objects.get(pk=host.pk).leased_until is None


def test_a_host_that_was_taken_over_meanwhile_is_left_alone(outside: Outside) -> None:
    feed = feed_at(outside, 1, "/1.xml")

    def taken_over(request: Request) -> Answer:
        Host.objects.update(lease_token=uuid4())
        return rss(outside, "/1/a")

    outside.answers["/1.xml"] = taken_over
    knock()
    assert Article.objects.count() == 0
    assert leasing.claim_host(feed.host_id) is None


def test_the_turns_of_many_are_one_question_and_their_ends_another(
    outside: Outside, turns: pacing.Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocking.Knocks, "_those_through", lambda it: [it._through.get() for _ in it._asked])
    asked, left = Mock(wraps=turns.ask), Mock(wraps=turns.leave)
    monkeypatch.setattr(turns, "ask", asked)
    monkeypatch.setattr(turns, "leave", left)
    for number in range(1, 13):
        feed_at(outside, number, "/1.xml")
    outside.answers["/1.xml"] = rss(outside)
    knock()
    assert [[len(call.args[0]) for call in each.call_args_list] for each in (asked, left)] == [[12], [12]]
    assert len(outside.requests) == 12


def test_neighbours_that_are_asked_for_together_start_a_pause_apart(
    outside: Outside, turns: pacing.Memory, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.HOST_PAUSE_SECONDS = 0.4
    monkeypatch.setattr(pacing, "registered_host", lambda name: "example.org")
    moments: list[float] = []

    def answer(_: Request) -> Answer:
        moments.append(time.monotonic())
        return rss(outside)

    for number in (1, 2, 3):
        feed_at(outside, number, "/1.xml")
    outside.answers["/1.xml"] = answer
    knock()
    gaps = [after - before for before, after in pairwise(sorted(moments))]
    assert len(gaps) == 2
    assert min(gaps) > 0.2  # a thread that wakes late is nearer to the next


def test_who_has_no_turn_in_time_is_given_back_unasked(
    outside: Outside, turns: pacing.Memory, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.HOST_PAUSE_SECONDS = 30.0
    monkeypatch.setattr(pacing, "registered_host", lambda name: "example.org")
    for number in (1, 2):
        feed_at(outside, number, f"/{number}.xml")
        outside.answers[f"/{number}.xml"] = rss(outside)
    knock()
    assert len(outside.requests) == 1
    unasked = Host.objects.get(silences=None, feeds__isnull=False)
    assert (unasked.leased_until, unasked.next_visit_at > timezone.now() + timedelta(seconds=20)) == (None, True)


def test_a_bug_at_one_host_gives_the_others_back_with_their_pause(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        feed = feed_at(outside, number, f"/{number}.xml")
        Host.objects.filter(pk=feed.host_id).update(pause=60.0)
        outside.answers[f"/{number}.xml"] = rss(outside)
    monkeypatch.setattr(pipeline, "poll_within", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        knock()
    given_back = Host.objects.get(leased_until=None, feeds__isnull=False)
    assert given_back.next_visit_at > timezone.now() + timedelta(seconds=20)  # it was asked, and has its pause


def test_a_bug_over_asking_a_host_is_counted_and_costs_the_others_nothing_but_their_pause(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = feed_at(outside, 1, "/1.xml"), feed_at(outside, 2, "/2.xml")
    monkeypatch.setattr(fetching, "get", lambda url, **_: 1 / 0 if url == bad.url else Gone())
    with pytest.raises(ZeroDivisionError):
        knock()
    kept = Host.objects.leased().get(feeds__isnull=False)
    assert (kept.pk, kept.feed_under_way) == (bad.host_id, bad.pk)
    assert Host.objects.get(pk=good.host_id).feed_under_way is None


def test_a_knock_that_is_closed_gives_every_host_back(outside: Outside) -> None:
    for number in (1, 2):
        url = outside.url(f"/{number}", address=f"127.0.5.{number}")
        make_entry(link=url, host=hosts_of([url])[f"127.0.5.{number}:{outside.port}"])
        outside.answers[f"/{number}"] = page(outside)
    Feed.objects.update(is_paused=True)
    Host.objects.update(robots_fetched_at=timezone.now())
    fetched = pipeline.knock_at_each(*claimed(silences=2))
    next(fetched)
    fetched.close()
    assert Host.objects.exclude(leased_until=None).count() == 0


def test_a_page_that_was_deleted_meanwhile_keeps_no_host(outside: Outside) -> None:
    url = outside.url("/1", address="127.0.5.1")
    entry = make_entry(link=url, host=hosts_of([url])[f"127.0.5.1:{outside.port}"])
    Feed.objects.update(is_paused=True)
    Host.objects.update(robots_fetched_at=timezone.now())

    def deleted(request: Request) -> Answer:
        Entry.objects.all().delete()
        return page(outside)

    outside.answers["/1"] = deleted
    assert knock(silences=2) == []
    assert Host.objects.get(pk=entry.host_id).leased_until is None
