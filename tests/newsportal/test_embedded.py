"""Postgres from a wheel: made once, adopted when it runs, mended after a crash, and never without a working search."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psycopg
import pytest
from psycopg import sql

from newsportal import embedded

ROOT = Path(__file__).resolve().parents[2]
VAR_OF_THE_TESTS = Path(os.environ["VAR_DIR"])
FAST = {"fsync": "off", "shared_buffers": "16MB", "max_connections": "20"}


def _postmaster(var_dir: Path) -> int:
    return int((var_dir / "postgres" / "postmaster.pid").read_text(encoding="ascii").split()[0])


@pytest.fixture(scope="module")
def second() -> Iterator[Path]:
    """A second Postgres beside the tests' own, in a folder whose path is too long for a socket."""
    top = Path(mkdtemp(prefix="newsportal-second-"))
    top.chmod(0o755)
    var_dir = top / ("long" * 30)
    embedded.start(var_dir, options=FAST)
    yield var_dir
    embedded.stop(var_dir)
    rmtree(top)


@pytest.fixture
def scratch_database() -> Iterator[str]:
    name = "scratch_of_test_embedded"
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with psycopg.connect(embedded.conninfo(VAR_OF_THE_TESTS), dbname="postgres", autocommit=True) as server:
        server.execute(drop)
        yield name
        server.execute(drop)


def _create(statement: str) -> None:
    with psycopg.connect(embedded.conninfo(VAR_OF_THE_TESTS), dbname="postgres", autocommit=True) as server:
        server.execute(statement.encode())


def _check_search_of(database: str) -> None:
    with psycopg.connect(embedded.conninfo(VAR_OF_THE_TESTS), dbname=database) as connection:
        embedded.check_text_search(connection.cursor())


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    first = embedded.kept_secret(tmp_path / "new", "key")
    assert len(first) >= 48
    assert embedded.kept_secret(tmp_path / "new", "key") == first
    assert embedded.kept_secret(tmp_path / "new", "other-key") != first


def test_a_secret_is_its_owners_alone_and_leaves_no_draft_behind(tmp_path: Path) -> None:
    embedded.kept_secret(tmp_path, "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    ask = "from sys import argv; from pathlib import Path; from newsportal import embedded"
    command = [sys.executable, "-c", f"{ask}; print(embedded.kept_secret(Path(argv[1]), 'key'))", str(tmp_path)]
    asking = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = {process.communicate()[0] for process in asking}
    assert len(answers) == 1
    assert len(answers.pop().strip()) >= 48


def test_start_adopts_the_server_that_runs() -> None:
    before = _postmaster(VAR_OF_THE_TESTS)
    embedded.start(VAR_OF_THE_TESTS)
    assert _postmaster(VAR_OF_THE_TESTS) == before


def test_a_path_too_long_for_a_socket_is_no_obstacle(second: Path) -> None:
    assert len(os.fsencode(second)) > embedded.SOCKET_PATH_LIMIT
    with psycopg.connect(embedded.conninfo(second)) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == (embedded.DATABASE,)


def test_two_folders_have_two_servers(second: Path) -> None:
    assert _postmaster(second) != _postmaster(VAR_OF_THE_TESTS)
    assert embedded.conninfo(second) != embedded.conninfo(VAR_OF_THE_TESTS)


def test_the_server_can_be_reached_on_its_socket_only(second: Path) -> None:
    with psycopg.connect(embedded.conninfo(second)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        folder = connection.execute("SHOW unix_socket_directories").fetchone()
    assert folder
    assert Path(folder[0]).stat().st_mode & 0o077 == 0


def test_what_was_written_is_there_after_a_stop_and_a_start(second: Path) -> None:
    with psycopg.connect(embedded.conninfo(second)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'still here' AS word")
    embedded.stop(second)
    assert not embedded.is_running(second)
    embedded.stop(second)  # nothing to do
    embedded.start(second, options=FAST)
    with psycopg.connect(embedded.conninfo(second)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("still here",)


def test_a_server_that_was_killed_starts_again(second: Path) -> None:
    killed = _postmaster(second)
    os.kill(killed, signal.SIGKILL)
    _wait_until_gone(killed)
    embedded.start(second, options=FAST)
    assert embedded.is_running(second)
    assert _postmaster(second) != killed


def _wait_until_gone(process: int) -> None:
    ends = time.monotonic() + 10
    with suppress(ProcessLookupError):
        while time.monotonic() < ends:
            os.kill(process, 0)
            time.sleep(0.05)


def test_a_server_that_does_not_start_says_why_with_the_end_of_its_log(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("18\n", encoding="ascii")
    with pytest.raises(embedded.EmbeddedPostgresError, match="Postgres does not start"):
        embedded.start(tmp_path)


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    data = tmp_path / "var" / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("18\n", encoding="ascii")
    (tmp_path / "var" / "run").symlink_to(elsewhere)
    with pytest.raises(embedded.EmbeddedPostgresError, match="belongs to somebody else: remove it, or choose another"):
        embedded.start(tmp_path / "var")


def test_a_database_whose_locale_breaks_the_search_is_refused_with_the_remedy(scratch_database: str) -> None:
    _create(f"CREATE DATABASE {scratch_database} TEMPLATE template0 LC_CTYPE 'C' LC_COLLATE 'C' LOCALE_PROVIDER libc")
    with pytest.raises(embedded.EmbeddedPostgresError, match=r"LC_CTYPE 'C\.UTF-8' \(docs/operations\.md"):
        _check_search_of(scratch_database)


def test_the_statement_of_the_documentation_makes_a_database_that_can_be_searched(scratch_database: str) -> None:
    documentation = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    statement = documentation.partition("CREATE DATABASE newsportal")[2].partition(";")[0]
    assert "LC_CTYPE" in statement
    _create(f"CREATE DATABASE {scratch_database}{statement}".replace("OWNER newsportal", ""))
    _check_search_of(scratch_database)
