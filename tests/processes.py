"""Real processes for tests that need them: a Redis, workers and a beat, each ended with whatever it started."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

from django.conf import settings
from django.db import connection

from newsportal import embedded

PROJECT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(is_true: Callable[[], bool], *, within: float, what: str, every: float = 0.1) -> None:
    """Wait until it is true, asked every so many seconds; a test that waits in vain says for what."""
    ends = time.monotonic() + within
    while not is_true():
        assert time.monotonic() < ends, f"not within {within:.0f} s: {what}"
        time.sleep(every)


@contextmanager
def process(*command: str, log: Path, env: dict[str, str] | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    """A process in a group of its own; what it says goes to `log`."""
    with log.open("ab") as output:
        started = subprocess.Popen(
            command, cwd=PROJECT, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield started
        finally:
            kill(started)


def kill(started: "subprocess.Popen[Any]") -> None:
    """SIGKILL to the process and all that it started; nothing can be cleaned up."""
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
    started.wait(20)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """The address of an empty Redis that keeps nothing on disk."""
    port = free_port()
    program = which("redis-server")
    assert program, "redis-server is not installed: script/test installs it, or names it"
    with process(program, "--port", str(port), "--save", "", "--dir", str(folder), log=folder / "redis.log"):
        eventually(lambda: _accepts(port), within=30, what="Redis accepts connections")
        yield f"redis://127.0.0.1:{port}/0"


def worker_environment(broker_url: str) -> dict[str, str]:
    """What a worker needs to work on the test's own database and in the test's own world."""
    name = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsportal.settings",
        "DATABASE_URL": f"{embedded.conninfo(settings.VAR_DIR)} dbname={name}",
        "BROKER_URL": broker_url,
        "MEDIA_DIR": str(settings.MEDIA_ROOT),
        "FETCH_ALLOW_NETWORKS": "127.0.0.0/8",
        "DATABASE_CONNECTIONS": "8",
    }


def celery(*arguments: str, log: Path, env: dict[str, str]) -> Any:
    return process(sys.executable, "-m", "celery", "-A", "newsportal", *arguments, log=log, env=env)


def _accepts(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
