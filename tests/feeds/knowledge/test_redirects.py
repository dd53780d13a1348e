"""Permanent redirects: followed at once, believed late."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from feeds.adding import SETTLED_FIELDS, settle
from feeds.knowledge.redirects import Trail, followed
from feeds.models import Feed
from tests.feeds.street import make_outside_feed, page, rss, visit_all
from tests.outside import Answer, Outside

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEW = "https://a.test/new.xml"
LONG_AGO = timedelta(days=8)


def poll_again(feed: Feed) -> Feed:
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    visit_all()
    return Feed.objects.get(pk=feed.pk)


def moved_feed(outside: Outside, *, hops: int = 9) -> Feed:
    """A feed that was led to /new.xml so often, since eight days."""
    outside.answers["/feed.xml"] = Answer(status=301, headers={"Location": "/new.xml"})
    outside.answers["/new.xml"] = rss(outside)
    first_at = timezone.now() - LONG_AGO
    return make_outside_feed(outside, moved_to=outside.url("/new.xml"), moved_hops=hops, moved_first_at=first_at)


@pytest.mark.parametrize(
    ("hops", "days", "verdict"), [(10, 7, True), (9, 70, False), (10, 6.9, False), (1_000, 0, False)]
)
def test_a_move_is_believed_after_ten_hops_and_seven_days(hops: int, days: float, verdict: bool) -> None:
    trail = Trail(target=NEW, hops=hops, first_at=NOW - timedelta(days=days))
    assert trail.is_believed(NOW) is verdict


def test_another_target_begins_anew() -> None:
    trail = followed(Trail(target=NEW, hops=9, first_at=NOW - LONG_AGO), "https://b.test/", NOW)
    assert trail == Trail(target="https://b.test/", hops=1, first_at=NOW)


def test_an_answer_from_the_feed_s_own_address_forgets_the_trail() -> None:
    assert followed(Trail(target=NEW, hops=9, first_at=NOW), "", NOW) == Trail()


def test_a_clock_that_was_set_back_only_makes_the_trail_begin_later() -> None:
    assert followed(Trail(target=NEW, hops=3, first_at=NOW + LONG_AGO), NEW, NOW).first_at == NOW


@pytest.mark.django_db(transaction=True)
def test_an_address_that_an_operator_sets_owes_nothing_to_the_redirects_of_the_old_one(outside: Outside) -> None:
    feed = moved_feed(outside)
    feed.url = outside.url("/chosen.xml")
    settle(feed)
    feed.save(update_fields=SETTLED_FIELDS)
    outside.answers["/chosen.xml"] = Answer(status=301, headers={"Location": "/new.xml"})
    assert (poll_again(feed).moved_hops, feed.url) == (1, outside.url("/chosen.xml"))


@pytest.mark.django_db(transaction=True)
def test_a_first_redirect_is_followed_and_noted_and_the_address_kept(outside: Outside) -> None:
    outside.answers["/feed.xml"] = Answer(status=308, headers={"Location": "/new.xml"})
    outside.answers["/new.xml"] = rss(outside, "/a")
    feed = poll_again(make_outside_feed(outside))
    assert (feed.url, feed.moved_to, feed.moved_hops) == (outside.url("/feed.xml"), outside.url("/new.xml"), 1)
    assert feed.entries.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_tenth_hop_after_a_week_gives_the_feed_its_new_address_and_host(outside: Outside) -> None:
    feed = moved_feed(outside)
    target = outside.url("/new.xml", address="127.0.0.2")
    outside.answers["/feed.xml"] = Answer(status=301, headers={"Location": target})
    Feed.objects.filter(pk=feed.pk).update(moved_to=target)
    feed = poll_again(feed)
    assert (feed.url, feed.host.name, feed.moved_to) == (target, f"127.0.0.2:{outside.port}", "")
    assert "moved for good" in feed.last_detail


@pytest.mark.django_db(transaction=True)
def test_a_redirect_to_what_is_no_feed_is_never_stored(outside: Outside) -> None:
    feed = moved_feed(outside)
    outside.answers["/new.xml"] = page(outside)
    feed = poll_again(feed)
    assert (feed.url, feed.moved_hops, feed.last_outcome) == (outside.url("/feed.xml"), 9, "failed")


@pytest.mark.django_db(transaction=True)
def test_an_unchanged_answer_at_the_new_address_counts_too(outside: Outside) -> None:
    feed = moved_feed(outside, hops=8)
    feed = poll_again(feed)
    outside.answers["/new.xml"] = Answer(status=304)
    feed = poll_again(feed)
    assert (feed.last_outcome, feed.url) == ("not modified", outside.url("/new.xml"))


@pytest.mark.django_db(transaction=True)
def test_a_normal_answer_forgets_the_move(outside: Outside) -> None:
    feed = moved_feed(outside)
    outside.answers["/feed.xml"] = rss(outside, "/a")
    feed = poll_again(feed)
    assert (feed.moved_to, feed.moved_hops, feed.moved_first_at) == ("", 0, None)


@pytest.mark.django_db(transaction=True)
def test_an_address_that_another_feed_polls_is_left_to_it_and_told(outside: Outside) -> None:
    feed = moved_feed(outside)
    other = make_outside_feed(outside, "/new.xml")
    feed = poll_again(feed)
    assert feed.url == outside.url("/feed.xml")
    assert f"feed № {other.pk}" in feed.last_detail
