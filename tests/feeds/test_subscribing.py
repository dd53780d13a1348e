"""Hubs, from the feed that names one to the headline that it told us of: a real web server, a real hub beside it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from feeds import fetching, leasing, pipeline, pruning, subscribing
from feeds.connecting import Connections
from feeds.knowledge import push
from feeds.models import Feed, Host, LeaseLost, Subscription, SubscriptionState
from tests.factories import make_feed, make_subscription
from tests.feeds.hubs import Hub, call, signature
from tests.feeds.street import make_outside_feed, visit_all
from tests.outside import Answer, Outside, Request

pytestmark = pytest.mark.django_db(transaction=True)
ACTIVE, ENDING, SILENT = SubscriptionState.ACTIVE, SubscriptionState.ENDING, SubscriptionState.SILENT


class BugError(Exception):
    """A mistake of ours that nobody foresaw."""


@pytest.fixture
def portal(live_server: LiveServer, settings: Any) -> Iterator[str]:
    """Our own web server, at an address that hubs of the outside can reach."""
    settings.SITE_URL = live_server.url.replace("localhost", "127.0.0.1")
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    yield settings.SITE_URL
    connection.close()


@pytest.fixture
def hub(outside: Outside, portal: str) -> Hub:
    return Hub(outside)


def document(outside: Outside, *paths: str, hub: str = "", topic: str = "") -> Answer:
    """A feed whose items were published two minutes ago."""
    dated = (timezone.now() - timedelta(minutes=2)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    links = [f'<atom:link rel="hub" href="{hub}"/>' if hub else "", f'<atom:link rel="self" href="{topic}"/>']
    items = "".join(
        f"<item><title>Titre de {path}</title><link>{outside.url(path)}</link><guid>{path}</guid>"
        f"<pubDate>{dated}</pubDate></item>"
        for path in paths
    )
    body = (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Essai</title>'
        f"{''.join(links if topic else links[:1])}{items}</channel></rss>"
    )
    return Answer(body=body.encode(), headers={"Content-Type": "application/rss+xml"})


def subscribed(outside: Outside, hub: Hub, **values: Any) -> Subscription:
    """A feed that its hub tells of, as it has proved with a push."""
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub.url)
    visit_all()
    assert hub.verify() == [200]
    outside.answers["/feed.xml"] = document(outside, "/a", "/b", hub=hub.url)
    assert hub.publish(feed.url, b"news") == [202]
    poll_now(feed)
    subscription = Subscription.objects.get()
    for name, value in values.items():
        setattr(subscription, name, value)
    subscription.save()
    return subscription


def poll_now(feed: Feed) -> None:
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=Now())
    visit_all()
    feed.refresh_from_db()


def hub_is_due() -> None:
    Subscription.objects.update(next_attempt_at=Now())


def claimed(subscription: Subscription) -> UUID:
    """The lease of its hub's host."""
    token = leasing.claim_host(subscription.host_id)
    assert token
    return token


def wait_of(feed: Feed) -> timedelta:
    feed.refresh_from_db()
    return feed.next_poll_at - timezone.now()


def test_a_feed_that_names_a_hub_is_subscribed_to_and_its_news_come_at_once(
    outside: Outside, hub: Hub, portal: str
) -> None:
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub.url)
    visit_all()
    [form] = hub.asked
    subscription = Subscription.objects.get()
    assert form == {
        "hub.mode": "subscribe",
        "hub.topic": feed.url,
        "hub.callback": f"{portal}/websub/{subscription.token}",
        "hub.lease_seconds": "864000",
        "hub.secret": subscription.secret,
    }
    assert hub.verify() == [200]
    outside.answers["/feed.xml"] = document(outside, "/a", "/news", hub=hub.url)
    assert visit_all() == []
    assert hub.publish(feed.url, b"something is new") == [202]
    Feed.objects.update(last_polled_at=Now() - push.PUSH_PAUSE, next_poll_at=Now())
    visit_all()
    assert Article.objects.filter(canonical_url=outside.url("/news")).exists()


def test_a_link_header_is_as_good_as_a_link_in_the_document(outside: Outside, hub: Hub) -> None:
    make_outside_feed(outside)
    plain = document(outside, "/a")
    links = f'<{hub.url}>; rel="hub", <https://topic.test/feed>; rel="self"'
    outside.answers["/feed.xml"] = Answer(body=plain.body, headers={"Link": links})
    visit_all()
    assert [form["hub.topic"] for form in hub.asked] == ["https://topic.test/feed"]
    assert hub.verify() == [200]


def test_the_feed_stays_where_it_is_whatever_it_calls_itself(outside: Outside, hub: Hub) -> None:
    feed = make_outside_feed(outside)
    url = feed.url
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub.url, topic="https://topic.test/feed")
    visit_all()
    feed.refresh_from_db()
    assert feed.url == url


@pytest.mark.parametrize("site_url", ["", "http://localhost:8000", "http://192.168.0.2"])
def test_a_portal_that_hubs_cannot_reach_asks_none(outside: Outside, settings: Any, site_url: str) -> None:
    settings.SITE_URL, settings.FETCH_ALLOW_NETWORKS = site_url, ["127.0.0.0/8"]
    hub = Hub(outside)
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub.url)
    visit_all()
    assert (hub.asked, Subscription.objects.count()) == ([], 0)


def test_each_subscription_has_secrets_of_its_own(outside: Outside, hub: Hub) -> None:
    for path in ("/1.xml", "/2.xml"):
        make_outside_feed(outside, path)
        outside.answers[path] = document(outside, path, hub=hub.url)
    visit_all()
    secret = {form["hub.secret"] for form in hub.asked} | set(Subscription.objects.values_list("token", flat=True))
    assert len(secret) == 4


def test_a_hub_may_send_us_to_another(outside: Outside, portal: str) -> None:
    hub = Hub(outside, "/new-hub")
    outside.answers["/hub"] = Answer(status=307, headers={"Location": "/new-hub"})
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=outside.url("/hub"))
    visit_all()
    assert hub.verify() == [200]
    assert Subscription.objects.get().state == ACTIVE


def test_a_hub_that_is_down_costs_the_feed_nothing_and_is_asked_later_each_time(outside: Outside, portal: str) -> None:
    hub = Hub(outside, status=500)
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub.url)
    waits = []
    for _ in range(3):
        visit_all()
        subscription = Subscription.objects.get()
        waits.append(subscription.next_attempt_at - timezone.now())
        hub_is_due()
    assert (len(hub.asked), subscription.failures, subscription.state) == (3, 3, SubscriptionState.REQUESTED)
    assert subscription.detail == "status: the server answers 500"
    assert waits[0] < timedelta(minutes=15) < waits[1] < timedelta(hours=2) < waits[2]
    feed.refresh_from_db()
    assert (feed.failures, feed.last_outcome) == (0, "fetched")


def test_a_hub_that_asks_for_rest_gets_it(outside: Outside, portal: str) -> None:
    hub = "127.0.0.9"
    outside.answers["/hub"] = Answer(status=429, headers={"Retry-After": "7200"})
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=outside.url("/hub", address=hub))
    visit_all()
    subscription = Subscription.objects.get()
    for until in (subscription.next_attempt_at, subscription.host.next_visit_at):
        assert until > timezone.now() + timedelta(minutes=110)


@pytest.mark.parametrize("hub", ["http://10.0.0.1/hub", "http://169.254.169.254/", "http://192.168.1.1:8080/"])
def test_a_hub_in_a_private_network_is_never_asked(outside: Outside, portal: str, hub: str) -> None:
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub)
    visit_all()
    assert Subscription.objects.get().detail.startswith("refused: ")


def test_a_hub_that_never_confirms_is_asked_again(outside: Outside, hub: Hub) -> None:
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub.url)
    visit_all()
    assert Subscription.objects.get().next_attempt_at < timezone.now() + timedelta(minutes=15)
    hub_is_due()
    visit_all()
    assert len(hub.asked) == 2
    assert hub.asked[0] == hub.asked[1]


def test_a_hub_that_denies_is_left_alone_for_a_week(outside: Outside, hub: Hub) -> None:
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub.url)
    visit_all()
    assert hub.deny("this topic is not ours") == [200]
    visit_all()
    subscription = Subscription.objects.get()
    assert (subscription.state, subscription.detail) == (SubscriptionState.DENIED, "this topic is not ours")
    assert len(hub.asked) == 1


def test_a_lease_is_renewed_before_its_end(outside: Outside, hub: Hub) -> None:
    before = subscribed(outside, hub)
    assert before.lease_ends_at
    assert before.next_attempt_at < before.lease_ends_at - timedelta(days=2)
    hub_is_due()
    visit_all()
    assert hub.asked[0] == hub.asked[1]
    assert hub.verify() == [200]
    after = Subscription.objects.get()
    assert after.lease_ends_at
    assert (after.active_since, after.lease_ends_at > before.lease_ends_at) == (before.active_since, True)


def test_while_a_renewal_fails_the_old_lease_holds(outside: Outside, hub: Hub) -> None:
    subscribed(outside, hub)
    hub.status = 503
    hub_is_due()
    visit_all()
    subscription = Subscription.objects.get()
    assert (subscription.state, subscription.failures) == (ACTIVE, 1)
    assert subscription.standing
    assert subscription.standing.is_trusted(timezone.now())


def test_a_hub_that_tells_of_news_spares_the_feed_most_polls(outside: Outside, hub: Hub) -> None:
    subscription = subscribed(outside, hub)
    feed = Feed.objects.get(subscriptions=subscription)
    assert wait_of(feed) > 4 * feed.interval


def test_when_the_lease_is_over_the_feed_has_its_own_pace_again(outside: Outside, hub: Hub) -> None:
    subscription = subscribed(outside, hub, lease_ends_at=timezone.now() - timedelta(seconds=1))
    feed = Feed.objects.get(subscriptions=subscription)
    poll_now(feed)
    assert wait_of(feed) < 1.3 * feed.interval


def test_a_hub_that_confirmed_but_never_told_of_anything_changes_nothing(outside: Outside, hub: Hub) -> None:
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub.url)
    visit_all()
    assert hub.verify() == [200]
    poll_now(feed)
    assert wait_of(feed) < 1.3 * feed.interval


def test_a_dead_hub_is_noticed_left_for_a_day_and_tried_again(outside: Outside, hub: Hub) -> None:
    subscription = subscribed(outside, hub, last_push_at=timezone.now() - timedelta(hours=3))
    Subscription.objects.update(active_since=F("active_since") - timedelta(days=2))
    feed = Feed.objects.get(subscriptions=subscription)
    states = []
    for number in range(push.DEAD_AFTER + 1):
        outside.answers["/feed.xml"] = document(outside, f"/news-{number}", hub=hub.url)
        poll_now(feed)
        subscription.refresh_from_db()
        states.append((subscription.state, subscription.misses))
        assert wait_of(feed) < 1.3 * feed.interval
        Subscription.objects.update(waiting_since=F("waiting_since") - push.GRACE)
    assert states == [(ACTIVE, 0), (ACTIVE, 1), (ACTIVE, 2), (SILENT, 3)]
    assert timedelta(hours=18) < subscription.next_attempt_at - timezone.now() < timedelta(hours=30)
    hub_is_due()
    visit_all()
    assert hub.verify() == [200]
    subscription.refresh_from_db()
    assert (subscription.state, subscription.misses, len(hub.asked)) == (ACTIVE, 0, 2)


def test_a_hub_whose_word_comes_soon_after_a_poll_stays_trusted(outside: Outside, hub: Hub) -> None:
    subscription = subscribed(outside, hub, last_push_at=timezone.now() - timedelta(hours=3), misses=1)
    Subscription.objects.update(active_since=F("active_since") - timedelta(days=2))
    feed = Feed.objects.get(subscriptions=subscription)
    outside.answers["/feed.xml"] = document(outside, "/news", hub=hub.url)
    poll_now(feed)
    assert Subscription.objects.get().waiting_since
    assert hub.publish(feed.url, b"news") == [202]
    poll_now(feed)
    subscription.refresh_from_db()
    assert (subscription.state, subscription.waiting_since, subscription.misses) == (ACTIVE, None, 0)


def test_a_push_amid_the_poll_that_would_speak_against_the_hub_counts(outside: Outside, hub: Hub) -> None:
    before = timezone.now() - timedelta(hours=3)
    subscription = subscribed(outside, hub, last_push_at=before, active_since=before, misses=2, waiting_since=before)
    told = replace(subscription.standing, waiting_since=None, misses=3) if subscription.standing else None
    assert told
    subscribing.wake(subscription)
    subscribing.keep(subscription, told)
    subscription.refresh_from_db()
    assert (subscription.state, subscription.misses) == (ACTIVE, 0)


def test_a_push_amid_a_poll_brings_another_poll(outside: Outside, hub: Hub) -> None:
    subscription = subscribed(outside, hub)
    feed = Feed.objects.get(subscriptions=subscription)
    Feed.objects.update(last_polled_at=Now() - timedelta(hours=1))

    def answer(request: Request) -> Answer:
        assert hub.publish(feed.url, b"news") == [202]
        outside.answers["/feed.xml"] = document(outside, "/late", hub=hub.url)
        return document(outside, "/a", hub=hub.url)

    outside.answers["/feed.xml"] = answer
    poll_now(feed)
    assert Article.objects.filter(canonical_url=outside.url("/late")).exists()


def test_a_hub_hears_our_answer_to_all_that_it_sent_signed_or_not(outside: Outside, hub: Hub) -> None:
    subscription = subscribed(outside, hub)
    body = b"#" * 8_000_000
    unsigned = call("POST", subscription.callback, body)
    signed = call("POST", subscription.callback, body, {"X-Hub-Signature": signature(subscription.secret, body)})
    assert (unsigned.status, signed.status) == (202, 202)


def test_a_push_whose_poll_found_an_old_copy_is_looked_after_again(outside: Outside, hub: Hub) -> None:
    subscription = subscribed(outside, hub)
    feed = Feed.objects.get(subscriptions=subscription)
    assert hub.publish(feed.url, b"news that a cache does not know yet") == [202]
    poll_now(feed)
    assert timedelta(minutes=1) < wait_of(feed) <= push.LOOKS[0]


@pytest.mark.parametrize("what", ["paused", "deleted"])
def test_the_hub_of_a_feed_that_nobody_wants_is_told(outside: Outside, hub: Hub, what: str) -> None:
    subscribed(outside, hub)
    if what == "paused":
        Feed.objects.update(is_paused=True)
    else:
        Feed.objects.all().delete()
    assert (subscribing.end_strays(), subscribing.end_strays()) == (1, 0)
    visit_all()
    assert len(hub.asked) == 1  # it has an hour, should the operator think again
    hub_is_due()
    visit_all()
    assert hub.asked[1]["hub.mode"] == "unsubscribe"
    assert hub.asked[1]["hub.callback"] == hub.asked[0]["hub.callback"]
    assert hub.verify() == [200]
    assert (hub.subscribers, Subscription.objects.count()) == ({}, 0)


def test_a_topic_that_moved_is_subscribed_to_in_the_old_one_s_place(outside: Outside, hub: Hub) -> None:
    old = subscribed(outside, hub)
    feed = Feed.objects.get(subscriptions=old)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub.url, topic="https://moved.test/feed")
    poll_now(feed)
    assert hub.asked[1]["hub.topic"] == "https://moved.test/feed"
    assert hub.asked[1]["hub.callback"] != hub.asked[0]["hub.callback"]
    assert hub.verify() == [200]
    old.refresh_from_db()
    assert old.state == ENDING
    assert Subscription.objects.wanted().get().state == ACTIVE


def test_a_feed_that_leaves_out_its_hub_for_a_moment_keeps_it(outside: Outside, hub: Hub) -> None:
    subscription = subscribed(outside, hub)
    feed = Feed.objects.get(subscriptions=subscription)
    outside.answers["/feed.xml"] = document(outside, "/a")
    poll_now(feed)
    subscription.refresh_from_db()
    assert subscription.state == ENDING
    outside.answers["/feed.xml"] = document(outside, "/a", "/c", hub=hub.url)
    poll_now(feed)
    assert Subscription.objects.get() == subscription
    assert [form["hub.mode"] for form in hub.asked] == ["subscribe", "subscribe"]


def test_a_feed_that_did_not_change_keeps_its_hub(outside: Outside, hub: Hub) -> None:
    subscription = subscribed(outside, hub)
    feed = Feed.objects.get(subscriptions=subscription)
    Feed.objects.update(last_full_at=None)
    poll_now(feed)
    outside.answers["/feed.xml"] = Answer(status=304)
    poll_now(feed)
    outside.answers["/feed.xml"] = Answer(status=500)
    poll_now(feed)
    subscription.refresh_from_db()
    assert subscription.state == ACTIVE


def test_a_subscription_that_nobody_confirms_the_end_of_is_left_to_run_out(outside: Outside, hub: Hub) -> None:
    subscribed(outside, hub, state=ENDING)
    hub.status = 500
    for _ in range(push.MOST_ENDINGS + 1):
        hub_is_due()
        visit_all()
    assert [form["hub.mode"] for form in hub.asked[1:]] == ["unsubscribe"] * push.MOST_ENDINGS
    assert not Subscription.objects.exists()


def test_what_no_hub_ever_confirmed_ends_without_a_word(outside: Outside, hub: Hub) -> None:
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=hub.url)
    visit_all()
    Feed.objects.update(is_paused=True)
    assert subscribing.end_strays() == 1
    assert not Subscription.objects.exists()
    assert hub.verify() == [404]


def test_a_portal_that_moves_leaves_no_callback_behind(outside: Outside, hub: Hub, settings: Any) -> None:
    subscribed(outside, hub)
    settings.SITE_URL = "https://moved.example"
    assert subscribing.end_strays() == 1
    settings.SITE_URL = ""
    make_subscription()
    assert subscribing.end_strays() == 1
    assert not Subscription.objects.wanted().exists()


def test_an_address_that_is_too_long_to_be_kept_is_none(outside: Outside, hub: Hub) -> None:
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = document(outside, "/a", hub=f"{hub.url}?{'x' * 1_000}")
    visit_all()
    assert not Subscription.objects.exists()


def test_an_attempt_counts_before_it_is_made(outside: Outside, portal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(url: str, form: dict[str, str], **_: Any) -> Any:
        raise BugError

    monkeypatch.setattr(fetching, "post", crash)
    subscription = make_subscription(next_attempt_at=timezone.now())
    with pytest.raises(BugError):
        list(pipeline.visit(subscription.host_id, claimed(subscription)))
    subscription.refresh_from_db()
    assert (subscription.failures, subscription.next_attempt_at > timezone.now()) == (1, True)


def test_a_worker_that_lost_its_lease_asks_no_hub(outside: Outside, hub: Hub) -> None:
    subscription = make_subscription(hub=hub.url, next_attempt_at=timezone.now())
    token = claimed(subscription)
    leasing.forget_all()
    with pytest.raises(LeaseLost):
        subscribing.ask(subscription, token, post=fetching.post)
    assert hub.asked == []


def test_hubs_are_asked_one_at_a_time_with_the_pause_of_any_host(outside: Outside, hub: Hub) -> None:
    first = make_subscription(hub=hub.url, next_attempt_at=timezone.now())
    make_subscription(hub=hub.url, host=first.host, next_attempt_at=timezone.now())
    token = claimed(first)
    assert leasing.claim_host(first.host_id) is None
    list(pipeline.visit(first.host_id, token))
    assert len(hub.asked) == 2


def test_the_pause_of_a_hub_counts_from_when_it_was_asked_and_not_from_when_it_was_meant_to_be(
    outside: Outside, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_subscription(hub=hub.url, next_attempt_at=timezone.now())
    make_subscription(hub=hub.url, host=first.host, next_attempt_at=timezone.now())
    Host.objects.filter(pk=first.host_id).update(pause=0.5)
    sent = Connections.answer

    def held_up(self: Any, *rest: Any, **more: Any) -> Any:
        time.sleep(0.0 if hub.asked else 0.4)
        return sent(self, *rest, **more)

    monkeypatch.setattr(Connections, "answer", held_up)
    list(pipeline.visit(first.host_id, claimed(first)))
    one, other = outside.requests
    assert other.at - one.at >= 0.35


def test_a_hub_has_the_pause_that_was_set_for_its_host(outside: Outside, hub: Hub) -> None:
    first = make_subscription(hub=hub.url, next_attempt_at=timezone.now())
    make_subscription(hub=hub.url, host=first.host, next_attempt_at=timezone.now())
    Host.objects.filter(pk=first.host_id).update(pause=60.0)
    list(pipeline.visit(first.host_id, claimed(first)))
    assert len(hub.asked) == 1
    assert Host.objects.get(pk=first.host_id).next_visit_at > timezone.now() + timedelta(seconds=50)


def test_a_subscription_due_beyond_any_lease_comes_back(outside: Outside) -> None:
    subscription = make_subscription(feed=make_feed(), next_attempt_at=timezone.now() + timedelta(days=400))
    pruning.recall_strays()
    subscription.refresh_from_db()
    assert subscription.next_attempt_at <= timezone.now()
