"""Host names as people write them down: `www.example.com`, with a port where a server has its own. Pure."""

import re
from typing import Final

import idna

LONGEST: Final = 262  # characters, port included
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_PORT: Final = re.compile(r"[1-9]\d{0,4}")
_OWN_PORTS: Final = frozenset({"80", "443"})  # of http and https: the name says enough


class NotAHost(ValueError):
    """What was written is no host name; the message is what was written."""


def host_name(written: str) -> str:
    """The name in lower case, in ASCII, as addresses carry it; NotAHost on anything else, whole addresses too."""
    name, colon, port = written.strip().partition(":")
    try:
        plain = idna.encode(name.removesuffix("."), uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        plain = name.lower()
    labels = plain.split(".")
    is_port = not colon or (_PORT.fullmatch(port) is not None and int(port) < 65_536)
    is_name = len(labels) > 1 and len(plain) <= 253 and all(_LABEL.fullmatch(label) for label in labels)
    if not (is_name and is_port):
        raise NotAHost(written.strip()[:100])
    return plain if port in {"", *_OWN_PORTS} else f"{plain}:{port}"


def host_names(written: str) -> list[str]:
    """Each of the names that a text lists, one a line or between commas or spaces, once."""
    return list(dict.fromkeys(host_name(word) for word in re.split(r"[\s,;،]+", written) if word))
