"""The bundled newspapers: what they write and publish, read by the portal's own readers."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from lxml import html as lxml_html

from articles.knowledge.languages import LANGUAGES
from articles.knowledge.likeness import distance
from articles.models import Section
from feeds import documents
from feeds.documents import FeedDocument
from feeds.knowledge import lead_image
from feeds.pages import ArticlePage, extract
from newsportal.demo import CLUTTER, NEWSPAPERS, DemoServer, Newspaper, Publication
from newsportal.demo.articles import article
from newsportal.demo.illustrations import illustration
from newsportal.demo.pages import article_page, written_date
from newsportal.demo.prose import prose
from tests.newsportal.asking import get, status_of

each_newspaper = pytest.mark.parametrize("paper", NEWSPAPERS, ids=lambda paper: paper.slug)


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    with DemoServer(publish_every=None) as server:
        yield server


def feed_of(demo: DemoServer, paper: Newspaper) -> FeedDocument:
    url = paper.feed_url(demo.port)
    with get(url) as answer:
        return documents.parse(answer.read(), url=url, content_type=answer.headers["Content-Type"])


def page_of(paper: Newspaper, publication: Publication) -> ArticlePage:
    with get(publication.link) as answer:
        kind = answer.headers["Content-Type"]
        return extract(answer.read(), url=publication.link, content_type=kind, time_zone=paper.time_zone)


# -- who they are -----------------------------------------------------------------------------------------------------


def test_there_is_a_newspaper_in_each_language_of_the_interface() -> None:
    assert {paper.language for paper in NEWSPAPERS} == {"ar", "en", "es", "fr"}


@each_newspaper
def test_a_newspaper_says_of_itself_what_a_source_needs(paper: Newspaper) -> None:
    assert paper.slug.startswith("demo-")
    assert paper.section in Section.values
    assert paper.direction == LANGUAGES[paper.language].direction
    assert ZoneInfo(paper.time_zone).key == paper.time_zone
    assert paper.feed_url(8781).startswith(paper.home_url(8781))


def test_each_newspaper_has_an_address_of_its_own_in_the_loopback_range() -> None:
    addresses = {paper.address for paper in NEWSPAPERS}
    assert len(addresses) == len(NEWSPAPERS)
    assert all(address.startswith("127.31.") for address in addresses)


# -- what they write --------------------------------------------------------------------------------------------------


@each_newspaper
def test_titles_and_addresses_never_come_twice(paper: Newspaper) -> None:
    articles = [article(paper, number) for number in range(300)]
    assert len({made.title for made in articles}) == 300
    assert len({made.path for made in articles}) == 300


@each_newspaper
def test_every_article_written_by_hand_comes_out_once(paper: Newspaper) -> None:
    written = [source.title for source in prose(paper.slug).articles]
    titles = [article(paper, number).title for number in range(2 * len(written))]
    assert [title for title in titles if title in written] == written


@each_newspaper
def test_an_article_has_headings_paragraphs_and_one_pointer_without_a_slot_left_open(paper: Newspaper) -> None:
    for number in range(120):
        made = article(paper, number)
        kinds = [block.kind for block in made.blocks]
        assert kinds.count("h2") >= 1
        assert kinds.count("p") >= 3
        assert kinds.count("pointer") == 1
        assert not set("{}") & set(made.title + made.lead + "".join(block.text for block in made.blocks))


@each_newspaper
def test_the_text_of_any_article_can_be_taken_out_of_its_page(paper: Newspaper) -> None:
    """Every written article, and as many of the series again."""
    for number in range(0, 40, 3):
        made = article(paper, number)
        home = paper.home_url(80)
        publication = Publication(
            article=made, link=f"{home}{number}", image_url=f"{home}{number}.jpg", published_at=datetime.now(UTC)
        )
        page = article_page(paper, publication, others=[publication] * 4, port=80)
        found = extract(page.encode(), url=publication.link, time_zone=paper.time_zone)
        assert (found.title, found.lead) == (made.title, made.lead)
        assert [text for text in made.paragraphs if text not in found.body_text] == []


# -- feeds ------------------------------------------------------------------------------------------------------------


@each_newspaper
def test_a_feed_names_title_link_date_author_and_section_of_every_article(demo: DemoServer, paper: Newspaper) -> None:
    feed, published = feed_of(demo, paper), demo.published(paper.slug)
    assert (feed.title, feed.language, feed.home_url) == (paper.name, paper.language, paper.home_url(demo.port))
    assert [(item.title, item.link, item.published_at) for item in feed.items] == [
        (publication.title, publication.link, publication.published_at) for publication in published
    ]
    assert [(item.authors, item.categories) for item in feed.items] == [
        ((publication.article.author,), (publication.article.section_label,)) for publication in published
    ]
    assert [item.summary for item in feed.items] == [publication.article.lead for publication in published]


def test_the_feeds_come_in_the_formats_that_newspapers_use(demo: DemoServer) -> None:
    feeds = {paper.feed_format: feed_of(demo, paper) for paper in NEWSPAPERS}
    assert feeds["rss-ttl"].ttl == timedelta(minutes=1)
    full = [len(item.content_html) for item in feeds["rss-content"].items]
    assert min(full) > 400
    for kind in ("rss-ttl", "rss-media", "rss-enclosure", "atom"):
        assert all(item.image_url.endswith(".jpg") for item in feeds[kind].items), kind


@each_newspaper
def test_the_front_page_names_its_feed_and_links_every_article(demo: DemoServer, paper: Newspaper) -> None:
    home = paper.home_url(demo.port)
    with get(home) as answer:
        tree = lxml_html.fromstring(answer.read().decode())
    kind = "application/atom+xml" if paper.feed_format == "atom" else "application/rss+xml"
    assert tree.xpath(f"//link[@rel='alternate'][@type='{kind}']/@href") == [paper.feed_url(demo.port)]
    assert (tree.get("lang"), tree.get("dir")) == (paper.language, paper.direction)
    links = {urljoin(home, href) for href in tree.xpath("//article//a/@href")}
    assert {publication.link for publication in demo.published(paper.slug)} <= links


# -- pages ------------------------------------------------------------------------------------------------------------


@each_newspaper
def test_the_portal_reads_an_article_out_of_its_page(demo: DemoServer, paper: Newspaper) -> None:
    publication = demo.published(paper.slug)[0]
    made, page = publication.article, page_of(paper, publication)
    assert (page.title, page.lead, page.language) == (made.title, made.lead, paper.language)
    assert (page.authors, page.sections) == ((made.author,), (made.section_label,))
    assert (page.image_url, page.image_alt) == (publication.image_url, made.caption)
    assert (page.published_at, page.date_has_time) == (publication.published_at, True)
    assert page.canonical_url == publication.link
    assert [text for text in made.paragraphs if text not in page.body_text] == []
    assert [block.text for block in made.blocks if block.kind == "h2" and block.text in page.body_html]


@each_newspaper
def test_nothing_that_stands_around_an_article_gets_into_its_text(demo: DemoServer, paper: Newspaper) -> None:
    publication = demo.published(paper.slug)[0]
    with get(publication.link) as answer:
        shown = lxml_html.fromstring(answer.read().decode()).text_content()
    clutter = list(prose(paper.slug).clutter.values())
    assert [phrase for phrase in clutter if phrase not in shown] == []
    assert set(clutter) <= set(CLUTTER[paper.language])
    page = page_of(paper, publication)
    assert [phrase for phrase in clutter if phrase in page.body_text + page.lead] == []


@each_newspaper
def test_the_pointer_is_parted_from_the_text_and_leads_to_a_page(demo: DemoServer, paper: Newspaper) -> None:
    for publication in demo.published(paper.slug):
        page = page_of(paper, publication)
        (named,) = [block.text for block in publication.article.blocks if block.kind == "pointer"]
        (pointer,) = page.pointers
        assert pointer.title == named
        assert named not in page.body_text
        assert status_of(pointer.url) == 200


def test_a_page_dates_its_article_in_the_newspapers_own_words_and_time_zone() -> None:
    moment = datetime(2026, 8, 4, 22, 30, tzinfo=UTC)
    written = {paper.language: written_date(paper, moment) for paper in NEWSPAPERS[1:]}
    assert written == {
        "fr": "Le 5 août 2026, 00h30",
        "ar": "4 غشت 2026 - 23:30",
        "en": "Published 4 August 2026, 23:30",
        "es": "5 de agosto de 2026, 00:30 h",
    }


@each_newspaper
def test_the_links_of_a_page_within_the_newspaper_all_answer(demo: DemoServer, paper: Newspaper) -> None:
    home = paper.home_url(demo.port)
    with get(home) as answer:
        tree = lxml_html.fromstring(answer.read().decode())
    inside = {urljoin(home, href) for href in tree.xpath("//a/@href | //link/@href")}
    assert {url: status_of(url) for url in inside} == dict.fromkeys(inside, 200)


# -- pictures ---------------------------------------------------------------------------------------------------------


def test_pictures_are_fit_to_show_and_no_two_look_alike(demo: DemoServer) -> None:
    hashes = []
    for paper in NEWSPAPERS:
        for publication in demo.published(paper.slug)[-3:]:
            with get(publication.image_url) as answer:
                assert answer.headers["Content-Type"] == "image/jpeg"
                picture = lead_image.read(answer.read())
            assert (picture.width, picture.height) == (1200, 675)
            hashes.append(picture.hashes.found_by if picture.hashes else 0)
    apart = [distance(one, other) for place, one in enumerate(hashes) for other in hashes[:place]]
    assert min(apart) >= 8


def test_a_picture_is_the_same_each_time_it_is_drawn() -> None:
    drawn = [illustration.__wrapped__("harbour", NEWSPAPERS[0].slug, 3) for _ in range(2)]
    assert drawn[0] == drawn[1]


# -- publishing -------------------------------------------------------------------------------------------------------


@pytest.fixture
def empty() -> Iterator[DemoServer]:
    with DemoServer(publish_every=None, published_at_start=0) as server:
        yield server


def test_what_is_published_on_demand_stands_first_in_the_feed_and_has_a_page(empty: DemoServer) -> None:
    paper = NEWSPAPERS[2]
    before = datetime.now(UTC).replace(microsecond=0)
    first, second = empty.publish(paper.slug), empty.publish(paper.slug)
    assert [item.title for item in feed_of(empty, paper).items] == [second.title, first.title]
    assert page_of(paper, second).title == second.title
    assert before <= second.published_at <= datetime.now(UTC)
    assert feed_of(empty, NEWSPAPERS[0]).items == ()


def test_an_article_that_is_not_out_yet_has_neither_page_nor_picture(empty: DemoServer) -> None:
    paper = NEWSPAPERS[3]
    coming = article(paper, 0)
    home = paper.home_url(empty.port)
    before = [status_of(urljoin(home, path)) for path in (coming.path, coming.image_path)]
    out = empty.publish(paper.slug)
    assert (before, [status_of(out.link), status_of(out.image_url)]) == ([404, 404], [200, 200])


def test_an_unknown_newspaper_is_named_together_with_those_there_are(empty: DemoServer) -> None:
    with pytest.raises(KeyError, match=r"demo-nobody.*demo-gazette-mirador"):
        empty.publish("demo-nobody")


def test_articles_out_at_the_start_are_dated_over_the_two_days_before() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with DemoServer(now=now, published_at_start=6) as server:
        for paper in NEWSPAPERS:
            moments = [publication.published_at for publication in server.published(paper.slug)]
            assert moments == sorted(moments, reverse=True)
            assert now - timedelta(hours=48) < moments[-1] < now - timedelta(hours=36)
            assert now - timedelta(hours=10) < moments[0] < now


def test_the_newspapers_publish_in_turn_every_few_moments() -> None:
    with DemoServer(publish_every=0.02, published_at_start=0) as server:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and not server.published(NEWSPAPERS[-1].slug):
            time.sleep(0.01)
        assert [bool(server.published(paper.slug)) for paper in NEWSPAPERS] == [True] * len(NEWSPAPERS)


def test_the_same_moment_gives_the_same_newspapers() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    feeds = []
    for _ in range(2):
        with DemoServer(now=now) as server, get(NEWSPAPERS[3].feed_url(server.port)) as answer:
            feeds.append(answer.read().decode().replace(f":{server.port}/", "/"))
    assert feeds[0] == feeds[1]


def test_a_second_start_goes_on_where_the_first_stopped(tmp_path: Path) -> None:
    ledger, slug = tmp_path / "ledger.txt", NEWSPAPERS[0].slug
    with DemoServer(ledger=ledger, published_at_start=2) as server:
        server.publish(slug)
        first = [(out.title, out.published_at) for out in server.published(slug)]
    with ledger.open("a") as file:
        file.write(f"\n{slug} 3 2026-0")  # cut short by a crash
    with DemoServer(ledger=ledger, published_at_start=2) as server:
        assert [(out.title, out.published_at) for out in server.published(slug)] == first
        assert server.publish(slug).article.number == 3
    with DemoServer(ledger=ledger, published_at_start=2) as server:
        assert len(server.published(slug)) == 4
