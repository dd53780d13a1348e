"""`manage.py prepare`: what is done once before the portal's processes start, as containers start them."""

from typing import Any, Final

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import Error, connection

from articles.models import Source
from feeds import starters
from feeds.commanding import PortalCommand
from newsportal import embedded, verifying

NAMED: Final = 20  # accounts, in one line


class Command(PortalCommand):
    help = "Check the database, bring its tables up to date, and with --starters fill an empty portal with sources."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--starters", action="store_true", help="add the starter sources when there is no source")

    def handle(self, *args: Any, **options: Any) -> None:
        self._check_database()
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("tables: up to date")
        self._seal_anew()
        if options["starters"] and not Source.objects.exists():
            sown = starters.sow(starters.bundled())
            self.stdout.write(f"starter sources: {sown.sources} added, with {sown.feeds} feeds")

    def _seal_anew(self) -> None:
        """After SECRET_KEY was changed."""
        number, unreadable = verifying.seal_anew()
        if number:
            self.stdout.write(f"second factors: {number} sealed with the new SECRET_KEY")
        if unreadable:
            self.stderr.write(
                f"second factors: {len(unreadable)} cannot be read, of {', '.join(unreadable[:NAMED])}. Name the former"
                " SECRET_KEY in SECRET_KEY_FALLBACKS, or take each away: manage.py reset_second_factor NAME"
            )

    def _check_database(self) -> None:
        try:
            with connection.cursor() as cursor:
                embedded.check_text_search(cursor.connection.cursor())
        except embedded.EmbeddedPostgresError as problem:
            raise CommandError(str(problem)) from problem
        except Error as problem:
            raise CommandError(f"DATABASE_URL: the database does not answer: {problem}") from problem
