"""Holding a name: a lock for what has no row to lock yet, such as a picture that other workers may just be storing."""

from django.db import connection


def hold(name: str, *, shared: bool = False) -> None:
    """Wait until no other transaction holds this name, then hold it until our own transaction ends. Those who hold it
    `shared` do not wait for each other."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name])


def hold_picture(digest: str) -> None:
    """Nobody else admits, blocks or restores the same bytes meanwhile. Take it before any image row, several in
    ascending order."""
    hold(f"picture {digest}")


def hold_likeness(*, shared: bool) -> None:
    """While an editor decides, no picture arrives, so that none slips in between a block and its like. Arrivals share
    it. Take it before any picture."""
    hold("likeness", shared=shared)
