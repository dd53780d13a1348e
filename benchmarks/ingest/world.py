"""The outside: the fixture world beside the project, and hosts that never answer."""

import json
import selectors
import socket
import sys
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from tests.processes import eventually, free_port, process

PROGRAM: Final = Path(__file__).resolve().parents[3] / "shared" / "tools" / "bench" / "newsworld.py"
_LIFE: Final = 7_200  # seconds after which the world ends, whatever becomes of us
_CONTROL_SECONDS: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class World:
    """A running world. Its hosts are 127.20.x.y, every request stands in `log`, with the time at which it came in."""

    port: int
    log: Path

    def read(self, what: str) -> bytes:
        return self._ask(f"/_ctl/{what}", None)

    def order(self, what: str, **values: object) -> Any:
        return json.loads(self._ask(f"/_ctl/{what}?{urlencode(values)}", b""))

    def stats(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.read("stats"))
        return found

    def published(self) -> set[tuple[int, int]]:
        """(feed, number) of every entry."""
        rows = (json.loads(line) for line in self.read("manifest").splitlines())
        return {(row["feed"], row["n"]) for row in rows}

    def page(self, url: str) -> bytes:
        with urllib.request.urlopen(url, timeout=_CONTROL_SECONDS) as answer:  # noqa: S310  # our own world
            return bytes(answer.read())

    def requests(self, since: float = 0.0) -> dict[str, list[float]]:
        """When each host was asked, in seconds since the epoch, sorted."""
        asked = defaultdict(list)
        for came_at, host, _ in self._witnessed():
            if came_at >= since:
                asked[host].append(came_at)
        return {host: sorted(moments) for host, moments in asked.items()}

    def lag(self) -> float:
        """The longest time, in seconds, that it took the world to get to a request."""
        return max((answered_at - came_at for came_at, _, answered_at in self._witnessed()), default=0.0)

    def _witnessed(self) -> Iterator[tuple[float, str, float]]:
        for line in self.log.read_text(encoding="ascii").splitlines():
            came_at, host, kind, _, answered_at = line.split()
            if kind != "_ctl":
                yield float(came_at), host, float(answered_at)

    def _ask(self, path: str, body: bytes | None) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", body, _CONTROL_SECONDS) as answer:
            return bytes(answer.read())


@contextmanager
def running(folder: Path, *, feeds: int, hosts: int, entries: str) -> Iterator[World]:
    """A world of so many feeds, whose windows show `entries` ("10:40") entries."""
    port, log = free_port(), folder / "world.requests"
    log.touch()
    numbers = ("--feeds", str(feeds), "--hosts", str(hosts), "--entries", entries, "--port", str(port))
    options = (*numbers, "--life", str(_LIFE), "--log", str(log))
    said = folder / "world.log"
    program = (sys.executable, "-m", "benchmarks.ingest.witness", str(PROGRAM))
    with process(*program, *options, log=said) as started:

        def is_up() -> bool:
            assert started.poll() is None, said.read_text(encoding="utf-8")
            return b"newsworld:" in said.read_bytes()

        eventually(is_up, within=120, what="the fixture world is up")
        yield World(port=port, log=log)


@contextmanager
def dead_hosts(number: int) -> Iterator[list[str]]:
    """Addresses of feeds on so many hosts of their own, 127.21.x.y: one in three refuses connections, one takes them
    and says nothing, one sends a byte a second."""
    port = free_port()
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        hosts = [f"127.21.{place // 250}.{place % 250 + 1}" for place in range(number)]
        for place, host in enumerate(hosts):
            if place % 3:
                listener = stack.enter_context(socket.create_server((host, port)))
                listener.setblocking(False)
                selector.register(listener, selectors.EVENT_READ, data=place % 3 == 1)
        ended = threading.Event()
        drip = threading.Thread(target=_drip, args=(selector, ended), daemon=True)
        drip.start()
        try:
            yield [f"http://{host}:{port}/feed.xml" for host in hosts]
        finally:
            ended.set()
            drip.join()


def _drip(selector: selectors.BaseSelector, ended: threading.Event) -> None:
    silent: list[socket.socket] = []
    slow: list[socket.socket] = []
    last = time.monotonic()
    while not ended.is_set():
        for key, _ in selector.select(0.2):
            assert isinstance(key.fileobj, socket.socket)
            taken, _ = key.fileobj.accept()
            (silent if key.data else slow).append(taken)
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            slow = [each for each in slow if _sent_a_byte(each)]
    for taken in (*silent, *slow):
        taken.close()


def _sent_a_byte(connection: socket.socket) -> bool:
    try:
        connection.send(b"H")
    except OSError:
        connection.close()
        return False
    return True
