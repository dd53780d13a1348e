"""manage.py export_opml: our feeds as a list that other readers can read, and import_opml without loss."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from feeds import exchanging
from feeds.commanding import PortalCommand
from feeds.knowledge import opml


class Command(PortalCommand):
    help = "Write every feed, with what is known of its source, as OPML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", default="-", help="a file; without one, standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        feeds = exchanging.export_list()
        document = opml.write(feeds, title=settings.SITE_NAME)
        path = str(options["path"])
        if path == "-":
            self.stdout.write(document.decode("utf-8"), ending="")
            return
        try:
            Path(path).write_bytes(document)
        except OSError as problem:
            raise CommandError(f"{path} cannot be written: {problem.strerror}. Name another file.") from None
        self.stdout.write(f"wrote {len(feeds)} feeds to {path}")
