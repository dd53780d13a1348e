"""What a poll leaves behind, and whom it must not overrule."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from feeds import leasing, recording
from feeds.knowledge.schedule import Plan
from feeds.models import Feed, Host, LeaseLost, Poll
from tests.factories import make_feed
from tests.feeds.street import claim_hosts

pytestmark = pytest.mark.django_db


def plan(minutes: int, failures: int = 0) -> Plan:
    interval = timedelta(minutes=minutes)
    return Plan(next_poll_at=timezone.now() + interval, interval=interval, failures=failures)


def begun() -> tuple[Feed, UUID, Poll]:
    """A feed in the middle of its poll, as its visitor knows it."""
    feed = make_feed(last_outcome="")
    [(_, token)] = claim_hosts()
    recording.begin_poll(feed, token)
    return feed, token, Poll(feed=feed, at=timezone.now(), outcome="not modified")


def record(feed: Feed, token: UUID, poll: Poll, planned: Plan) -> None:
    recording.record(feed, token, poll, planned, held=feed.host_id, known_url=feed.url)


def test_a_poll_under_way_is_noted_at_its_host_until_it_is_recorded() -> None:
    feed, token, poll = begun()
    assert Host.objects.get().feed_under_way == feed.pk
    record(feed, token, poll, plan(30))
    assert Host.objects.get().feed_under_way is None


def test_the_record_of_a_poll_notes_the_one_that_follows_and_prolongs_the_lease() -> None:
    feed, token, poll = begun()
    following = make_feed(host=feed.host)
    Host.objects.update(leased_until=timezone.now() + timedelta(seconds=1))
    recording.record(feed, token, poll, plan(30), held=feed.host_id, known_url=feed.url, following=following)
    prolonged = Host.objects.filter(leased_until__gt=timezone.now() + timedelta(seconds=60))
    assert prolonged.get().feed_under_way == following.pk


def test_a_poll_whose_visitor_did_not_come_back_counts_as_a_failure() -> None:
    _, token, _ = begun()
    counted = plan(15, failures=1)
    recording.count_broken_off(Host.objects.get(), token, counted)
    stored = Feed.objects.get()
    assert (stored.failures, stored.next_poll_at) == (1, counted.next_poll_at)
    assert Host.objects.get().feed_under_way is None


def test_a_host_given_back_has_no_poll_under_way() -> None:
    feed, token, _ = begun()
    leasing.release(feed.host_id, token, pause=0)
    assert Host.objects.get().feed_under_way is None


def test_what_is_learnt_of_a_poll_is_stored() -> None:
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
        recording.begin_poll(feed, uuid4())
    recording.count_broken_off(Host.objects.get(), uuid4(), plan(30))
    assert (Feed.objects.values().get(), Poll.objects.count()) == (before, 0)


def test_a_feed_that_was_deleted_meanwhile_is_let_go() -> None:
    feed, token, poll = begun()
    Feed.objects.all().delete()
    with pytest.raises(LeaseLost):
        recording.record(feed, token, poll, plan(30), held=feed.host_id, known_url=feed.url)
