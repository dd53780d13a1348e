"""Postgres from a wheel: made once, adopted when it runs, mended after a crash, and never without a working search."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from newsportal import embedded, running
from tests.processes import eventually

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
    rmtree(_socket_lock(var_dir).parent)
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
    answers = {process.communicate(timeout=60)[0] for process in asking}
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


@contextmanager
def _stranger(var_dir: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """A process of the same user that has nothing to do with Postgres."""
    owner = (var_dir / "postgres").stat().st_uid
    with subprocess.Popen(["sleep", "100"], user=owner if os.geteuid() == 0 else None) as process:
        yield process
        process.kill()


def test_after_a_power_cut_a_stranger_with_the_old_number_is_neither_taken_for_postgres_nor_stopped(
    second: Path,
) -> None:
    embedded.start(second, options=FAST)
    _power_cut(second)
    with _stranger(second) as stranger:
        for lock in (second / "postgres" / "postmaster.pid", _socket_lock(second)):
            lines = lock.read_text(encoding="ascii").splitlines()
            lock.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n", encoding="ascii")
        assert not embedded.is_running(second)
        embedded.stop(second)
        assert stranger.poll() is None
        embedded.start(second, options=FAST)
        assert embedded.is_running(second)
        embedded.stop(second)
        assert stranger.poll() is None
    assert not embedded.is_running(second)


def _socket_lock(var_dir: Path) -> Path:
    return Path(str(conninfo_to_dict(embedded.conninfo(var_dir))["host"])) / ".s.PGSQL.5432.lock"


def _power_cut(var_dir: Path) -> None:
    """End the server and everything of it at once, its lock files stay."""
    postmaster = _postmaster(var_dir)
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
    for process in [postmaster, *map(int, children)]:
        os.kill(process, signal.SIGKILL)
    for process in [postmaster, *map(int, children)]:
        _wait_until_gone(process)


def test_a_server_that_is_still_starting_is_waited_for(second: Path) -> None:
    embedded.start(second, options=FAST)
    embedded.stop(second)
    # It looks for what it lacks before it comes up, as after a crash, and that takes its time.
    data = second / "postgres"
    (data / "recovery.signal").touch()
    switches = ["-k", str(_socket_lock(second).parent)]
    for option in ("restore_command=sleep 0.4; false", "hot_standby=off", "listen_addresses="):
        switches += ["-c", option]
    embedded._pg_ctl(second, "start", "-W", "-l", str(data / "server.log"), "-o", shlex.join(switches))
    eventually((data / "postmaster.pid").exists, within=30, what="Postgres begins")
    begun = _postmaster(second)
    assert not embedded.is_running(second)
    embedded.start(second, options=FAST)
    assert _postmaster(second) == begun
    assert embedded.is_running(second)
    embedded.stop(second)


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A VAR_DIR in which nothing has begun yet."""
    top = Path(mkdtemp(prefix="newsportal-fresh-"))
    top.chmod(0o755)
    yield top / "var"
    embedded.stop(top / "var")
    rmtree(top)


def _starting(var_dir: Path) -> "subprocess.Popen[bytes]":
    """As from a terminal: who was started in the background would not heed its Ctrl-C."""
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    start = f"{heed}; from sys import argv; from pathlib import Path; from newsportal import embedded"
    command = [sys.executable, "-c", f"{start}; embedded.start(Path(argv[1]), options={FAST!r})", str(var_dir)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_a_first_start_that_is_cut_short_harms_no_later_one(fresh: Path, ending: signal.Signals) -> None:
    with _starting(fresh) as start:
        eventually(lambda: any(fresh.rglob("PG_VERSION")), within=20, what="the data is being made", every=0.005)
        start.send_signal(ending)
    embedded.start(fresh, options=FAST)
    with psycopg.connect(embedded.conninfo(fresh)) as connection:
        embedded.check_text_search(connection.cursor())
    assert sorted(path.name for path in fresh.iterdir()) == ["postgres", "run"]


def test_an_interrupted_start_leaves_no_server_behind(second: Path) -> None:
    embedded.stop(second)
    with _barrier(second) as barrier, _starting(second) as start:
        eventually(lambda: _postgres_is_among(_servers(second)), within=20, what="Postgres is being started")
        start.send_signal(signal.SIGINT)
        start.wait(20)
        embedded.stop(second)
        _lift(barrier)
        eventually(lambda: _servers(second) == [], within=30, what="Postgres is gone")


@contextmanager
def _barrier(var_dir: Path) -> Iterator[Path]:
    """Until it is lifted, a server that starts does not come as far as to name itself in a file."""
    settings, barrier = var_dir / "postgres" / "postgresql.conf", var_dir / "postgres" / "barrier.conf"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f"{before}\ninclude 'barrier.conf'\n", encoding="utf-8")
    os.mkfifo(barrier)
    barrier.chmod(0o666)
    try:
        yield barrier
    finally:
        settings.write_text(before, encoding="utf-8")
        barrier.unlink()
        for process in _servers(var_dir):
            os.kill(process, signal.SIGKILL)


def _lift(barrier: Path) -> None:
    barrier.rename(barrier.with_suffix(".old"))
    barrier.touch()  # the settings are read twice
    barrier.with_suffix(".old").write_text("", encoding="utf-8")


def _postgres_is_among(processes: list[int]) -> bool:
    return any((running.command_of(process) or b"").partition(b" ")[0].endswith(b"/postgres") for process in processes)


def _servers(var_dir: Path) -> list[int]:
    numbers = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    return [number for number in numbers if embedded._is_ours(number, var_dir)]


def test_a_database_that_a_killed_portal_was_making_is_waited_for(second: Path) -> None:
    embedded.start(second, options=FAST)
    with (
        ThreadPoolExecutor() as threads,
        psycopg.connect(embedded.conninfo(second), dbname="postgres", autocommit=True) as server,
    ):
        server.execute("DROP DATABASE newsportal")
        with server.transaction():
            server.execute("LOCK TABLE pg_database IN SHARE MODE")  # meanwhile nobody can make a database
            with _starting(second) as killed:
                eventually(
                    lambda: _is_awaited(server, "relation"), within=20, what="the first start makes the database"
                )
                killed.kill()
            again = threads.submit(embedded.start, second, options=FAST)
            eventually(lambda: _is_awaited(server, "advisory"), within=20, what="the second start waits for its turn")
        again.result(timeout=20)
    with psycopg.connect(embedded.conninfo(second)) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("newsportal",)


def _is_awaited(server: psycopg.Connection, lock: str) -> bool:
    return bool(server.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = %s", [lock]).fetchone())


def test_a_database_whose_removal_was_interrupted_is_made_again(second: Path) -> None:
    embedded.start(second, options=FAST)
    with psycopg.connect(embedded.conninfo(second), dbname="postgres", autocommit=True) as server:
        server.execute("UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'newsportal'")
    embedded.start(second, options=FAST)
    with psycopg.connect(embedded.conninfo(second)) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("newsportal",)


def test_a_server_that_lets_nobody_in_is_named_with_its_log(second: Path) -> None:
    embedded.start(second, options=FAST)
    access = second / "postgres" / "pg_hba.conf"
    before = access.read_text(encoding="utf-8")
    access.write_text("local all all reject\n", encoding="utf-8")
    os.kill(_postmaster(second), signal.SIGHUP)
    try:
        eventually(lambda: not _lets_in(second), within=30, what="the rule is read")
        with pytest.raises(
            embedded.EmbeddedPostgresError, match=r"lets nobody into its database: .*pg_hba.conf.*\n.*log"
        ):
            embedded.start(second, options=FAST)
    finally:
        access.write_text(before, encoding="utf-8")
        os.kill(_postmaster(second), signal.SIGHUP)
        eventually(lambda: _lets_in(second), within=30, what="the rule is gone")


def _lets_in(var_dir: Path) -> bool:
    try:
        psycopg.connect(embedded.conninfo(var_dir)).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.parametrize("place", ["a file", "a folder of nobody"])
def test_a_place_that_cannot_be_written_is_named_with_the_remedy(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    var_dir = tmp_path / "file" if place == "a file" else Path("/proc/var")
    with pytest.raises(
        ImproperlyConfigured, match=rf"VAR_DIR={var_dir}: .*Name a folder that you may write to: --var DIR"
    ):
        embedded.kept_secret(var_dir, "key")


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
