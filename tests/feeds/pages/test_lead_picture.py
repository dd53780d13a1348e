"""The article's picture is the one its makers chose, in the form that readers are shown."""

import pytest
from lxml import html

from feeds.pages import lead_picture, marks
from feeds.pages.lead_picture import Picture
from feeds.pages.origin import Origin


def read(body: str, *stated: str) -> tuple[str, Origin] | None:
    found = marks.of(html.document_fromstring(f"<html><body><p>x</p>{body}</body></html>"))
    named = [Picture(url=url, origin=Origin.SHARING) for url in stated]
    chosen = lead_picture.chosen(named, found.images)
    return (chosen.url, chosen.origin) if chosen else None


def test_the_picture_of_the_metadata_comes_before_others_of_the_article() -> None:
    assert read('<article><img src="/autre.jpg"></article>', "/barrage.jpg") == ("/barrage.jpg", Origin.SHARING)


@pytest.mark.parametrize(
    ("shown", "shared"),
    [
        ("/2025/barrage-1024x576.jpg", "/2025/barrage.jpg"),
        ("/img/barrage_51634584.jpg", "/img/barrage_51634582.jpg"),
        ("/2025/barrage-e1715708581580.png?w=1024", "/2025/barrage.png?resize=1200,479"),
        ("/2025/pluie-gharb/wide__980x551", "/2025/pluie-gharb/wide__1300x731"),
    ],
)
def test_of_one_picture_the_cut_that_the_article_shows_is_taken(shown: str, shared: str) -> None:
    assert read(f'<article><img src="{shown}"></article>', shared) == (shown, Origin.SHARING)


def test_of_one_picture_a_thumbnail_is_not_taken() -> None:
    both = '<main><img src="/2025/barrage-150x84.jpg"><img src="/2025/barrage-756x425.jpg"></main>'
    assert read(both, "/2025/barrage-1287x836.jpg") == ("/2025/barrage-756x425.jpg", Origin.SHARING)


def test_a_thumbnail_alone_is_no_articles_picture() -> None:
    assert read('<main><img src="/2025/barrage-150x150.jpg"></main>') is None


def test_short_names_in_different_folders_are_different_pictures() -> None:
    assert read('<article><img src="/match/wide__980x551"></article>', "/pluie/wide__980x551") == (
        "/pluie/wide__980x551",
        Origin.SHARING,
    )


@pytest.mark.parametrize(
    "of_site",
    [
        "/static/logo.png",
        "/img/default-share.jpg",
        "/og-image.png",
        "/img/facebook-share-1200x630.png",
        "/placeholder.jpg",
    ],
)
def test_what_a_site_gives_to_every_page_is_no_articles_picture(of_site: str) -> None:
    assert read('<main><img src="/barrage.jpg"></main>', of_site) == ("/barrage.jpg", Origin.BODY)


def test_a_sites_picture_is_better_than_none() -> None:
    assert read("", "/static/logo.png") == ("/static/logo.png", Origin.SHARING)


@pytest.mark.parametrize(
    "margin",
    [
        '<main><aside><img src="/autre.jpg"></aside></main>',
        '<main><div class="related"><img src="/autre.jpg"></div></main>',
        '<main><div class="author-card"><img src="/portrait.jpg"></div></main>',
        '<header><img src="/une.jpg"></header>',
        '<article><img src="/icone.jpg" width="64"></article>',
    ],
)
def test_pictures_of_the_margin_are_not_the_articles(margin: str) -> None:
    assert read(margin) is None


def test_an_article_without_its_element_is_known_by_its_name() -> None:
    assert read('<div class="article-detail-hd"><img data-src="/barrage.jpg" src="/blank.gif"></div>') == (
        "/barrage.jpg",
        Origin.BODY,
    )


@pytest.mark.parametrize(
    ("named", "forms", "taken"),
    [
        ("/port-320.jpg", "/port-320.jpg 320w, /port-800.jpg 800w", "/port-800.jpg"),
        ("/port-320.jpg", "/port-320.jpg 320w, /port-2400.jpg 2400w, /port-1280.jpg 1280w", "/port-1280.jpg"),
        ("/port-320.jpg", "/port-320.jpg 1x, /port-640.jpg 2x", "/port-640.jpg"),
        ("/port-1400.jpg", "/port-1400.jpg 1400w, /port-2800.jpg 2800w", "/port-1400.jpg"),
        ("/port.jpg", "/port-800.jpg 800w", "/port.jpg"),
        ("/port-320.jpg", "/port-320.jpg 320w, /blank.gif 800w", "/port-320.jpg"),
    ],
)
def test_a_thumbnail_gives_way_to_a_form_of_its_picture_that_is_wide_enough(named: str, forms: str, taken: str) -> None:
    assert read(f'<article><img src="{named}" srcset="{forms}"></article>') == (taken, Origin.BODY)
