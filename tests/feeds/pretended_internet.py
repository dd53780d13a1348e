"""An Internet that exists only as answers: names, servers that redirect, and a log of who was asked and reached.

It stands where the operating system would: below the door's own checks, so that what the log shows is what would have
happened."""

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import AF_INET, AF_INET6, SOCK_STREAM, gaierror, inet_aton, inet_ntoa
from typing import Any

import httpcore2
import pytest

PUBLIC = "93.184.215.14"
PAGE = b"<html><body>here</body></html>"


@dataclass
class Internet:
    """`names` gives the answers of each name, one list a look-up, the last one for ever. `script` holds the answers of
    the servers in the order of the requests, each a whole HTTP response; after its end every request gets `PAGE`."""

    names: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    script: list[bytes] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    reached: list[tuple[str, int]] = field(default_factory=list)  # address and port of each connection
    requests: list[bytes] = field(default_factory=list)  # their heads

    def look_up(self, host: str, *args: object, **kwargs: object) -> list[Any]:
        self.looked_up.append(host)
        found = self._answers(host)
        if not found:
            raise gaierror(-2, "Name or service not known")
        return [(AF_INET6 if ":" in ip else AF_INET, SOCK_STREAM, 6, "", (ip, 0)) for ip in found]

    def _answers(self, host: str) -> Sequence[str]:
        """As glibc: what looks like an IPv4 address in any base is one."""
        answers = self.names.get(host.removesuffix("."))
        if answers:
            return answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            return [inet_ntoa(inet_aton(host))]
        except OSError:
            return []

    def connect(self, host: str, port: int, **kwargs: object) -> httpcore2.NetworkStream:
        self.reached.append((host, port))
        return _Line(self)

    def answer(self, head: bytes) -> bytes:
        self.requests.append(head)
        return self.script.pop(0) if self.script else response(body=PAGE)


def response(status: int = 200, *, headers: str = "", body: bytes = b"") -> bytes:
    return f"HTTP/1.1 {status} OK\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


class _Line(httpcore2.NetworkStream):
    """A connection; TLS is taken as spoken."""

    def __init__(self, internet: Internet) -> None:
        self._internet = internet
        self._asked = b""
        self._said = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        said, self._said = self._said[:max_bytes], self._said[max_bytes:]
        return said

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._asked += buffer
        if b"\r\n\r\n" in self._asked:
            self._said += self._internet.answer(self._asked)
            self._asked = b""

    def close(self) -> None:
        """Nothing is open."""

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return self

    def get_extra_info(self, info: str) -> Any:
        return None


@contextmanager
def pretended(internet: Internet) -> Iterator[Internet]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("socket.getaddrinfo", internet.look_up)
        patch.setattr(httpcore2.SyncBackend, "connect_tcp", internet.connect)
        yield internet
