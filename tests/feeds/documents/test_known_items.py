"""Known items are cut out before the full reading, and nothing else changes by it."""

import gzip
import json
import random
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import pytest
from feedparser.mixin import _FeedParserMixin
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.documents import FeedDocument, NotAFeed, parse
from feeds.documents.item_kinds import canonical_prefix
from feeds.documents.known_items import find
from feeds.documents.limits import ITEMS

URL = "https://site.test/feed.xml"
CORPORA = Path(__file__).resolve().parents[4] / "shared" / "data" / "feeds"
DC = "http://purl.org/dc/elements/1.1/"
SPACES = (DC, "http://purl.org/rss/1.0/modules/content/", "http://www.itunes.com/dtds/podcast-1.0.dtd")
XHTML = "http://www.w3.org/1999/xhtml"


def rss(*items: str, attributes: str = "", end: str = "") -> bytes:
    inner = "".join(f"<item><title>Un titre</title>{item}</item>" for item in items)
    return f'<rss version="2.0" {attributes}><channel><title>Le Journal</title>{inner}{end}</channel></rss>'.encode()


def atom(entries: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Journal</title>{entries}</feed>'.encode()


def guids(*names: str) -> list[str]:
    return [f'<link>https://site.test/{name}</link><guid isPermaLink="false">{name}</guid>' for name in names]


def but(known: Collection[str]) -> Callable[[Sequence[str]], set[str]]:
    return lambda identities: set(identities) - set(known)


def assert_same(body: bytes, known: Collection[str], full: FeedDocument | None = None) -> FeedDocument:
    """The new items and all else as a full reading has them; returns what was read."""
    full = full or parse(body, url=URL)
    read = parse(body, url=URL, unseen=but(known))
    new = [item for item in full.items if item.identity not in known]
    assert [item for item in read.items if item.identity not in known] == new
    assert read.items_total == len(full.items)
    assert (read.title, read.home_url, read.language, read.ttl) == (
        *(full.title, full.home_url, full.language),
        full.ttl,
    )
    return read


def test_an_item_that_leads_nowhere_is_not_counted_as_known() -> None:
    assert_same(rss('<guid isPermaLink="false">c</guid>', *guids("c")), {"c"})


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


def test_svg_in_xhtml_is_cut_out_with_its_item() -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><g><path d="M0"/></g></svg>'
    entries = "".join(
        f'<entry><title>T{n}</title><id>urn:{n}</id><link href="/{n}"/><content type="xhtml">'
        f'<div xmlns="{XHTML}">{picture}<p>x</p></div></content><summary>S{n}</summary></entry>'
        for n in range(4)
    )
    assert assert_same(atom(entries), {"urn:0", "urn:2"}).known_items == 2


@pytest.mark.parametrize("attributes", ["", 'rel="alternate"', 'type="text/html" rel="alternate"'])
def test_an_atom_entry_without_an_id_is_known_by_its_link(attributes: str) -> None:
    entries = "".join(f'<entry><title>T</title><link {attributes} href="{URL}/{n}"/></entry>' for n in range(3))
    assert assert_same(atom(entries), {f"{URL}/1"}).known_items == 1


@pytest.mark.parametrize("attributes", ['rel="enclosure"', 'type="audio/mpeg"', 'title="x"', 'xml:base="/x/"'])
def test_another_link_of_an_atom_entry_tells_nothing(attributes: str) -> None:
    entries = "".join(f'<entry><title>T</title><link {attributes} href="{URL}/{n}"/></entry>' for n in range(3))
    assert assert_same(atom(entries), {f"{URL}/1"}).known_items == 0


def test_a_feed_service_s_item_is_known_by_the_publisher_s_own_link() -> None:
    items = [
        f"<link>https://counter.test/{n}</link><feedburner:origLink>https://site.test/{n}</feedburner:origLink>"
        for n in range(3)
    ]
    body = rss(*items, attributes='xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"')
    assert assert_same(body, {"https://site.test/1"}).known_items == 1


def test_media_under_its_newer_address_are_cut_out_with_their_item() -> None:
    media = '<media:content url="/x.jpg"><media:title type="plain">x</media:title></media:content>'
    items = (f"{item}{media}" for item in guids("a", "b", "c"))
    body = rss(*items, attributes='xmlns:media="http://www.rssboard.org/media-rss"')
    assert assert_same(body, {"a", "c"}).known_items == 2


def test_a_well_known_namespace_may_have_two_prefixes() -> None:
    items = (f'{item}<own:creator xmlns:own="{DC}">x</own:creator>' for item in guids("a", "b", "c"))
    assert assert_same(rss(*items, attributes=f'xmlns:dc="{DC}"'), {"a", "c"}).known_items == 2


@pytest.mark.parametrize(
    "declaration",
    [
        f'xmlns:media="{DC}"',  # a prefix that feedparser has for another
        'xmlns:dc="urn:other"',
        'xmlns:own="urn:one"',  # two prefixes for a namespace that feedparser does not know
    ],
)
def test_what_an_item_s_declaration_would_teach_feedparser_is_left_to_it(declaration: str) -> None:
    items = guids("a", "b")
    body = rss(f"{items[0]}<x {declaration}/>", items[1], attributes=f'xmlns:m="{DC}" xmlns:o="urn:one"')
    assert find(body, url=URL) == []


def test_feedparser_has_the_prefixes_that_are_expected_of_it() -> None:
    theirs = {space.lower(): prefix for space, prefix in _FeedParserMixin.namespaces.items()}
    spaces = [*SPACES, "http://search.yahoo.com/mrss", "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/", XHTML]
    assert {space: canonical_prefix(space) for space in spaces} == {space: theirs[space.lower()] for space in spaces}


HEAD = (
    *("<description>Un journal</description>", "<description><![CDATA[<p>Un <b>journal</b></p>]]></description>"),
    *(
        "<generator>g</generator>",
        "<pubDate>Thu, 13 Aug 2026 03:15:12 +0000</pubDate>",
        "<link>https://site.test/</link>",
    ),
    *("<language>fr</language>", "<ttl>30</ttl>", "<summary>Un journal</summary>", "<copyright>c</copyright>"),
    *("<image><url>/x</url><title>i</title><link>/i</link></image>", "<title>Autre</title>", "<docs/>", "<id>/id</id>"),
    *(
        "<webMaster>a@site.test (A)</webMaster>",
        '<generator uri="/g">g</generator>',
        "<category>c</category>",
    ),
    *("<content>c</content>", "<description><x>y</x></description>", '<x base="/b/"><description>d</description></x>'),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(HEAD), max_size=6), st.lists(st.sampled_from(HEAD), max_size=2))
def test_whatever_a_feed_says_of_itself_its_facts_and_items_read_the_same(before: list[str], after: list[str]) -> None:
    items = "".join(f"<item><title>T</title><description>d</description>{item}</item>" for item in guids("a", "b"))
    body = f'<rss version="2.0"><channel>{"".join(before)}{items}{"".join(after)}</channel></rss>'.encode()
    for known in (set[str](), {"a"}, {"a", "b"}):
        assert_same(body, known)


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


SUITES = {"feedparser", "gofeed"}  # of oddities, most of which only a full reading can tell


def corpora() -> list[str]:
    return sorted(folder.name for folder in CORPORA.iterdir()) if CORPORA.is_dir() else []


def real_feeds(corpus: str) -> Iterator[bytes]:
    folder = CORPORA / corpus
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = (folder / row["file"]).read_bytes()
        if len(body) < 60_000:  # the largest take minutes, and say no more
            yield gzip.decompress(body) if row["file"].endswith(".gz") else body


@pytest.mark.skipif(not CORPORA.is_dir(), reason="no evaluation corpora beside the project")
@pytest.mark.parametrize("corpus", corpora())
def test_real_feeds_read_the_same_whatever_is_known(corpus: str) -> None:
    chance = random.Random(corpus)
    items = cut = 0
    for body in real_feeds(corpus):
        try:
            full = parse(body, url=URL)
        except NotAFeed:
            continue
        identities = sorted({item.identity for item in full.items} - {""})
        for share in (0.5, 0.95):
            known = {identity for identity in identities if chance.random() < share}
            items, cut = items + len(known), cut + assert_same(body, known, full).known_items
    assert cut > items / (12 if corpus in SUITES else 3)
