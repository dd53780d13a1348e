"""The layout of a front page: one lead by a plain rule, every article once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.models import Article, Image, ImageStatus, Section, Source
from articles.views.layout import BLOCK, SECONDS, WINDOW, Layout, lay_out

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PICTURE = Image(status=ImageStatus.SHOWN)
SOURCE = Source(pk=1)


def articles(number: int, *, first: int = 0, **values: Any) -> list[Article]:
    """Newest first, a minute between two."""
    defaults = {"source": SOURCE, "language": "fr", "extracted_at": NOON, "lead": "Un"}
    return [
        Article(pk=1_000 - n, published_at=NOON - timedelta(minutes=n), **{**defaults, **values})
        for n in range(first, first + number)
    ]


def shown(layout: Layout) -> list[Article]:
    blocks = [*layout.sections, *layout.languages]
    in_blocks = [article for block in blocks for article in (block.feature, *block.headlines)]
    return [*([layout.lead] if layout.lead else []), *layout.seconds, *in_blocks, *layout.river]


def test_without_articles_there_is_nothing() -> None:
    assert lay_out([], articles(3)) == Layout()


def test_one_article_leads_alone() -> None:
    [only] = articles(1, lead="", extracted_at=None)
    assert lay_out([only], sections=list(Section), most_languages=6) == Layout(lead=only)


@pytest.mark.parametrize(
    "better",
    [
        {"image": PICTURE, "language": "ar", "extracted_at": None, "lead": ""},
        {"language": "fr", "extracted_at": None, "lead": ""},
        {"language": "ar", "lead": ""},
        {"language": "ar", "extracted_at": None},
    ],
    ids=["a picture", "the reader's language", "a text", "a lead"],
)
def test_the_lead_is_the_newest_with(better: dict[str, Any]) -> None:
    plain = articles(5, language="ar", extracted_at=None, lead="")
    older = articles(2, first=5, **better)
    assert lay_out([*plain, *older], preferred="fr").lead == older[0]


@pytest.mark.parametrize("status", [ImageStatus.BLOCKED, ImageStatus.PENDING, ImageStatus.REPEATED])
def test_a_picture_that_readers_may_not_see_makes_no_lead(status: str) -> None:
    first, *rest = articles(3)
    unseen = articles(1, first=3, image=Image(status=status))
    assert lay_out([first, *rest, *unseen]).lead == first


@pytest.mark.parametrize(("hours", "leads"), [(11, True), (13, False)])
def test_no_picture_makes_old_news_new(hours: int, leads: bool) -> None:
    first, old = articles(1)[0], articles(1, first=hours * 60, image=PICTURE)[0]
    assert (lay_out([first, old]).lead == old) == leads


def test_the_lead_is_among_the_newest() -> None:
    plain, pictured = articles(WINDOW), articles(1, first=WINDOW, image=PICTURE)
    assert lay_out([*plain, *pictured]).lead == plain[0]


def test_the_seconds_have_pictures_and_as_many_sources_as_possible() -> None:
    many = articles(6, image=PICTURE)
    others = [articles(1, first=6 + n, image=PICTURE, source=Source(pk=2 + n))[0] for n in range(3)]
    layout = lay_out([*many, *others])
    assert {article.source_id for article in layout.seconds} == {1, 2, 3, 4}
    assert layout.seconds == sorted(layout.seconds, key=lambda article: -article.pk)
    assert len(layout.seconds) == SECONDS


def test_every_article_stands_once_wherever_it_belongs() -> None:
    newest = [
        *articles(20, section=Section.SPORT, image=PICTURE),
        *articles(20, first=20, section=Section.CULTURE, language="ar"),
        *articles(20, first=40, language="es"),
    ]
    others = [*newest[10:50], *articles(10, first=100, section=Section.WORLD, language="ar")]
    layout = lay_out(newest, others, sections=list(Section)[1:], most_languages=6, preferred="fr")
    placed = shown(layout)
    assert len(placed) == len(set(placed))
    assert set(newest) <= set(placed)
    assert [block.key for block in layout.sections] == [Section.SPORT, Section.CULTURE, Section.WORLD]
    assert [block.key for block in layout.languages] == ["fr", "ar", "es"]


def test_a_block_is_filled_from_older_articles_but_not_from_last_week_s() -> None:
    newest = articles(2)
    sport = articles(3, first=600, section=Section.SPORT)
    stale = articles(3, first=60 * 24 * 8, section=Section.CULTURE)
    layout = lay_out(newest, [*sport, *stale], sections=list(Section)[1:])
    assert [(block.key, [block.feature, *block.headlines]) for block in layout.sections] == [(Section.SPORT, sport)]


def test_two_articles_make_no_block() -> None:
    layout = lay_out(articles(1), articles(2, first=1, section=Section.SPORT), sections=[Section.SPORT])
    assert layout.sections == []


def test_a_block_shows_the_newest_with_its_picture_first() -> None:
    plain = articles(3, first=1, section=Section.SPORT)
    pictured = articles(4, first=4, section=Section.SPORT, image=PICTURE)
    [block] = lay_out(articles(1, image=PICTURE), [*plain, *pictured], sections=[Section.SPORT]).sections
    assert block.feature == pictured[0]
    assert len(block.headlines) == BLOCK - 1


def test_languages_that_are_not_known_make_no_block() -> None:
    assert lay_out(articles(30, language="und"), most_languages=6).languages == []


def test_as_many_languages_have_a_block_as_are_wanted() -> None:
    newest = [
        article for n, code in enumerate(["ar", "fr", "es"]) for article in articles(8, first=n * 8, language=code)
    ]
    assert [block.key for block in lay_out(newest, most_languages=2, preferred="es").languages] == ["es", "ar"]
