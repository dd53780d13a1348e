"""Leasing: one worker at a time sends by each way, so that beside a slow mail server nothing is sent twice.

The beat asks every minute, and a server may take longer than that. A worker that dies loses its turn in time."""

from datetime import datetime, timedelta
from typing import Any, Final, Self

from django.db import connection

from articles.models import NoticeState

LEASE: Final = timedelta(minutes=10)  # for one or two messages: a mail server is left after 20 s of silence

_TAKE: Final = """
    UPDATE articles_noticestate SET leased_until = clock_timestamp() + make_interval(secs => %(lease)s)
    WHERE channel = %(channel)s
        AND (leased_until IS NULL OR leased_until < clock_timestamp() OR leased_until = %(held)s)
    RETURNING leased_until
"""


class Turn:
    """The right to send by one way, which has a row; given back at the end of a `with`."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._until: datetime | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        if self._until:
            NoticeState.objects.filter(channel=self._channel, leased_until=self._until).update(leased_until=None)

    def is_ours(self) -> bool:
        """Ask before each message: it takes the right, or prolongs it. False while another worker has it."""
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, {"lease": LEASE.total_seconds(), "channel": self._channel, "held": self._until})
            row = cursor.fetchone()
        self._until = row[0] if row else None
        return row is not None
