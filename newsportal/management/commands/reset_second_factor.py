"""`manage.py reset_second_factor NAME`: for whoever lost phone and codes, when no administrator can sign in."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser

from feeds.commanding import PortalCommand
from newsportal import verifying


class Command(PortalCommand):
    help = "Take an account's second factor away: its password alone is asked for again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['name']!r}. manage.py make_editor makes one.")
        had_one = verifying.reset(user)
        self.stdout.write(
            f"{options['name']}: {'its second factor is gone' if had_one else 'it had no second factor'}."
        )
