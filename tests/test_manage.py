"""The command line beside a database that nobody has prepared."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo

from newsportal import embedded
from tests.portals import environment
from tests.processes import PROJECT

REMEDY = "The database's tables are not those of this version. Run manage.py prepare first."


@pytest.fixture(scope="module")
def empty_database() -> Iterator[str]:
    """Where it is."""
    server = embedded.conninfo(settings.VAR_DIR)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE nobody_prepared")
        yield make_conninfo(server, dbname="nobody_prepared")
        connection.execute("DROP DATABASE nobody_prepared WITH (FORCE)")


def _said(*arguments: str, tmp_path: Path, database: str) -> "subprocess.CompletedProcess[str]":
    env = environment(VAR_DIR=str(tmp_path), DATABASE_URL=database)
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("command", ["sources", "make_editor amina", "changepassword amina", "work", "serve"])
def test_a_command_before_the_first_preparation_names_it(command: str, tmp_path: Path, empty_database: str) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    done = _said(*command.split(), tmp_path=tmp_path, database=empty_database)
    assert done.returncode == 1
    assert REMEDY in done.stderr
    assert "Traceback" not in done.stderr


def test_a_web_server_without_static_files_says_what_makes_them(tmp_path: Path, empty_database: str) -> None:
    done = _said("serve", tmp_path=tmp_path, database=empty_database)
    assert done.returncode == 1
    assert "Run manage.py collectstatic first." in done.stderr
