"""The newspapers on the loopback range: one address a newspaper, one port for all, a new article every few seconds."""

import errno
import os
import selectors
import signal
import socket
import socketserver
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from threading import Event, Lock, Thread
from types import FrameType
from typing import Any, Self
from urllib.parse import unquote

from newsportal.demo.answering import answer
from newsportal.demo.newspapers import NEWSPAPERS, newspaper
from newsportal.demo.newsroom import Ledger, Newsroom, Publication

PUBLISHED_AT_START = 5  # articles a newspaper
SILENCE = 20  # seconds after which an idle connection is closed
_TRIES = 20  # free ports to try until one is free on every address


class DemoServer:
    """The newspapers, served from background threads between `with` and its end.

    `port` 0 takes one that is free on every address. `publish_every` seconds the newspapers publish in turn; None: only
    when `publish` is called. OSError, naming the port and the remedy, when the port is taken."""

    def __init__(
        self,
        *,
        port: int = 0,
        publish_every: float | None = None,
        published_at_start: int = PUBLISHED_AT_START,
        ledger: Path | None = None,
        now: datetime | None = None,
    ) -> None:
        self.port = port
        self._every = publish_every
        self._at_start = published_at_start
        self._ledger = Ledger(ledger) if ledger else None
        self._started_at = now or datetime.now(UTC)
        self._rooms: dict[str, Newsroom] = {}
        self._servers: list[_Server] = []
        self._threads: list[Thread] = []
        self._ending = Event()

    def __enter__(self) -> Self:
        with ExitStack() as closing:
            self._servers = _bound(self.port)
            for server in self._servers:
                closing.callback(server.server_close)
            self._open_rooms()
            self._closing = closing.pop_all()
        self._wake, woken = socket.socketpair()
        self._begin(lambda: self._accept(woken))
        if self._every is not None:
            every = self._every
            self._begin(lambda: self._publish_in_turn(every))
        return self

    def _open_rooms(self) -> None:
        self.port = self._servers[0].server_port
        self._rooms = {
            paper.slug: Newsroom(
                paper,
                port=self.port,
                started_at=self._started_at,
                published_at_start=self._at_start,
                ledger=self._ledger,
            )
            for paper in NEWSPAPERS
        }
        for server, room in zip(self._servers, self._rooms.values(), strict=True):
            server.room = room

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._wake.close()
        for thread in self._threads:
            thread.join()
        self._closing.close()
        for server in self._servers:
            server.hang_up()

    def publish(self, newspaper_slug: str) -> Publication:
        """The newspaper's next article comes out now; its title, link, date and text. KeyError on an unknown slug."""
        return self._rooms[newspaper(newspaper_slug).slug].publish(datetime.now(UTC))

    def published(self, newspaper_slug: str) -> list[Publication]:
        """All that the newspaper has published, the newest first."""
        return self._rooms[newspaper(newspaper_slug).slug].latest(sys.maxsize)

    def _begin(self, work: Callable[[], None]) -> None:
        self._threads.append(Thread(target=work, daemon=True, name="demo newspapers"))
        self._threads[-1].start()

    def _accept(self, woken: socket.socket) -> None:
        """Take connections on every address, until the other end of `woken` is closed."""
        with selectors.DefaultSelector() as selector, woken:
            selector.register(woken, selectors.EVENT_READ)
            for server in self._servers:
                selector.register(server, selectors.EVENT_READ, server)
            while True:
                for ready, _ in selector.select():
                    if ready.data is None:
                        return
                    ready.data.handle_request()

    def _publish_in_turn(self, every: float) -> None:
        for paper in cycle(NEWSPAPERS):
            if self._ending.wait(every):
                return
            self.publish(paper.slug)


def serve(
    port: int,
    publish_every: float | None = 6,
    *,
    with_parent: bool = False,
    ledger: Path | None = None,
    on_ready: Callable[[DemoServer], None] = lambda _: None,
) -> None:
    """Serve until SIGTERM or SIGINT; `with_parent`: also until stdin ends, which happens when the parent dies.

    Call it from the main thread. `on_ready` is called once the newspapers answer."""
    ending = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ending.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    if with_parent:
        Thread(target=_wait_for_parent, args=(ending,), daemon=True).start()
    try:
        with DemoServer(port=port, publish_every=publish_every, ledger=ledger) as server:
            on_ready(server)
            ending.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_for_parent(ending: Event) -> None:
    while os.read(0, 1):
        pass
    ending.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DemoNewspapers"
    sys_version = ""
    timeout = SILENCE
    server: "_Server"

    def do_GET(self) -> None:
        wishes = {name.lower(): value for name, value in self.headers.items()}
        path = unquote(self.path.partition("?")[0])
        found = answer(self.server.room, path, wishes, port=self.server.server_port)
        self.send_response(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        if found.status != 304:
            self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(found.body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Nothing: the portal that polls says enough."""


class _Server(ThreadingHTTPServer):
    room: Newsroom  # set before the first connection is taken
    timeout = 0  # the selector has seen the connection; should it be gone, do not wait for another
    allow_reuse_port = False  # two servers on one port would share the requests between them
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int]) -> None:
        self._connections: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without the look-up of a host name, which may take seconds where there is no resolver."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that are kept alive."""
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # its other end was faster
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who hangs up early is no error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def _bound(port: int) -> list[_Server]:
    """A server for each newspaper, all on one port."""
    for _ in range(_TRIES - 1 if port == 0 else 0):
        try:
            return _bound_to(_free_port())
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise
    return _bound_to(port or _free_port())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((NEWSPAPERS[0].address, 0))
        return int(probe.getsockname()[1])


def _bound_to(port: int) -> list[_Server]:
    servers: list[_Server] = []
    for paper in NEWSPAPERS:
        try:
            servers.append(_Server((paper.address, port)))
        except OSError as problem:
            for server in servers:
                server.server_close()
            raise OSError(problem.errno, _remedy(problem.errno, paper.address, port)) from None
    return servers


def _remedy(number: int | None, address: str, port: int) -> str:
    if number == errno.EADDRINUSE:
        return f"port {port} of {address} is taken: stop what uses it, or choose another with --port"
    if number == errno.EADDRNOTAVAIL:
        return f"this machine lacks the address {address}: on macOS, add it with `sudo ifconfig lo0 alias {address}`"
    if number in {errno.EACCES, errno.EPERM}:
        return f"port {port} needs more rights than you have: choose one above 1023 with --port"
    return f"cannot serve on port {port} of {address}: {os.strerror(number or 0)}; choose another with --port"
