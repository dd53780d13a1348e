"""Ill-formed documents are put right where they can have one meaning only."""

import tracemalloc
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pytest

from feeds.documents import parse
from feeds.documents.mending import mended

URL = "https://site.test/feed.xml"
FEED = '<rss version="2.0"{}><channel><title>Le Journal</title>{}</channel></rss>'
ITEM = "<item><title>{}</title><link>https://site.test/{}</link></item>"


def titled(title: str) -> str:
    """The title as it is read when its document was mended to be well-formed."""
    whole = mended(FEED.format("", ITEM.format(title, 1)))
    ET.fromstring(whole)
    return parse(whole.encode(), url=URL).items[0].title


def test_a_well_formed_document_is_left_as_it_is() -> None:
    text = FEED.format("", ITEM.format("<![CDATA[5 < 6 &eacute; & R&D]]>", 1))
    assert mended(text) is text


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("L&rsquo;&eacute;t&eacute;&nbsp;à F&egrave;s", "L’été à Fès"),
        ("R&D & co", "R&D & co"),
        ("Pages ?a=1&copy=2&section=3", "Pages ?a=1&copy=2&section=3"),
        ("5 < 6 &amp; 7 &lt; 8", "5 < 6 & 7 < 8"),
        ("Un&#0;&#8;&#x1F; titre&#55296;", "Un titre"),
        ("L&#146;été &#x2019; &", "L’été ’ &"),
        ("&inconnu; & <![CDATA[R&D &eacute; < 1]]>", "&inconnu; & R&D é < 1"),
        ("&LT;b&GT; &QUOT;x&QUOT;", '"x"'),
    ],
)
def test_a_stray_sign_is_taken_for_itself_and_a_name_for_its_letter(written: str, title: str) -> None:
    assert titled(written) == title


def test_entities_that_a_document_declares_itself_are_its_own() -> None:
    text = '<!DOCTYPE rss [<!ENTITY eacute "E">]>' + FEED.format("", ITEM.format("&eacute; & x", 1))
    assert mended(text) is text


@pytest.mark.parametrize("after", ["<script>count(1)</script>", "\n<!-- made in 3 ms -->garbage", "<br>"])
@pytest.mark.parametrize("before", ["", "<br />Warning: x &nbsp;", "Notice: 1 < 2\n"])
def test_what_a_server_puts_around_a_document_goes(before: str, after: str) -> None:
    text = FEED.format("", ITEM.format("Un titre", 1))
    assert mended(before + text + after) == text


def test_namespaces_that_were_forgotten_are_declared() -> None:
    inner = (
        "<item><title>Un titre</title><link>https://site.test/1</link><dc:creator>Salma Idrissi</dc:creator>"
        "<content:encoded>&lt;p&gt;Tout.&lt;/p&gt;</content:encoded><odd:thing odd:way='1'/></item>"
    )
    whole = mended(FEED.format("", inner))
    ET.fromstring(whole)
    [found] = parse(whole.encode(), url=URL).items
    assert (found.authors, found.content_html) == (("Salma Idrissi",), "<p>Tout.</p>")


def test_a_namespace_written_with_blanks_is_the_one_without() -> None:
    inner = "<item><title>a</title><link>https://site.test/1</link><dc:creator>Salma Idrissi</dc:creator></item>"
    spaced = FEED.format(" xmlns:dc=' http://purl.org/dc/elements/1.1/\n'", inner)
    assert mended(spaced) == FEED.format(" xmlns:dc='http://purl.org/dc/elements/1.1/'", inner)


@pytest.mark.parametrize(
    "cut", ["<item><title>Trois</title><link>https://site.te", "<item", "", "</chan", "<!-- x", "</channel></rss"]
)
def test_a_document_that_breaks_off_ends_after_its_last_whole_item(cut: str) -> None:
    items = ITEM.format("Un", 1) + ITEM.format("Deux", 2)
    text = FEED.format("", items)
    assert mended(text.replace("</channel></rss>", cut)) == text


@pytest.mark.parametrize("cut", ["", "<description>Un mot", "<body><![CDATA[</body>", "<category x='"])
def test_an_item_that_breaks_off_counts_when_title_link_and_guid_are_whole(cut: str) -> None:
    begun = (
        "<item>\n<title><![CDATA[Deux</title>]]></title><!-- x --><link>https://site.test/2</link>"
        "<enclosure url='https://site.test/2.mp3'/><guid>2</guid>"
    )
    whole = FEED.format("", ITEM.format("Un", 1) + begun + "</item>")
    assert mended(whole.replace("</item></channel></rss>", cut)) == whole
    assert mended(FEED.format("", begun + "</item>").replace("</item></channel></rss>", cut)).count("</item>") == 1


def test_elements_that_wear_the_prefix_of_rss_are_its_own() -> None:
    inner = "<rss:item><rss:title>Un titre</rss:title><rss:link>https://site.test/1</rss:link></rss:item>"
    body = f'<rss rss:version="2.0"><rss:channel><rss:title>x</rss:title>{inner}</rss:channel></rss>'
    assert [item.title for item in parse(body.encode(), url=URL).items] == ["Un titre"]


def test_an_atom_feed_that_breaks_off_does_too() -> None:
    text = '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>1</id></entry></feed>'
    assert mended(text.replace("</feed>", "<entry><id>2")) == text


def test_known_items_of_an_ill_formed_document_are_not_read_again() -> None:
    def unseen(identities: Sequence[str]) -> set[str]:
        return set(identities) - {"https://site.test/1"}

    body = FEED.format("", ITEM.format("R&D", 1) + ITEM.format("B&B", 2)).encode()
    read = parse(body, url=URL, unseen=unseen)
    assert ([item.title for item in read.items], read.known_items) == (["B&B"], 1)


def test_elements_without_an_end_take_no_more_memory_than_they_are_long() -> None:
    body = f"<rss><channel><item>{'<title>x' * 400_000}"
    tracemalloc.start()
    try:
        assert mended(body).startswith("<rss")
        assert tracemalloc.get_traced_memory()[1] < 20 * len(body)
    finally:
        tracemalloc.stop()


def test_an_empty_element_does_not_end_the_item_that_breaks_off() -> None:
    cut = "<item><title>Un titre</title><guid>1</guid><comments/><link>https://site.test/1</link><descrip"
    assert [item.title for item in parse(f"<rss><channel>{cut}".encode(), url=URL).items] == ["Un titre"]
