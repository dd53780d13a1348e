"""One article in a list, written out: nothing of strangers is markup, and what may not be shown is not there."""

from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from lxml.html import HtmlElement, fromstring

from articles.context_processors import Portal
from articles.models import Article, DisplayPolicy, ImageStatus
from articles.search.highlighting import Highlights
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
HOSTILE = """"><script>alert(1)</script>'&amp;{}{0}"""


def drawn(article: Article, options: str = '"row" 3 "6.5rem"', **more: Any) -> HtmlElement:
    context = {"article": article, "portal": Portal(RequestFactory().get("/fr/")), **more}
    with translation.override("fr"):
        written = engines["django"].from_string(f"{{% load cards %}}{{% card article {options} %}}").render(context)
    return fromstring(written)


def test_what_strangers_wrote_is_text() -> None:
    source = make_source(name=HOSTILE)
    card = drawn(make_article(source=source, title=HOSTILE, lead=HOSTILE, image=make_image()))
    assert not card.xpath("//script")
    assert [part.text_content() for part in card.xpath("//h3/a | //p[@class='card__lead'] | //p/a")] == [HOSTILE] * 3


def test_words_that_were_looked_for_are_marked_and_the_rest_stays_text() -> None:
    found = Highlights(words={"news_fr": frozenset({"port"})})
    card = drawn(make_article(title="Le port <b>", lead="", language="fr"), highlights=found)
    assert [mark.text for mark in card.xpath("//mark")] == ["port"]
    assert card.xpath("string(//h3)") == "Le port <b>"


def test_a_picture_comes_in_all_widths_with_a_jpeg_for_browsers_without_webp() -> None:
    image = make_image(widths=[320, 640], has_jpeg=True)
    card = drawn(make_article(image=image))
    [source], [plain] = card.xpath("//source"), card.xpath("//img")
    address = f"/image/{image.picture_key}/{image.pk}"
    assert source.get("srcset") == f"{address}-320.webp 320w, {address}-640.webp 640w"
    assert (plain.get("src"), plain.get("alt"), plain.get("loading")) == (f"{address}-640.jpg", "", "lazy")


def test_a_picture_without_jpeg_is_webp_alone() -> None:
    image = make_image(widths=[320, 640], has_jpeg=False)
    [plain] = drawn(make_article(image=image)).xpath("//img")
    assert plain.get("src") == f"/image/{image.picture_key}/{image.pk}-640.webp"


@pytest.mark.parametrize(
    ("image", "source"),
    [
        ({"status": ImageStatus.BLOCKED}, {}),
        ({"status": ImageStatus.REPEATED}, {}),
        ({}, {"shows_pictures": False}),
        ({}, {"display_policy": DisplayPolicy.HEADLINE}),
    ],
)
def test_a_picture_that_readers_may_not_see_is_not_there(image: dict[str, Any], source: dict[str, Any]) -> None:
    article = make_article(source=make_source(**source), image=make_image(**image))
    assert not drawn(article).xpath("//picture")


def test_a_headline_has_neither_lead_nor_picture() -> None:
    card = drawn(make_article(lead="Un chapeau.", image=make_image()), '"headline" 3')
    assert not card.xpath("//picture | //p[@class='card__lead']")


def test_what_is_the_page_s_own_is_hidden() -> None:
    article = make_article(section="sport")
    assert drawn(article).xpath("//p/a/@class") == ["card__source", "card__section"]
    assert not drawn(article, '"row" 3 hides_source=True hides_section="sport"').xpath("//p/a")
