#!/usr/bin/env python3
"""Django's command line; `manage.py up` runs the whole portal."""

import os
import sys
from argparse import ArgumentParser

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError
from psycopg.errors import UndefinedColumn, UndefinedTable

from feeds.commanding import UNPREPARED


def choose_var_dir() -> None:
    """Heed `--var DIR` before the settings are read: they say where the database lies."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--var")
    chosen = parser.parse_known_args()[0].var
    if chosen:
        os.environ["VAR_DIR"] = chosen


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
    choose_var_dir()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"Newsportal cannot start with these settings: {problem}")
    except OperationalError as problem:
        sys.exit(f"The database does not answer. Is the portal running (script/server)?\n{problem}")
    except ProgrammingError as problem:
        if not isinstance(problem.__cause__, UndefinedTable | UndefinedColumn):
            raise
        sys.exit(f"{UNPREPARED}\n{problem}")
