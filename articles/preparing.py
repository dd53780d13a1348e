"""Preparing: statements that are written out since they run for every article.

Django's cursor writes each value into the text of a statement (a page's bytes as hexadecimal digits), and Postgres
reads and plans that text anew each time. Here values travel beside the statement, in binary where they can, and it is
prepared once a connection: a page costs the database a quarter of what it did."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import FETCH_ONE, Model
from django.db.models.base import ModelState
from psycopg import Cursor


def run(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> Cursor[tuple[Any, ...]]:
    """Carry it out on this thread's connection, within its transaction if there is one. Django's errors are raised.

    Values have the types of Python that psycopg knows; a parameter whose type Postgres cannot tell is cast in the
    statement."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": "0"})  # so that tests count it among Django's own
    with connection.wrap_database_errors:
        # Its text is our own; as bytes, since psycopg's types would have it a literal.
        return Cursor(connection.connection).execute(statement.encode(), values, prepare=True, binary=True)


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """Their names, on its objects as in the database: no model here calls one otherwise."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


def selected(model: type[Model], table: str) -> str:
    """The columns as a statement selects them, from the model's table or an alias of that, for `instance`."""
    return ", ".join(f"{table}.{column}" for column in columns(model))


def instance[Row: Model](
    model: type[Row], values: Sequence[Any], *, names: Sequence[str] = (), fetch_mode: Any = FETCH_ONE
) -> Row:
    """The row whose columns a statement `selected`; with `names`, of these columns alone.

    It is put together as Django does with a row that was pickled. `from_db` sets each attribute by itself and asks who
    listens, which takes many times as long; nobody does."""
    row = model.__new__(model)
    row.__dict__ = dict(zip(names or columns(model), values, strict=True))
    row._state = state = ModelState()
    state.adding, state.db, state.fetch_mode = False, DEFAULT_DB_ALIAS, fetch_mode
    return row
