"""RSS 0.9x to 2.0, RDF and Atom: what a feed says of its items, in whatever dialect."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from feeds.documents import FeedDocument, FeedItem, parse

URL = "https://site.test/feed/rss.xml"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:atom="http://www.w3.org/2005/Atom"'
)
MOMENT = datetime(2025, 3, 27, 10, tzinfo=UTC)


def rss(items: str, channel: str = "") -> FeedDocument:
    body = f'<rss version="2.0" {NAMESPACES}><channel><title>Le Journal</title>{channel}{items}</channel></rss>'
    return parse(body.encode(), url=URL)


def item(inner: str) -> FeedItem:
    [found] = rss(f"<item><title>Un titre</title><link>https://site.test/a/1</link>{inner}</item>").items
    return found


def titled(title: str) -> str:
    return rss(f"<item><title>{title}</title><link>https://site.test/1</link></item>").items[0].title


DIALECTS = {
    "RSS 0.91": """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">
        <rss version="0.91"><channel><title>Le Journal</title><link>https://site.test/</link><language>fr</language>
        <item><title>Un titre</title><link>https://site.test/a/1</link><description>Un mot.</description></item>
        </channel></rss>""",
    "RSS 2.0": """<rss version="2.0"><channel><title>Le Journal</title><link>https://site.test/</link><language>fr-MA</language>
        <item><title>Un titre</title><link>https://site.test/a/1</link><description>Un mot.</description></item>
        </channel></rss>""",
    "RDF": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://site.test/"><title>Le Journal</title>
        <link>https://site.test/</link><dc:language>fr</dc:language></channel><item rdf:about="https://site.test/a/1">
        <title>Un titre</title><link>https://site.test/a/1</link><description>Un mot.</description></item></rdf:RDF>""",
    "Atom 0.3": """<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="fr"><title>Le Journal</title>
        <link rel="alternate" type="text/html" href="https://site.test/"/><entry><title>Un titre</title>
        <link rel="alternate" type="text/html" href="https://site.test/a/1"/>
        <summary>Un mot.</summary></entry></feed>""",
    "Atom 1.0": """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Journal</title>
        <link href="https://site.test/"/><entry><title type="text">Un titre</title><id>tag:1</id>
        <link href="https://site.test/a/1"/><summary>Un mot.</summary></entry></feed>""",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_says_the_same(dialect: str) -> None:
    feed = parse(DIALECTS[dialect].encode(), url=URL)
    assert (feed.title, feed.home_url, feed.language) == ("Le Journal", "https://site.test/", "fr")
    [found] = feed.items
    assert (found.title, found.link, found.summary, found.language) == (
        *("Un titre", "https://site.test/a/1", "Un mot."),
        "fr",
    )


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("5 &lt; 6", "5 < 6"),
        ("<![CDATA[5 < 6 & 7 > 2]]>", "5 < 6 & 7 > 2"),
        ("AT&amp;amp;T", "AT&T"),
        ("L&amp;#8217;été", "L’été"),
        ("<![CDATA[L&rsquo;été &agrave; Fès]]>", "L’été à Fès"),
        ("<![CDATA[L&amp;#8217;&amp;eacute;t&amp;eacute;]]>", "L’été"),
        ("Une balise &amp;amp;lt;b&amp;amp;gt;", "Une balise &lt;b&gt;"),
        ("&lt;![CDATA[Un titre]]&gt;", "Un titre"),
        ("<![CDATA[<em>L'Express</em>, dit-on]]>", "L'Express, dit-on"),
        ("&lt;b&gt;Gras&lt;/b&gt; et maigre", "Gras et maigre"),
        ("<![CDATA[Un<br/>deux]]>", "Un deux"),
        ("<![CDATA[Bien<script>alert(1)</script> sûr]]>", "Bien sûr"),
        ("\n  Deux\n  lignes ", "Deux lignes"),
    ],
)
def test_a_title_is_decoded_once_and_rid_of_markup(written: str, title: str) -> None:
    assert titled(written) == title


def test_a_title_is_no_longer_than_a_page_can_show() -> None:
    assert len(titled("mot " * 1000)) <= 500


def test_an_item_without_a_title_is_named_by_its_summary() -> None:
    [found] = rss("<item><link>https://site.test/1</link><description>Un mot. Deux mots.</description></item>").items
    assert found.title == "Un mot. Deux mots."


@pytest.mark.parametrize(
    ("description", "title"),
    [
        ('<img src="a.jpg" alt="Le port de Tanger au matin">', "Le port de Tanger au matin"),
        ("<img alt='Image' src='a.jpg'><img alt='L&#8217;arrivée du train' src='b.jpg'>", "L’arrivée du train"),
        ('<iframe src="https://video.test/1" title="Concert &amp;amp; débat"></iframe>', "Concert & débat"),
        ('<img alt="المرفأ" src="a.jpg">', "المرفأ"),
        ('<img src="a.jpg" alt="IMG_2041">', "site.test/photos/été"),
        ("", "site.test/photos/été"),
    ],
)
def test_an_item_without_words_is_named_by_its_picture_else_by_its_address(description: str, title: str) -> None:
    link = "https://site.test/photos/%C3%A9t%C3%A9/?utm_source=rss"
    [found] = rss(f"<item><link>{link}</link><description><![CDATA[{description}]]></description></item>").items
    assert found.title == title


@pytest.mark.parametrize(
    "inner",
    [
        "<title>Sans lien</title>",
        "<title>x</title><guid isPermaLink='false'>42</guid>",
        "<guid isPermaLink='false'>42</guid>",
        "<title>x</title><link>javascript:alert(1)</link>",
        "<title>x</title><link>http://[</link>",
    ],
)
def test_an_item_that_leads_nowhere_is_an_item_but_no_headline(inner: str) -> None:
    feed = rss(f"<item>{inner}</item>")
    assert ([found.link for found in feed.items], feed.headlines) == ([""], ())


def test_an_item_with_nothing_inside_is_none() -> None:
    assert rss("<item></item><item/>").items == ()


def test_an_item_that_says_nothing_is_no_headline() -> None:
    feed = rss("<item><title> </title><link/><description/></item>")
    assert (len(feed.items), feed.headlines) == (1, ())


@pytest.mark.parametrize(
    ("inner", "link"),
    [
        ("<link>/a/1</link>", "https://site.test/a/1"),
        ("<link> https://site.test/un mot </link>", "https://site.test/un%20mot"),
        ("<link>https://site.test/?a=1&amp;b=2</link>", "https://site.test/?a=1&b=2"),
        ("<guid>https://site.test/a/2</guid>", "https://site.test/a/2"),
        ("<atom:link href='https://site.test/a/3'/>", "https://site.test/a/3"),
        ("<enclosure url='https://site.test/e.mp3' type='audio/mpeg' length='1'/>", "https://site.test/e.mp3"),
        (
            "<enclosure url='https://site.test/e.mp3' type='audio/mpeg' length='1'/><guid>https://site.test/a/5</guid>",
            "https://site.test/a/5",
        ),
        ("<link>https://site.test/&#13;&#10;Set-Cookie: a</link>", "https://site.test/Set-Cookie:%20a"),
        (
            "<link>http://feeds.test/~r/x/1</link><feedburner:origLink>https://site.test/a/4</feedburner:origLink>",
            "https://site.test/a/4",
        ),
    ],
)
def test_a_link_is_absolute_and_the_articles_own(inner: str, link: str) -> None:
    assert [found.link for found in rss(f"<item><title>x</title>{inner}</item>").items] == [link]


def test_the_articles_own_address_is_decoded_in_ill_formed_feeds_too() -> None:
    inner = (
        "<link>http://feeds.test/~r/1</link><feedburner:origLink>https://site.test/?a=1&amp;b=2</feedburner:origLink>"
    )
    feed = rss(f"<item><title>x</title><description>Un<br>deux</description>{inner}</item>")
    assert feed.items[0].link == "https://site.test/?a=1&b=2"


def test_an_atom_entrys_page_comes_before_its_enclosure_however_both_are_written() -> None:
    links = [f'<link rel="{rel}" type="text/html">https://site.test/{rel}</link>' for rel in ("alternate", "enclosure")]
    entry = '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>x</title>{}</entry></feed>'
    bodies = [entry.format("".join(order)).encode() for order in (links, links[::-1])]
    assert [parse(body, url=URL).items[0].link for body in bodies] == ["https://site.test/alternate"] * 2


@pytest.mark.parametrize(
    ("channel", "link"),
    [
        ("<link>https://journal.test/section/</link>", "https://journal.test/section/a/1"),
        ("<link><![CDATA[https://journal.test/?a=1&b=2]]></link>", "https://journal.test/a/1"),
        ("<atom:link rel='self' href='https://x.test/'/>", "https://site.test/feed/a/1"),
        ("<link>http://10.0.0.1/</link>", "https://site.test/feed/a/1"),
        ("<link>/section/</link>", "https://site.test/feed/a/1"),
    ],
)
def test_a_relative_link_is_relative_to_the_channels_page(channel: str, link: str) -> None:
    assert rss("<item><title>x</title><link>a/1</link></item>", channel).items[0].link == link


def test_a_base_that_is_named_comes_before_the_channels_page() -> None:
    body = (
        '<rss version="2.0" xml:base="https://base.test/"><channel><link>https://journal.test/</link>'
        "<item><title>x</title><link>a/1</link></item></channel></rss>"
    )
    assert parse(body.encode(), url=URL).items[0].link == "https://base.test/a/1"


def test_an_atom_link_is_relative_to_its_base() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.test/dir/"><title>x</title>'
        '<entry><title>a</title><id>1</id><link href="un"/></entry></feed>'
    )
    assert parse(body.encode(), url=URL).items[0].link == "https://base.test/dir/un"


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1/", "http://10.0.0.1/", "http://localhost/", "javascript:alert(1)//"]
)
def test_a_public_feed_does_not_lead_readers_into_private_networks(base: str) -> None:
    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}"><title>x</title>'
        '<entry><title>a</title><id>1</id><link href="router"/></entry></feed>'
    )
    assert not [
        each for each in parse(body.encode(), url=URL).items if "router" in each.link and "site.test" not in each.link
    ]


def test_a_feed_within_a_private_network_may() -> None:
    body = b"<rss><channel><item><title>a</title><link>http://127.30.0.2:8810/a</link></item></channel></rss>"
    assert parse(body, url="http://127.30.0.1:8810/feed").items[0].link == "http://127.30.0.2:8810/a"


@pytest.mark.parametrize(
    "inner",
    [
        "<pubDate>Thu, 27 Mar 2025 10:00:00 GMT</pubDate>",
        "<pubDate>Thu, 27 Mar 2025 11:00:00 +0100</pubDate>",
        "<pubDate>jeu., 27 mars 2025 11:00:00 +0100</pubDate>",
        "<pubDate>27 مارس 2025 - 10:00</pubDate>",
        "<dc:date>2025-03-27T10:00:00Z</dc:date>",
        "<atom:updated>2025-03-27T10:00:00Z</atom:updated>",
    ],
)
def test_a_date_is_read_in_every_spelling(inner: str) -> None:
    assert item(inner).published_at == MOMENT


@pytest.mark.parametrize("inner", ["", "<pubDate>hier</pubDate>", "<pubDate>Thu, 99 Mar 2025 10:00:00 GMT</pubDate>"])
def test_an_item_without_a_readable_date_has_none(inner: str) -> None:
    assert item(inner).published_at is None


def test_the_whole_text_and_the_summary_are_told_apart() -> None:
    found = item(
        "<description>Un mot.</description><content:encoded><![CDATA[<p>Tout le texte.</p>]]></content:encoded>"
    )
    assert (found.summary, found.content_html) == ("Un mot.", "<p>Tout le texte.</p>")


def test_an_atom_text_without_markup_becomes_paragraphs() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>a</title><id>1</id>'
        '<link href="https://site.test/1"/>{}<content type="text">Un &lt; deux.\n\nTrois.</content></entry></feed>'
    )
    found = [parse(body.format(inner).encode(), url=URL).items[0] for inner in ("", "<summary>Un mot.</summary>")]
    assert [each.content_html for each in found] == ["<p>Un &lt; deux.</p><p>Trois.</p>"] * 2
    assert [each.summary for each in found] == ["", "Un mot."]


def test_a_summary_is_plain_text() -> None:
    assert (
        item("<description><![CDATA[<p>Un &eacute;t&eacute;</p><p>chaud</p>]]></description>").summary == "Un été chaud"
    )


@pytest.mark.parametrize(
    ("inner", "image"),
    [
        ('<media:content url="https://site.test/i.jpg" medium="image"/>', "https://site.test/i.jpg"),
        ('<media:content url="/i.jpg" type="image/jpeg"/>', "https://site.test/i.jpg"),
        (
            '<media:group><media:content url="/v.mp4" type="video/mp4"/><media:content url="/i.jpg"/></media:group>',
            "https://site.test/i.jpg",
        ),
        (
            '<media:content url="/s.jpg" width="90"/><media:content url="/l.jpg" width="900"/>',
            "https://site.test/l.jpg",
        ),
        ('<media:thumbnail url="https://site.test/t.jpg"/>', "https://site.test/t.jpg"),
        ('<enclosure url="https://site.test/e.png" type="image/png" length="1"/>', "https://site.test/e.png"),
        ('<enclosure url="https://site.test/e.mp3" type="audio/mpeg" length="1"/>', ""),
        (
            '<description><![CDATA[<img width="1" src="/pixel.gif"><img src="/i.jpg?a=1&amp;b=2">mot]]></description>',
            "https://site.test/i.jpg?a=1&b=2",
        ),
        (
            "<description><![CDATA[<img src='data:image/gif;base64,R0' data-src='/real.jpg'>mot]]></description>",
            "https://site.test/real.jpg",
        ),
        (
            "<content:encoded><![CDATA[<p><img alt='a > b' src=/x.jpg></p>]]></content:encoded>",
            "https://site.test/x.jpg",
        ),
        ('<media:content url="http://169.254.169.254/i.jpg" medium="image"/>', ""),
        ('<media:content url="javascript:alert(1)" medium="image"/>', ""),
        ("", ""),
    ],
)
def test_an_items_picture_is_found_where_feeds_put_it(inner: str, image: str) -> None:
    assert item(inner).image_url == image


def test_authors_and_categories_are_plain_and_named_once() -> None:
    found = item(
        "<dc:creator><![CDATA[<b>Salma Idrissi</b>]]></dc:creator><category>Villes</category>"
        "<category>Villes</category><category><![CDATA[Eau &amp; climat]]></category>"
    )
    assert (found.authors, found.categories) == (("Salma Idrissi",), ("Villes", "Eau & climat"))


def test_an_item_is_known_by_its_guid_else_by_its_link() -> None:
    assert item("<guid isPermaLink='false'>urn:42</guid>").identity == "urn:42"
    assert item("").identity == "https://site.test/a/1"


@pytest.mark.parametrize(
    ("channel", "ttl"),
    [
        ("<ttl>30</ttl>", timedelta(minutes=30)),
        ("<ttl>999999999</ttl>", timedelta(days=7)),
        ("<ttl>-5</ttl>", None),
        ("<ttl>bientôt</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        ("<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", timedelta(hours=6)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", timedelta(hours=1)),
        ("<sy:updatePeriod>jamais</sy:updatePeriod>", None),
        ("", None),
    ],
)
def test_a_feed_may_ask_to_be_left_alone(channel: str, ttl: timedelta | None) -> None:
    assert rss("", channel).ttl == ttl


def test_a_feed_is_read_up_to_two_thousand_items() -> None:
    many = "".join(f"<item><title>t</title><link>https://site.test/{number}</link></item>" for number in range(2_100))
    assert len(rss(many).items) == 2_000


def test_an_entity_bomb_stays_small() -> None:
    entities = (
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    body = (
        f"{entities}<rss><channel><item><title>t &b; &c;</title><link>https://site.test/1</link></item></channel></rss>"
    )
    assert all("root:" not in each.title and len(each.title) < 100 for each in parse(body.encode(), url=URL).items)


def dated(number: int) -> str:
    moment = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=number)
    link = f"<link>https://site.test/{number}</link>"
    return f"<item><title>t</title>{link}<pubDate>{format_datetime(moment)}</pubDate></item>"


@pytest.mark.parametrize("before", ["", "<!DOCTYPE rss>"], ids=["", "an unsure document is cut where it stands"])
def test_of_a_feed_that_is_too_long_the_newest_items_are_read_and_the_others_counted(before: str) -> None:
    rising = "".join(dated(number) for number in range(2_100))
    read = parse(f"{before}<rss><channel>{rising}</channel></rss>".encode(), url=URL)
    first = 0 if before else 100
    assert [item.link for item in read.items] == [f"https://site.test/{first + number}" for number in range(2_000)]
    assert read.left_out == 100


def test_a_long_feed_that_is_shuffled_gives_the_same_items() -> None:
    numbers = list(range(2_100))
    random.Random(1).shuffle(numbers)
    assert {item.link for item in rss("".join(map(dated, numbers))).items} == {
        f"https://site.test/{number}" for number in range(100, 2_100)
    }


@pytest.mark.parametrize(
    "text",
    [
        "<![CDATA[<p>" + "x" * 2**20 + "</p>]]>",
        "<![CDATA[" + "x" * 2**20 + "]]>",
        "&lt;p&gt;" + "x" * 2**20,
        "&amp;" * 2**18,
        "&lt;img " + " " * 2**20,
    ],
    ids=["markup", "CDATA", "escaped", "references", "an open tag"],
)
def test_a_text_without_end_costs_its_end_and_not_its_item(text: str) -> None:
    items = (titled_item(number, f"<description>{text if number == 1 else 'x'}</description>") for number in (1, 2))
    assert [item.title for item in rss("".join(items)).items] == ["Titre 1", "Titre 2"]


def titled_item(number: int, inner: str) -> str:
    return f"<item><title>Titre {number}</title><link>https://site.test/{number}</link>{inner}</item>"


@pytest.mark.parametrize("wrapped", ["&amp;#{};", "<![CDATA[&#{};]]>", "&#{};", "& &#{};", "<b>&#{};"])
@pytest.mark.parametrize("number", ["9" * 7, "9" * 8, "9" * 5_000, "0" * 5_000])
def test_a_number_that_is_no_character_s_costs_no_item(wrapped: str, number: str) -> None:
    odd = f"<item><title>a {wrapped.format(number)}</title><link>https://site.test/1</link></item>"
    good = "<item><title>Un titre</title><link>https://site.test/2</link></item>"
    assert [each.link for each in rss(odd + good).items] == ["https://site.test/1", "https://site.test/2"]


def test_a_picture_of_any_width_is_one() -> None:
    wide = "9" * 5_000
    found = item(f'<description><![CDATA[<img width="{wide}" src="/p.jpg">]]></description>')
    assert found.image_url == "https://site.test/p.jpg"


def test_of_a_hundred_thousand_categories_the_first_are_read() -> None:
    found = item("".join(f"<category>n{number}</category>" for number in range(30_000)))
    assert found.categories == tuple(f"n{number}" for number in range(50))


@pytest.mark.parametrize("level", ["<a xml:base='a/'>", "<a>", "<a xmlns:b='urn:b'>"])
def test_a_document_is_read_as_deep_as_any_is_meant_to_be(level: str) -> None:
    items = [f"<item><title>{name}</title><link>https://site.test/{name}</link></item>" for name in ("a", "b")]
    assert [each.title for each in rss(items[0] + level * 50_000 + items[1]).items] == ["a"]


def test_sections_without_an_end_are_passed_over_once() -> None:
    entity = '<!DOCTYPE rss [<!ENTITY a "b">]>'  # such a document is not put right before
    cut = f"{entity}<rss><channel>{titled_item(1, '')}{'<![CDATA[' * 50_000}"
    assert [each.title for each in parse(cut.encode(), url=URL).items] == ["Titre 1"]


def test_elements_that_an_item_leaves_open_do_not_add_up() -> None:
    items = (
        f"<item><title>n{number}</title><link>https://site.test/{number}</link>{'<br>' * 100}</item>"
        for number in range(50)
    )
    assert len(rss("".join(items)).items) == 50
