"""Preparing: statements that are written out since they run for every poll. Postgres reads and plans each once a
connection; for most of them that costs more than to carry them out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import Cursor


def run(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> Cursor[tuple[Any, ...]]:
    """Carry it out on this thread's connection, within its transaction if there is one. Django's errors are raised."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        return Cursor(connection.connection).execute(statement.encode(), values, prepare=True)


def columns(model: type[Model]) -> list[str]:
    """Their names, for a statement whose rows become objects by `from_db`."""
    return [str(field.column) for field in model._meta.concrete_fields]
