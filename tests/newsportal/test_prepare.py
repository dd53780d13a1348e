"""What is done once before the processes start: an empty portal gets sources, any other keeps its own."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections

from articles.models import Article, Image, Source
from feeds.models import Entry, Feed, ImageDownload, PageDownload, Poll
from tests.factories import make_source


def _prepare(*arguments: str) -> str:
    output = StringIO()
    call_command("prepare", *arguments, stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_an_empty_portal_gets_the_starter_sources_when_asked_to() -> None:
    said = _prepare("--starters")
    assert Source.objects.count() >= 40
    assert f"starter sources: {Source.objects.count()} added, with {Feed.objects.count()} feeds" in said


@pytest.mark.django_db
def test_without_being_asked_no_source_is_added() -> None:
    assert _prepare() == "tables: up to date\n"
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_a_portal_with_sources_keeps_its_own_however_often_it_is_prepared() -> None:
    source = make_source()
    assert "starter sources" not in _prepare("--starters")
    assert [known.pk for known in Source.objects.all()] == [source.pk]


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connections["default"]
    monkeypatch.setattr(connection, "cursor", _no_answer)
    with pytest.raises(CommandError, match="DATABASE_URL: the database does not answer: connection refused"):
        _prepare()


def _no_answer() -> None:
    raise OperationalError("connection refused")


@pytest.mark.django_db
def test_no_two_indexes_of_a_table_are_the_same() -> None:
    """Each would be kept up to date with every row, and one of them read."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT array_agg(indexrelid::regclass::text) FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
            WHERE relnamespace = 'public'::regnamespace
            GROUP BY indrelid, indkey::text, indclass::text, indcollation::text, indoption::text,
                pg_get_expr(indexprs, indrelid), pg_get_expr(indpred, indrelid) HAVING count(*) > 1"""
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_no_index_of_what_is_gathered_is_the_beginning_of_another() -> None:
    """Each costs with every row; whatever is looked up in the short one stands in the long one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT short.indexrelid::regclass::text, long.indexrelid::regclass::text
            FROM pg_index AS short JOIN pg_index AS long USING (indrelid) JOIN pg_class ON pg_class.oid = indrelid
            WHERE relnamespace = 'public'::regnamespace AND relname = ANY (%s)
                AND NOT short.indisunique AND short.indexrelid <> long.indexrelid
                AND num_nulls(short.indpred, long.indpred, short.indexprs, long.indexprs) = 4
                AND (SELECT bool_and(relam = (SELECT oid FROM pg_am WHERE amname = 'btree')) FROM pg_class
                    WHERE oid IN (short.indexrelid, long.indexrelid))
                AND starts_with(long.indkey::text || ' ', short.indkey::text || ' ')
                AND starts_with(long.indclass::text || ' ', short.indclass::text || ' ')""",
            [[model._meta.db_table for model in (Article, Image, Entry, Poll, PageDownload, ImageDownload)]],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_no_index_of_what_is_gathered_is_for_patterns_alone() -> None:
    """Django makes one beside that of each CharField which is unique or indexed; nobody asks with LIKE here."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
            JOIN pg_opclass ON pg_opclass.oid = ANY (indclass::oid[])
            WHERE relname = ANY (%s) AND opcname LIKE '%%_pattern_ops'""",
            [[model._meta.db_table for model in (Article, Image, Entry, Poll, PageDownload, ImageDownload)]],
        )
        assert cursor.fetchall() == []
