"""Which hub a feed names, and its topic: in headers, in documents, and which of them counts."""

import pytest

from feeds.documents import FeedDocument, parse
from feeds.hub_links import HubLinks, named

URL = "https://site.test/feed.xml"
HUB, TOPIC = "https://hub.test/", "https://site.test/topic.xml"
ITEM = "<item><title>Un titre</title><link>https://site.test/{0}</link><guid>{0}</guid>{1}</item>"


def rss(channel: str = "", items: str = "", after: str = "") -> bytes:
    body = (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Le Journal</title>'
        f"<link>https://site.test/</link>{channel}{items}{after}</channel></rss>"
    )
    return body.encode()


def links_of(body: bytes) -> tuple[str, str]:
    document = parse(body, url=URL)
    return document.hub_url, document.self_url


def test_rss_names_them_with_links_of_atom() -> None:
    channel = f'<atom:link rel="hub" href="{HUB}"/><atom:link rel="self" href="{TOPIC}" type="application/rss+xml"/>'
    assert links_of(rss(channel)) == (HUB, TOPIC)


def test_atom_names_them_with_its_own_relative_to_the_feed() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Journal</title><link href="/"/><link rel="HUB" '
        'href="/hub"/><link rel="self" href="topic.xml"/></feed>'
    )
    assert links_of(body.encode()) == ("https://site.test/hub", TOPIC)


def test_a_json_feed_names_them_with_fields() -> None:
    hubs = f'[{{"type": "rssCloud", "url": "https://cloud.test/"}}, {{"type": "WebSub", "url": "{HUB}"}}]'
    body = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "x", "feed_url": "{TOPIC}", "hubs": {hubs}}}'
    assert links_of(body.encode()) == (HUB, TOPIC)


def test_an_item_s_own_links_are_not_the_feed_s() -> None:
    items = ITEM.format(1, '<atom:link rel="hub" href="https://other.test/"/>')
    assert links_of(rss(items=items)) == ("", "")


@pytest.mark.parametrize("is_before", [True, False])
def test_they_are_seen_when_every_item_is_known_and_cut_out(is_before: bool) -> None:
    channel = f'<atom:link rel="hub" href="{HUB}"/><atom:link rel="self" href="{TOPIC}"/>'
    items = "".join(ITEM.format(number, "") for number in range(30))
    body = rss(channel, items) if is_before else rss(items=items, after=channel)
    document = parse(body, url=URL, unseen=lambda identities: [])
    assert (len(document.items), document.known_items) == (0, 30)
    assert (document.hub_url, document.self_url) == (HUB, TOPIC)


def test_of_several_hubs_the_first_that_is_asked_by_https_counts() -> None:
    hubs = ("http://plain.test/", HUB, "https://third.test/")
    channel = "".join(f'<atom:link rel="hub" href="{hub}"/>' for hub in hubs)
    assert links_of(rss(channel))[0] == HUB


@pytest.mark.parametrize(
    "hub", ["ftp://hub.test/", "http://127.0.0.1/", "http://[::1]/hub", "http://user@hub.test/", "javascript:x"]
)
def test_a_hub_that_could_not_be_asked_is_none(hub: str) -> None:
    assert links_of(rss(f'<atom:link rel="hub" href="{hub}"/>'))[0] == ""
    assert named(FeedDocument(), links=f'<{hub}>; rel="hub"', url=URL) == HubLinks()


@pytest.mark.parametrize(
    "links",
    [
        f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"',
        f"<{TOPIC}>;rel=self,<{HUB}>;rel=hub",
        f'<{HUB}>; title="a, b"; REL="hub preconnect", </topic.xml>; type="text/xml"; rel="Self"',
        f'<https://site.test/2>; rel="next", <{HUB}>; rel = hub, <{TOPIC}>; rel="self"; rel="hub"',
    ],
)
def test_headers_are_read_however_they_are_written(links: str) -> None:
    assert named(FeedDocument(), links=links, url=URL) == HubLinks(hub=HUB, topic=TOPIC)


@pytest.mark.parametrize(
    "links", ["", "hub", "<https://hub.test/>", f"{HUB}; rel=hub", f"<{HUB}; rel=hub", "<>; rel=hub,"]
)
def test_a_broken_header_names_nothing(links: str) -> None:
    assert named(FeedDocument(), links=links, url=URL).hub == ""


def test_headers_come_before_the_document() -> None:
    document = FeedDocument(hub_url="https://old.test/", self_url="https://site.test/old.xml")
    found = named(document, links=f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"', url=URL)
    assert found == HubLinks(hub=HUB, topic=TOPIC)


def test_without_a_word_for_itself_the_topic_is_where_the_feed_was_read() -> None:
    assert named(FeedDocument(hub_url=HUB), links="", url=URL) == HubLinks(hub=HUB, topic=URL)


def test_a_topic_without_a_hub_is_none() -> None:
    assert named(FeedDocument(self_url=TOPIC), links=f'<{TOPIC}>; rel="self"', url=URL) == HubLinks()
