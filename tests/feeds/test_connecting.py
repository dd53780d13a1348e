"""What a visitor keeps from one request to the next, and what it must not."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import h2.config
import h2.connection
import h2.events
import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from feeds import connecting, fetching
from feeds.connecting import Connections
from feeds.fetching import Kind
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Outcome
from tests.outside import Answer, Outside


@pytest.fixture
def kept(outside: Outside) -> Iterator[Connections]:
    with fetching.connections() as connections:
        yield connections


def get(url: str, kept: Connections) -> Outcome:
    return fetching.get(url, kind=Kind.PAGE, kept=kept)


def test_two_requests_of_a_visit_use_one_connection(outside: Outside, kept: Connections) -> None:
    outside.answers |= {"/a": Answer(body=b"a"), "/b": Answer(body=b"b")}
    bodies = [outcome.body for path in ("/a", "/b") if isinstance(outcome := get(outside.url(path), kept), Fetched)]
    assert (bodies, outside.connections) == ([b"a", b"b"], 1)


def test_without_a_visit_nothing_is_kept(outside: Outside) -> None:
    outside.answers["/a"] = Answer(body=b"a")
    for _ in range(2):
        fetching.get(outside.url("/a"), kind=Kind.PAGE)
    assert outside.connections == 2


def test_a_redirect_has_its_name_looked_up_anew(outside: Outside, kept: Connections) -> None:
    outside.answers |= {"/old": Answer(status=302, headers={"Location": "/a"}), "/a": Answer(body=b"a")}
    assert isinstance(get(outside.url("/old"), kept), Fetched)
    assert outside.connections == 2


@pytest.mark.parametrize(
    "first",
    [Answer(status=304), Answer(status=404, body=b"x" * 10_000)],
    ids=["304", "404 with a page"],
)
def test_a_small_body_that_nobody_wants_costs_no_connection(outside: Outside, kept: Connections, first: Answer) -> None:
    outside.answers |= {"/first": first, "/a": Answer(body=b"a")}
    get(outside.url("/first"), kept)
    assert isinstance(get(outside.url("/a"), kept), Fetched)
    assert outside.connections == 1


@pytest.mark.parametrize(
    "first",
    [Answer(status=404, body=b"x" * 1_000_000), Answer(body=b"x" * 6_000_000)],
    ids=["not wanted", "too large"],
)
def test_a_body_that_is_left_in_the_middle_takes_its_connection_along(
    outside: Outside, kept: Connections, first: Answer
) -> None:
    outside.answers |= {"/first": first, "/a": Answer(body=b"a")}
    assert isinstance(get(outside.url("/first"), kept), Failed)
    assert isinstance(get(outside.url("/a"), kept), Fetched)
    assert outside.connections == 2


def test_a_server_that_wants_no_connection_kept_is_obeyed(outside: Outside, kept: Connections) -> None:
    outside.answers["/a"] = Answer(body=b"a", headers={"Connection": "close"})
    assert all(isinstance(get(outside.url("/a"), kept), Fetched) for _ in range(2))
    assert outside.connections == 2


def test_another_host_of_the_same_visit_is_checked_and_has_its_own_connection(
    outside: Outside, kept: Connections, settings: Any
) -> None:
    settings.FETCH_ALLOW_NETWORKS = ["127.0.0.1/32"]
    elsewhere = Answer(status=302, headers={"Location": outside.url("/a", address="127.0.0.2")})
    outside.answers |= {"/elsewhere": elsewhere, "/a": Answer(body=b"a")}
    with fetching.connections() as connections:
        assert isinstance(get(outside.url("/a"), connections), Fetched)
        outcome = get(outside.url("/elsewhere"), connections)
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outside.connections, len(outside.asked("/a"))) == (Failure.REFUSED, 1, 1)


def test_each_request_of_a_visit_has_a_deadline_of_its_own(
    outside: Outside, kept: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.answers |= {"/a": Answer(body=b"a"), "/drip": Answer(chunks=lambda: iter([b"x"] * 100), pause=0.1)}
    monkeypatch.setattr(Kind.PAGE, "_value_", fetching._Limits(0.6, 1_000, "*/*"))
    assert isinstance(get(outside.url("/a"), kept), Fetched)
    time.sleep(0.7)
    assert isinstance(get(outside.url("/a"), kept), Fetched)
    outcome = get(outside.url("/drip"), kept)
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outside.connections) == (Failure.TIMEOUT, 1)


# -- servers that close what was kept ---------------------------------------------------------------------------------

Connection = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"


@contextmanager
def server(serve: Connection) -> Iterator[tuple[str, list[int]]]:
    """A server of sockets, each served by `serve` and then closed; its address, and the number of each connection."""
    accepted: list[int] = []

    def accept(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            accepted.append(len(accepted))
            threading.Thread(target=serve_one, args=[connection], daemon=True).start()

    def serve_one(connection: socket.socket) -> None:
        with connection, suppress(OSError):  # a client that hangs up
            serve(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, args=[listener], daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}", accepted
        listener.shutdown(socket.SHUT_RDWR)


def test_all_connections_are_closed_at_the_end(outside: Outside) -> None:
    ended = threading.Event()

    def patient(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(OK)
        connection.recv(65_536)
        ended.set()

    with server(patient) as (authority, _):
        with fetching.connections() as connections:
            assert isinstance(get(f"http://{authority}/", connections), Fetched)
            assert not ended.wait(0.1)
        assert ended.wait(5)


def test_a_server_that_closed_its_idle_connection_is_asked_on_a_new_one(outside: Outside, kept: Connections) -> None:
    closed = threading.Event()

    def once(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(OK)
        connection.close()
        closed.set()

    with server(once) as (authority, accepted):
        for _ in range(2):
            closed.clear()
            assert isinstance(get(f"http://{authority}/", kept), Fetched)
            assert closed.wait(5)
    assert len(accepted) == 2


def test_a_kept_connection_that_breaks_under_a_request_is_replaced_once(outside: Outside, kept: Connections) -> None:
    def breaking(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(OK)
        connection.recv(65_536)  # the second request, which it drops without a word

    with server(breaking) as (authority, accepted):
        assert all(isinstance(get(f"http://{authority}/", kept), Fetched) for _ in range(3))
    assert len(accepted) == 3


def test_a_new_connection_that_breaks_is_a_failure_and_not_tried_again(outside: Outside, kept: Connections) -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(65_536)

    with server(silent) as (authority, accepted):
        outcome = get(f"http://{authority}/", kept)
    assert isinstance(outcome, Failed)
    assert (outcome.kind, len(accepted)) == (Failure.PROTOCOL, 1)


# -- TLS and HTTP/2 ---------------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's TLS for 127.0.0.1, with a certificate that only this test trusts."""
    file = tmp_path / "certificate.pem"
    file.write_bytes(self_signed("127.0.0.1"))
    trusting = ssl.create_default_context(cafile=file)
    monkeypatch.setattr(connecting, "_ssl_context", lambda: trusting)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(file)
    return serving


def self_signed(address: str) -> bytes:
    """A key and its certificate for two days, as PEM."""
    now, day = datetime.now(UTC), timedelta(days=1)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, address)])
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).add_extension(alternative, critical=False)
    made = made.not_valid_before(now - day).not_valid_after(now + day)
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return written + made.sign(key, SHA256()).public_bytes(Encoding.PEM)


class Http2:
    """Answers every stream of a connection; the number of streams of each connection, and how many it takes."""

    def __init__(self, context: ssl.SSLContext, *, most: int = 1_000, status: str = "200") -> None:
        context.set_alpn_protocols(["h2"])
        self.context, self.most, self.status = context, most, status
        self.streams: list[int] = []

    def __call__(self, connection: socket.socket) -> None:
        number = len(self.streams)
        self.streams.append(0)
        with self.context.wrap_socket(connection, server_side=True) as secure:
            state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
            state.initiate_connection()
            secure.sendall(state.data_to_send())
            while received := secure.recv(65_536):
                for event in state.receive_data(received):
                    if isinstance(event, h2.events.RequestReceived):
                        if self.streams[number] >= self.most:
                            return
                        self.streams[number] += 1
                        state.send_headers(event.stream_id, [(":status", self.status), ("content-type", "text/html")])
                        state.send_data(event.stream_id, b"x" * 10_000, end_stream=True)
                secure.sendall(state.data_to_send())


def test_two_requests_of_a_visit_use_one_http_2_connection(
    outside: Outside, kept: Connections, certificate: ssl.SSLContext
) -> None:
    http2 = Http2(certificate)
    with server(http2) as (authority, _), fetching.connections() as connections:
        outcomes = [get(f"https://{authority}/{number}", connections) for number in range(3)]
    assert all(isinstance(outcome, Fetched) and len(outcome.body) == 10_000 for outcome in outcomes)
    assert http2.streams == [3]


def test_an_http_2_answer_that_nobody_wants_costs_no_connection(outside: Outside, certificate: ssl.SSLContext) -> None:
    http2 = Http2(certificate, status="404")
    with server(http2) as (authority, _), fetching.connections() as connections:
        outcomes = [get(f"https://{authority}/{number}", connections) for number in range(2)]
    assert all(isinstance(outcome, Failed) and outcome.status == 404 for outcome in outcomes)
    assert http2.streams == [2]


def test_an_http_2_server_that_leaves_is_asked_on_a_new_connection(
    outside: Outside, certificate: ssl.SSLContext
) -> None:
    http2 = Http2(certificate, most=1)
    with server(http2) as (authority, _), fetching.connections() as connections:
        outcomes = [get(f"https://{authority}/{number}", connections) for number in range(2)]
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert http2.streams == [1, 1]


def test_a_certificate_that_nobody_trusts_is_refused(outside: Outside, certificate: ssl.SSLContext) -> None:
    stranger = httpcore2.default_ssl_context()
    with pytest.MonkeyPatch.context() as patch, server(Http2(certificate)) as (authority, _):
        patch.setattr(connecting, "_ssl_context", lambda: stranger)
        outcome = fetching.get(f"https://{authority}/", kind=Kind.PAGE)
    assert isinstance(outcome, Failed)
    assert (outcome.kind, "certificate" in outcome.detail.lower()) == (Failure.CONNECT, True)
