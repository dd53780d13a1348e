"""Lists of feeds as others write them, and our own there and back."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.knowledge import opml
from feeds.knowledge.opml import NotOpml, OpmlFeed

EVERYTHING = OpmlFeed(
    url="https://www.challenge.ma/feed/?a=1&b=2",
    title='Challenge « l’hebdo » <"&>',
    home_url="https://www.challenge.ma/",
    category=("Maroc", "Économie"),
    language="fr",
    name="Challenge",
    slug="challenge",
    country="MA",
    time_zone="Africa/Casablanca",
    section="economy",
    display_policy="full",
    is_shown=False,
    page_rules='{"body": ".texte > p", "drop": [".promo"]}',
    is_paused=True,
)


def listed(*outlines: str) -> bytes:
    return f'<opml version="2.0"><head/><body>{"".join(outlines)}</body></opml>'.encode()


def test_everything_we_know_of_a_source_comes_back() -> None:
    feeds = [EVERYTHING, OpmlFeed(url="https://www.hespress.com/feed", title="هسبريس", language="ar")]
    assert opml.read(opml.write(feeds, title="Newsportal")) == feeds


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1)


@given(st.lists(st.builds(OpmlFeed, url=texts, title=texts, name=texts, category=st.tuples(texts)), min_size=1))
def test_no_text_is_lost_or_changed_on_the_way(feeds: list[OpmlFeed]) -> None:
    assert Counter(opml.read(opml.write(feeds, title="x"))) == Counter(feeds)


def test_the_outlines_around_a_feed_are_its_category() -> None:
    body = listed(
        '<outline text="Maroc"><outline title="Presse"><outline text="A" xmlUrl="http://a.test/"/></outline></outline>'
    )
    assert opml.read(body)[0].category == ("Maroc", "Presse")


@pytest.mark.parametrize("name", ["xmlUrl", "xmlurl", "XMLURL", "xmlURL"])
def test_attributes_count_however_they_are_capitalised(name: str) -> None:
    assert opml.read(listed(f'<outline text="A" {name}="http://a.test/feed"/>'))[0].url == "http://a.test/feed"


def test_an_old_list_may_call_the_address_url() -> None:
    assert opml.read(listed('<outline type="rss" text="A" url="http://a.test/feed"/>'))[0].url == "http://a.test/feed"


def test_repetitions_stay_for_the_importer_to_count() -> None:
    outline = '<outline text="A" xmlUrl="http://a.test/feed"/>'
    assert len(opml.read(listed(outline, outline))) == 2


def test_a_feed_says_where_it_stands_in_the_file() -> None:
    assert opml.read(listed("\n", "\n", '<outline text="A" xmlUrl="http://a.test/"/>'))[0].line == 3


def test_an_outline_that_names_no_feed_is_told_apart() -> None:
    feeds = opml.read(listed('<outline text="Nothing"/>', '<outline type="link" text="L" url="http://l.test/"/>'))
    assert [(feed.title, feed.url) for feed in feeds] == [("Nothing", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1"])
def test_every_common_encoding_is_read(encoding: str) -> None:
    named = encoding.removesuffix("-sig")
    text = (
        f'<?xml version="1.0" encoding="{named}"?>\n'
        + listed('<outline text="Libération" xmlUrl="http://a.test/"/>').decode()
    )
    assert opml.read(text.encode(encoding))[0].title == "Libération"


def test_what_people_write_by_hand_is_read() -> None:
    body = listed('<outline text="Vrai & faux &eacute;t&eacute; &LT;" xmlUrl="http://a.test/?a=1&b=2&#0;"/>')
    feed = opml.read(body)[0]
    assert (feed.title, feed.url) == ("Vrai & faux été <", "http://a.test/?a=1&b=2")


def test_a_namespace_of_the_document_does_not_hide_it() -> None:
    body = b'<opml xmlns="http://opml.org/spec2"><body><outline text="A" xmlUrl="http://a.test/"/></body></opml>'
    assert opml.read(body)[0].url == "http://a.test/"


def test_entities_of_the_document_are_never_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<!DOCTYPE opml [<!ENTITY e0 "ha">{bomb}<!ENTITY file SYSTEM "{secret.as_uri()}">]><opml><body>'
        '<outline text="&e9;&file;" xmlUrl="http://a.test/"/></body></opml>'
    )
    assert opml.read(body.encode())[0].title == "&e9;&file;"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!doctype html><html><head><title>Sources</title><br></head></html>", "HTML page"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'><head/><body/></html>", "HTML page"),
        (b"<rss version='2.0'><channel/></rss>", "add_source"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "add_source"),
        (b"<sitemap/>", "<sitemap>"),
        (b'{"feeds": []}', "JSON"),
        (b"http://a.test/feed", "plain text"),
        (b"<opml><body><outline text='A'", "broken XML (line 1"),
        (b"<opml><body></body></opml>", "without outlines"),
    ],
)
def test_what_is_no_list_is_named_with_the_remedy(body: bytes, word: str) -> None:
    with pytest.raises(NotOpml, match=word.replace("(", r"\(")):
        opml.read(body)


def test_a_list_that_is_cut_off_is_not_read_in_part() -> None:
    body = listed('<outline text="A" xmlUrl="http://a.test/"/>', '<outline text="B" xmlUrl="http://b.test/"/>')
    with pytest.raises(NotOpml):
        opml.read(body[:-30])


def test_outlines_within_outlines_without_end_are_refused() -> None:
    with pytest.raises(NotOpml, match="depth"):
        opml.read(listed("<outline>" * 5_000 + "</outline>" * 5_000))


def test_a_list_longer_than_the_cap_is_refused_whole() -> None:
    outline = '<outline text="A" xmlUrl="http://a.test/"/>'
    assert len(opml.read(listed(outline * opml.MOST_OUTLINES))) == opml.MOST_OUTLINES
    with pytest.raises(NotOpml, match="Split it"):
        opml.read(listed(outline * (opml.MOST_OUTLINES + 1)))


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    written = opml.write([OpmlFeed(url="http://a.test/", title="A\x0bB")], title="a\x00b")
    assert opml.read(written)[0].title == "AB"


def test_what_is_no_feed_keeps_its_kind_and_selector() -> None:
    feeds = [
        opml.OpmlFeed(url="https://a.test/", title="A", kind="listing", link_selector="h2 > a[href*='/news/']"),
        opml.OpmlFeed(url="https://a.test/news.xml", title="B", kind="sitemap"),
    ]
    read = opml.read(opml.write(feeds, title="Essai"))
    assert [(feed.kind, feed.link_selector) for feed in read] == [
        ("listing", "h2 > a[href*='/news/']"),
        ("sitemap", ""),
    ]
