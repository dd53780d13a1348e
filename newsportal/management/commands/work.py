"""`manage.py work`: one process that fetches, extracts and keeps time, with its queue in memory: no Redis.

For `manage.py up`. With several machines, `celery -A newsportal worker` and `beat` run apart (docs/operations.md)."""

import warnings
from threading import Thread
from typing import Any

from celery.apps.worker import Worker, install_worker_term_handler  # type: ignore[attr-defined]  # celery-types lacks it
from celery.beat import EmbeddedService
from celery.exceptions import SecurityWarning
from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from feeds.commanding import PortalCommand, demand_tables
from newsportal.celery import EXTRACT, FETCH, app
from newsportal.following import end_with_parent


class _Worker(Worker):
    """Celery's own, which does not announce its end: `manage.py up` has a line for that."""

    def install_platform_tweaks(self, worker: Any) -> None:
        super().install_platform_tweaks(worker)
        install_worker_term_handler(worker, verbose=False)


class Command(PortalCommand):
    help = "Run fetching, extraction and the beat in one process, with the queue in memory."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="end when standard input does")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.BROKER_URL != "memory://":
            raise CommandError("BROKER_URL names a broker: run celery -A newsportal worker and celery beat instead.")
        if options["with_parent"]:
            end_with_parent()
        else:  # whoever started it reads what the database lacks; a child of `up` waits until it is back
            demand_tables()
        # Its warning about root is about messages of strangers; ours never leave this process.
        warnings.simplefilter("ignore", SecurityWarning)
        # A thread, since a beat that is a process of its own never reaches a queue in memory.
        beat = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")
        assert isinstance(beat, Thread)
        beat.daemon = True  # it ends with the process
        beat.start()
        worker = _Worker(
            app=app,
            pool="threads",
            concurrency=settings.FETCH_THREADS,
            queues=[FETCH, EXTRACT],
            loglevel="WARNING",
            quiet=True,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            hostname="embedded@localhost",
        )
        worker.start()
