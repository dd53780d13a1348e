"""Holding a name: a lock for what has no row to lock yet, such as a picture that other workers may just be storing."""

from django.db import connection


def hold(name: str) -> None:
    """Wait until no other transaction holds this name, then hold it until our own transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def hold_picture(digest: str) -> None:
    """Nobody else admits, blocks or restores the same bytes meanwhile. Take it before any image row, several in
    ascending order."""
    hold(f"picture {digest}")
