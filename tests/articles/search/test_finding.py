"""What the index finds is the same by whatever stage it is found."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from articles.knowledge.page_keys import PageKey
from articles.search.finding import Sought, newest_hits
from articles.search.indexing import index
from articles.search.search_query import Query
from tests.factories import make_article, make_source

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_hits_of_some_outlets_are_the_same_in_a_window_as_beyond_it() -> None:
    ours, neighbour, stranger = (make_source() for _ in range(3))
    sources = (ours, stranger, neighbour, stranger, ours)
    made = [
        make_article(title="Rabat", source=source, published_at=NOON - timedelta(hours=hours))
        for hours, source in enumerate(sources)
    ]
    index(made)
    sought = Sought(query=Query(rows="'rabat'"), newest=NOON, outlets=(ours.pk, neighbour.pk))
    expected = [(each.pk, each.published_at) for each in made if each.source != stranger]
    with connection.cursor() as cursor:
        for enough in (0, len(made)):  # the first window has them, or is not enough, nor is any other
            assert newest_hits(cursor, sought, most=len(made), enough=enough) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("days", [[0, 5, 40, 41, 130, 300, 500], [9, 100, 101, 102, 103, 104, 700], [0] * 7])
@pytest.mark.parametrize("enough", [0, 1, 2, 3, 5, 7])
def test_hits_are_the_newest_however_they_are_spread_over_time(days: list[int], enough: int) -> None:
    moments = [NOON - timedelta(days=day, minutes=minute) for minute, day in enumerate(days)]
    made = [make_article(title="Rabat", published_at=moment) for moment in moments]
    index([*made, make_article(title="Fès", published_at=NOON)])
    expected = [(each.pk, each.published_at) for each in made]
    with connection.cursor() as cursor:
        for seen in (0, 1, 4):
            position = PageKey(published_at=made[seen - 1].published_at, article_id=made[seen - 1].pk) if seen else None
            sought = Sought(query=Query(rows="'rabat'"), newest=NOON, position=position)
            found = newest_hits(cursor, sought, most=enough + 1, enough=enough)
            assert found == expected[seen : seen + enough + 1]
