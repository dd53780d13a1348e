"""Known items are cut out before the full reading, and nothing else changes by it."""

import gzip
import json
import random
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.documents import FeedDocument, NotAFeed, parse
from feeds.documents.known_items import find
from feeds.documents.limits import ITEMS

URL = "https://site.test/feed.xml"
CORPORA = Path(__file__).resolve().parents[4] / "shared" / "data" / "feeds"
XHTML = "http://www.w3.org/1999/xhtml"


def rss(*items: str, attributes: str = "", end: str = "") -> bytes:
    inner = "".join(f"<item><title>Un titre</title>{item}</item>" for item in items)
    return f'<rss version="2.0" {attributes}><channel><title>Le Journal</title>{inner}{end}</channel></rss>'.encode()


def guids(*names: str) -> list[str]:
    return [f'<link>https://site.test/{name}</link><guid isPermaLink="false">{name}</guid>' for name in names]


def but(known: Collection[str]) -> Callable[[Sequence[str]], set[str]]:
    return lambda identities: set(identities) - set(known)


def assert_same(body: bytes, known: Collection[str]) -> FeedDocument:
    """The new items and all else as a full reading has them; returns what was read."""
    full = parse(body, url=URL)
    read = parse(body, url=URL, unseen=but(known))
    new = [item for item in full.items if item.identity not in known]
    assert [item for item in read.items if item.identity not in known] == new
    assert read.items_total == len(full.items)
    assert (read.title, read.home_url, read.language, read.ttl) == (
        *(full.title, full.home_url, full.language),
        full.ttl,
    )
    return read


def test_a_known_item_is_not_read() -> None:
    read = assert_same(rss(*guids("a", "b", "c")), {"a", "c"})
    assert [item.guid for item in read.items] == ["b"]
    assert (read.known_items, read.items_total) == (2, 3)


def test_without_a_memory_every_item_is_read() -> None:
    assert len(parse(rss(*guids("a", "b")), url=URL).items) == 2


def test_a_feed_of_known_items_is_still_a_feed() -> None:
    read = assert_same(rss(*guids("a")), {"a"})
    assert (read.title, read.items) == ("Le Journal", ())


def test_an_item_without_a_guid_is_known_by_its_link() -> None:
    body = rss("<link>https://site.test/1</link>", "<link>https://site.test/2</link>")
    assert assert_same(body, {"https://site.test/1"}).known_items == 1


@pytest.mark.parametrize(
    ("item", "identity"),
    [
        ("<guid>/a/1</guid>", "https://site.test/a/1"),
        ("<guid> https://site.test/1 </guid>", "https://site.test/1"),
        ("<guid><![CDATA[https://site.test/?a=1&b=2]]></guid>", "https://site.test/?a=1&b=2"),
        ("<guid>https://site.test/?a=1&amp;b=2</guid>", "https://site.test/?a=1&b=2"),
        ('<guid isPermaLink="false">خبر 1</guid>', "خبر 1"),
        ("<guid>https:///site.test/1</guid>", "https://site.test/1"),
    ],
)
def test_a_guid_is_found_as_the_full_reading_has_it(item: str, identity: str) -> None:
    body = rss(f"<link>https://site.test/1</link>{item}")
    assert [found.identity for found in parse(body, url=URL).items] == [identity]
    assert [found.identity for found in find(body, url=URL)] == [identity]


@pytest.mark.parametrize(
    "item",
    {
        "two guids": "<guid>a</guid><guid>b</guid>",
        "Latin letters that may be garbled UTF-8": '<guid isPermaLink="false">Ã©</guid>',
        "a base of its own": '<guid xml:base="https://other.test/">1</guid>',
        "markup where text belongs": "<guid>a</guid><description><p>x</p></description>",
        "an item in an item": "<guid>a</guid><item><guid>b</guid></item>",
        "a feed in an item": "<guid>a</guid><channel/>",
        "two links and no guid": "<link>https://site.test/2</link>",
    }.items(),
    ids=lambda pair: pair[0],
)
def test_an_item_that_is_not_sure_is_read(item: tuple[str, str]) -> None:
    body = rss(f"<link>https://site.test/1</link>{item[1]}")
    assert not any(found.identity for found in find(body, url=URL))
    for known in ({"a"}, {"b"}, set[str]()):
        assert_same(body, known)


@pytest.mark.parametrize(
    "body",
    {
        "ill-formed": rss(*guids("a", "b")).replace(b"</channel>", b""),
        "with a document type": b'<!DOCTYPE rss [<!ENTITY x "y">]>' + rss(*guids("a")),
        "a prefix of two meanings": rss(*(f'<p:x xmlns:p="urn:{name}"/>{guids(name)[0]}' for name in ("a", "b"))),
        "a title after the items": rss(*guids("a"), end="<title>Autre</title>"),
        "not XML": b"{}",
    }.items(),
    ids=lambda pair: pair[0],
)
def test_a_document_that_is_not_sure_is_read_whole(body: tuple[str, bytes]) -> None:
    assert find(body[1], url=URL) == []


def test_where_guids_repeat_every_item_is_read() -> None:
    items = [f'<link>https://site.test/{n}</link><guid isPermaLink="false">same</guid>' for n in range(3)]
    assert assert_same(rss(*items), {"same"}).known_items == 0


def test_the_same_article_listed_twice_is_no_repeated_guid() -> None:
    assert assert_same(rss(*guids("a", "a", "b")), {"a"}).known_items == 2


def test_xhtml_in_atom_is_cut_out_with_its_item() -> None:
    entries = "".join(
        f'<entry><title>T{n}</title><id>urn:{n}</id><link href="/{n}"/><content type="xhtml">'
        f'<div xmlns="{XHTML}"><p>x <b>y</b></p></div></content></entry>'
        for n in range(4)
    )
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Journal</title>{entries}</feed>'.encode()
    assert assert_same(body, {"urn:0", "urn:2"}).known_items == 2


def test_items_beyond_the_limit_are_cut_out_unread() -> None:
    body = rss(*guids(*(str(n) for n in range(ITEMS + 3))))
    read = parse(body, url=URL, unseen=but({str(n) for n in range(ITEMS - 1)}))
    assert [item.guid for item in read.items] == [str(ITEMS - 1)]
    assert read.items_total == ITEMS


def test_a_known_item_of_a_json_feed_is_not_read() -> None:
    rows = [{"id": name, "url": f"https://site.test/{name}", "title": "Un titre"} for name in ("a", "b")]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": rows}).encode()
    read = assert_same(body, {"a"})
    assert ([item.guid for item in read.items], read.known_items) == (["b"], 1)


PARTS = [
    *("<description>x &lt;b&gt;y&lt;/b&gt;</description>", "<guid>a</guid>", "<guid>b</guid>", "<guid/>"),
    *("<link>https://site.test/1</link>", "<link>https://site.test/2?a&amp;b</link>", "<link>x</link>"),
    *('<guid isPermaLink="false"> c <!-- d --></guid>', "<guid>é</guid>", "<author>x</author>"),
    *("<description><div>x</div></description>", '<description xml:lang="fr">x</description>'),
    *("<image><url>/x.png</url><link>/y</link></image>", "<source url='/x'>y</source>", "<category>z</category>"),
    *('<enclosure url="/x.jpg" type="image/jpeg"/>', "<content><title>x</title></content>", "<language>ar</language>"),
    *("<svg><title>x</title></svg>", '<q:id xmlns:q="urn:q">r</q:id>', '<id xmlns="urn:q">r</id>', "<title>2</title>"),
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=5), min_size=1, max_size=5), st.randoms())
def test_whatever_items_hold_the_new_ones_read_the_same(items: list[list[str]], chance: random.Random) -> None:
    body = rss(*("".join(parts) for parts in items))
    identities = sorted({item.identity for item in parse(body, url=URL).items})
    assert_same(body, {identity for identity in identities if chance.random() < 0.5})


def real_feeds() -> Iterator[bytes]:
    for folder in sorted(CORPORA.iterdir()):
        for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            body = (folder / row["file"]).read_bytes()
            if len(body) < 40_000:  # the largest take minutes, and say no more
                yield gzip.decompress(body) if row["file"].endswith(".gz") else body


@pytest.mark.skipif(not CORPORA.is_dir(), reason="no evaluation corpora beside the project")
def test_real_feeds_read_the_same_whatever_is_known() -> None:
    chance = random.Random(3)
    cut = 0
    for body in real_feeds():
        try:
            identities = sorted({item.identity for item in parse(body, url=URL).items})
        except NotAFeed:
            continue
        cut += assert_same(body, {identity for identity in identities if chance.random() < 0.7}).known_items
    assert cut > 1_000
