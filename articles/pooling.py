"""Pooling: whether connections to the database that were kept still lead to it. Nothing is asked for that."""

import select
from typing import Any

from django.db import connection
from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool


def check(kept: Connection) -> None:
    """Before the pool hands it out. When one is dead, Postgres was started again and they all are: tried one by one,
    with the pool's growing pauses between two, they would cost a request all the time that it has."""
    if kept.closed or _has_hung_up(kept):
        if isinstance(kept._pool, ConnectionPool):
            kept._pool.drain()
        raise OperationalError("the database has hung up")


def is_plentiful(threads: int) -> bool:
    """Whether each of so many threads can have a connection at one time, and others beside them."""
    pool: Any = connection.settings_dict["OPTIONS"].get("pool")
    return bool(pool and pool["max_size"] > threads)


def was_hung_up() -> bool:
    """Whether the database has ended this thread's connection."""
    return connection.connection is not None and _has_hung_up(connection.connection)


def _has_hung_up(idle: Connection) -> bool:
    """Nothing is under way there, so the database speaks only to say that it ends: a look at the socket tells, where a
    question would cost a twentieth of a page."""
    poller = select.poll()
    poller.register(idle.fileno(), select.POLLIN)
    return bool(poller.poll(0))
