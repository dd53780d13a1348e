"""Pictures of a source that shows none are not fetched, and come once they are permitted again."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Article, Image, ImageStatus
from articles.moderation.permitting import permit_pictures
from feeds import ordering
from feeds.models import Entry, Feed, ImageDownload
from tests.factories import make_source
from tests.feeds.street import jpeg, make_outside_feed, page, rss, run_street
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db(transaction=True)


def permit(feed: Feed, *, shows: bool) -> None:
    editor, _is_new = User.objects.get_or_create(username="editor")
    permit_pictures(source=feed.source_id, shows_pictures=shows, reasoning="", editor=editor)


def publish(outside: Outside) -> None:
    outside.answers |= {
        "/feed.xml": rss(outside, "/a"),
        "/a": page(outside, image="/p.jpg"),
        "/p.jpg": Answer(body=jpeg()),
    }
    run_street()


def test_no_picture_of_such_a_source_is_asked_for(outside: Outside) -> None:
    permit(make_outside_feed(outside), shows=False)
    publish(outside)
    assert Article.objects.get().image is not None
    assert outside.asked("/p.jpg") == []
    assert not ImageDownload.objects.exists()


def test_what_was_ordered_before_the_decision_is_not_asked_for_either(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    permit(feed, shows=False)
    publish(outside)
    image = Image.objects.get()
    entry = Entry.objects.get()
    ImageDownload.objects.create(image=image, host=entry.host, referer=entry.link)
    type(entry.host)._default_manager.update(next_visit_at=timezone.now())
    run_street()
    assert outside.asked("/p.jpg") == []
    assert not ImageDownload.objects.exists()


def test_once_permitted_again_they_are_ordered_and_shown(outside: Outside, media: Any) -> None:
    feed = make_outside_feed(outside)
    permit(feed, shows=False)
    publish(outside)
    assert ordering.order_permitted() == 0
    permit(feed, shows=True)
    assert ordering.order_permitted() == 1
    assert ordering.order_permitted() == 0
    run_street()
    assert Image.objects.get().status == ImageStatus.SHOWN


def test_another_source_s_picture_is_no_part_of_it(outside: Outside, media: Any) -> None:
    make_outside_feed(outside)
    User.objects.create_user("editor")
    permit_pictures(source=make_source().pk, shows_pictures=False, reasoning="", editor=User.objects.get())
    publish(outside)
    assert Image.objects.get().status == ImageStatus.SHOWN
