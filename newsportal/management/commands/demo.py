"""`manage.py demo`: serve the bundled newspapers until Ctrl-C."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from feeds.commanding import PortalCommand, number
from newsportal.demo import NEWSPAPERS, DemoServer, serve


class Command(PortalCommand):
    help = "Serve the bundled demo newspapers on the loopback range; a portal may poll them like any other source."
    requires_system_checks = []  # needs neither database nor broker

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=number(int, example="8781"), default=settings.DEMO_PORT, help="one port for all newspapers"
        )
        parser.add_argument(
            "--every", type=number(float, example="6"), default=6.0, metavar="SECONDS", help="a new article (default 6)"
        )
        parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")

    def handle(self, *args: Any, **options: Any) -> None:
        port, every = options["port"], options["every"]
        if not 1 <= port <= 65_535:
            raise CommandError(f"--port {port} is no port. Write a number from 1 to 65535.")
        if not 0.1 <= every <= 86_400:
            raise CommandError(f"--every {every:g} is out of range. Write seconds from 0.1 to 86400.")
        ledger = settings.VAR_DIR / f"demo-newspapers-{port}.txt"  # another port, other addresses, other articles
        introduce = (lambda _: None) if options["with_parent"] else self._introduce
        try:
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
            serve(port, every, with_parent=options["with_parent"], ledger=ledger, on_ready=introduce)
        except OSError as problem:
            where = f"{problem.filename}: " if problem.filename else ""
            raise CommandError(f"The demo newspapers cannot run: {where}{problem.strerror}.") from problem

    def _introduce(self, server: DemoServer) -> None:
        """For a person at a terminal; `manage.py up` tells its own tale."""
        for paper in NEWSPAPERS:
            self.stdout.write(f"{paper.name} ({paper.language}): {paper.home_url(server.port)}")
            self.stdout.write(f"    feed: {paper.feed_url(server.port)}")
        self.stdout.write("To poll them, start the portal with FETCH_ALLOW_NETWORKS=127.31.0.0/16")
        self.stdout.flush()
