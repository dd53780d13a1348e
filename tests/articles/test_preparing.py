"""Written-out statements run on Django's own connection, with its transactions and its errors."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import FieldFetchBlocked
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import FETCH_RAISE
from django.db.transaction import TransactionManagementError

from articles import preparing
from articles.models import Article
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)
RENAME = "UPDATE articles_article SET title = %(title)s WHERE id = %(id)s"


def test_a_statement_is_undone_with_its_transaction() -> None:
    article = make_article(title="Avant")
    with transaction.atomic():
        preparing.run(RENAME, {"title": "Après", "id": article.pk})
        transaction.set_rollback(True)
    article.refresh_from_db()
    assert article.title == "Avant"


def test_what_the_database_refuses_is_an_error_of_django_s() -> None:
    article = make_article()
    with pytest.raises(IntegrityError):
        preparing.run(RENAME, {"title": "", "id": article.pk})
    with pytest.raises(DataError):
        preparing.run(RENAME, {"title": "x" * 501, "id": article.pk})


def test_no_statement_runs_in_a_transaction_that_is_broken() -> None:
    with transaction.atomic():
        connection.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            preparing.run("SELECT 1", ())


def test_a_row_comes_as_its_model() -> None:
    moment = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    pointers = [{"title": "Là", "url": "https://source.test/la"}]
    article = make_article(published_at=moment, authors=["Salma"], pointers=pointers)
    statement = f"SELECT {preparing.selected(Article, 'a')} FROM articles_article a WHERE id = %s"
    [row] = preparing.run(statement, [article.pk])
    found = preparing.instance(Article, row)
    assert len(row) == len(preparing.columns(Article))
    assert (found, found.published_at, found.authors, found.pointers) == (article, moment, ["Salma"], pointers)


def test_a_row_of_some_columns_asks_for_no_other_and_is_saved_like_any() -> None:
    article = make_article(title="Avant", lead="Un chapeau.")
    found = preparing.instance(Article, (article.pk, "Avant"), names=("id", "title"), fetch_mode=FETCH_RAISE)
    assert found.get_deferred_fields() >= {"lead", "source_id"}
    with pytest.raises(FieldFetchBlocked):
        _ = found.lead
    found.title = "Après"
    found.save()
    article.refresh_from_db()
    assert (article.title, article.lead) == ("Après", "Un chapeau.")
