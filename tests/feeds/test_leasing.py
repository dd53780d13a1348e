"""What is done first at a host, in statements that check the lease."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feeds import leasing
from feeds.models import Entry, Feed, Host, ImageDownload
from tests.factories import make_entry, make_feed, make_image

pytestmark = pytest.mark.django_db


def test_the_next_work_is_the_feed_then_the_newest_page_then_an_image() -> None:
    feed = make_feed()
    pages = [make_entry(feed=feed) for _ in range(2)]
    image = ImageDownload.objects.create(image=make_image(), host=feed.host)
    Feed.objects.update(next_poll_at=timezone.now())
    assert leasing.due_work(feed.host_id) == feed
    assert leasing.due_work(feed.host_id, pages_first=True) == pages[1]
    Feed.objects.update(is_paused=True)
    assert leasing.due_work(feed.host_id) == pages[1]
    Entry.objects.update(state="done")
    assert leasing.due_work(feed.host_id) == image


def test_a_new_source_s_feeds_are_all_read_before_the_pages_that_they_brought() -> None:
    imported = timezone.now() - timedelta(minutes=1)
    feed = make_feed(next_poll_at=imported)
    page = make_entry(feed=feed, next_attempt_at=imported + timedelta(seconds=1))
    assert leasing.due_work(feed.host_id, pages_first=True) == feed
    Entry.objects.update(next_attempt_at=imported - timedelta(seconds=1))
    assert leasing.due_work(feed.host_id, pages_first=True) == page


def test_a_host_that_rests_has_no_work_and_neither_has_another_s() -> None:
    feed, other = make_feed(), make_feed(is_paused=True)
    assert leasing.due_work(other.host_id) is None
    Host.objects.filter(pk=feed.host_id).update(next_visit_at=timezone.now() + timedelta(minutes=1))
    assert leasing.due_work(feed.host_id) is None


def test_a_released_host_is_free_and_rests_for_its_pause() -> None:
    host_id = make_feed().host_id
    Host.objects.update(next_visit_at=timezone.now() - timedelta(minutes=1))
    [(_, token)] = leasing.claim_hosts()
    leasing.release(host_id, token, pause=30)
    host = Host.objects.get(pk=host_id)
    assert (host.leased_until, host.lease_token) == (None, None)
    assert timedelta(seconds=25) < host.next_visit_at - timezone.now() < timedelta(seconds=31)


def test_a_rest_that_the_host_asked_for_outlasts_the_visit() -> None:
    host_id = make_feed().host_id
    [(_, token)] = leasing.claim_hosts()
    rest = timezone.now() + timedelta(minutes=10)
    Host.objects.filter(pk=host_id).update(next_visit_at=rest)
    leasing.release(host_id, token, pause=1)
    host = Host.objects.get(pk=host_id)
    assert (host.leased_until, host.next_visit_at) == (None, rest)
