"""A picture on many articles of a source is a logo or a placeholder: none of them shows it."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.knowledge.drafts import ArticleDraft, DateOrigin, ImageDraft
from articles.models import Article, Image, ImageStatus, Source, Verdict
from articles.moderation.moderating import decide
from articles.moderation.repeating import MOST_ARTICLES, NEWEST
from articles.publishing import admit_image, publish
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
LOGO = "https://images.test/logo.png"


def drafts(source: Source, number: int, *, start: int = 0) -> list[ArticleDraft]:
    example = make_article(source=make_source())
    return [
        ArticleDraft(
            source_id=source.pk,
            canonical_url=f"https://source.test/{place}",
            title=f"Titre {place}",
            language="fr",
            published_at=example.published_at,
            date_origin=DateOrigin(example.date_origin),
            image=ImageDraft(url=LOGO),
        )
        for place in range(start, start + number)
    ]


def stored(image: Image, **values: Any) -> None:
    """As it comes from a decoder."""
    image.digest, image.picture_key, image.widths, image.width, image.height = "d" * 64, "e" * 32, [320], 320, 200
    for name, value in values.items():
        setattr(image, name, value)
    admit_image(image)


def logo() -> Image:
    return Image.objects.get(url=LOGO)


def test_what_stands_on_a_whole_page_of_articles_is_hidden_when_it_arrives() -> None:
    publish(drafts(make_source(), MOST_ARTICLES + 1))
    stored(logo())
    assert logo().status == ImageStatus.REPEATED
    assert all(article.shown_image is None for article in Article.objects.filter(image=logo()))


def test_what_stands_on_a_few_articles_is_shown_until_it_comes_once_more() -> None:
    source = make_source()
    publish(drafts(source, MOST_ARTICLES))
    stored(logo())
    assert logo().status == ImageStatus.SHOWN
    publish(drafts(source, 1, start=MOST_ARTICLES))
    assert logo().status == ImageStatus.REPEATED


def test_the_same_bytes_at_other_addresses_count_together() -> None:
    source = make_source()
    images = [make_image(digest="d" * 64) for _ in range(MOST_ARTICLES)]
    for image in images:
        make_article(source=source, image=image)
    last = make_image(status=ImageStatus.PENDING, digest="", picture_key="", widths=[])
    make_article(source=source, image=last)
    stored(last)
    assert {image.status for image in Image.objects.filter(digest="d" * 64)} == {ImageStatus.REPEATED}


def test_a_picture_that_several_sources_show_is_no_placeholder() -> None:
    image = make_image(status=ImageStatus.PENDING, digest="", picture_key="", widths=[])
    for _ in range(MOST_ARTICLES + 3):
        make_article(source=make_source(), image=image)
    stored(image)
    assert Image.objects.get(pk=image.pk).status == ImageStatus.SHOWN


def test_an_archive_picture_that_returns_now_and_then_is_shown() -> None:
    source = make_source()
    for _ in range(MOST_ARTICLES):
        make_article(source=source, image=make_image(url=LOGO) if not Image.objects.filter(url=LOGO) else logo())
    for _ in range(NEWEST):
        make_article(source=source)
    publish(drafts(source, 1))
    assert logo().status == ImageStatus.SHOWN


def test_an_editor_may_show_it_after_all_and_then_it_stays() -> None:
    source = make_source()
    publish(drafts(source, MOST_ARTICLES + 1))
    stored(logo())
    editor = User.objects.create_user("editor")
    decide(images=[logo().pk], verdict=Verdict.KEEP, reasoning="a series", editor=editor)
    assert logo().status == ImageStatus.SHOWN
    publish(drafts(source, 3, start=20))
    stored(logo())
    assert logo().status == ImageStatus.SHOWN


def test_a_blocked_picture_stays_blocked() -> None:
    source = make_source()
    publish(drafts(source, 1))
    stored(logo())
    decide(images=[logo().pk], verdict=Verdict.BLOCK, reasoning="", editor=User.objects.create_user("editor"))
    publish(drafts(source, 6, start=1))
    assert logo().status == ImageStatus.BLOCKED
