"""Demo newspapers as sources: the same ones at every start, wherever they are served."""

from typing import Any

import pytest

from articles.models import Source
from feeds.models import Feed
from newsportal.choosing import choose_sources
from newsportal.demo import NEWSPAPERS
from tests.factories import make_feed
from tests.processes import free_port

pytestmark = pytest.mark.django_db
PAPER = NEWSPAPERS[0]


def test_with_another_port_the_feeds_of_the_demo_newspapers_move(settings: Any) -> None:
    settings.DEMO_PORT = free_port()
    choose_sources(demo=True)
    Feed.objects.update(etag="of the old address", failures=3)
    before = set(Feed.objects.values_list("id", flat=True))
    settings.DEMO_PORT = port = free_port()
    choose_sources(demo=True)
    assert set(Feed.objects.values_list("id", flat=True)) == before
    assert set(Feed.objects.values_list("url", flat=True)) == {paper.feed_url(port) for paper in NEWSPAPERS}
    assert set(Source.objects.values_list("home_url", flat=True)) == {paper.home_url(port) for paper in NEWSPAPERS}
    moved = Feed.objects.get(url=PAPER.feed_url(port))
    assert (moved.host.name, moved.etag, moved.failures) == (f"{PAPER.address}:{port}", "", 0)


def test_feeds_that_were_sown_at_two_ports_become_one(settings: Any) -> None:
    settings.DEMO_PORT = port = free_port()
    choose_sources(demo=True)
    source = Source.objects.get(slug=PAPER.slug)
    make_feed(source=source, url=PAPER.feed_url(8))
    kept = make_feed(source=source, url="http://127.31.0.1:8/another.xml")
    choose_sources(demo=True)
    assert {feed.url for feed in source.feeds.all()} == {PAPER.feed_url(port), kept.url}


def test_the_same_port_changes_nothing(settings: Any) -> None:
    settings.DEMO_PORT = free_port()
    choose_sources(demo=True)
    Feed.objects.update(etag="kept")
    before = list(Feed.objects.order_by("id").values())
    choose_sources(demo=True)
    assert list(Feed.objects.order_by("id").values()) == before
