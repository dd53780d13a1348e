"""`manage.py make_editor NAME`: an account, with a random password that is shown once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from newsportal.enrolling import EDITORS, READERS, NameTakenError, enrol


class Command(BaseCommand):
    help = "Make an account and show its random password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--email", default="", help="where to write to when its password is being guessed")
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--administrator", action="store_true", help="may also configure sources and accounts")
        kind.add_argument("--reader", action="store_true", help="may only report images, as a known reader")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            group = READERS if options["reader"] else EDITORS
            password = enrol(
                options["name"], email=options["email"], group=group, is_administrator=options["administrator"]
            )
        except NameTakenError as problem:
            raise CommandError(
                f"{problem} A new password for it: manage.py changepassword {options['name']}."
            ) from problem
        kind = "Administrator" if options["administrator"] else "Reader" if options["reader"] else "Editor"
        place = reverse("account_login") if options["reader"] else reverse("admin:index")
        self.stdout.write(f"{kind} {options['name']}, password {password} (shown this once), signs in at {place}")
