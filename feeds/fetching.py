"""Fetching: the one network door. Feeds, pages, images and robots.txt go through `get`, what hubs are asked through
`post`, web hooks through `send`, and nothing else goes out.

Redirects are followed here, hop by hop through the same checks; sizes are counted on decoded bytes while they arrive;
whatever the world does is an `Outcome`."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from math import inf
from typing import Final
from urllib.parse import urlencode

import h2.exceptions
import httpcore2
from django.conf import settings

from feeds import connecting
from feeds.knowledge import addresses, bot_walls
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone, NotModified, Outcome, RateLimited, Validators
from feeds.knowledge.response_headers import header, links, max_age, rest_asked, robots, validator

Get = Callable[..., Outcome]  # `get`, or what a visitor makes of it
MEGABYTE: Final = 1_000_000
MOST_REDIRECTS: Final = 5
MOST_RATIO: Final = 100  # times its packed size, from a megabyte on: markup packs to a tenth, bombs to a thousandth
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_SAME_METHOD: Final = frozenset({307, 308})  # a form may be sent again there; the others would make a GET of it
_FEED_TYPES: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)


@dataclass(frozen=True)
class _Limits:
    """What is asked for, and how much of it is taken."""

    seconds: float  # for everything, from the name to the last byte
    most_bytes: int  # decoded
    accept: str
    is_cut: bool = False  # too large: cut instead of refused


class Kind(Enum):
    """What a request is for (limits: security.md F-01, F-02; robots.txt: RFC 9309 section 2.5)."""

    FEED = _Limits(30.0, 10 * MEGABYTE, _FEED_TYPES)
    PAGE = _Limits(20.0, 5 * MEGABYTE, "text/html, application/xhtml+xml;q=0.9, */*;q=0.1")
    IMAGE = _Limits(20.0, 10 * MEGABYTE, "image/avif, image/webp, image/jpeg, image/png, image/gif, image/*;q=0.5")
    ROBOTS = _Limits(10.0, 512_000, "text/plain, */*;q=0.1", is_cut=True)
    HUB = _Limits(20.0, 10_000, "*/*", is_cut=True)  # some verify before they answer


@dataclass(frozen=True)
class _Request:
    """What is asked of an address and of those that it redirects to. `form`: it is sent by POST."""

    kind: Kind
    headers: list[tuple[bytes, bytes]]
    seconds: float
    before_hop: Callable[[str], float | None] = lambda _: 0.0
    form: bytes | None = None


class _TooLargeError(Exception):
    """More bytes than the kind allows."""


class _BombError(_TooLargeError):
    """More than MOST_RATIO times what came packed."""


class _BadAnswerError(Exception):
    """An answer that breaks the rules of HTTP; the message says which."""


def connections() -> connecting.Connections:
    """What a visitor keeps for its requests, as the settings allow."""
    return connecting.Connections(_policy(tuple(settings.FETCH_PORTS), tuple(settings.FETCH_ALLOW_NETWORKS)))


@lru_cache(maxsize=1)
def _policy(ports: tuple[str, ...], networks: tuple[str, ...]) -> addresses.Policy:
    return addresses.policy(ports, networks)


def get(
    url: str,
    *,
    kind: Kind,
    validators: Validators = Validators(),
    referer: str = "",
    patience: float = inf,
    kept: connecting.Connections | None = None,
    before_hop: Callable[[str], float | None] = lambda _: 0.0,
) -> Outcome:
    """Fetch an address with a GET, conditional when `validators` holds something, on the connections of a visitor that
    has some, within `patience` seconds or the kind's own if they are fewer. Never raises for what the world does; never
    connects to an address that the settings do not allow.

    `before_hop` is called with each address that a redirect leads to: the seconds that it waited, which the deadline
    does not count, or None: that address is not asked now."""
    request = _Request(kind, _headers(kind, validators, referer), min(patience, kind.value.seconds), before_hop)
    return _asked(url, request, kept)


def post(url: str, form: Mapping[str, str], *, kept: connecting.Connections | None = None) -> Outcome:
    """Send a hub (WebSub) a form, on the connections of a visitor that has some: the same door, the same guards. Any
    2xx is `Fetched`; a redirect is followed only where the form may be sent again (RFC 9110 section 15.4)."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return send(url, urlencode(form).encode("ascii"), headers, kept=kept)


def send(url: str, body: bytes, headers: Mapping[str, str], *, kept: connecting.Connections | None = None) -> Outcome:
    """Send a body to a web hook: the same door, the same guards."""
    named = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    request = _Request(Kind.HUB, [*_headers(Kind.HUB, Validators(), ""), *named], Kind.HUB.value.seconds, form=body)
    return _asked(url, request, kept)


def _asked(url: str, request: _Request, kept: connecting.Connections | None) -> Outcome:
    kind, seconds = request.kind, request.seconds
    try:
        with nullcontext(kept) if kept else connections() as used:
            return _followed(used, addresses.read(url), request)
    except addresses.RefusedAddressError as problem:
        return Failed(kind=Failure.REFUSED, detail=str(problem))
    except connecting.NameNotFoundError as problem:
        return Failed(kind=Failure.DNS, detail=str(problem))
    except httpcore2.TimeoutException:
        return Failed(kind=Failure.TIMEOUT, detail=f"no complete answer within {seconds:.0f} s")
    except _BombError:
        return Failed(kind=Failure.TOO_LARGE, detail=f"it unpacks to more than {MOST_RATIO} times its size")
    except _TooLargeError:
        return Failed(kind=Failure.TOO_LARGE, detail=f"more than {kind.value.most_bytes:,} bytes")
    # httpcore2 lets h2's own errors through when they come amid a body.
    except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, h2.exceptions.H2Error, _BadAnswerError) as problem:
        return Failed(kind=Failure.PROTOCOL, detail=_line(problem))
    except httpcore2.NetworkError as problem:
        return Failed(kind=Failure.CONNECT, detail=_line(problem))


def _followed(used: connecting.Connections, address: addresses.Address, request: _Request) -> Outcome:
    permanent_url, is_permanent = "", True
    deadline = connecting.Deadline(request.seconds)
    redirects = _REDIRECTS if request.form is None else _SAME_METHOD
    for _ in range(MOST_REDIRECTS + 1):
        headers = [(b"Host", address.authority.encode()), *request.headers]
        with used.answer(address.url, headers, deadline, form=request.form) as response:
            location = header(response.headers, b"location")
            if response.status not in redirects or not location:
                return _outcome(response, address, request.kind, permanent_url)
            address = addresses.joined(address, location)
            is_permanent = is_permanent and response.status in _PERMANENT
        used.close()  # the next hop's name is looked up and judged anew, even if it is the same (DNS rebinding)
        permanent_url = address.url if is_permanent else permanent_url
        waited = request.before_hop(address.url)
        if waited is None:
            detail = f"redirects to {address.authority}, where too many of our visitors wait already"
            return Failed(kind=Failure.STATUS, detail=detail, status=503)
        deadline.extend(waited)
    raise _BadAnswerError(f"more than {MOST_REDIRECTS} redirects")


def _outcome(response: httpcore2.Response, address: addresses.Address, kind: Kind, permanent_url: str) -> Outcome:
    status, said, now = response.status, response.headers, datetime.now(UTC)
    validators = Validators(etag=validator(said, b"etag"), last_modified=validator(said, b"last-modified"))
    rest = rest_asked(header(said, b"retry-after"), now)
    if status == 200 or (kind is Kind.HUB and 200 <= status < 300):
        body = _body(response, kind.value)
        if wall := bot_walls.wall_instead(body) if kind in {Kind.FEED, Kind.PAGE} else "":
            return Failed(kind=Failure.BOT_WALL, detail=f"{wall} answers 200 in the site's place", status=status)
        return Fetched(
            url=address.url,
            body=body,
            content_type=header(said, b"content-type"),
            validators=validators,
            permanent_url=permanent_url,
            max_age=max_age(said, now),
            links=links(said),
            robots=robots(said),
        )
    if status == 304:
        return NotModified(validators=validators, permanent_url=permanent_url, max_age=max_age(said, now))
    if status == 410:
        return Gone()
    if status in {429, 503} and rest is not None:
        return RateLimited(status=status, retry_after=rest)
    wall = _wall(response, kind)
    if wall:
        return Failed(kind=Failure.BOT_WALL, detail=f"{wall} answers {status} in the site's place", status=status)
    if status == 429:
        return RateLimited(status=status)
    return Failed(kind=Failure.STATUS, detail=f"the server answers {status}", status=status)


def _wall(response: httpcore2.Response, kind: Kind) -> str:
    """The wall against programs that answers, "" when none does. A page is read only where walls answer with one;
    robots.txt is left out: a refused one means the same whoever refuses it (RFC 9309 section 2.3.1.3)."""
    if kind is Kind.ROBOTS or response.status not in bot_walls.STATUSES:
        return ""
    names = {name.lower().decode("latin-1") for name, _ in response.headers}
    headers = {name: header(response.headers, name.encode("latin-1")) for name in names}
    by_headers = bot_walls.wall_in(response.status, headers)
    if by_headers or "html" not in headers.get("content-type", ""):
        return by_headers
    limits = replace(kind.value, most_bytes=bot_walls.START, is_cut=True)
    try:
        start = _body(response, limits)
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, _BadAnswerError):
        return ""  # the status says enough
    return bot_walls.wall_in(response.status, headers, start)


def _headers(kind: Kind, validators: Validators, referer: str) -> list[tuple[bytes, bytes]]:
    headers = {
        "User-Agent": settings.USER_AGENT,
        "Accept": kind.value.accept,
        "Accept-Encoding": "gzip, deflate",  # only what can be unpacked a piece at a time, against bombs
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
        "Referer": referer if referer.isascii() and referer.isprintable() else "",
    }
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items() if value]


def _body(response: httpcore2.Response, limits: _Limits) -> bytes:
    body = bytearray()
    encoding = header(response.headers, b"content-encoding")
    for chunk in _decoded(iter(response.iter_stream()), encoding, limits.most_bytes + 1):
        body += chunk
        if len(body) > limits.most_bytes and not limits.is_cut:
            raise _TooLargeError
        if len(body) > limits.most_bytes:
            break
    return bytes(body[: limits.most_bytes])


def _decoded(stream: Iterator[bytes], encoding: str, most_bytes: int) -> Iterator[bytes]:
    """The pieces of a body without its content encoding; none longer than `most_bytes`. Layers upon layers and
    encodings that nobody asked for are refused."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return stream
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise _BadAnswerError(f"the body is encoded as {encoding[:60]!r}, which was not asked for")
    return _inflated(stream, most_bytes)


def _inflated(stream: Iterator[bytes], most_bytes: int) -> Iterator[bytes]:
    """gzip (also several members one after the other) and zlib. What is neither although it claims to be passes as it
    is, and what follows the end is left out, as in browsers. An end that is missing is not noticed: the parsers take
    what came."""
    decoder = None
    packed = unpacked = 0
    for chunk in stream:
        rest = chunk
        packed += len(chunk)
        while rest and (decoder is None or not decoder.eof or _is_packed(rest)):
            if decoder is None and not _is_packed(rest):
                yield rest
                yield from stream
                return
            if decoder is None or decoder.eof:
                decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
            piece = _unpacked(decoder, rest, most_bytes)
            unpacked += len(piece)
            if unpacked > max(MEGABYTE, MOST_RATIO * packed):
                raise _BombError
            yield piece
            if decoder.unconsumed_tail:
                return  # the caller has seen more than it may
            rest = decoder.unused_data


def _unpacked(decoder: "zlib._Decompress", packed: bytes, most_bytes: int) -> bytes:
    try:
        return decoder.decompress(packed, most_bytes)
    except zlib.error as problem:
        raise _BadAnswerError(f"the body cannot be unpacked: {problem}") from None


def _is_packed(start: bytes) -> bool:
    """gzip's magic number, or a zlib header (RFC 1950: the first 16 bits are a multiple of 31)."""
    return start[:2] == b"\x1f\x8b" or (
        len(start) >= 2 and start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
    )


def _line(problem: Exception) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__
