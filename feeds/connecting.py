"""Connecting: sockets to addresses that were checked, under one deadline for the whole request.

A name is resolved once and every answer is judged before any is used; the connection goes to the judged address, so
that a second look-up cannot answer otherwise (DNS rebinding). The deadline counts over all reads together: a time-out
for each read lets a server that sends a byte a second hold a worker for hours."""

import socket
import ssl
import threading
import time
from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final

import httpcore2

from feeds.addresses import Policy, literal

CONNECT_SECONDS: Final = 5.0  # for one address
MOST_TRIED: Final = 3  # addresses of one name


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


def pool(policy: Policy, deadline: Deadline) -> httpcore2.ConnectionPool:
    """A connection pool for one request and its redirects. Proxies of the environment are never used: behind one, the
    addresses would not be checked."""
    return httpcore2.ConnectionPool(
        ssl_context=_ssl_context(), http2=True, max_connections=1, network_backend=_Guard(policy, deadline)
    )


class _Guard(httpcore2.NetworkBackend):
    """Opens connections to checked addresses only."""

    def __init__(self, policy: Policy, deadline: Deadline) -> None:
        self._policy = policy
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        ips = _resolved(host, self._deadline)
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
                seconds = self._deadline.left(CONNECT_SECONDS)
                return _Stream(httpcore2.SyncBackend().connect_tcp(str(ip), port, timeout=seconds), self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                problem = error
        raise problem


class _Stream(httpcore2.NetworkStream):
    """A connection whose every operation ends at the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

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
