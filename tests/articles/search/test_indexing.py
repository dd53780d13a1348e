"""What an article's search row holds beside its words."""

from importlib import import_module

import pytest
from django.db import connection

from articles.knowledge.terms import document_terms
from articles.knowledge.washing import TEXT_LENGTH
from articles.models import Article, ArticleSearch, RelatedArticles
from articles.rewashing import wash_again
from articles.search.indexing import index
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


def test_articles_that_were_indexed_before_are_read_as_searches_are_now_while_the_portal_runs() -> None:
    article = make_article(title="Fès/Meknès")
    index([article])
    expected, related = vectors(), RelatedArticles.objects.get().due_at
    ArticleSearch.objects.update(search="'fès/meknès':1A")
    Article.objects.update(washed_by="")  # as migration 0027 leaves what there was before it
    wash_again()
    assert (vectors(), RelatedArticles.objects.get().due_at) == (expected, related)
    ArticleSearch.objects.update(search="'port':1A")
    Article.objects.update(washed_by="older")
    wash_again()
    assert vectors() == ["'port':1A"]  # that one was indexed since, and nothing of it changes


PIECES = ["<!--", "<!-- -", "<a b='", "a_", "~/", "a_\n~/<!--"]


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("piece", PIECES)
def test_no_text_takes_longer_to_index_than_a_worker_has(piece: str, language: str) -> None:
    """Postgres' parser of texts would take minutes for one."""
    text = f"Le port {piece * (TEXT_LENGTH // len(piece))}"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")  # as workers have it
    index([make_article(language=language, title=text[:500], body_text=text)])
    assert "'port'" in vectors()[0]


def test_what_the_parser_could_not_take_is_taken_apart() -> None:
    word = "x" * 100
    assert document_terms(f"5 <b>port {word}{word}y", "news_fr").words == f"5  b>port {word} {word} y"
