"""Who reports an image, without knowing who: keyed hashes of a person's and a network's address, and how much
reports weigh together."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

NETWORK_WEIGHT: Final = (
    1.5  # at most, however many persons of one network report: an attacker's addresses are neighbours
)
ORDINARY_WEIGHT: Final = 1.0
READER_WEIGHT: Final = 3.0  # at most, of a signed-in reader whose reports editors upheld
JUDGED_ENOUGH: Final = 5  # reports that editors decided on, before a reader's weight follows them
_PERSON_BITS: Final = {4: 32, 6: 64}  # a household gets a whole IPv6 /64
_NETWORK_BITS: Final = {4: 24, 6: 48}  # the smallest blocks that the Internet routes
_WIDE_BITS: Final = {4: 16, 6: 32}  # what one provider has at least: who rents many small blocks has neighbours


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """One person in the eyes of one picture: 32 hex digits each, without meaning for any other picture."""

    person_key: str
    network_key: str
    wide_network_key: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What the open reports on one picture come to."""

    persons: int
    networks: int
    wide_networks: int
    weight: float


@dataclass(frozen=True, kw_only=True)
class Bar:
    """What a tally must reach, in all four respects, before an image is blocked without an editor."""

    persons: int
    networks: int
    wide_networks: int
    weight: float

    def times(self, factor: int) -> "Bar":
        return Bar(
            persons=self.persons * factor,
            networks=self.networks * factor,
            wide_networks=self.wide_networks * factor,
            weight=self.weight * factor,
        )

    def is_reached(self, tally: Tally) -> bool:
        is_spread = tally.networks >= self.networks and tally.wide_networks >= self.wide_networks
        return is_spread and tally.persons >= self.persons and tally.weight >= self.weight


def client_address(meta: Mapping[str, str], trusted_proxies: int) -> str:
    """The visitor's address: as seen by the outermost of our own proxies, each of which appends one address to
    X-Forwarded-For. Whatever stands further left was written by the visitor and is not believed.

    When fewer addresses came than there should be proxies, the peer's: visitors then count as one person, not many.
    """
    forwarded = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    peer = meta.get("REMOTE_ADDR", "")
    chosen = forwarded[-trusted_proxies] if 0 < trusted_proxies <= len(forwarded) else peer
    address = _parsed(chosen)
    return str(address) if address else ""


def network_of(address: str) -> str:
    """The smallest block that the Internet routes around an address, as 203.0.113.0/24; "unknown" without one."""
    return _prefix(address, _NETWORK_BITS)


def reporter(address: str, *, picture: str, key: str, account: int | None = None) -> Reporter:
    """The visitor at that address as the picture knows them, wherever it stands; `picture` is any name of its own.
    All unreadable addresses are one and the same visitor; whoever is signed in is the same person at every address."""
    person = _prefix(address, _PERSON_BITS) if account is None else f"account {account}"
    return Reporter(
        person_key=_keyed(key, "person", picture, person),
        network_key=_keyed(key, "network", picture, _prefix(address, _NETWORK_BITS)),
        wide_network_key=_keyed(key, "wide network", picture, _prefix(address, _WIDE_BITS)),
    )


def reliability(*, upheld: int, dismissed: int) -> float:
    """What a signed-in reader's report weighs, from how editors decided on the earlier ones: as anybody's until five
    were judged, then from 0 (all dismissed) to 3 (all upheld)."""
    judged = upheld + dismissed
    return ORDINARY_WEIGHT if judged < JUDGED_ENOUGH else round(READER_WEIGHT * upheld / judged, 2)


def tally(reports: Iterable[tuple[str, str, float]]) -> Tally:
    """The sum of reports by distinct persons, given the network, the wide network and the weight of each. A network
    weighs at most 1.5, or as much as the weightiest of its persons. What weighs nothing counts in no respect; all whose
    wide network is not known ("") are of one."""
    weights: defaultdict[str, list[float]] = defaultdict(list)
    wide_networks = set()
    for network, wide_network, weight in reports:
        if weight > 0:
            weights[network].append(weight)
            wide_networks.add(wide_network)
    return Tally(
        persons=sum(map(len, weights.values())),
        networks=len(weights),
        wide_networks=len(wide_networks),
        weight=round(sum(max(*known, min(sum(known), NETWORK_WEIGHT)) for known in weights.values()), 2),
    )


def _keyed(key: str, kind: str, picture: str, prefix: str) -> str:
    """The first 128 bits: enough to be distinct, and without the key nobody can try all addresses."""
    return hmac.new(key.encode(), f"{kind} {picture} {prefix}".encode(), hashlib.sha256).hexdigest()[:32]


def _prefix(address: str, bits: Mapping[int, int]) -> str:
    parsed = _parsed(address)
    return str(ip_network((parsed, bits[parsed.version]), strict=False)) if parsed else "unknown"


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: bare, `[bracketed]`, with a port, with a zone, or IPv4 inside IPv6."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
