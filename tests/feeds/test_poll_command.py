"""manage.py poll: one feed now, under a worker's lease, with a word about each decision."""

import io
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from articles.models import Article
from feeds.management.commands import poll as poll_command
from feeds.models import Feed, Host, Poll
from tests.feeds.street import make_outside_feed, rss
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def feed(outside: Outside) -> Feed:
    outside.answers["/feed.xml"] = rss(outside, "/a", "/b")
    return make_outside_feed(outside)


def polled(said: object) -> str:
    out = io.StringIO()
    call_command("poll", str(said), stdout=out)
    Host.objects.update(next_visit_at=timezone.now())
    return out.getvalue()


def test_a_first_poll_publishes_and_explains_itself(feed: Feed) -> None:
    said = polled(feed.pk)
    assert "unconditional: the feed never answered in full yet" in said
    assert "2 in the document, 0 known, 2 new" in said
    assert "Titre de /a" in said
    assert "It was read for the first time" in said
    assert Article.objects.count() == 2


def test_a_second_poll_is_conditional_and_says_with_what(feed: Feed, outside: Outside) -> None:
    polled(feed.pk)
    outside.answers["/feed.xml"] = Answer(status=304)
    said = polled(feed.url)
    assert 'conditional, If-None-Match: "1"' in said
    assert "nothing is new" in said
    assert "So far it was polled every 15 minutes." in said
    assert "Nothing was new: 18 minutes" in said
    assert outside.asked("/feed.xml")[1].headers["if-none-match"] == '"1"'


def test_a_failure_comes_with_its_meaning_and_remedy(feed: Feed, outside: Outside) -> None:
    outside.answers["/feed.xml"] = Answer(status=403)
    said = polled(feed.pk)
    assert "The site refuses programs that it does not know. (status: the server answers 403)" in said
    assert "to do:     Ask its publisher" in said
    assert "It failed 1 time: tried again after 15 minutes." in said


def test_a_rest_that_the_site_asks_for_is_told(feed: Feed, outside: Outside) -> None:
    outside.answers["/feed.xml"] = Answer(status=503, headers={"Retry-After": "7200"})
    assert "The site asks for a rest of 2 hours." in polled(feed.pk)


def test_nobody_polls_beside_a_worker(feed: Feed, outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll_command, "LONGEST_VISIT", 0.0)
    Host.objects.update(leased_until=timezone.now() + timedelta(minutes=1), lease_token=uuid4())
    with pytest.raises(CommandError, match="is being visited by a worker"):
        polled(feed.pk)
    assert outside.requests == []


def test_a_worker_is_waited_for_and_its_pause_kept(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, pause = uuid4(), time.sleep
    Host.objects.update(leased_until=timezone.now() + timedelta(minutes=1), lease_token=worker)

    def until_it_is_through(seconds: float) -> None:
        soon = timezone.now() + timedelta(seconds=0.3)
        if not Host.objects.filter(lease_token=worker).update(leased_until=None, lease_token=None, next_visit_at=soon):
            pause(seconds)

    monkeypatch.setattr("feeds.management.commands.poll.time.sleep", until_it_is_through)
    said = polled(feed.pk)
    assert "waiting for the worker that visits it" in said
    assert "its pause between two requests" in said
    assert "2 in the document" in said


def test_a_host_that_asked_for_rest_is_left_alone(feed: Feed, outside: Outside) -> None:
    Host.objects.update(next_visit_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(CommandError, match="asked for rest and is not visited before"):
        polled(feed.pk)
    assert outside.requests == []


def test_a_host_that_gave_no_answer_is_told_from_one_that_asked_for_rest(feed: Feed, outside: Outside) -> None:
    Host.objects.update(next_visit_at=timezone.now() + timedelta(hours=1), silences=3)
    with pytest.raises(CommandError, match="gave no answer 3 times in a row and is not visited before"):
        polled(feed.pk)


def test_the_host_is_free_again_after_the_poll(feed: Feed) -> None:
    polled(feed.pk)
    assert not Host.objects.leased().exists()
    assert Poll.objects.count() == 1


def test_a_lease_that_is_lost_in_the_middle_stores_nothing_and_is_said(feed: Feed, outside: Outside) -> None:
    def taken_over(request: object) -> Answer:
        Host.objects.filter(pk=feed.host_id).update(lease_token=uuid4())
        return rss(outside, "/a")

    outside.answers["/feed.xml"] = taken_over
    with pytest.raises(CommandError, match="Another worker took the host over"):
        polled(feed.pk)
    assert (Article.objects.count(), Host.objects.leased().count()) == (0, 1)


def test_a_paused_feed_is_polled_once_and_stays_paused(feed: Feed) -> None:
    Feed.objects.update(is_paused=True)
    assert "the feed is paused" in polled(feed.pk)
    assert Feed.objects.get().is_paused


@pytest.mark.parametrize("said", ["999999", "https://nobody.test/feed", "not an address", "9" * 30])
def test_an_unknown_feed_is_said_with_the_way_to_find_one(said: str) -> None:
    with pytest.raises(CommandError, match=r"There is no feed .* `manage.py sources`"):
        polled(said)
