"""Deciding what bytes are: a feed in any dress, or something else and what to do about it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.documents import FeedDocument, NotAFeed, parse
from tests import corpus

URL = "https://site.test/feed/rss.xml"
ITEM = "<item><title>{0}</title><link>https://site.test/1</link></item>"
RSS = f'<rss version="2.0"><channel><title>Le Journal</title>{ITEM}</channel></rss>'


def titles(body: str | bytes, content_type: str = "") -> list[str]:
    raw = body.encode() if isinstance(body, str) else body
    return [item.title for item in parse(raw, url=URL, content_type=content_type).items]


@pytest.mark.parametrize(
    ("body", "described"),
    [
        ("", "an empty answer"),
        (" \n\t ", "an empty answer"),
        (
            "<!doctype html><html><head><title>Accueil</title></head></html>",
            "an HTML page, not a feed: give the address of its",
        ),
        ("<html><body>Try <code>&lt;rss></code></body></html>", "an HTML page"),
        ("<!-- <rss> --><html><body></body></html>", "an HTML page"),
        ('<?xml version="1.0"?><opml version="2.0"><body/></opml>', "import it with `import_opml`"),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>", "a sitemap"),
        ("<note><to>Anaïs</to></note>", "XML, but neither RSS nor Atom"),
        ('{"error": "not found"}', "JSON that is no JSON Feed"),
        ("[1, 2", "JSON that is ill-formed"),
        ("Not found", "neither XML nor JSON"),
        ("\x89PNG\r\n\x1a\n", "neither XML nor JSON"),
        ("<rss><channel><title>Only", "XML that breaks off"),
    ],
)
def test_what_is_no_feed_is_called_by_its_name_with_the_remedy(body: str, described: str) -> None:
    with pytest.raises(NotAFeed, match=described):
        parse(body.encode("latin-1", "xmlcharrefreplace"), url=URL)


def test_a_feed_without_items_is_a_feed() -> None:
    assert parse(b'<rss version="2.0"><channel><title>Le Journal</title></channel></rss>', url=URL).items == ()


@pytest.mark.parametrize(
    "before",
    [
        *("\n\n", "\ufeff", '<?xml version="1.0" encoding="utf-8"?>'),
        *('\n<?xml version="1.0"?>\n<?xml-stylesheet href="x.xsl"?>', "<!-- made " + "by hand " * 900 + "-->"),
        *('<!-- a --><?xml version="1.0"?>', "Warning: mysql_connect() in /var/www"),
        "<br /><b>Notice</b>: undefined index in <b>feed.php</b>",
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y">',
    ],
)
def test_what_stands_before_the_feed_is_forgiven(before: str) -> None:
    assert titles(before + RSS.format("Un titre")) == ["Un titre"]


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16"])
def test_arabic_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    title = "الحكومة تصادق على قانون المالية الجديد"
    body = f'<?xml version="1.0" encoding="{encoding}"?>' + RSS.format(title)
    assert titles(body.encode(encoding)) == [title]


def test_a_declaration_that_lies_does_not_garble_the_titles() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?>' + RSS.format("L’été à Fès")
    assert titles(body, content_type="text/xml; charset=iso-8859-1") == ["L’été à Fès"]


def test_a_declaration_of_utf8_over_windows_letters_neither() -> None:
    body = '<?xml version="1.0" encoding="utf-8"?>' + RSS.format("L’été à Fès")
    assert titles(body.encode("windows-1252")) == ["L’été à Fès"]


def test_unknown_encodings_are_no_obstacle() -> None:
    assert titles('<?xml version="1.0" encoding="x-unheard-of"?>' + RSS.format("Titre")) == ["Titre"]


def test_nul_bytes_and_controls_are_left_out() -> None:
    assert titles(RSS.format("Un\x00 ti\x08tre\x1b")) == ["Un titre"]


def test_a_feed_that_breaks_off_keeps_the_items_it_has() -> None:
    whole = RSS.format("Premier")
    assert titles(whole.replace("</channel></rss>", "<item><title>Deux")) == ["Premier"]


def test_half_an_item_is_none_for_its_address_may_be_half_too() -> None:
    whole = RSS.format("Premier")
    broken = whole.replace("</channel></rss>", "<item><title>Deux</title><link>https://site.test/arti")
    assert titles(broken) == ["Premier"]


def test_an_ill_formed_feed_keeps_its_items() -> None:
    assert titles(RSS.format("R&D : le plan <b>vert</b> & la suite")) == ["R&D : le plan vert & la suite"]


def test_dates_without_a_zone_are_the_sources() -> None:
    item = "<item><title>a</title><link>https://site.test/1</link><pubDate>27 mars 2025 10:00</pubDate></item>"
    body = f"<rss><channel>{item}</channel></rss>".encode()
    read = {zone: parse(body, url=URL, time_zone=zone).items[0].published_at for zone in ("UTC", "Asia/Tokyo")}
    assert {zone: str(date)[:16] for zone, date in read.items() if date} == {
        "UTC": "2025-03-27 10:00",
        "Asia/Tokyo": "2025-03-27 01:00",
    }


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: RSS.format(text).encode("utf-8", "replace")))
def test_any_bytes_are_a_feed_or_none_and_nothing_else(body: bytes) -> None:
    try:
        feed = parse(body, url=URL)
    except NotAFeed:
        feed = FeedDocument()
    assert all(item.title and item.link.startswith("http") for item in feed.headlines)


# Those that are compressed on the way are the network door's (tests/feeds/test_hostile_answers.py).
HOSTILE = [row for row in corpus.rows("security/feeds_hostile/manifest.jsonl") if "content_encoding" not in row]


@pytest.mark.parametrize("row", HOSTILE, ids=lambda row: str(row["id"]))
def test_every_hostile_feed_ends_as_its_note_says(row: dict[str, Any]) -> None:
    name = f"security/feeds_hostile/{row['file']}"
    body = corpus.unpacked(name) if row.get("stored_gzip") else corpus.file(name)
    try:
        items = parse(body, url="https://news.example/feed", content_type=row.get("content_type", "")).items
    except NotAFeed:
        assert row["outcome"] != "accept"
        return
    assert row["outcome"] != "reject"
    least, most = (
        (row["entries"],) * 2 if row["outcome"] == "accept" else (row.get("min_entries", 0), row["max_entries"])
    )
    assert least <= len(items) <= most
    assert not [words for words in row.get("must_not_store", []) if words in repr(items)]
    assert all(len(item.title) <= row.get("max_title_chars", 500) for item in items)
    if row.get("must_be_distinct"):
        assert len({item.identity for item in items}) == len(items)


def _real_feeds() -> list[dict[str, Any]]:
    """Feeds whose items were counted by a strict reading, of the collections whose items all have titles and links."""
    return [
        {**row, "file": f"feeds/{name}/{row['file']}"}
        for name in ("feedreader", "snapshots", "miniflux")
        for row in corpus.rows(f"feeds/{name}/manifest.jsonl")
        if str((row.get("expect") or {}).get("first_link")).startswith("http") and row["expect"].get("first_title")
    ]


@pytest.mark.parametrize("row", _real_feeds(), ids=lambda row: str(row["id"]))
def test_a_real_feed_is_read_whole(row: dict[str, Any]) -> None:
    feed = parse(corpus.file(row["file"]), url="https://site.test/feed")
    assert len(feed.items) == row["expect"]["entries"]
