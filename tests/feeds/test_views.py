"""The callback: what hubs are answered, whoever they are."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from feeds.knowledge import push
from feeds.models import Feed, Subscription, SubscriptionState
from feeds.views import LARGEST_PUSH, LONGEST_CHALLENGE
from tests.factories import make_feed, make_subscription
from tests.feeds.hubs import signature

pytestmark = pytest.mark.django_db
BODY = b"<rss/>"
NOBODY = "n" * 43


def path(subscription: Subscription) -> str:
    return f"/websub/{subscription.token}"


def asked(client: Client, subscription: Subscription, mode: str = "subscribe", **words: str) -> Any:
    said = {"hub.mode": mode, "hub.topic": subscription.topic, "hub.challenge": "c" * 20}
    return client.get(path(subscription), said | {f"hub.{name}": word for name, word in words.items()})


def pushed(client: Client, subscription: Subscription, body: bytes = BODY, *, sign: str | None = None) -> int:
    signed = signature(subscription.secret, body) if sign is None else sign
    headers = {"X-Hub-Signature": signed} if signed else {}
    return client.post(path(subscription), body, content_type="application/rss+xml", headers=headers).status_code


def resting_feed() -> Feed:
    """Polled a minute ago, to be polled in an hour."""
    now = timezone.now()
    return make_feed(last_polled_at=now - timedelta(minutes=1), next_poll_at=now + timedelta(hours=1))


def is_due(feed: Feed | None) -> bool:
    return feed is not None and Feed.objects.due().filter(pk=feed.pk).exists()


def requested(**values: Any) -> Subscription:
    nothing = {"active_since": None, "lease_ends_at": None}
    return make_subscription(**{"state": SubscriptionState.REQUESTED, **nothing, **values})


def test_what_was_asked_for_is_confirmed_with_the_challenge_and_nothing_else(client: Client) -> None:
    subscription = requested(failures=2, detail="timeout: no answer")
    reply = asked(client, subscription, challenge="<b>1 & 2", lease_seconds="3600")
    assert (reply.status_code, reply.content, reply["Content-Type"]) == (200, b"<b>1 & 2", "text/plain; charset=utf-8")
    subscription.refresh_from_db()
    assert (subscription.state, subscription.failures, subscription.detail) == (SubscriptionState.ACTIVE, 0, "")
    assert subscription.lease_ends_at is not None
    assert timedelta(minutes=59) < subscription.lease_ends_at - timezone.now() <= timedelta(hours=1)
    assert timezone.now() < subscription.next_attempt_at < subscription.lease_ends_at


def test_a_renewal_prolongs_without_a_gap(client: Client) -> None:
    subscription = make_subscription(misses=1)
    since = subscription.active_since
    assert asked(client, subscription, lease_seconds="1209600").status_code == 200
    subscription.refresh_from_db()
    assert (subscription.active_since, subscription.misses) == (since, 1)
    assert subscription.lease_ends_at
    assert subscription.lease_ends_at > timezone.now() + timedelta(days=13)


@pytest.mark.parametrize("state", [SubscriptionState.ACTIVE, SubscriptionState.SILENT])
def test_after_a_gap_trust_begins_anew(client: Client, state: SubscriptionState) -> None:
    ended = timezone.now() - timedelta(minutes=1)
    subscription = make_subscription(state=state, misses=2, lease_ends_at=ended, last_push_at=ended)
    assert asked(client, subscription).status_code == 200
    subscription.refresh_from_db()
    assert subscription.standing
    assert (subscription.misses, subscription.standing.is_trusted(timezone.now())) == (0, False)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("subscribe", {"topic": "https://other.test/feed.xml"}),
        ("subscribe", {"topic": "https://nul.test/\0"}),
        ("subscribe", {"topic": ""}),
        ("subscribe", {"challenge": ""}),
        ("subscribe", {"challenge": "c" * (LONGEST_CHALLENGE + 1)}),
        ("unsubscribe", {}),
        ("denied", {"topic": "https://other.test/feed.xml"}),
        ("publish", {}),
        ("", {}),
    ],
)
def test_what_was_not_asked_for_is_not_confirmed(client: Client, mode: str, words: dict[str, str]) -> None:
    subscription = make_subscription()
    before = Subscription.objects.values().get()
    assert asked(client, subscription, mode, **words).status_code == 404
    assert Subscription.objects.values().get() == before


def test_nor_is_what_was_not_asked_for_yet(client: Client) -> None:
    assert asked(client, requested(requested_at=None)).status_code == 404


def test_nor_is_a_subscription_that_we_are_ending(client: Client) -> None:
    assert asked(client, make_subscription(state=SubscriptionState.ENDING)).status_code == 404


def test_the_end_that_was_asked_for_is_confirmed_once(client: Client) -> None:
    subscription = make_subscription(state=SubscriptionState.ENDING)
    assert asked(client, subscription, "unsubscribe").content == b"c" * 20
    assert asked(client, subscription, "unsubscribe").status_code == 404
    assert not Subscription.objects.exists()


def test_a_denial_is_kept_with_its_reason_and_asked_again_after_a_week(client: Client) -> None:
    subscription = requested()
    assert asked(client, subscription, "denied", reason="no\0\nsuch <b>topic").status_code == 200
    subscription.refresh_from_db()
    assert (subscription.state, subscription.detail) == (SubscriptionState.DENIED, "no such <b>topic")
    assert subscription.next_attempt_at > timezone.now() + push.DENIED_REST - timedelta(minutes=1)


@pytest.mark.parametrize("address", [NOBODY, "short", "n" * 44, "n" * 42 + "%00", "n" * 42 + "é"])
def test_nobody_is_signed_up_under_an_unknown_address(client: Client, address: str) -> None:
    query = {"hub.mode": "subscribe", "hub.topic": "https://a.test/", "hub.challenge": "x"}
    assert client.get(f"/websub/{address}", query).status_code == 404


def test_a_hub_that_pushes_to_an_unknown_address_is_told_to_forget_it(client: Client) -> None:
    assert client.post(f"/websub/{NOBODY}", BODY, content_type="text/xml").status_code == 410


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signed_push_makes_its_feed_due(client: Client, algorithm: str) -> None:
    feed, other = resting_feed(), resting_feed()
    subscription = make_subscription(feed=feed)
    assert pushed(client, subscription, sign=signature(subscription.secret, BODY, algorithm)) == 202
    assert (is_due(feed), is_due(other)) == (True, False)
    subscription.refresh_from_db()
    assert subscription.last_push_at


@pytest.mark.parametrize(
    "sign",
    [
        "",
        "sha256",
        "sha256=",
        signature("another secret", BODY),
        signature("another secret", BODY).upper(),
        "md5=5d41402abc4b2a76b9719d911017c592",
        "shake_128=00",
        f"sha256={'é' * 64}",
    ],
)
def test_a_push_that_is_not_signed_as_agreed_changes_nothing_and_learns_nothing(client: Client, sign: str) -> None:
    subscription = make_subscription(feed=resting_feed())
    feed, before = Feed.objects.values().get(), Subscription.objects.values().get()
    assert pushed(client, subscription, sign=sign) == 202
    assert (Feed.objects.values().get(), Subscription.objects.values().get()) == (feed, before)


def test_the_signature_is_that_of_this_body_and_this_subscription(client: Client) -> None:
    feed = resting_feed()
    subscription, other = make_subscription(feed=feed), make_subscription()
    assert pushed(client, subscription, b"<rss />", sign=signature(subscription.secret, BODY)) == 202
    assert pushed(client, subscription, BODY, sign=signature(other.secret, BODY)) == 202
    assert not is_due(feed)


def test_a_signature_in_capitals_is_the_same(client: Client) -> None:
    subscription = make_subscription(feed=resting_feed())
    algorithm, _, digest = signature(subscription.secret, BODY).partition("=")
    pushed(client, subscription, sign=f"{algorithm.upper()}={digest.upper()}")
    assert is_due(subscription.feed)


A_MOMENT = timedelta(milliseconds=1)  # by which a push changes the time of a poll that is due anyway


def test_a_push_that_is_replayed_again_and_again_shares_a_poll(client: Client) -> None:
    feed = make_feed(last_polled_at=timezone.now(), next_poll_at=timezone.now() + timedelta(hours=1))
    subscription = make_subscription(feed=feed)
    for _ in range(3):
        assert pushed(client, subscription) == 202
    feed.refresh_from_db()
    assert feed.last_polled_at
    assert timedelta(0) <= feed.last_polled_at + push.PUSH_PAUSE - feed.next_poll_at < A_MOMENT


def test_a_push_never_puts_a_poll_off(client: Client) -> None:
    feed = make_feed(last_polled_at=timezone.now(), next_poll_at=timezone.now() + timedelta(seconds=3))
    before = feed.next_poll_at
    pushed(client, make_subscription(feed=feed))
    feed.refresh_from_db()
    assert timedelta(0) <= before - feed.next_poll_at < A_MOMENT


def test_a_push_does_not_hurry_a_feed_that_fails_or_is_paused(client: Client) -> None:
    failing = make_feed(failures=2, next_poll_at=timezone.now() + timedelta(hours=1))
    paused = make_feed(is_paused=True, next_poll_at=timezone.now() + timedelta(hours=1))
    for feed in (failing, paused):
        assert pushed(client, make_subscription(feed=feed)) == 202
        assert not is_due(feed)


def test_a_push_for_a_feed_that_was_deleted_harms_nobody(client: Client) -> None:
    subscription = make_subscription()
    Feed.objects.all().delete()
    assert pushed(client, subscription) == 202


def test_a_silent_hub_that_speaks_is_heard_again(client: Client) -> None:
    subscription = make_subscription(state=SubscriptionState.SILENT, misses=3)
    pushed(client, subscription)
    subscription.refresh_from_db()
    assert (subscription.state, subscription.misses) == (SubscriptionState.ACTIVE, 0)


def test_a_whole_feed_may_be_pushed(client: Client) -> None:
    subscription = make_subscription(feed=resting_feed())
    assert pushed(client, subscription, b"#" * 5_000_000) == 202
    assert is_due(subscription.feed)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: Client) -> None:
    class UnreadError(Exception):
        """The body was read."""

    class Body:
        def read(self, *args: Any) -> bytes:
            raise UnreadError

        readline = read

    subscription = make_subscription()
    huge: dict[str, Any] = {"wsgi.input": Body(), "CONTENT_LENGTH": str(LARGEST_PUSH + 1), "CONTENT_TYPE": "text/xml"}
    assert client.generic("POST", path(subscription), **huge).status_code == 413


@pytest.mark.parametrize("length", ["", "-1", "x"])
def test_a_body_without_a_length_is_refused(client: Client, length: str) -> None:
    reply = client.generic("POST", path(make_subscription()), CONTENT_LENGTH=length)
    assert reply.status_code == 411


def test_other_methods_are_none_of_a_hub_s_business(client: Client) -> None:
    assert client.put(path(make_subscription())).status_code == 405


def test_hubs_get_no_cookie_no_language_and_nothing_that_a_cache_may_keep(client: Client) -> None:
    subscription = make_subscription()
    replies = [
        asked(client, subscription),
        client.post(path(subscription), BODY, content_type="text/xml"),
    ]
    for reply in replies:
        assert not reply.cookies
        assert "no-store" in reply["Cache-Control"]
        assert "Content-Language" not in reply
        assert "Cookie" not in reply.get("Vary", "")
