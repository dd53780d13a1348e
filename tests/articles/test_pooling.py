"""Connections that were kept: whether they still lead to the database is seen without asking it."""

from collections.abc import Iterator
from typing import Final

import pytest
from django.db import connection
from psycopg import Connection
from psycopg_pool import ConnectionPool

from articles import pooling

pytestmark = pytest.mark.django_db(transaction=True)
KEPT: Final = 3


@pytest.fixture
def pool() -> "Iterator[ConnectionPool[Connection]]":
    connection.ensure_connection()
    dsn = connection.connection.info.dsn
    with ConnectionPool(dsn, min_size=KEPT, max_size=KEPT, check=pooling.check, open=True) as kept:
        kept.wait()
        yield kept


def taken(pool: "ConnectionPool[Connection]") -> list[int]:
    """The database's processes behind all that it keeps."""
    all_of_them = [pool.getconn() for _ in range(KEPT)]
    for each in all_of_them:
        pool.putconn(each)
    return [each.info.backend_pid for each in all_of_them]


def end(processes: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [processes])


def test_those_that_are_alive_are_given_out_again(pool: "ConnectionPool[Connection]") -> None:
    assert sorted(taken(pool)) == sorted(taken(pool))


def test_none_that_the_database_ended_is_given_out(pool: "ConnectionPool[Connection]") -> None:
    before = taken(pool)
    end(before)
    after = taken(pool)
    assert len(after) == KEPT
    assert not set(before) & set(after)


def test_one_that_died_says_that_its_like_are_to_be_made_anew(pool: "ConnectionPool[Connection]") -> None:
    """Postgres was started again: they are not found dead one by one, with a pause between two."""
    first, *others = taken(pool)
    end([first])
    assert not set(others) & set(taken(pool))


def test_this_thread_s_own_is_told_of_as_well(pool: "ConnectionPool[Connection]") -> None:
    assert not pooling.was_hung_up()
    with pool.connection() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    assert pooling.was_hung_up()
    connection.close()
    assert not pooling.was_hung_up()
