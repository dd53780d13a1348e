"""Waking: whoever made something due tells the workers, who would find it only when the beat makes them look, up to a
second later.

The word is an alarm clock like every message (docs/decisions/0002, 0037): what is due stands in the database. A word
that is lost, or never sent since the broker does not answer, costs that second."""

import logging
import time
from functools import cache
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction

if TYPE_CHECKING:
    from celery import Celery  # at run time, it would come into every web server

EVERY: Final = 0.1  # seconds between two words of one process: a look costs the same for one feed and for a hundred
EXPIRES: Final = 3  # seconds; the beat has looked by then
PATIENCE: Final = 1  # second, for the broker: somebody waits for a page
REST: Final = 10.0  # seconds without a word to a broker that did not answer
_log = logging.getLogger(__name__)


class _Bell:
    """The one of this process."""

    silent_until = 0.0  # by time.monotonic()


def wake_on_commit() -> None:
    """Have workers look for what is due, once it is committed; at once outside a transaction. Nothing fails by it. A
    queue in memory is its own process' alone: there the beat's look is waited for."""
    if settings.BROKER_URL.startswith("redis"):
        transaction.on_commit(_ring)


def _ring() -> None:
    now = time.monotonic()
    if now < _Bell.silent_until:
        return
    _Bell.silent_until = now + EVERY
    sender = _sender(settings.BROKER_URL)
    try:
        sender.send_task("feeds.wake", queue="fetch", expires=EXPIRES, retry=False, ignore_result=True)
    except _problems(sender) as problem:
        _Bell.silent_until = time.monotonic() + REST
        _log.warning("workers were not told of what is due, the beat's next look finds it: %s", problem)


def _problems(sender: "Celery") -> tuple[type[BaseException], ...]:
    """What it raises when the broker is not there, hangs, or takes nothing."""
    from kombu.exceptions import OperationalError  # noqa: PLC0415  # see above

    connection = sender.connection_for_write()
    return (OperationalError, *connection.connection_errors, *connection.channel_errors)


@cache
def _sender(broker_url: str) -> "Celery":
    """Made at the first word."""
    from celery import Celery  # noqa: PLC0415  # see above

    sender = Celery("newsportal", broker=broker_url, set_as_current=False)
    sender.conf.update(
        broker_connection_timeout=PATIENCE,
        broker_transport_options={
            "socket_timeout": PATIENCE,
            "socket_connect_timeout": PATIENCE,
            "max_retries": 0,
        },
    )
    return sender
