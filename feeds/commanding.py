"""Commanding: what the portal's commands have in common. Whoever says something wrong on the command line reads last
what it was, and what to say instead."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

UNPREPARED: Final = "The database's tables are not those of this version. Run manage.py prepare first."


class PortalCommand(BaseCommand):
    """A command whose parser names a remedy for whatever it refuses."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        refuse = parser.error

        def error(message: str) -> Any:
            remedy = "" if message.endswith(".") else f". {parser.prog.strip()} --help shows what can be said."
            refuse(message + remedy)

        parser.error = error  # type: ignore[method-assign]  # Django chooses the parser's class itself
        return parser


def demand_tables() -> None:
    """For what runs long: CommandError when the database lacks a migration of this version; OperationalError when it
    does not answer. What other commands miss, manage.py names when they miss it."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(UNPREPARED)


def number[N: (int, float)](kind: type[N], *, example: str) -> Callable[[str], N]:
    """The type of an argument; `example` is what could be said."""

    def read(written: str) -> N:
        try:
            return kind(written)
        except ValueError:
            word = "a whole number" if kind is int else "a number"
            raise ArgumentTypeError(f"{written[:60]!r} is not {word}. Write one, for example {example}.") from None

    return read


def word(is_known: Callable[[str], bool], problem: str) -> Callable[[str], str]:
    """The type of an argument that is taken as it is written; the `problem` with others is a sentence without its
    subject, and the remedy."""

    def read(written: str) -> str:
        if not is_known(written):
            raise ArgumentTypeError(f"{written[:60]!r} {problem}")
        return written

    return read
