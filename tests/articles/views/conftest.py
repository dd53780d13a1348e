"""Readers' browsers: no cookie, and every check that a real request meets."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from articles.search import searching


@pytest.fixture
def reader() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def search_that_takes_too_long(db: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every search waits for its rows, which somebody else has locked, until Postgres gives up."""
    monkeypatch.setattr(searching, "TIMEOUT", "100ms")
    other = connection.copy()
    other.set_autocommit(False)
    try:
        other.cursor().execute("LOCK TABLE articles_articlesearch IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        other.close()
