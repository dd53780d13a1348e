"""What stands around an article: its neighbours, what is related to it, more of its source."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from lxml.html import fromstring
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, RelatedArticles
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def links(reader: Client, article: Article, part: str) -> list[str]:
    response = reader.get(f"/fr/{article.source.slug}/{article.pk}/")
    assert response.status_code == 200
    return [link.get("href") for link in fromstring(response.content.decode()).xpath(part)]


RELATED = "//aside[@aria-labelledby='related-heading']//h3/a"
MORE = "//aside[@aria-labelledby='more-heading']//h3/a"
NEIGHBOURS = "//nav[@class='neighbours']/a"


def address(article: Article) -> str:
    return f"/fr/{article.source.slug}/{article.pk}/"


def related(article: Article, *others: Article) -> Article:
    RelatedArticles.objects.create(article=article, others=[other.pk for other in others])
    return article


def test_related_articles_stand_beside_the_text_the_likest_first(reader: Client) -> None:
    second, first = make_article(), make_article(language="ar")
    article = related(make_article(), first, second)
    assert links(reader, article, RELATED) == [address(first), address(second)]


def test_a_related_article_is_in_its_own_language(reader: Client) -> None:
    article = related(make_article(), make_article(title="ميناء القنيطرة", language="ar"))
    shown = fromstring(reader.get(address(article)).content.decode())
    [title] = shown.xpath("//aside[@aria-labelledby='related-heading']//h3")
    assert (title.text_content(), title.get("lang"), title.get("dir")) == ("ميناء القنيطرة", "ar", "rtl")


@pytest.mark.parametrize("hidden", [{"removed_at": NOON}, {"source": {"is_shown": False}}])
def test_what_readers_may_not_see_is_not_related(reader: Client, hidden: dict[str, Any]) -> None:
    source = {"source": make_source(**hidden["source"])} if "source" in hidden else {}
    article = related(make_article(), make_article(**{**hidden, **source}))
    assert links(reader, article, RELATED) == []


def test_the_same_headline_stands_there_once(reader: Client) -> None:
    own, agency = "Le port de Kénitra", "Séisme à Taroudant"
    twins = [make_article(title=agency), make_article(title=f"{agency.upper()} "), make_article(title=own)]
    article = related(make_article(title=own), *twins)
    assert links(reader, article, RELATED) == [address(twins[0])]


def test_an_article_that_was_never_looked_at_has_no_such_block(reader: Client) -> None:
    assert "related-heading" not in reader.get(address(make_article())).content.decode()


def test_no_article_stands_there_twice(reader: Client) -> None:
    source = make_source()
    siblings = [make_article(source=source, published_at=NOON + timedelta(hours=hour)) for hour in range(9)]
    article = related(siblings[4], *siblings)
    shown = [link for part in (NEIGHBOURS, RELATED, MORE) for link in links(reader, article, part)]
    assert sorted(shown) == sorted(map(address, set(siblings) - {article}))
    assert links(reader, article, NEIGHBOURS) == [address(siblings[3]), address(siblings[5])]


def test_neighbours_are_the_next_ones_however_far_back(reader: Client) -> None:
    source = make_source()
    siblings = [make_article(source=source, published_at=NOON + timedelta(hours=hour)) for hour in range(40)]
    assert links(reader, siblings[3], NEIGHBOURS) == [address(siblings[2]), address(siblings[4])]
    assert links(reader, siblings[3], MORE) == [address(siblings[hour]) for hour in range(39, 34, -1)]


def test_articles_of_one_moment_are_neighbours_by_their_number(reader: Client) -> None:
    source = make_source()
    first, second, third = (make_article(source=source, published_at=NOON) for _ in range(3))
    assert links(reader, second, NEIGHBOURS) == [address(first), address(third)]


def test_a_page_with_everything_asks_the_database_three_times(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    source = make_source()
    siblings = [make_article(source=source, image=make_image()) for _ in range(9)]
    article = related(siblings[4], *(make_article(image=make_image()) for _ in range(9)))
    with django_assert_num_queries(3):  # the article with what is around it, the ticker, the languages of the menu
        reader.get(address(article))
