"""The outside world, faked: an HTTP server on the loopback range that answers what a test tells it to."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from django.db import connections


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server says to one path. `chunks` are sent one after the other with a pause, without a length; if they
    are raw, they are all that is sent, status line and headers among them."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    chunks: Callable[[], Iterator[bytes]] | None = None
    pause: float = 0.0  # seconds before each chunk
    is_raw: bool = False


@dataclass(frozen=True, kw_only=True)
class Request:
    path: str
    headers: dict[str, str]  # names in lower case
    at: float  # time.monotonic()
    method: str = "GET"
    body: bytes = b""


class Outside:
    """`with Outside() as outside: outside.answers["/feed.xml"] = Answer(...)`; unknown paths answer 404.

    Any address of 127.0.0.0/8 leads here, so that one server plays many hosts."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[Request], Answer]] = {}
        self.requests: list[Request] = []
        self.connections = 0  # accepted so far
        self._server = _Server(("0.0.0.0", 0), _Handler)
        self._server.outside = self
        self.port: int = self._server.server_address[1]

    def url(self, path: str, *, address: str = "127.0.0.1") -> str:
        return f"http://{address}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        answer = self.answers.get(request.path, Answer(status=404))
        return answer if isinstance(answer, Answer) else answer(request)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    outside: Outside

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        request = Request(path=self.path, headers=headers, at=time.monotonic(), method=self.command, body=body)
        answer = self.server.outside.answer(request)
        if answer.chunks is not None:
            self.close_connection = True
        if not answer.is_raw:
            self._begin(answer)
        for chunk in answer.chunks() if answer.chunks else ():
            time.sleep(answer.pause)
            self.wfile.write(chunk)

    def _begin(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.chunks is None:
            self.send_header("Content-Length", str(len(answer.body)))
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *args: object) -> None:
        """Tests ask `requests`."""

    def setup(self) -> None:
        super().setup()
        self.server.outside.connections += 1
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def finish(self) -> None:
        """An answer that a test computes may ask the database, from this thread, which ends here."""
        connections.close_all()
        super().finish()
