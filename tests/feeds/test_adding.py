"""How sources and feeds come into the portal, whoever brings them."""

from typing import Any

import pytest
from django.utils import timezone

from articles.models import Source
from articles.models.source import RESERVED_SLUGS
from feeds.adding import FeedDraft, InvalidSource, SourceDraft, add_feeds, settle, source_row
from feeds.models import Feed, Host
from tests.factories import make_feed, make_source

pytestmark = pytest.mark.django_db


def draft(url: str, **values: Any) -> FeedDraft:
    return FeedDraft(url=url, source=SourceDraft(**{"name": "Challenge", **values}))


def test_a_feed_comes_with_its_source_and_its_host_and_is_due_at_once() -> None:
    added = add_feeds([draft("https://www.challenge.ma/feed/", home_url="https://www.challenge.ma/")])
    feed = Feed.objects.due().get()
    assert [feed] == list(added.feeds)
    assert (feed.source.slug, feed.host.name) == ("challenge", "www.challenge.ma")


def test_a_source_is_named_without_what_nobody_sees() -> None:
    """A feed with a character that XML does not know could not be written."""
    [source] = add_feeds([draft("https://www.challenge.ma/feed/", name="Chal\u202elenge\x0b\ufffe Éco")]).sources
    assert source.name == "Challenge Éco"
    with pytest.raises(InvalidSource, match="name"):
        source_row(SourceDraft(name="\u200b"), home_url="https://www.challenge.ma/")


def test_two_feeds_of_one_home_page_are_one_source() -> None:
    added = add_feeds(
        [
            draft("https://feeds.challenge.ma/une", home_url="https://www.challenge.ma"),
            draft("https://feeds.challenge.ma/eco", name="Challenge Éco", home_url="http://challenge.ma/"),
        ]
    )
    assert (len(added.sources), len(added.feeds)) == (1, 2)


def test_feeds_without_a_home_page_do_not_share_a_source() -> None:
    add_feeds([draft("https://feeds.example.com/a", name="A"), draft("https://feeds.example.com/b", name="B")])
    assert set(Source.objects.values_list("name", "home_url")) == {
        ("A", "https://feeds.example.com/"),
        ("B", "https://feeds.example.com/"),
    }


def test_a_known_source_gets_the_feed_and_keeps_what_it_has() -> None:
    source = make_source(name="Chez nous", home_url="https://www.challenge.ma/", language="ar")
    added = add_feeds([draft("https://www.challenge.ma/feed/", home_url="https://challenge.ma", language="fr")])
    source.refresh_from_db()
    assert (added.sources, source.feeds.count(), source.name, source.language) == ((), 1, "Chez nous", "ar")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.challenge.ma/feed",
        "http://www.challenge.ma/feed",
        "feed://www.challenge.ma/feed",
        "HTTPS://WWW.challenge.ma/feed#top",
    ],
)
def test_an_address_that_is_polled_already_is_left_alone(url: str) -> None:
    known = make_feed(url="https://www.challenge.ma/feed", title="Le mien", is_paused=True)
    added = add_feeds([draft(url)])
    known.refresh_from_db()
    assert (added.known, Feed.objects.count(), Source.objects.count(), known.is_paused) == (1, 1, 1, True)


def test_an_address_named_twice_becomes_one_feed() -> None:
    added = add_feeds([draft("https://a.example.com/feed"), draft("http://a.example.com/feed")])
    assert (len(added.feeds), added.known) == (1, 1)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "no address"),
        ("ftp://a.example.com/feed", "no absolute http"),
        ("javascript:alert(1)", "no absolute http"),
        ("/feed.xml", "no absolute http"),
        ("http://user:secret@a.example.com/", "names a user"),
        ("http://127.0.0.1/feed", "FETCH_ALLOW_NETWORKS"),
        ("http://[::1]/feed", "FETCH_ALLOW_NETWORKS"),
        ("http://169.254.169.254/latest", "FETCH_ALLOW_NETWORKS"),
        ("http://8.8.8.8:22/feed", "FETCH_PORTS"),
        ("https://a.example.com/" + "x" * 1_000, "longer than"),
    ],
)
def test_an_address_that_cannot_be_polled_is_refused_and_makes_nothing(url: str, reason: str) -> None:
    added = add_feeds([draft(url)])
    assert reason in added.refused[0][1]
    assert (Source.objects.count(), Feed.objects.count(), Host.objects.count()) == (0, 0, 0)


def test_a_loopback_address_is_taken_when_the_setting_names_its_network(settings: Any) -> None:
    settings.FETCH_ALLOW_NETWORKS = ["127.30.0.0/16"]
    added = add_feeds([draft("http://127.30.0.1:8810/feed.xml")])
    assert added.feeds[0].host.name == "127.30.0.1:8810"


def test_one_bad_draft_does_not_keep_the_others_out() -> None:
    added = add_feeds(
        [draft("ftp://a.test/"), draft("https://b.example.com/feed"), draft("https://c.example.com/", country="Maroc")]
    )
    assert ([feed.url for feed in added.feeds], len(added.refused)) == (["https://b.example.com/feed"], 2)


def test_slugs_are_unique_and_none_of_our_own_pages() -> None:
    add_feeds(
        [
            draft(f"https://{number}.example.com/feed", name=name)
            for number, name in enumerate(["Le Matin", "Le Matin", "Search", "IN"])
        ]
    )
    slugs = set(Source.objects.values_list("slug", flat=True))
    assert slugs == {"le-matin", "le-matin-2", "search-2", "in-2"}
    assert not slugs & RESERVED_SLUGS


def test_a_name_in_arabic_takes_its_slug_from_the_host() -> None:
    added = add_feeds([draft("https://www.hespress.com/feed", name="هسبريس", home_url="https://www.hespress.com/")])
    assert added.sources[0].slug == "hespress-com"


def test_a_slug_that_another_site_has_is_not_taken_from_it() -> None:
    make_source(slug="le-matin", home_url="https://www.lematin.ch/")
    added = add_feeds(
        [draft("https://lematin.ma/feed", slug="le-matin", name="Le Matin", home_url="https://lematin.ma/")]
    )
    assert added.sources[0].slug == "le-matin-2"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"home_url": "ftp://a.example.com/"}, "home_url"),
        ({"language": "xx"}, "language"),
        ({"country": "Maroc"}, "country"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"section": "gossip"}, "section"),
        ({"display_policy": "all"}, "display_policy"),
    ],
)
def test_a_source_that_cannot_be_kept_is_refused_by_the_name_of_its_field(values: dict[str, Any], field: str) -> None:
    draft = SourceDraft(**{"name": "Challenge", "home_url": "https://www.challenge.ma/", **values})
    with pytest.raises(InvalidSource, match=f"^{field}: "):
        source_row(draft, home_url=draft.home_url)


def test_a_new_address_forgets_what_was_learnt_at_the_old_one() -> None:
    feed = make_feed(
        etag='"1"',
        last_modified="yesterday",
        body_digest="d",
        failures=9,
        next_poll_at=timezone.now().replace(year=2100),
        moved_to="https://elsewhere.example.com/feed",
        moved_hops=9,
        moved_first_at=timezone.now(),
    )
    feed.url = "https://new.example.com/feed#top"
    settle(feed)
    feed.save()
    kept = Feed.objects.due().get()
    assert (kept.url, kept.host.name, kept.etag, kept.body_digest, kept.failures) == (
        "https://new.example.com/feed",
        "new.example.com",
        "",
        "",
        0,
    )
    assert (kept.moved_to, kept.moved_hops, kept.moved_first_at) == ("", 0, None)


def test_a_thousand_feeds_cost_no_more_queries_than_two(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        add_feeds([draft(f"https://{number}.example.com/feed", name=f"Source {number}") for number in range(1_000)])
    assert Feed.objects.count() == 1_000
