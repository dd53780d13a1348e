"""What the written-out statement of an article's page brings is what the chainable reads bring."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldFetchBlocked
from django.db import connection
from django.utils import timezone

from articles import reading
from articles.models import Article, RelatedArticles
from articles.reading import Candidate
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db


def near(article: Article, *related: Article) -> list[Candidate]:
    """What may stand around it, when those others are related to it."""
    RelatedArticles.objects.create(article=article, others=[other.pk for other in related])
    shown = reading.shown(article.source.slug, article.pk)
    assert shown is not None
    return shown.near


def values(row: Any) -> dict[str, Any]:
    return {field.attname: row.__dict__.get(field.attname) for field in row._meta.concrete_fields}


def test_an_article_comes_with_its_source_its_picture_and_what_is_related(django_assert_num_queries: Any) -> None:
    article = make_article(image=make_image(), pointers=[{"title": "Là", "url": "https://source.test/la"}])
    RelatedArticles.objects.create(article=article, others=[7, 3])
    with django_assert_num_queries(1):
        shown = reading.shown(article.source.slug, article.pk)
        assert shown is not None
        assert (shown.article.source, shown.article.image) == (article.source, article.image)
    known = Article.objects.select_related("source", "image").get(pk=article.pk)
    assert values(shown.article) == values(known)
    assert values(shown.article.source) == values(known.source)
    assert values(shown.article.image) == values(known.image)
    assert shown.likest == [7, 3]


def test_an_article_that_was_never_looked_at_has_nothing_related() -> None:
    article = make_article()
    shown = reading.shown(article.source.slug, article.pk)
    assert shown is not None
    assert (shown.likest, shown.article.image) == ([], None)


@pytest.mark.parametrize("hidden", [{"removed_at": timezone.now()}, {"source": {"is_shown": False}}, {"slug": "other"}])
def test_what_readers_may_not_see_is_not_there(hidden: dict[str, Any]) -> None:
    source = make_source(**hidden.get("source", {}))
    article = make_article(source=source, removed_at=hidden.get("removed_at"))
    assert reading.shown(hidden.get("slug", source.slug), article.pk) is None
    assert near(make_article(), *([article] if "slug" not in hidden else [])) == []


def test_no_article_has_a_number_that_postgres_would_look_for_in_each_row(django_assert_num_queries: Any) -> None:
    article = make_article()
    with django_assert_num_queries(0):
        assert reading.shown(article.source.slug, 2**63) is None
    assert reading.shown(article.source.slug, 2**63 - 1) is None


def test_cards_show_what_lists_do_and_have_nothing_else(django_assert_num_queries: Any) -> None:
    source, now = make_source(), timezone.now()
    articles = [
        make_article(source=source, image=make_image(), published_at=now - timedelta(hours=n)) for n in range(3)
    ]
    candidates = near(articles[1])
    with django_assert_num_queries(0):
        cards = reading.cards(candidates)
        assert {card.source.name for card in cards.values()} == {source.name}
    known = Article.objects.for_cards().in_bulk([articles[0].pk, articles[2].pk])
    assert cards.keys() == known.keys()
    for pk, card in cards.items():
        for row, whole in ((card, known[pk]), (card.source, known[pk].source), (card.image, known[pk].image)):
            given = {name: value for name, value in values(row).items() if name in row.__dict__}
            assert given == {name: value for name, value in values(whole).items() if name in given}
    for row, name in ((cards[articles[0].pk], "body_html"), (cards[articles[0].pk].source, "home_url")):
        with pytest.raises(FieldFetchBlocked):
            getattr(row, name)


def test_a_card_of_an_article_without_a_picture_has_none(django_assert_num_queries: Any) -> None:
    article, other = make_article(), make_article()
    candidates = near(article, other)
    with django_assert_num_queries(0):
        [card] = reading.cards(candidates).values()
        assert (card.pk, card.image, card.source.name) == (other.pk, None, other.source.name)


def test_what_stands_around_articles_is_planned_once() -> None:
    """With a plan for each request the database would work three times as long."""
    for _ in range(8):
        near(make_article(), make_article())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE statement LIKE '%shown AS%'"
        )
        plans = cursor.fetchall()
    assert sum(custom + generic for custom, generic in plans) >= 8
    assert max(custom for custom, _ in plans) <= 5  # then Postgres decides
