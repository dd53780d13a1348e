"""`manage.py make_editor NAME`: an account, with a random password that is shown once."""

from typing import Any, Final

from django.core.management.base import CommandError, CommandParser
from django.urls import reverse

from feeds.commanding import PortalCommand, word
from newsportal.enrolling import EDITORS, READERS, NameTakenError, enrol, is_account_name, is_email

_NAME: Final = word(
    is_account_name,
    "is no name for an account. Write letters, digits and @ . + - _ only, for example amina.",
)
_EMAIL: Final = word(
    lambda email: not email or is_email(email), "is no e-mail address. Write one, for example amina@news.example."
)


class Command(PortalCommand):
    help = "Make an account and show its random password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", type=_NAME)
        parser.add_argument(
            "--email", default="", type=_EMAIL, help="where to write to when its password is being guessed"
        )
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
