"""What a poll leaves behind, and whom it must not overrule."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from feeds import leasing, recording
from feeds.models import Feed, LeaseLost, Poll
from feeds.schedule import Plan
from tests.factories import make_feed

pytestmark = pytest.mark.django_db


def plan(minutes: int, failures: int = 0) -> Plan:
    interval = timedelta(minutes=minutes)
    return Plan(next_poll_at=timezone.now() + interval, interval=interval, failures=failures)


def begun() -> tuple[Feed, UUID, Poll]:
    """A feed in the middle of its poll, as its visitor knows it."""
    feed = make_feed(last_outcome="")
    [(_, token)] = leasing.claim_hosts()
    recording.begin_poll(feed, token, plan(15, failures=1))
    return feed, token, Poll(feed=feed, at=timezone.now(), outcome="not modified")


def record(feed: Feed, token: UUID, poll: Poll, planned: Plan) -> None:
    recording.record(feed, token, poll, planned, held=feed.host_id, known_url=feed.url)


def test_an_attempt_counts_before_the_work() -> None:
    feed = begun()[0]
    stored = Feed.objects.get()
    assert (stored.failures, stored.next_poll_at) == (1, feed.next_poll_at)


def test_a_recorded_poll_replaces_the_attempt() -> None:
    feed, token, poll = begun()
    planned = plan(30)
    feed.etag, feed.rhythm = '"x"', [0.5] * 24
    record(feed, token, poll, planned)
    stored = Feed.objects.get()
    assert (stored.failures, stored.next_poll_at, stored.interval) == (0, planned.next_poll_at, planned.interval)
    assert (stored.last_outcome, stored.last_polled_at) == ("not modified", poll.at)
    assert (stored.etag, stored.rhythm) == ('"x"', [0.5] * 24)
    assert Poll.objects.get() == poll


def test_a_poll_now_that_was_asked_for_meanwhile_stays() -> None:
    feed, token, poll = begun()
    wished = timezone.now()
    Feed.objects.update(next_poll_at=wished)
    record(feed, token, poll, plan(30))
    assert (Feed.objects.get().next_poll_at, feed.next_poll_at) == (wished, wished)


def test_an_address_that_was_set_meanwhile_knows_nothing_of_the_poll() -> None:
    feed, token, poll = begun()
    Feed.objects.update(url="https://elsewhere.test/feed.xml")
    record(feed, token, poll, plan(30))
    stored = Feed.objects.get()
    assert (stored.url, stored.last_outcome) == ("https://elsewhere.test/feed.xml", "")
    assert Poll.objects.count() == 1


def test_without_the_lease_nothing_is_begun_and_nothing_recorded() -> None:
    feed, _, poll = begun()
    before = Feed.objects.values().get()
    with pytest.raises(LeaseLost):
        record(feed, uuid4(), poll, plan(30))
    with pytest.raises(LeaseLost):
        recording.begin_poll(feed, uuid4(), plan(30))
    assert (Feed.objects.values().get(), Poll.objects.count()) == (before, 0)


def test_a_feed_that_was_deleted_meanwhile_is_let_go() -> None:
    feed, token, poll = begun()
    Feed.objects.all().delete()
    with pytest.raises(LeaseLost):
        recording.record(feed, token, poll, plan(30), held=feed.host_id, known_url=feed.url)
