import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpcore2
import pytest

from feeds import fetching
from feeds.fetching import Kind
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone, NotModified, RateLimited, Validators
from feeds.knowledge.response_headers import max_age
from tests.outside import Answer, Outside, Request


def fetched(outside: Outside, answer: Answer, *, kind: Kind = Kind.FEED) -> Any:
    outside.answers["/x"] = answer
    return fetching.get(outside.url("/x"), kind=kind)


def kind_of(outcome: Any) -> Failure:
    assert isinstance(outcome, Failed)
    return outcome.kind


def test_a_body_comes_with_its_type_and_its_validators(outside: Outside) -> None:
    headers = {"Content-Type": "text/xml", "ETag": '"a1"', "Last-Modified": "Wed, 25 Nov 2026 08:00:00 GMT"}
    outcome = fetched(outside, Answer(body=b"<rss/>", headers=headers))
    assert outcome == Fetched(
        url=outside.url("/x"),
        body=b"<rss/>",
        content_type="text/xml",
        validators=Validators(etag='"a1"', last_modified="Wed, 25 Nov 2026 08:00:00 GMT"),
    )


def test_validators_are_sent_back_as_they_came(outside: Outside) -> None:
    outside.answers["/x"] = Answer(status=304)
    given = Validators(etag='W/"a1"', last_modified="yesterday")
    assert isinstance(fetching.get(outside.url("/x"), kind=Kind.FEED, validators=given), NotModified)
    sent = outside.requests[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('W/"a1"', "yesterday")


def test_a_request_says_who_asks_and_offers_only_encodings_that_stop_at_a_limit(
    outside: Outside, settings: Any
) -> None:
    fetched(outside, Answer())
    sent = outside.requests[0].headers
    assert (sent["user-agent"], sent["accept-encoding"]) == (settings.USER_AGENT, "gzip, deflate")


@pytest.mark.parametrize("etag", ["x" * 513, '"\x7f"', '"é"'])
def test_a_validator_that_is_not_safe_to_send_back_is_forgotten(outside: Outside, etag: str) -> None:
    assert fetched(outside, Answer(headers={"ETag": etag})).validators.etag == ""


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("gzip", lambda body: gzip.compress(body[:3]) + gzip.compress(body[3:])),
        ("gzip", lambda body: gzip.compress(body) + b"\0\0\0"),
        ("gzip", lambda body: body),
        ("identity", lambda body: body),
    ],
    ids=["gzip", "zlib", "two members", "padded", "a lie", "identity"],
)
def test_a_packed_body_is_unpacked(outside: Outside, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    outcome = fetched(outside, Answer(body=pack(b"<rss></rss>"), headers={"Content-Encoding": encoding}))
    assert outcome.body == b"<rss></rss>"


def test_a_body_that_breaks_off_is_taken_as_far_as_it_came(outside: Outside) -> None:
    packed = gzip.compress(bytes(range(256)) * 40)[:-200]
    outcome = fetched(outside, Answer(body=packed, headers={"Content-Encoding": "gzip"}))
    assert isinstance(outcome, Fetched)


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd"])
def test_an_encoding_that_was_not_asked_for_is_refused(outside: Outside, encoding: str) -> None:
    outcome = fetched(outside, Answer(body=b"x", headers={"Content-Encoding": encoding}))
    assert kind_of(outcome) == Failure.PROTOCOL


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_bomb_below_the_limit_is_known_by_its_ratio(
    outside: Outside, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    bomb = Answer(body=pack(bytes(4 * fetching.MEGABYTE)), headers={"Content-Encoding": encoding})
    outcome = fetched(outside, bomb)
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.detail) == (Failure.TOO_LARGE, "it unpacks to more than 100 times its size")


def test_a_small_document_may_be_packed_as_tightly_as_can_be(outside: Outside) -> None:
    body = bytes(fetching.MEGABYTE)
    outcome = fetched(outside, Answer(body=gzip.compress(body), headers={"Content-Encoding": "gzip"}))
    assert isinstance(outcome, Fetched)
    assert outcome.body == body


def test_a_bomb_stops_at_the_limit_and_not_in_memory(outside: Outside) -> None:
    bomb = gzip.compress(bytes(50 * fetching.MEGABYTE))
    assert kind_of(fetched(outside, Answer(body=bomb, headers={"Content-Encoding": "gzip"}))) == Failure.TOO_LARGE


def test_an_endless_body_stops_at_the_limit(outside: Outside) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 100_000

    assert kind_of(fetched(outside, Answer(chunks=endless), kind=Kind.PAGE)) == Failure.TOO_LARGE


def test_a_robots_txt_that_is_too_large_is_cut_instead(outside: Outside) -> None:
    outcome = fetched(outside, Answer(body=b"#" * 600_000), kind=Kind.ROBOTS)
    assert len(outcome.body) == Kind.ROBOTS.value.most_bytes


def test_a_server_that_sends_a_byte_now_and_then_is_left_at_the_deadline(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Kind.FEED, "_value_", fetching._Limits(0.5, 1_000, "*/*"))
    drip = Answer(chunks=lambda: iter([b"x"] * 100), pause=0.1)
    assert kind_of(fetched(outside, drip)) == Failure.TIMEOUT  # to its end it would be an answer


def test_redirects_are_followed_and_the_last_permanent_address_is_named(outside: Outside) -> None:
    outside.answers["/old"] = Answer(status=301, headers={"Location": "/new"})
    outside.answers["/new"] = Answer(status=308, headers={"Location": "/newest"})
    outside.answers["/newest"] = Answer(body=b"here")
    outcome = fetching.get(outside.url("/old"), kind=Kind.FEED)
    assert isinstance(outcome, Fetched)
    assert outcome.url == outcome.permanent_url == outside.url("/newest")


def test_a_temporary_redirect_names_no_permanent_address(outside: Outside) -> None:
    outside.answers["/old"] = Answer(status=302, headers={"Location": "/x"})
    outside.answers["/x"] = Answer(body=b"here")
    outcome = fetching.get(outside.url("/old"), kind=Kind.FEED)
    assert isinstance(outcome, Fetched)
    assert outcome.permanent_url == ""


def test_redirects_without_end_are_left(outside: Outside) -> None:
    assert kind_of(fetched(outside, Answer(status=302, headers={"Location": "/x"}))) == Failure.PROTOCOL
    assert len(outside.requests) == fetching.MOST_REDIRECTS + 1


def test_a_redirect_into_a_private_network_is_refused(outside: Outside) -> None:
    answer = Answer(status=302, headers={"Location": "http://169.254.169.254/latest/"})
    assert kind_of(fetched(outside, answer)) == Failure.REFUSED


def test_a_loopback_address_is_refused_unless_the_setting_names_it(outside: Outside, settings: Any) -> None:
    settings.FETCH_ALLOW_NETWORKS = []
    outcome = fetched(outside, Answer(body=b"secret"))
    assert kind_of(outcome) == Failure.REFUSED
    assert "FETCH_ALLOW_NETWORKS" in outcome.detail
    assert outside.requests == []


def test_no_proxy_of_the_environment_is_used(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert isinstance(fetched(outside, Answer(body=b"x")), Fetched)


@pytest.mark.parametrize(
    ("given", "rest"),
    [
        ("120", timedelta(seconds=120)),
        ("999999999999", timedelta(hours=24)),
        ("Wed, 01 Jan 2020 00:00:00 GMT", timedelta()),
        ("soon", None),
    ],
)
def test_a_rate_limit_names_its_rest(outside: Outside, given: str, rest: timedelta | None) -> None:
    outcome = fetched(outside, Answer(status=429, headers={"Retry-After": given}))
    assert outcome == RateLimited(status=429, retry_after=rest)


def test_a_503_that_names_a_time_is_a_rate_limit(outside: Outside) -> None:
    outcome = fetched(outside, Answer(status=503, headers={"Retry-After": "60"}))
    assert outcome == RateLimited(status=503, retry_after=timedelta(seconds=60))


@pytest.mark.parametrize("status", [204, 404, 500, 503])
def test_any_other_status_is_a_failure_that_names_it(outside: Outside, status: int) -> None:
    outcome = fetched(outside, Answer(status=status))
    assert (kind_of(outcome), outcome.status) == (Failure.STATUS, status)


def test_a_410_means_gone(outside: Outside) -> None:
    assert fetched(outside, Answer(status=410)) == Gone()


def test_nobody_listening_is_a_failure_to_connect(outside: Outside) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert kind_of(fetching.get(f"http://127.0.0.1:{port}/", kind=Kind.PAGE)) == Failure.CONNECT


def test_something_that_does_not_speak_http_is_a_failure_of_the_protocol(outside: Outside) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def speak() -> None:
            connection, _ = server.accept()
            connection.sendall(b"220 mail.example ESMTP\r\n" * 3)
            connection.close()

        threading.Thread(target=speak, daemon=True).start()
        outcome = fetching.get(f"http://127.0.0.1:{server.getsockname()[1]}/", kind=Kind.PAGE)
    assert kind_of(outcome) in {Failure.PROTOCOL, Failure.CONNECT}


def test_a_name_that_does_not_resolve_is_a_failure_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **kwargs: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert kind_of(fetching.get("http://nowhere.example.org/", kind=Kind.PAGE)) == Failure.DNS


class Names:
    """A resolver and a network that only tell what was asked of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.looked_up: list[str] = []
        self.connected: list[str] = []
        monkeypatch.setattr(socket, "getaddrinfo", self._look_up)
        monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", self._connect)

    def _look_up(self, host: str, *args: Any, **kwargs: Any) -> list[Any]:
        self.looked_up.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in answer]

    def _connect(self, host: str, *args: Any, **kwargs: Any) -> Any:
        self.connected.append(host)
        raise httpcore2.ConnectError("nobody there")


def test_a_name_is_resolved_once_and_visited_at_that_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    fetching.get("http://rebinding.example.org/", kind=Kind.PAGE)
    assert (names.looked_up, names.connected) == (["rebinding.example.org"], ["93.184.215.14"])


def test_one_private_answer_among_public_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, ["93.184.215.14", "10.0.0.1"])
    assert kind_of(fetching.get("http://mixed.example.org/", kind=Kind.PAGE)) == Failure.REFUSED
    assert names.connected == []


def test_the_next_address_of_a_name_is_tried_when_the_first_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, ["93.184.215.14", "93.184.215.15"])
    assert kind_of(fetching.get("http://two.example.org/", kind=Kind.PAGE)) == Failure.CONNECT
    assert names.connected == ["93.184.215.14", "93.184.215.15"]


def test_a_referer_is_sent_when_one_is_given(outside: Outside) -> None:
    outside.answers["/x"] = Answer()
    fetching.get(outside.url("/x"), kind=Kind.IMAGE, referer="https://news.example.org/a")
    assert outside.requests[0].headers["referer"] == "https://news.example.org/a"


def test_every_hop_of_a_redirect_names_its_own_host(outside: Outside) -> None:
    outside.answers["/old"] = Answer(status=301, headers={"Location": outside.url("/new", address="127.0.0.2")})
    seen: list[Request] = []

    def new(request: Request) -> Answer:
        seen.append(request)
        return Answer()

    outside.answers["/new"] = new
    fetching.get(outside.url("/old"), kind=Kind.FEED)
    assert seen[0].headers["host"] == f"127.0.0.2:{outside.port}"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "public, max-age=300"}, 300),
        ({"Cache-Control": "max-age=300", "Age": "100"}, 200),
        ({"Cache-Control": "max-age=300", "Age": "900"}, None),
        ({"Cache-Control": "s-maxage=300"}, None),
        ({"Cache-Control": "no-cache, max-age=300"}, None),
        ({"Cache-Control": "max-age=99999999999"}, 86_400),
        ({"Expires": "Wed, 01 Jan 2020 00:10:00 GMT", "Cache-Control": "max-age=60"}, 60),
        ({"Expires": "0"}, None),
        ({"Expires": "Wed, 01 Jan 2020 00:10:00 GMT"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [200, 304])
def test_how_long_an_answer_stays_fresh_is_read_and_bounded(
    outside: Outside, headers: dict[str, str], seconds: int | None, status: int
) -> None:
    outcome = fetched(outside, Answer(status=status, headers=headers))
    assert outcome.max_age == (None if seconds is None else timedelta(seconds=seconds))


def test_expires_counts_by_the_clock_of_the_server() -> None:
    answered = [(b"Date", b"Wed, 01 Jan 2020 00:00:00 GMT"), (b"Expires", b"Wed, 01 Jan 2020 00:10:00 GMT")]
    assert max_age(answered, datetime(2026, 1, 1, tzinfo=UTC)) == timedelta(minutes=10)


def test_an_unchanged_answer_names_the_address_that_it_moved_to(outside: Outside) -> None:
    outside.answers |= {"/old": Answer(status=301, headers={"Location": "/new"}), "/new": Answer(status=304)}
    outcome = fetching.get(outside.url("/old"), kind=Kind.FEED, validators=Validators(etag='"1"'))
    assert isinstance(outcome, NotModified)
    assert outcome.permanent_url == outside.url("/new")
