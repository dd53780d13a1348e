"""Pages without a feed: their links to articles, with a selector and without."""

from datetime import UTC, datetime

import pytest

from feeds.documents import FeedDocument, NotAFeed, parse

URL = "https://www.journal.test/"
MENU = "<nav><a href='/la-une-de-notre-journal'>La une de notre journal</a></nav>"
FOOT = "<footer><a href='/conditions-generales-de-vente'>Conditions générales de vente</a></footer>"


def card(number: int, *, more: str = "") -> str:
    return (
        f"<article><h2><a href='/economie/le-budget-de-la-ville-{number}.html#haut'>Le budget de la ville, {number}e "
        f"débat</a></h2>{more}<a href='/tag/budget'>Toutes nos pages sur le budget</a></article>"
    )


def read(*parts: str, selector: str = "", head: str = "") -> FeedDocument:
    body = (
        f"<!doctype html><html lang='fr-FR'><head><title>Le Journal</title>{head}</head><body>{''.join(parts)}</body>"
    )
    return parse(body.encode(), url=URL, kind="listing", link_selector=selector)


def links(document: FeedDocument) -> list[str]:
    return [item.link.removeprefix(URL) for item in document.items]


def test_the_links_of_one_shape_are_the_articles_in_the_page_s_order() -> None:
    document = read(MENU, *(card(number) for number in (3, 1, 2)), FOOT)
    assert links(document) == [f"economie/le-budget-de-la-ville-{number}.html" for number in (3, 1, 2)]
    assert document.items[0].title == "Le budget de la ville, 3e débat"


def test_the_page_says_its_name_and_language() -> None:
    document = read(*map(card, range(3)), head="<meta property='og:site_name' content='Le Journal du soir'>")
    assert (document.title, document.language) == ("Le Journal du soir", "fr")


def test_an_article_that_is_linked_twice_is_named_once_by_its_title() -> None:
    teaser = "<a href='/economie/le-budget-de-la-ville-1.html'>Lire la suite</a>"
    assert read(teaser, *map(card, range(3))).items[0].title == "Le budget de la ville, 1e débat"


def test_a_link_to_read_on_takes_the_heading_of_its_card() -> None:
    cards = (f"<li><h3>La ligne de tramway {n} ouvre</h3><a href='/article/{n}12345'>Lire</a></li>" for n in range(3))
    assert [item.title for item in read(*cards).items] == [f"La ligne de tramway {n} ouvre" for n in range(3)]


def test_arabic_addresses_and_titles_are_understood() -> None:
    cards = (f"<h2><a href='/أخبار/ميزانية-المدينة-الجديدة-{n}'>ميزانية المدينة الجديدة {n}</a></h2>" for n in range(3))
    assert [item.title for item in read(*cards).items] == [f"ميزانية المدينة الجديدة {n}" for n in range(3)]


def test_links_to_other_sites_and_amid_a_text_are_no_articles() -> None:
    others = (
        f"<h2><a href='https://ailleurs.test/un-autre-titre-ailleurs-{n}'>Un autre titre</a></h2>" for n in range(9)
    )
    text = (
        f"<p>{'Comme nous le disions ' * 9}<a href='/economie/le-budget-de-la-ville-9.html'>le budget d’avant</a></p>"
    )
    assert len(read(*others, text, *map(card, range(3))).items) == 3


def test_the_date_and_the_picture_are_those_of_the_card() -> None:
    more = "<time datetime='2025-03-27T10:00:00+01:00'>27 mars</time><img src='data:,' data-src='/p{}.jpg'>"
    item = read(*(card(n, more=more.format(n)) for n in range(3))).items[2]
    assert item.published_at == datetime(2025, 3, 27, 9, tzinfo=UTC)
    assert item.image_url == "https://www.journal.test/p2.jpg"


def test_a_page_without_a_pattern_is_refused_with_the_remedy() -> None:
    with pytest.raises(NotAFeed, match="set the selector of the links"):
        read(MENU, "<p>Bonjour</p>", FOOT)


@pytest.mark.parametrize("selector", ["aside a", "aside li", "aside h4", "aside b"])
def test_a_selector_chooses_links_or_what_they_stand_in(selector: str) -> None:
    aside = "<aside><ul><li><h4><a href='/x'><b>Brève</b></a></h4></li></ul></aside>"
    document = read(aside, *map(card, range(3)), selector=selector)
    assert [(item.title, item.link) for item in document.items] == [("Brève", "https://www.journal.test/x")]


def test_a_selector_that_finds_nothing_is_refused_with_the_remedy() -> None:
    with pytest.raises(NotAFeed, match=r"the selector '\.teaser a' finds no link.*correct the selector"):
        read(*map(card, range(3)), selector=".teaser a")


def test_hostile_markup_ends_in_a_refusal_soon() -> None:
    many = " ".join(f"a{number}" for number in range(3_000))
    for markup in ("<div>" * 100_000, f"<div {many}>", ""):
        with pytest.raises(NotAFeed, match="give the address of a section's page"):
            read(markup)
    with pytest.raises(NotAFeed):
        read("<a href='http://[x'>Un titre assez long pour compter</a>" * 10)
