"""Feeds that mean harm, from the request to the rows: what is stored, once and as it should be, and what is not."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from articles.models import Article
from feeds import leasing
from feeds.models import Entry, Feed, Host, ImageDownload
from tests import corpus
from tests.feeds.hostile_answers import DOCUMENTS
from tests.feeds.street import make_outside_feed, poll_once, rss
from tests.feeds.test_hostile_answers import COLLECTED, collected_answer
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db(transaction=True)

# One of each kind of harm to what is stored; test_hostile_answers sends them all.
STORED = {
    *("3,000 pictures", "3,000 authors and sections", "zero bytes", "broken UTF-8", "years that are none"),
    *("guids that end differently", "file as an entity", "HTML instead", "nothing", "links to scripts and to here"),
}


@pytest.mark.parametrize("row", COLLECTED, ids=lambda row: str(row["id"]))
def test_every_hostile_feed_of_the_collection_is_stored_as_its_note_says(row: dict[str, Any], outside: Outside) -> None:
    assert_stored_as_said(row, collected_answer(row), outside)


@pytest.mark.parametrize("row", [row for row in DOCUMENTS if row["id"] in STORED], ids=lambda row: str(row["id"]))
def test_every_hostile_document_is_stored_once_and_no_more_of_it(row: dict[str, Any], outside: Outside) -> None:
    assert_stored_as_said(row, row["answer"](), outside)


def assert_stored_as_said(row: dict[str, Any], answer: Answer, outside: Outside) -> None:
    """Polled twice, and a good feed of the same host after it."""
    hostile, good = (make_outside_feed(outside, path) for path in ("/hostile", "/good.xml"))
    outside.answers |= {"/hostile": answer, "/good.xml": rss(outside, "/good")}
    poll_once(hostile)
    first = stored(hostile)
    poll_once(hostile)
    assert stored(hostile) == first, "a second poll changes nothing"
    least, most = bounds(row)
    assert least <= len(first) <= most
    assert_health(row, Feed.objects.get(pk=hostile.pk))
    assert_articles(row)
    poll_once(good)
    assert len(stored(good)) == 1, "the good feed that follows it is processed as ever"


def stored(feed: Feed) -> Counter[str]:
    return Counter(Entry.objects.filter(feed=feed).values_list("identity", flat=True))


def bounds(row: dict[str, Any]) -> tuple[int, int]:
    match row["outcome"]:
        case "reject":
            return 0, 0
        case "accept" if not row.get("stable") and "date" not in row["id"]:
            return 1, row["entries"]  # what has one address is one entry
        case "accept":
            return row["entries"] if row.get("must_be_distinct") else 1, row["entries"]
    return row.get("min_entries", 0), row["max_entries"]


def assert_health(row: dict[str, Any], feed: Feed) -> None:
    wait = feed.next_poll_at - leasing.now()
    assert timedelta(seconds=row.get("min_poll_s", 120)) <= wait + timedelta(seconds=5)
    assert wait <= timedelta(days=1)
    assert not feed.is_paused
    rest = Host.objects.get(pk=feed.host_id).next_visit_at - leasing.now()
    assert rest <= timedelta(seconds=row.get("max_pause_s", 86_400))
    assert row["outcome"] != "reject" or feed.last_outcome in {"failed", "rate limited"}


def assert_articles(row: dict[str, Any]) -> None:
    articles = list(Article.objects.all())
    assert ImageDownload.objects.count() <= min(row.get("max_image_fetches", 3), 3 * len(articles))
    for article in articles:
        text = f"{article.title} {article.lead} {article.body_html} {article.authors}"
        assert article.published_at <= leasing.now() + timedelta(minutes=10)
        assert article.published_at.year >= 1990
        assert not [words for words in row.get("must_not_store", []) if words in text]
        assert not [words for words in ("<script", "onerror=", "javascript:") if words in article.body_html]
        assert "\0" not in text
        assert article.canonical_url.startswith(("http://", "https://"))


@corpus.needs_data
def test_the_collection_of_hostile_feeds_is_found_where_it_is_looked_for() -> None:
    assert len(COLLECTED) > 50
