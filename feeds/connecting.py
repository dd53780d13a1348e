"""Connecting: sockets to addresses that were checked, under one deadline for the whole request.

A name is resolved once and every answer is judged before any is used; the connection goes to the judged address, so
that a second look-up cannot answer otherwise (DNS rebinding). The deadline counts over all reads together: a time-out
for each read lets a server that sends a byte a second hold a worker for hours. A visitor keeps its connections from
one request to the next: a handshake costs the server more than most answers."""

import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import TracebackType
from typing import Any, Final, Self

import httpcore2

from feeds.knowledge.addresses import Policy, literal

CONNECT_SECONDS: Final = 5.0  # for one address
MOST_TRIED: Final = 3  # addresses of one name
MOST_KEPT: Final = 4  # connections of one visitor: its host's by http and https, and where that redirects to
KEPT_SECONDS: Final = 20.0  # without a request; servers give up idle ones after 5 s (Apache) to 75 s (nginx)
# What is read of a body that nobody wants, so that its connection can be kept: more costs more than a new one.
SKIPPED_BYTES: Final = 64_000
SKIPPING_SECONDS: Final = 1.0
_Place = tuple[bytes, bytes, int]  # scheme, host, port


class NameNotFoundError(Exception):
    """The name does not resolve; the message is the resolver's."""


class Deadline:
    """A moment by which everything must be over."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self, most: float = float("inf")) -> float:
        """Seconds that the next operation may take; httpcore2.ReadTimeout when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the deadline passed")
        return min(left, most)

    def extend(self, seconds: float) -> None:
        self._ends += seconds


class Connections:
    """The connections that one visitor, so one thread, keeps between its requests; `with` closes them all. Proxies of
    the environment are never used: behind one, the addresses would not be checked."""

    def __init__(self, policy: Policy) -> None:
        self.sent_at = 0.0  # when the last request was, by time.monotonic(); a new connection takes its time before
        self._guard = _Guard(policy)
        self._kept: dict[_Place, httpcore2.HTTPConnection] = {}  # the one that was used last is the last

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        for kept in self._kept.values():
            kept.close()
        self._kept.clear()

    @contextmanager
    def answer(
        self, url: str, headers: Sequence[tuple[bytes, bytes]], deadline: Deadline, *, form: bytes | None = None
    ) -> Iterator[httpcore2.Response]:
        """The answer to a GET, or to a POST of that form. Its connection is kept when the body was read to its end, or
        what is left of it is small; all are closed after an error, and under a body that was left in the middle."""
        self._guard.deadline = deadline
        request = httpcore2.Request("GET", url, headers=headers)
        if form is not None:
            sized = [*headers, (b"Content-Length", str(len(form)).encode())]
            request = httpcore2.Request("POST", url, headers=sized, content=form)
        body: _Body | None = None
        try:
            response = self._sent(request)
            response.stream = body = _Body(response.stream)
            with closing(response):
                yield response
                self._skip(body)
        finally:
            if body is None or not body.is_over:
                self.close()

    def _sent(self, request: httpcore2.Request) -> httpcore2.Response:
        try:
            return self._asked(request)
        finally:
            self.sent_at = self._guard.written_at  # what HTTP/2 writes amid a body is no request

    def _asked(self, request: httpcore2.Request) -> httpcore2.Response:
        """Ask, and once more on a fresh connection when a kept one turns out to be broken: its server had closed it."""
        opened = self._guard.opened
        try:
            return self._connection(request.url.origin).handle_request(request)
        except (httpcore2.ConnectionNotAvailable, httpcore2.ProtocolError, httpcore2.NetworkError):
            if self._guard.opened > opened:
                raise
            self.close()
            return self._connection(request.url.origin).handle_request(request)

    def _connection(self, origin: httpcore2.Origin) -> httpcore2.HTTPConnection:
        """The kept one, while it is of use, or a new one; the one that was not used for longest makes room."""
        place = origin.scheme, origin.host, origin.port
        kept = self._kept.pop(place, None)
        if kept and (kept.has_expired() or not kept.is_available()):
            kept.close()
            kept = None
        while len(self._kept) >= MOST_KEPT:
            self._kept.pop(next(iter(self._kept))).close()
        self._kept[place] = kept or httpcore2.HTTPConnection(
            origin,
            ssl_context=_ssl_context() if origin.scheme == b"https" else None,
            keepalive_expiry=KEPT_SECONDS,
            http2=True,
            network_backend=self._guard,
        )
        return self._kept[place]

    def _skip(self, body: "_Body") -> None:
        self._guard.deadline = Deadline(SKIPPING_SECONDS)
        size = 0
        with suppress(httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
            while size <= SKIPPED_BYTES and (piece := next(body, b"")):
                size += len(piece)


class _Body(Iterator[bytes]):
    """The pieces of a body, which knows whether its end was seen."""

    def __init__(self, stream: Any) -> None:
        self.is_over = False
        self._stream = stream
        self._pieces = iter(stream)

    def __next__(self) -> bytes:
        for piece in self._pieces:
            return bytes(piece)
        self.is_over = True
        raise StopIteration

    def close(self) -> None:
        self._stream.close()


class _Guard(httpcore2.NetworkBackend):
    """Opens connections to checked addresses only, counts the attempts, and knows when something was last sent."""

    def __init__(self, policy: Policy) -> None:
        self.opened = 0
        self.written_at = 0.0  # by time.monotonic(); to connect counts as well
        self.deadline = Deadline(0)  # of the request that is under way
        self._policy = policy

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        self.opened += 1
        ips = _resolved(host, self.deadline)
        for ip in ips:
            self._policy.check(ip, port)
        return self._first_connection(ips[:MOST_TRIED], port)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        raise httpcore2.UnsupportedProtocol("sockets of this machine are not visited")

    def _first_connection(self, ips: list[IPv4Address | IPv6Address], port: int) -> httpcore2.NetworkStream:
        problem: Exception = httpcore2.ConnectError("no address")
        for ip in ips:
            try:
                seconds = self.deadline.left(CONNECT_SECONDS)
                stream = httpcore2.SyncBackend().connect_tcp(str(ip), port, timeout=seconds)
                self.written_at = time.monotonic()
                return _Stream(stream, self)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                problem = error
        raise problem


class _Stream(httpcore2.NetworkStream):
    """A connection whose every operation ends at the deadline of the request that it serves."""

    def __init__(self, stream: httpcore2.NetworkStream, guard: _Guard) -> None:
        self._stream = stream
        self._guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._guard.deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if buffer:  # the end of a request without a body is none
            self._stream.write(buffer, self._guard.deadline.left())
            self._guard.written_at = time.monotonic()

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, self._guard.deadline.left())
        self._guard.written_at = time.monotonic()
        return _Stream(secure, self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@cache
def _ssl_context() -> ssl.SSLContext:
    """The system's certificates, read once: 30 ms each time otherwise."""
    return httpcore2.default_ssl_context()


def _resolved(host: str, deadline: Deadline) -> list[IPv4Address | IPv6Address]:
    """The addresses of a name in the resolver's order. The look-up runs in a thread of its own, since nothing can
    interrupt it; one that hangs is left behind."""
    known = literal(host)
    if known is not None:
        return [known]
    found: list[IPv4Address | IPv6Address] = []
    problems: list[OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found.extend(ip_address(str(answer[4][0])) for answer in answers)
        except (OSError, UnicodeError) as problem:
            problems.append(problem)

    thread = threading.Thread(target=look_up, daemon=True, name=f"resolving {host}")
    thread.start()
    thread.join(deadline.left())
    if problems or (not found and not thread.is_alive()):
        raise NameNotFoundError(f"{host}: {problems[0] if problems else 'no address'}")
    deadline.left()
    return found
