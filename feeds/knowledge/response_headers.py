"""What an answer's header fields say, in the types that we use. Pure."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_REST: Final = timedelta(hours=24)
VALIDATOR_LENGTH: Final = 512  # characters; longer ones are not sent back
LINKS_LENGTH: Final = 8_000  # characters of Link headers
ROBOTS_LENGTH: Final = 500  # characters of X-Robots-Tag headers
_VALIDATOR: Final = re.compile(r"[\x20-\x7e]*")
_DIRECTIVE: Final = re.compile(r"(?:^|[,\s])(no-cache|no-store|max-age\s*=\s*\"?(\d{1,12}))", re.IGNORECASE)

Headers = Sequence[tuple[bytes, bytes]]  # names in any case, as they came


def header(headers: Headers, name: bytes) -> str:
    """The first header of that name; sites write UTF-8 or Latin-1 into them, whatever RFC 9110 says."""
    value = next((value for known, value in headers if known.lower() == name), b"")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def links(headers: Headers) -> str:
    """All Link headers (RFC 8288) as one."""
    values = [value.decode("latin-1") for name, value in headers if name.lower() == b"link"]
    return ", ".join(values)[:LINKS_LENGTH]


def robots(headers: Headers) -> str:
    """All X-Robots-Tag headers, one a line."""
    values = [value.decode("latin-1") for name, value in headers if name.lower() == b"x-robots-tag"]
    return "\n".join(values).replace("\0", "")[:ROBOTS_LENGTH]


def validator(headers: Headers, name: bytes) -> str:
    """A validator that is safe to send back, else empty."""
    value = header(headers, name).strip()
    return value if len(value) <= VALIDATOR_LENGTH and _VALIDATOR.fullmatch(value) else ""


def rest_asked(value: str, now: datetime) -> timedelta | None:
    """Retry-After in either of its forms (RFC 9110 section 10.2.3), from 0 to 24 hours; None when it says nothing."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=min(int(value[:12]), 10**8)), LONGEST_REST)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    rest = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(rest, timedelta()), LONGEST_REST)


def max_age(headers: Headers, now: datetime) -> timedelta | None:
    """How long the answer stays fresh by Cache-Control, else by Expires, less what caches on the way used up of it
    (RFC 9111 section 4.2): up to 24 hours, None when nothing is left or said."""
    said = b",".join(value for name, value in headers if name.lower() == b"cache-control").decode("latin-1")
    directives = _DIRECTIVE.findall(said)
    if any(directive.lower() in {"no-cache", "no-store"} for directive, _ in directives):
        return None
    seconds = min((int(number) for _, number in directives if number), default=None)
    if seconds is None:
        fresh = rest_asked(header(headers, b"expires"), _sent_at(headers, now))
    else:
        fresh = timedelta(seconds=min(seconds, 10**8))
    age = rest_asked(header(headers, b"age"), now) or timedelta()
    return min(fresh - age, LONGEST_REST) if fresh and fresh > age else None


def _sent_at(headers: Headers, now: datetime) -> datetime:
    """The server's own clock at the answer, since its Expires is by that clock too."""
    try:
        sent = parsedate_to_datetime(header(headers, b"date"))
    except (ValueError, OverflowError):
        return now
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)
