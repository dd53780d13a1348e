"""Which addresses may be visited at all. Pure: the door (`connecting`, `fetching`) asks before it resolves a name, and
again before it connects to what the name stands for.

`ipaddress` alone is no guard: is_global lets multicast, NAT64, 6to4 and more through, and differs between versions of
Python (security study: 12 of 81 hostile addresses passed). So what stands for an IPv4 address is unwrapped and judged
by that, and our own list of refused networks comes on top."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

Network = IPv4Network | IPv6Network

LONGEST: Final = 3_000  # characters of an address, as the columns that keep some; servers need not take more than 8,000
LONGEST_NAME: Final = 253  # characters of a host name (RFC 1035 section 2.3.4, as text)
MOST_REMEMBERED: Final = 5_000  # addresses, most of them of feeds, which are asked again and again
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f\\]")
_UNFIT_HOST: Final = re.compile(r"[\x00-\x20\x7f\\%<>^`{|}\"]")
_NUMERIC_LABEL: Final = re.compile(r"^(?:\d+|0x[0-9a-f]*)$", re.IGNORECASE)
_REFUSED: Final = tuple(
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24"),  # this host, Azure's platform, relays
        *("100:0:0:1::/64", "2001::/23", "3fff::/20", "5f00::/16", "fec0::/10"),
        # Tunnels and translators of whoever runs them: Teredo (in 2001::/23), 6to4, and local use of NAT64 (RFC 8215).
        *("2002::/16", "64:ff9b:1::/48"),
    )
)
_NAT64: Final = ip_network("64:ff9b::/96")  # where a network speaks IPv6 only, every name's answer is in it
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})


class RefusedAddressError(ValueError):
    """An address that the door does not open for; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """An http(s) address taken apart once, so that what is checked and what is visited cannot differ."""

    scheme: str
    host: str  # ASCII, lower case, without brackets
    port: int
    target: str  # path and query, percent-encoded

    @property
    def authority(self) -> str:
        """The Host header: the name, with the port unless it is the scheme's own."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == DEFAULT_PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Whom the door lets through: public addresses on `ports`, and on any port the networks that the operator named
    for development."""

    ports: frozenset[int]
    networks: tuple[Network, ...] = ()

    def check(self, ip: IPv4Address | IPv6Address, port: int) -> None:
        """RefusedAddressError unless a connection to that address and port is allowed."""
        if any(ip.version == network.version and ip in network for network in self.networks):
            return
        if not is_public(ip):
            raise RefusedAddressError(f"{ip} is not on the public Internet (FETCH_ALLOW_NETWORKS names exceptions)")
        if port not in self.ports:
            raise RefusedAddressError(f"port {port} is not among FETCH_PORTS")


def policy(ports: Sequence[str], networks: Sequence[str]) -> Policy:
    """The policy of these settings; ValueError on what is no port or no network."""
    return Policy(ports=frozenset(map(int, ports)), networks=tuple(ip_network(network) for network in networks))


@lru_cache(maxsize=MOST_REMEMBERED)
def read(url: str) -> Address:
    """The address in parts, or RefusedAddressError: strict where readers of addresses disagree (backslashes, user
    names, odd spellings of IPv4), since a disagreement is what attacks are made of."""
    url = url.strip(" ")
    if _UNFIT.search(url):
        raise RefusedAddressError(f"{url[:200]!r} holds control characters or backslashes")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise RefusedAddressError(f"{url[:200]!r} is no address: {problem}") from None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or port == 0:
        raise RefusedAddressError(f"{url[:200]!r} is no absolute http or https address")
    if "@" in parts.netloc or "@" in parts.fragment:
        raise RefusedAddressError(f"{url[:200]!r} names a user, or seems to")
    address = Address(
        scheme=parts.scheme, host=_host(parts), port=port or DEFAULT_PORTS[parts.scheme], target=_target(parts)
    )
    if len(address.url) > LONGEST:
        raise RefusedAddressError(f"{address.url[:200]!r}... is longer than {LONGEST} characters")
    return address


def is_visitable(url: str) -> bool:
    """Whether `read` takes it. Where the host leads is not asked: nothing is resolved."""
    try:
        read(url)
    except RefusedAddressError:
        return False
    return True


def joined(address: Address, location: str) -> Address:
    """Where a redirect from `address` leads; RefusedAddressError as `read`."""
    try:
        return read(urljoin(address.url, location.strip()))
    except ValueError as problem:
        raise RefusedAddressError(str(problem)) from None


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a host name of `Address` spells, or None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Whether it is a global unicast address. One that stands for an IPv4 address is as public as that; one that only
    carries it has to be public itself, too, or a private network's address could borrow another's good name."""
    if isinstance(ip, IPv4Address):
        return _is_global(ip)
    if ip.scope_id is not None:
        return False
    last = IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.ipv4_mapped or ip in _NAT64:
        return _is_global(last)
    is_isatap = (int(ip) >> 32 & 0xFFFFFFFF) in _ISATAP
    return _is_global(ip) and (not is_isatap or _is_global(last))


def _is_global(ip: IPv4Address | IPv6Address) -> bool:
    refused = any(ip.version == network.version and ip in network for network in _REFUSED)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not refused


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").removesuffix(".")
    if ":" in name:
        return str(_ip(name))
    if _UNFIT_HOST.search(parts.netloc):
        raise RefusedAddressError(f"{parts.netloc[:200]!r} is no host name")
    name = _ascii(name)
    if len(name) > LONGEST_NAME or name.endswith("."):
        raise RefusedAddressError(f"{name[:200]!r} is no host name")
    if _NUMERIC_LABEL.match(name.rpartition(".")[2]):  # browsers and resolvers read it as a number, in many bases
        return str(_ip(name))
    return name


@lru_cache(maxsize=10_000)
def _ascii(name: str) -> str:
    """Kept, since it takes the time of a dozen addresses otherwise, and most are on the same few hosts."""
    try:
        return idna.encode(name, uts46=True, std3_rules=False).decode("ascii").lower()
    except idna.IDNAError:
        return _plain(name)


def _ip(name: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(name)
    except ValueError:
        raise RefusedAddressError(f"{name[:200]!r} is no IP address as it should be written") from None


def _plain(name: str) -> str:
    """Names in use that IDNA does not know, such as those with an underscore."""
    labels = name.lower().split(".")
    if len(name) > 253 or not all(re.fullmatch(r"[a-z0-9_-]{1,63}", label) for label in labels):
        raise RefusedAddressError(f"{name[:200]!r} is no host name")
    if any(label.startswith("xn--") for label in labels):
        raise RefusedAddressError(f"{name[:200]!r} is broken punycode")
    return name.lower()


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else path
