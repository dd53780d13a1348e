"""What an article's search row holds beside its words."""

from importlib import import_module

import pytest
from django.db import connection

from articles.indexing import index
from articles.models import ArticleSearch
from tests.factories import make_article

pytestmark = pytest.mark.django_db
headlines = import_module("articles.migrations.0018_search_by_headline")


def vectors() -> list[str]:
    return list(ArticleSearch.objects.order_by("pk").values_list("search", flat=True))


def test_articles_that_were_indexed_before_get_the_marks_of_their_headlines_too() -> None:
    index([make_article(title="L'été à Fès : 'n port, \\o/", lead="Une gare.")])
    index([make_article(title="الأمم في الرباط", language="ar")])
    marked = vectors()
    assert "'title:port'" in marked[0]
    with connection.cursor() as cursor:
        cursor.execute(headlines.UNMARK)
        assert "'title:" not in "".join(vectors())
        cursor.execute(headlines.MARK)
    assert vectors() == marked
