"""Subscriptions as the database keeps them and as operators read them."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from feeds.models import Subscription, SubscriptionState
from tests.factories import make_feed, make_host, make_subscription

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NOTHING: dict[str, Any] = {"active_since": None, "lease_ends_at": None}
WORDS = [
    ({"state": "requested", **NOTHING}, "hub.test was asked to push it and has not agreed yet; next request: then."),
    ({}, "To be pushed by hub.test, lease until then; nothing came yet, so it is polled at its own pace."),
    ({"last_push_at": NOW}, "Pushed by hub.test, last at then; lease until then."),
    (
        {"last_push_at": NOW, "misses": 1},
        "Pushed by hub.test, lease until then, but news came late: it is polled at its own pace.",
    ),
    (
        {"lease_ends_at": NOW - timedelta(days=1)},
        "No longer pushed by hub.test: the lease ended at then; next request: then.",
    ),
    ({"state": "silent"}, "hub.test is silent: polls bring the news before it does; next request: then."),
    ({"state": "denied"}, "hub.test refuses to push it; next request: then."),
    ({"state": "ending"}, "hub.test is asked to push it no longer."),
]


def subscribed(**values: Any) -> Subscription:
    return make_subscription(host=make_host("hub.test"), **values)


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("operator"))
    return client


@pytest.mark.parametrize(("values", "words"), WORDS)
def test_an_operator_reads_what_there_is_to_know(values: dict[str, Any], words: str) -> None:
    with translation.override("en"):
        assert subscribed(**values).in_words(timezone.now(), lambda at: "then") == words


@pytest.mark.parametrize("language", ["fr", "ar", "es"])
@pytest.mark.parametrize(("values", "words"), WORDS)
def test_in_every_language_with_the_same_facts(values: dict[str, Any], words: str, language: str) -> None:
    with translation.override(language):
        said = subscribed(**values).in_words(timezone.now(), lambda at: "(then)")
    assert said.count("(then)") == words.count(" then")
    assert "hub.test" in said
    assert said != words


def test_the_list_of_sources_says_who_pushes_a_feed() -> None:
    subscription = subscribed(last_push_at=NOW)
    make_subscription(feed=subscription.feed, state=SubscriptionState.ENDING)
    out = io.StringIO()
    call_command("sources", stdout=out, stderr=io.StringIO())
    line = out.getvalue().splitlines()[1]
    assert "Pushed by hub.test, last at " in line
    assert f"lease until {subscription.lease_ends_at:%Y-%m-%d %H:%M:%S} UTC." in line
    assert "no longer" not in line


def test_the_admin_s_page_of_a_feed_says_who_pushes_it_and_what_the_hub_said(operator: Client) -> None:
    subscription = subscribed(state="denied", detail="<b>no</b>")
    page = operator.get(
        reverse("admin:feeds_feed_change", args=[subscription.feed_id]), headers={"Accept-Language": "en"}
    )
    words = page.content.decode()
    assert "hub.test refuses to push it; next request: " in words
    assert "&lt;b&gt;no&lt;/b&gt;" in words


@pytest.mark.parametrize(
    ("site_url", "words"),
    [
        ("https://news.example", "The feed names no hub: it is polled."),
        ("", "Off: hubs reach the portal only when SITE_URL is its public address."),
    ],
)
def test_or_why_nobody_does(operator: Client, settings: Any, site_url: str, words: str) -> None:
    settings.SITE_URL = site_url
    address = reverse("admin:feeds_feed_change", args=[make_feed().pk])
    assert words in operator.get(address, headers={"Accept-Language": "en"}).content.decode()


def test_a_feed_has_one_wanted_subscription_beside_those_that_end() -> None:
    feed = make_subscription().feed
    make_subscription(feed=feed, state="ending")
    make_subscription(feed=feed, state="ending")
    with pytest.raises(IntegrityError, match="one_wanted_subscription_a_feed"), transaction.atomic():
        make_subscription(feed=feed, state="requested")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "odd"}, "subscription_state_is_known"),
        ({"lease_ends_at": None}, "active_subscription_was_asked_for_and_has_a_lease"),
        ({"requested_at": None}, "active_subscription_was_asked_for_and_has_a_lease"),
        ({"state": "silent", "active_since": None}, "active_subscription_was_asked_for_and_has_a_lease"),
        ({"secret": "short"}, "subscription_secrets_are_long"),
        ({"token": ""}, "subscription_secrets_are_long"),
    ],
)
def test_the_database_keeps_no_subscription_that_makes_no_sense(values: dict[str, str], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_subscription(**values)


def test_two_subscriptions_never_share_an_address() -> None:
    token = make_subscription().token
    with pytest.raises(IntegrityError, match="token"), transaction.atomic():
        make_subscription(token=token)


def test_a_subscription_outlives_its_feed_so_that_the_hub_can_be_told() -> None:
    subscription = make_subscription()
    assert subscription.feed
    subscription.feed.delete()
    subscription.refresh_from_db()
    assert subscription.feed is None
