"""`manage.py prepare`: what is done once before the portal's processes start, as containers start them."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection

from articles.models import Source
from feeds import starters
from newsportal import embedded


class Command(BaseCommand):
    help = "Check the database, bring its tables up to date, and with --starters fill an empty portal with sources."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--starters", action="store_true", help="add the starter sources when there is no source")

    def handle(self, *args: Any, **options: Any) -> None:
        self._check_database()
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("tables: up to date")
        if options["starters"] and not Source.objects.exists():
            sown = starters.sow(starters.bundled())
            self.stdout.write(f"starter sources: {sown.sources} added, with {sown.feeds} feeds")

    def _check_database(self) -> None:
        try:
            with connection.cursor() as cursor:
                embedded.check_text_search(cursor.connection.cursor())
        except embedded.EmbeddedPostgresError as problem:
            raise CommandError(str(problem)) from problem
        except Error as problem:
            raise CommandError(f"DATABASE_URL: the database does not answer: {problem}") from problem
