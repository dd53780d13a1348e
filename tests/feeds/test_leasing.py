"""What is done first at a host, in statements that check the lease."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from feeds import attending, leasing
from feeds.models import Entry, Feed, Host, ImageDownload
from tests.factories import make_entry, make_feed, make_image
from tests.feeds.street import claim_hosts

pytestmark = pytest.mark.django_db


def test_the_next_work_is_the_feed_then_the_newest_page_then_an_image() -> None:
    feed = make_feed()
    pages = [make_entry(feed=feed) for _ in range(2)]
    image = ImageDownload.objects.create(image=make_image(), host=feed.host)
    Feed.objects.update(next_poll_at=timezone.now())
    assert list(attending.due_work(feed.host_id).works) == [feed]
    assert list(attending.due_work(feed.host_id, pages_first=True).works) == [pages[1]]
    Feed.objects.update(is_paused=True)
    assert list(attending.due_work(feed.host_id).works) == [pages[1]]
    Entry.objects.update(state="done")
    assert list(attending.due_work(feed.host_id).works) == [image]


def test_a_new_source_s_feeds_are_all_read_before_the_pages_that_they_brought() -> None:
    imported = timezone.now() - timedelta(minutes=1)
    feed = make_feed(next_poll_at=imported)
    page = make_entry(feed=feed, next_attempt_at=imported + timedelta(seconds=1))
    assert list(attending.due_work(feed.host_id, pages_first=True).works) == [feed]
    Entry.objects.update(next_attempt_at=imported - timedelta(seconds=1))
    assert list(attending.due_work(feed.host_id, pages_first=True).works) == [page]


def test_feeds_come_together_until_a_page_s_turn_comes() -> None:
    long_ago = timezone.now() - timedelta(minutes=10)
    host = make_feed(next_poll_at=long_ago).host
    feeds = [make_feed(host=host, next_poll_at=long_ago + timedelta(minutes=number)) for number in (3, 2, 1)]
    make_feed(host=host, is_paused=True)
    make_feed(host=host, next_poll_at=timezone.now() + timedelta(minutes=1))
    due = [Feed.objects.exclude(pk__in=[feed.pk for feed in feeds]).earliest("pk"), *reversed(feeds)]
    assert attending.due_work(host.pk).works == due
    make_entry(feed=feeds[0], next_attempt_at=long_ago + timedelta(minutes=2))
    assert attending.due_work(host.pk).works == due[:2]


def test_a_page_with_links_is_polled_by_itself() -> None:
    long_ago = timezone.now() - timedelta(minutes=10)
    first = make_feed(next_poll_at=long_ago)
    listing = make_feed(host=first.host, kind="listing", next_poll_at=long_ago + timedelta(minutes=1))
    make_feed(host=first.host, next_poll_at=long_ago + timedelta(minutes=2))
    assert attending.due_work(first.host_id).works == [first]
    Feed.objects.filter(pk=first.pk).update(is_paused=True)
    assert attending.due_work(first.host_id).works == [listing]


def test_whoever_holds_the_host_begins_with_the_first_feed() -> None:
    moment = timezone.now() - timedelta(minutes=1)
    host = make_feed(next_poll_at=moment).host
    make_feed(host=host, next_poll_at=moment)
    assert attending.due_work(host.pk, token=uuid4()).begun_at is None
    [(_, token)] = claim_hosts()
    due = attending.due_work(host.pk, token=token)
    assert due.begun_at
    assert Host.objects.get().feed_under_way == due.works[0].pk


def test_a_feed_that_a_page_comes_before_is_not_begun() -> None:
    feed = make_feed(next_poll_at=timezone.now() - timedelta(minutes=1))
    page = make_entry(feed=feed, next_attempt_at=timezone.now() - timedelta(minutes=2))
    [(_, token)] = claim_hosts()
    assert attending.due_work(feed.host_id, token=token, pages_first=True).works == [page]
    assert Host.objects.get().feed_under_way is None


def test_a_host_that_rests_has_no_work_and_neither_has_another_s() -> None:
    feed, other = make_feed(), make_feed(is_paused=True)
    assert not attending.due_work(other.host_id).works
    Host.objects.filter(pk=feed.host_id).update(next_visit_at=timezone.now() + timedelta(minutes=1))
    assert not attending.due_work(feed.host_id).works


def test_a_released_host_is_free_and_rests_for_its_pause() -> None:
    host_id = make_feed().host_id
    Host.objects.update(next_visit_at=timezone.now() - timedelta(minutes=1))
    [(_, token)] = claim_hosts()
    leasing.release(host_id, token, pause=30)
    host = Host.objects.get(pk=host_id)
    assert (host.leased_until, host.lease_token) == (None, None)
    assert timedelta(seconds=25) < host.next_visit_at - timezone.now() < timedelta(seconds=31)


def test_a_pause_outlasts_a_shorter_rest() -> None:
    host_id = make_feed().host_id
    [(_, token)] = claim_hosts()
    Host.objects.update(next_visit_at=timezone.now() + timedelta(seconds=5))
    leasing.release(host_id, token, pause=60)
    assert Host.objects.get(pk=host_id).next_visit_at > timezone.now() + timedelta(seconds=50)


def test_a_rest_that_the_host_asked_for_outlasts_the_visit() -> None:
    host_id = make_feed().host_id
    [(_, token)] = claim_hosts()
    rest = timezone.now() + timedelta(minutes=10)
    Host.objects.filter(pk=host_id).update(next_visit_at=rest)
    leasing.release(host_id, token, pause=1)
    host = Host.objects.get(pk=host_id)
    assert (host.leased_until, host.next_visit_at) == (None, rest)
