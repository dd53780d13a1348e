"""The portal as docker-compose.yml starts it: a Postgres and a Redis of its own, the same commands, nothing faked."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any, Final

import psycopg
from redis import Redis

from benchmarks.ingest.costs import Meter
from newsportal import embedded
from tests.processes import PROJECT, celery, eventually, free_port, process

FETCHERS: Final = 16
EXTRACTORS: Final = 2
_START_SECONDS: Final = 120
_KEPT: Final = {"PATH", "HOME", "LANG", "TMPDIR"}
_UNSETTLED: Final = """
    SELECT (SELECT count(*) FROM feeds_feed WHERE last_polled_at IS NULL AND NOT is_paused)
         + (SELECT count(*) FROM feeds_entry WHERE state = 'page fetched' OR state = 'page due' AND readings = 0)
         + (SELECT count(*) FROM feeds_imagedownload WHERE state IN ('due', 'fetched'))"""

_LOOKED: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND query LIKE '%%leased_until%%' AND query_start > %s"""


@dataclass(frozen=True, kw_only=True)
class Portal:
    """A portal whose workers are up; nothing moves but while it is `beating`."""

    folder: Path
    environment: dict[str, str]
    meter: Meter
    database: psycopg.Connection[Any]

    def rows(self, query: str, *values: object) -> list[Any]:
        return self.database.execute(query.encode(), values).fetchall()

    def number(self, query: str, *values: object) -> Any:
        return self.rows(query, *values)[0][0]

    def change(self, statement: str, *values: object) -> None:
        self.database.execute(statement.encode(), values)

    def manage(self, *command: str, **settings: str) -> str:
        """What `manage.py` said to it, with these settings over the portal's."""
        arguments = (sys.executable, str(PROJECT / "manage.py"), *command)
        environment = self.environment | settings
        done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add_feeds(self, opml: bytes) -> None:
        path = self.folder / "feeds.opml"
        path.write_bytes(opml)
        # Without a way to the workers, who would begin at once, before anything is measured.
        self.manage("import_opml", str(path), BROKER_URL="memory://")

    def hold_back(self) -> None:
        self.change("UPDATE feeds_feed SET next_poll_at = now() + interval '1 day'")

    def let_go(self, *, after: float = 0.0) -> None:
        """Every feed's time comes after so many seconds."""
        self.change("UPDATE feeds_feed SET next_poll_at = now() + %s * interval '1 s'", after)

    def know_no_rules(self) -> None:
        """As if every host's robots.txt had been read and asked for nothing: no robots.txt, no Crawl-delay."""
        self.change("UPDATE feeds_host SET robots_fetched_at = now()")

    def want_no_pictures(self) -> None:
        """Pictures are given up as soon as they are ordered."""
        self.change(
            "CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.state := 'given up'; RETURN NEW; END $$"
        )
        self.change(
            "CREATE TRIGGER give_up BEFORE INSERT ON feeds_imagedownload FOR EACH ROW EXECUTE FUNCTION give_up()"
        )

    def want_no_pages(self) -> None:
        self.change("UPDATE feeds_entry SET state = 'done'")
        self.change("UPDATE feeds_imagedownload SET state = 'given up'")

    def unsettled(self) -> int:
        """Feeds that were never polled, pages and pictures that are still to come."""
        return int(self.number(_UNSETTLED))

    def until_settled(self, *, patience: float) -> bool:
        """Wait until there is nothing left to do; False when nothing moved for `patience` seconds."""
        left, moved_at = self.unsettled(), time.monotonic()
        while left and time.monotonic() - moved_at < patience:
            time.sleep(0.5)
            before, left = left, self.unsettled()
            moved_at = time.monotonic() if left != before else moved_at
        return not left

    @contextmanager
    def beating(self) -> Iterator[None]:
        schedules = self.folder / "schedules"
        schedules.mkdir()
        arguments = ("beat", f"--schedule={schedules / 'beat'}")
        with celery(*arguments, log=self.folder / "beat.log", env=self.environment) as beat:
            self.meter.roots = {**self.meter.roots, "beat": beat.pid}
            eventually(lambda: any(schedules.iterdir()), within=_START_SECONDS, what="the beat is up")
            since = self.number("SELECT now() + interval '2 s'")  # what the first looks load is loaded
            eventually(lambda: self.number(_LOOKED, since), within=_START_SECONDS, what="workers look for what is due")
            yield


@contextmanager
def started(folder: Path, **settings: object) -> Iterator[Portal]:
    """Database, Redis, tables and workers in an empty folder, with these settings over the defaults."""
    with ExitStack() as stack:
        embedded.start(folder)
        stack.callback(embedded.stop, folder)
        port = free_port()
        environment = _environment(folder, port) | {name: str(value) for name, value in settings.items()}
        redis = stack.enter_context(process(*_redis(port), log=folder / "redis.log"))
        database = stack.enter_context(psycopg.connect(embedded.conninfo(folder), autocommit=True))
        roots = {"database": _postmaster(folder), "redis": redis.pid}
        portal = Portal(folder=folder, environment=environment, meter=Meter(roots), database=database)
        portal.manage("prepare")
        workers = {
            name: stack.enter_context(celery(*arguments, log=folder / f"{name}.log", env=environment))
            for name, arguments in _workers().items()
        }
        portal.meter.roots = roots | {name: worker.pid for name, worker in workers.items()}
        _wait_for(workers, port, folder)
        yield portal


def _workers() -> dict[str, Sequence[str]]:
    """By the names that docker-compose.yml gives them."""
    return {
        "worker": ("worker", "--queues=fetch", "--pool=threads", f"--concurrency={FETCHERS}", "-n", "worker@%h"),
        "extractor": (
            *("worker", "--queues=extract", "--pool=prefork", f"--concurrency={EXTRACTORS}", "-n", "extractor@%h"),
        ),
    }


def _environment(folder: Path, redis_port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    return kept | {
        "VAR_DIR": str(folder),
        "DATABASE_URL": embedded.conninfo(folder),
        "BROKER_URL": f"redis://127.0.0.1:{redis_port}/0",
        "FETCH_ALLOW_NETWORKS": "127.0.0.0/8",
        "FETCH_CONCURRENCY": str(FETCHERS),
    }


def _redis(port: int) -> Sequence[str]:
    program = which("redis-server")
    assert program, "redis-server is not installed"
    return (program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")


def _postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text(encoding="ascii").split()[0])


def _wait_for(workers: Mapping[str, "subprocess.Popen[bytes]"], redis_port: int, folder: Path) -> None:
    """Until every worker waits for messages, as Redis sees it."""
    with Redis(port=redis_port) as client:

        def wait() -> bool:
            for name, worker in workers.items():
                assert worker.poll() is None, (folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")
            return int(client.info("clients")["blocked_clients"]) >= len(workers)

        eventually(wait, within=_START_SECONDS, what="the workers wait for messages")
        time.sleep(2)  # the extractor's processes finish their start
