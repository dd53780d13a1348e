"""What the index finds is the same by whatever stage it is found."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

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
