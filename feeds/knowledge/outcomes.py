"""What the world may answer to a request. Misbehaviour of the world is a value; only a bug is an exception."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Failure(StrEnum):
    """Kinds of failure, as operators see them."""

    DNS = "dns"  # the name does not resolve
    REFUSED = "refused"  # our own door refused the address (private network, port, scheme)
    CONNECT = "connect"  # no connection, or TLS failed
    TIMEOUT = "timeout"  # a deadline passed
    TOO_LARGE = "too large"  # a cap on size, ratio or headers
    PROTOCOL = "protocol"  # not HTTP as anybody knows it, or a redirect that leads nowhere
    STATUS = "status"  # any HTTP status that means failure (404, 500 ...)
    BOT_WALL = "bot wall"  # a service that keeps programs out answered in the site's place (bot_walls.py)
    ROBOTS = "robots"  # robots.txt asks us not to
    NOT_A_FEED = "not a feed"  # answered, but with something else
    UNREADABLE = "unreadable"  # a page without text, bytes that are no picture


@dataclass(frozen=True, kw_only=True)
class Validators:
    """What a conditional GET sends (RFC 9110 section 13): values as the server gave them, or empty."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A 200 with its body, decoded from gzip or deflate."""

    url: str  # where it came from, after redirects
    body: bytes
    content_type: str = ""  # the header as sent
    validators: Validators = Validators()
    permanent_url: str = ""  # the last address of an unbroken chain of 301 and 308, else empty
    max_age: timedelta | None = None  # how long the server calls the answer fresh, from now; None: it does not say
    links: str = ""  # the Link headers as sent, with commas between them
    robots: str = ""  # the X-Robots-Tag headers as sent, one a line


@dataclass(frozen=True, kw_only=True)
class NotModified:
    """A 304. The other fields are as in `Fetched`."""

    validators: Validators = Validators()
    permanent_url: str = ""
    max_age: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class RateLimited:
    """A 429, or a 503 that names a time. `retry_after` is never negative and at most 24 hours."""

    status: int
    retry_after: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A 410: the source took it away for good."""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """Anything else. `detail` is for operators: one line, no body of the answer."""

    kind: Failure
    detail: str = ""
    status: int = 0


Outcome = Fetched | NotModified | RateLimited | Gone | Failed
