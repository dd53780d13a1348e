"""A visitor's manners: its turns beside its neighbours, its connections, and when it leaves."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article
from feeds import fetching, leasing, pacing, pipeline, visiting
from feeds.connecting import Connections
from feeds.fetching import Kind
from feeds.models import Entry, Feed, Host
from feeds.storing import hosts_of
from tests.factories import make_feed
from tests.feeds.street import claim_hosts, make_outside_feed, page, rss, visit_all
from tests.outside import Answer, Outside, Request
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def turns(monkeypatch: pytest.MonkeyPatch) -> pacing.Keeper:
    """Nobody's turns but this test's."""
    memory = pacing.Memory()
    monkeypatch.setattr(pacing, "keeper", lambda: memory)
    return memory


@pytest.fixture
def one_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every host of this test has the same owner."""
    monkeypatch.setattr(pacing, "registered_host", lambda name: "example.org")


def feed_at(outside: Outside, path: str, address: str) -> Feed:
    url = outside.url(path, address=address)
    return make_feed(url=url, host=hosts_of([url])[f"{address}:{outside.port}"])


def claim() -> Any:
    [claimed] = claim_hosts()
    return claimed


def visit(*claimed: Any) -> None:
    list(pipeline.visit(*claimed))


def run(acts: list[Callable[[], object]]) -> None:
    """Each in a thread with a database connection of its own."""

    def closing(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=closing, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_visit_asks_for_everything_on_one_connection(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a", "/b"), "/a": page(outside), "/b": page(outside)}
    list(pipeline.visit(*claim()))
    assert sorted(request.path for request in outside.requests) == ["/a", "/b", "/feed.xml", "/robots.txt"]
    assert outside.connections == 1


def test_hosts_of_one_owner_are_asked_at_one_pace(outside: Outside, one_owner: None, settings: Any) -> None:
    settings.HOST_PAUSE_SECONDS = 0.5
    for number in range(3):
        feed_at(outside, f"/{number}.xml", f"127.0.0.{number + 1}")
        outside.answers[f"/{number}.xml"] = rss(outside)
    run([partial(visit, *claimed) for claimed in claim_hosts()])
    moments = sorted(request.at for request in outside.requests)
    assert len(moments) == 3
    assert moments[2] - moments[0] >= 0.8  # 1.0, but a request that arrives late is nearer to the next


def test_hosts_of_several_owners_do_not_wait_for_each_other(outside: Outside, settings: Any) -> None:
    settings.HOST_PAUSE_SECONDS = 60.0
    for number in range(3):
        feed_at(outside, f"/{number}.xml", f"127.0.0.{number + 1}")
        outside.answers[f"/{number}.xml"] = rss(outside)
    for claimed in claim_hosts():
        list(pipeline.visit(*claimed))
    assert len(outside.requests) == 3


def test_no_more_requests_are_under_way_at_one_owner_than_may_be(
    outside: Outside, one_owner: None, settings: Any
) -> None:
    settings.HOST_REQUESTS_AT_ONCE = 2
    under_way: list[int] = []
    lock, count = threading.Lock(), 0

    def slow(request: Request) -> Answer:
        nonlocal count
        with lock:
            count += 1
            under_way.append(count)
        time.sleep(0.2)
        with lock:
            count -= 1
        return rss(outside)

    for number in range(4):
        feed_at(outside, f"/{number}.xml", f"127.0.0.{number + 1}")
        outside.answers[f"/{number}.xml"] = slow
    run([partial(visit, *claimed) for claimed in claim_hosts()])
    assert (len(under_way), max(under_way)) == (4, 2)


def test_a_host_may_have_limits_of_its_own(outside: Outside, one_owner: None, settings: Any) -> None:
    settings.HOST_REQUESTS_AT_ONCE = 2
    feed = feed_at(outside, "/feed.xml", "127.0.0.1")
    outside.answers["/feed.xml"] = rss(outside)
    Host.objects.filter(pk=feed.host_id).update(requests_at_once=1)
    pacing.Visitor("www.example.org", pacing.keeper()).enter(pause=0, at_once=2, patience=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visiting, "PATIENCE", 0.1)
        list(pipeline.visit(*claim()))
    assert outside.requests == []


def test_a_visitor_whose_turn_is_far_off_gives_the_host_back_until_then(
    outside: Outside, one_owner: None, settings: Any
) -> None:
    settings.HOST_PAUSE_SECONDS = 50.0
    feed = feed_at(outside, "/feed.xml", "127.0.0.1")
    outside.answers["/feed.xml"] = rss(outside)
    pacing.Visitor("www.example.org", pacing.keeper()).enter(pause=50.0, at_once=2, patience=0)
    list(pipeline.visit(*claim()))
    feed.refresh_from_db()
    assert (outside.requests, feed.failures, feed.last_polled_at, feed.host.leased_until) == ([], 0, None, None)
    assert timedelta(seconds=20) < feed.host.next_visit_at - timezone.now() < timedelta(seconds=51)


def test_a_long_pause_of_one_host_holds_up_none_of_its_neighbours(
    outside: Outside, one_owner: None, settings: Any
) -> None:
    settings.HOST_PAUSE_SECONDS = 0.0
    slow, quick = (feed_at(outside, f"/{number}.xml", f"127.0.0.{number}") for number in (1, 2))
    Host.objects.filter(pk=slow.host_id).update(pause=60.0)
    outside.answers |= {"/1.xml": rss(outside), "/2.xml": rss(outside)}
    for feed in (slow, quick):
        token = leasing.claim_host(feed.host_id)
        assert token
        list(pipeline.visit(feed.host_id, token))
    assert [request.path for request in outside.requests] == ["/1.xml", "/2.xml"]
    slow.host.refresh_from_db()
    assert slow.host.next_visit_at > timezone.now() + timedelta(seconds=50)


def test_the_pause_counts_from_when_a_request_was_sent_and_not_from_when_it_was_meant_to_be(
    outside: Outside, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOST_PAUSE_SECONDS = 0.5
    sent = Connections.answer

    def held_up(self: Any, url: str, *rest: Any, **more: Any) -> Any:
        time.sleep(0.4 if url.endswith("/robots.txt") else 0.0)
        return sent(self, url, *rest, **more)

    monkeypatch.setattr(Connections, "answer", held_up)
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    list(pipeline.visit(*claim()))
    _feed, rules, article = outside.requests
    assert (rules.path, article.path) == ("/robots.txt", "/a")
    assert article.at - rules.at >= 0.35


def test_a_host_whose_answers_take_longer_than_its_pause_holds_up_nobody_for_more_than_one(
    outside: Outside, settings: Any
) -> None:
    settings.HOST_PAUSE_SECONDS, settings.FETCH_HOSTS_AT_ONCE = 0.05, 1

    def slow(request: Request) -> Answer:
        time.sleep(0.2)
        return rss(outside)

    for path in ("/1.xml", "/2.xml"):
        outside.answers[path] = slow
        for address in ("127.0.0.1", "127.0.0.2"):
            feed_at(outside, path, address)
    Host.objects.update(silences=0)
    [(hosts, token, _)] = leasing.claim_batches()
    list(pipeline.visit_each(hosts, token))
    assert [request.path for request in outside.requests] == ["/1.xml", "/1.xml", "/2.xml", "/2.xml"]


def test_a_redirect_waits_for_a_turn_where_it_leads(outside: Outside, settings: Any) -> None:
    settings.HOST_PAUSE_SECONDS = 0.5
    outside.answers["/old.xml"] = Answer(status=302, headers={"Location": "/feed.xml"})
    outside.answers["/feed.xml"] = rss(outside)
    make_outside_feed(outside, "/old.xml")
    list(pipeline.visit(*claim()))
    moments = [request.at for request in outside.requests]
    assert [later - earlier >= 0.35 for earlier, later in pairwise(moments)] == [True]


def test_a_redirect_to_where_too_many_wait_is_a_failure_that_says_so(
    outside: Outside, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOST_PAUSE_SECONDS = 0.1
    monkeypatch.setattr(visiting, "PATIENCE", 0.1)
    pacing.Visitor("127.0.0.9", pacing.keeper()).enter(pause=50.0, at_once=2, patience=0)
    elsewhere = outside.url("/feed.xml", address="127.0.0.9")
    outside.answers |= {"/old.xml": Answer(status=302, headers={"Location": elsewhere}), "/feed.xml": rss(outside)}
    feed = make_outside_feed(outside, "/old.xml")
    list(pipeline.visit(*claim()))
    feed.refresh_from_db()
    assert (len(outside.requests), feed.host.silences) == (1, 0)
    assert "too many of our visitors" in feed.last_detail


def test_a_poll_outlives_the_connection_to_the_database_that_it_began_with(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    Host.objects.update(silences=0)

    def hung_up(request: Request) -> Answer:
        ended = (
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        try:
            with connection.cursor() as cursor:
                cursor.execute(ended)
        finally:
            connection.close()
        return rss(outside, "/a")

    outside.answers["/feed.xml"] = hung_up
    list(pipeline.visit(*claim()))
    feed.refresh_from_db()
    assert (feed.last_outcome, Article.objects.count()) == ("fetched", 1)


# -- hosts that give no answer ----------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (Kind.FEED, Kind.PAGE):
        monkeypatch.setattr(kind, "_value_", fetching._Limits(0.3, 100_000, "*/*"))


def hanging(request: Request) -> Answer:
    time.sleep(1.0)
    return Answer()


def test_a_host_that_answers_none_of_its_pages_is_left_alone_after_two(outside: Outside, impatient: None) -> None:
    feed = make_outside_feed(outside)
    paths = [f"/{number}" for number in range(50)]
    outside.answers |= {"/feed.xml": rss(outside, *paths), **dict.fromkeys(paths, hanging)}
    visit_all()
    feed.host.refresh_from_db()
    assert len([request for request in outside.requests if request.path in paths]) == 2
    assert (feed.host.silences, sum(Entry.objects.values_list("attempts", flat=True))) == (2, 2)
    assert feed.host.next_visit_at > timezone.now() + timedelta(minutes=4)
    assert Article.objects.visible().count() == 50


def test_one_answer_ends_the_silence(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    Host.objects.update(silences=7)
    outside.answers["/feed.xml"] = rss(outside)
    visit_all()
    feed.host.refresh_from_db()
    assert feed.host.silences == 0


def test_a_failure_that_the_host_itself_tells_is_an_answer(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = Answer(status=500)
    visit_all()
    feed.refresh_from_db()
    assert (feed.failures, feed.host.silences) == (1, 0)


def test_a_sitemap_s_429_rests_the_host(outside: Outside) -> None:
    listed = "".join(f"<sitemap><loc>{outside.url(f'/{name}.xml')}</loc></sitemap>" for name in "ab")
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'
    feed = make_outside_feed(outside, "/index.xml", kind="sitemap")
    limit = Answer(status=429, headers={"Retry-After": "600"})
    outside.answers |= {"/index.xml": Answer(body=index.encode()), "/a.xml": limit, "/b.xml": limit}
    visit_all()
    feed.refresh_from_db()
    assert [request.path for request in outside.requests] == ["/index.xml", "/a.xml"]
    assert feed.last_outcome == "rate limited"
    assert feed.host.next_visit_at > timezone.now() + timedelta(minutes=9)


def test_a_robots_txt_s_429_rests_the_host(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    limit = Answer(status=429, headers={"Retry-After": "600"})
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside), "/robots.txt": limit}
    visit_all()
    feed.host.refresh_from_db()
    assert outside.asked("/a") == []
    assert feed.host.next_visit_at > timezone.now() + timedelta(minutes=9)


# -- shares of the places ---------------------------------------------------------------------------------------------


def due_hosts(silences: int | None, count: int) -> set[int]:
    feeds = [make_feed() for _ in range(count)]
    ids = {feed.host_id for feed in feeds}
    Host.objects.filter(pk__in=ids).update(silences=silences)
    return ids


def claimed_places() -> list[set[int]]:
    """The hosts of each visitor that was given a place."""
    return [set(hosts) for hosts, *_ in leasing.claim_batches()]


@pytest.mark.parametrize(("silences", "places"), [({3}, 3), ({None}, 6), ({None, 3}, 6)])
def test_hosts_that_do_not_answer_hold_a_third_of_the_places_and_with_new_ones_two_thirds(
    settings: Any, monkeypatch: pytest.MonkeyPatch, silences: set[int | None], places: int
) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 9
    monkeypatch.setattr(leasing, "KNOCKS_A_PLACE", 2)
    for each in silences:
        due_hosts(each, 20)
    answering = due_hosts(0, 20)
    taken = claimed_places()
    unproven = [hosts for hosts in taken if not hosts & answering]
    assert (len(unproven), {len(hosts) for hosts in unproven}) == (places, {2})
    assert len(taken) > places
    Host.objects.filter(pk__in=answering).update(leased_until=None)
    assert set().union(*claimed_places()) <= answering


def test_silent_hosts_leave_new_ones_a_third(settings: Any) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 9
    silent = due_hosts(3, 20)
    new = due_hosts(None, 20)
    taken = claimed_places()
    assert [sum(bool(hosts & kind) for hosts in taken) for kind in (silent, new)] == [3, 3]
    assert set().union(*taken) == silent | new


def test_a_new_host_is_given_less_time(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visiting, "FIRST_PATIENCE", 0.3)
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = hanging
    list(pipeline.visit(*claim()))
    feed.refresh_from_db()
    assert (feed.last_outcome, feed.host.silences) == ("failed", 1)
    Feed.objects.update(next_poll_at=timezone.now())
    list(pipeline.visit(*claim()))
    feed.refresh_from_db()
    assert feed.host.silences == 0


def test_silent_hosts_have_no_more_than_their_third_when_nobody_else_is_due(settings: Any) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 9
    due_hosts(3, 3 * leasing.KNOCKS_A_PLACE + 1)
    assert [len(claimed_places()) for _ in range(2)] == [3, 0]


def test_the_hosts_that_answer_may_have_all_the_places(settings: Any) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 9
    due_hosts(0, 9 * leasing.HOSTS_A_PLACE + 1)
    assert [len(hosts) for hosts, *_ in leasing.claim_batches()] == [leasing.HOSTS_A_PLACE] * 9
    assert leasing.claim_batches() == []


def test_of_two_who_look_at_once_one_gives_the_places_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 2
    due_hosts(0, 20)
    claims: list[list[leasing.Claim]] = []
    second = threading.Thread(target=lambda: run([lambda: claims.append(leasing.claim_batches())]))
    next_in_line = leasing._next_in_line

    def while_the_other_looks(places: Any) -> Any:
        if threading.current_thread() is threading.main_thread():
            second.start()
            eventually(lambda: bool(claims) or _waits_for_a_name(), within=20, what="the second looks as well")
        return next_in_line(places)

    monkeypatch.setattr(leasing, "_next_in_line", while_the_other_looks)
    first = leasing.claim_batches()
    second.join()
    assert (len(first), claims) == (2, [[]])


def _waits_for_a_name() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        return bool(cursor.fetchone()[0])


def test_few_hosts_have_a_place_each(settings: Any) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 9
    due_hosts(0, 5)
    due_hosts(None, 2)
    assert sorted(len(hosts) for hosts, *_ in leasing.claim_batches()) == [1] * 7


def test_hosts_that_are_not_known_to_answer_share_a_place_only_with_their_like(settings: Any) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 6
    kinds = [due_hosts(silences, 5) for silences in (None, 3)]
    answering = due_hosts(0, 20)
    batches = [(set(hosts), is_knock) for hosts, _, is_knock in leasing.claim_batches()]
    assert sorted(len(hosts) for hosts, is_knock in batches if hosts <= answering and not is_knock) == [4, 4]
    assert [hosts for hosts, is_knock in batches if hosts in kinds and not is_knock] == []
    assert all(hosts <= answering or any(hosts <= kind for kind in kinds) for hosts, _ in batches)


@pytest.mark.parametrize("model", [Host, Feed])
def test_what_falls_due_before_the_next_look_is_handed_out_and_waited_for(
    outside: Outside, model: type[Host] | type[Feed]
) -> None:
    asked: list[datetime] = []

    def answer(request: Request) -> Answer:
        asked.append(timezone.now())
        return rss(outside, "/1/a")

    outside.answers["/1"] = answer
    moment = timezone.now() + timedelta(seconds=0.9)
    feed_at(outside, "/1", "127.0.5.1")
    Host.objects.update(silences=0)
    model._default_manager.update(**{"next_visit_at" if model is Host else "next_poll_at": moment})
    visit(*claim())
    assert len(asked) == 1
    assert asked[0] > moment - timedelta(seconds=0.01)  # the clocks are the database's, and this process' two


@pytest.mark.parametrize("model", [Host, Feed])
def test_what_falls_due_after_the_next_look_is_left_to_it(model: type[Host] | type[Feed]) -> None:
    due_hosts(0, 1)
    later = timezone.now() + timedelta(seconds=60)
    model._default_manager.update(**{"next_visit_at" if model is Host else "next_poll_at": later})
    assert leasing.claim_batches() == []


@pytest.mark.parametrize("silences", [None, 3])
def test_a_single_place_is_everybody_s(settings: Any, silences: int | None) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 1
    due_hosts(silences, 2)
    assert len(claimed_places()) == 1


def test_who_waits_longest_comes_first_whoever_it_is(settings: Any) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 3
    due_hosts(0, 3)
    [silent] = due_hosts(3, 1)
    Host.objects.filter(pk=silent).update(next_visit_at=timezone.now() - timedelta(hours=1))
    assert silent in {host_id for host_id, _ in claim_hosts()}


@pytest.fixture
def hang() -> Iterator[threading.Event]:
    """Until it is set, some servers hang."""
    is_over = threading.Event()
    yield is_over
    is_over.set()


def test_healthy_feeds_are_polled_while_forty_slow_hosts_hang(
    outside: Outside, settings: Any, hang: threading.Event
) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 6
    long_ago = timezone.now() - timedelta(hours=1)
    for number in range(40):
        slow = feed_at(outside, "/slow.xml", f"127.0.3.{number + 1}")
        Host.objects.filter(pk=slow.host_id).update(silences=number % 2 or None, next_visit_at=long_ago)
    healthy = [feed_at(outside, f"/{number}.xml", f"127.0.4.{number + 1}") for number in range(4)]
    Host.objects.filter(feeds__in=healthy).update(silences=0)
    outside.answers["/slow.xml"] = lambda _: Answer(status=500 if hang.wait(60) else 200)
    outside.answers |= {f"/{number}.xml": rss(outside) for number in range(4)}

    def visit(hosts: list[int], token: Any, is_knock: bool) -> None:
        try:
            list((pipeline.knock_at_each if is_knock else pipeline.visit_each)(hosts, token))
        finally:
            connection.close()

    def are_healthy_done() -> bool:
        for claimed in leasing.claim_batches():
            visitors.append(threading.Thread(target=visit, args=claimed))
            visitors[-1].start()
        return Feed.objects.filter(last_outcome="fetched").count() == 4

    visitors: list[threading.Thread] = []
    eventually(are_healthy_done, within=30, what="the healthy feeds are polled")
    eventually(lambda: len(outside.asked("/slow.xml")) >= 40, within=30, what="all the slow hosts are asked at once")
    assert Feed.objects.exclude(last_outcome="").count() == 4
    hang.set()
    for visitor in visitors:
        visitor.join()
