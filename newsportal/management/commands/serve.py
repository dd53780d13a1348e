"""`manage.py serve`: the web server alone, as containers and `manage.py up` run it."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import OperationalError, connection
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from articles.moderation import keyring
from feeds.commanding import PortalCommand, demand_tables
from newsportal.following import end_with_parent

BACKLOG = 1_024  # connections that wait to be accepted
MANIFEST = "staticfiles.json"  # what collectstatic writes last


class Command(PortalCommand):
    help = "Serve the portal's pages on WEB_HOST and WEB_PORT."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="end when standard input does")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["with_parent"]:
            end_with_parent()
        keyring.current()  # a folder that cannot hold keys stops the start, not the first report
        if not options["with_parent"]:  # `up` has prepared it
            _demand_what_was_prepared()
        Granian(
            "newsportal.wsgi:application",
            address=settings.WEB_HOST,
            port=settings.WEB_PORT,
            interface=Interfaces.WSGI,
            workers=settings.WEB_WORKERS,
            blocking_threads=settings.WEB_THREADS,
            backlog=BACKLOG,
            respawn_failed_workers=True,
            workers_kill_timeout=2,
            log_level=LogLevels.warning,
        ).serve()


def _demand_what_was_prepared() -> None:
    """A database that is away stops no start: until it is back pages say so."""
    if not (settings.STATIC_ROOT / MANIFEST).exists():
        raise CommandError(f"There are no static files in {settings.STATIC_ROOT}. Run manage.py collectstatic first.")
    with suppress(OperationalError):
        demand_tables()
    pooled: Any = connection
    pooled.close_pool()  # the web server's own processes have theirs
