"""Whom the door lets nobody reach: every way we know to name an address that is none of ours, through the real door.

What counts is which connections would have been opened and which requests sent, not what the door says of it."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from feeds import fetching
from feeds.fetching import Kind
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Outcome
from tests import corpus
from tests.feeds import hostile_addresses
from tests.feeds.hostile_addresses import NAME
from tests.feeds.pretended_internet import PUBLIC, Internet, pretended, response

# Written by hand from the registries of IANA, apart from the door's own rules: what must never be connected to.
FORBIDDEN = [
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
        *("::/8", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16"),
        *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
]


def visited(url: str, *answers: Sequence[str], script: Sequence[bytes] = ()) -> tuple[Outcome, Internet]:
    """What the door says and what it did, when every name but those of the answers is unknown."""
    with pretended(Internet(names={NAME: list(answers) or [[PUBLIC]]}, script=list(script))) as internet:
        return fetching.get(url, kind=Kind.FEED), internet


def is_forbidden(address: str, port: int) -> bool:
    ip = ip_address(address)
    return port not in {80, 443} or any(ip.version == each.version and ip in each for each in FORBIDDEN)


# -- addresses that are written out -----------------------------------------------------------------------------------


@pytest.mark.parametrize("host", hostile_addresses.HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_address_of_a_private_or_special_network_is_reached_however_it_is_written(scheme: str, host: str) -> None:
    outcome, internet = visited(f"{scheme}://{host}/latest/meta-data/")
    assert internet.reached == []
    assert isinstance(outcome, Failed)
    assert outcome.kind == Failure.REFUSED


@pytest.mark.parametrize(
    ("url", "reached"),
    [
        (f"http://{PUBLIC}/", (PUBLIC, 80)),
        (f"https://{PUBLIC}:443/", (PUBLIC, 443)),
        ("http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/", ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", 80)),
        # A machine that speaks IPv6 only reaches IPv4 this way: its resolver gives such answers for every name.
        ("http://[64:ff9b::5db8:d70e]/", ("64:ff9b::5db8:d70e", 80)),
        *(
            (f"http://{just_outside}/", (just_outside, 80))
            for just_outside in (
                *("1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"),
                *("128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255"),
                *("192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "168.63.129.15", "168.63.129.17"),
            )
        ),
    ],
)
def test_a_public_address_that_is_written_out_is_visited(url: str, reached: tuple[str, int]) -> None:
    outcome, internet = visited(url)
    assert isinstance(outcome, Fetched)
    assert internet.reached == [reached]


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answers",
    [
        *(["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["100.100.100.200"], ["168.63.129.16"], ["0.0.0.0"]),
        *(["::1"], ["::"], ["fd00:ec2::254"], ["fe80::1"], ["fe80::1%2"], ["::ffff:10.0.0.1"], ["64:ff9b::a00:1"]),
        *(["64:ff9b:1::a00:1"], ["2002:a00:1::1"]),
        # one private answer among public ones: which of them is connected to would be a lottery
        [PUBLIC, "10.0.0.1"],
        ["10.0.0.1", PUBLIC],
        [PUBLIC, "::1"],
        [PUBLIC, "fd00::1"],
        [*[f"93.184.215.{number}" for number in range(1, 21)], "127.0.0.1"],
    ],
    ids=lambda answers: answers[-1] if len(answers) > 20 else ",".join(answers),
)
def test_a_name_that_leads_into_a_private_network_is_not_followed(answers: list[str]) -> None:
    """A record of its own or an alias of another name (CNAME): the resolver gives both as addresses."""
    outcome, internet = visited(f"https://{NAME}/", answers)
    assert internet.reached == []
    assert isinstance(outcome, Failed)
    assert outcome.kind == Failure.REFUSED


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "foo.localhost",
        "loc\u00adalhost",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "ｌｏｃａｌｈｏｓｔ",
        "local\u200bhost",
        "redis",
        "db",
    ],
)
def test_a_name_of_this_machine_or_its_neighbours_is_judged_by_its_addresses(host: str) -> None:
    plain: dict[str, list[Sequence[str]]] = {
        "localhost": [["127.0.0.1"]],
        "foo.localhost": [["127.0.0.1"]],
        "redis": [["172.18.0.3"]],
        "db": [["::1"]],
    }
    with pretended(Internet(names=plain)) as internet:
        outcome = fetching.get(f"http://{host}/", kind=Kind.FEED)
    assert internet.reached == []
    assert isinstance(outcome, Failed)
    assert outcome.kind == Failure.REFUSED


@pytest.mark.parametrize("host", ["lоcalhost", "1ocalhost", "localhоst", "nowhere.example.org"])
def test_a_name_that_only_looks_like_another_is_nobody_s(host: str) -> None:
    """Cyrillic letters are letters of their own: nothing folds them into Latin ones."""
    with pretended(Internet(names={"localhost": [["127.0.0.1"]]})) as internet:
        outcome = fetching.get(f"http://{host}/", kind=Kind.FEED)
    assert internet.reached == []
    assert isinstance(outcome, Failed)
    assert outcome.kind == Failure.DNS


@pytest.mark.parametrize("second", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1"])
def test_a_second_answer_of_a_name_is_never_asked_for_within_one_request(second: str) -> None:
    outcome, internet = visited(f"http://{NAME}/", [PUBLIC], [second])
    assert isinstance(outcome, Fetched)
    assert (internet.looked_up, internet.reached) == ([NAME], [(PUBLIC, 80)])


def test_a_name_that_changes_its_answer_for_the_redirect_is_judged_anew() -> None:
    away = response(302, headers=f"Location: http://{NAME}/2\r\nConnection: close\r\n")
    outcome, internet = visited(f"https://{NAME}/", [PUBLIC], ["10.0.0.1"], script=[away])
    assert isinstance(outcome, Failed)
    assert internet.reached == [(PUBLIC, 443)]


# -- readers of addresses that disagree -------------------------------------------------------------------------------


@pytest.mark.parametrize("url", hostile_addresses.URLS, ids=lambda url: ascii(url)[:60])
def test_an_address_that_readers_would_read_differently_is_not_even_looked_up(url: str) -> None:
    here, there = ["127.0.0.1"], [PUBLIC]
    everywhere: dict[str, list[Sequence[str]]] = {"localhost": [here], "127.0.0.1": [here], NAME: [there]}
    with pretended(Internet(names=everywhere)) as internet:
        outcome = fetching.get(url, kind=Kind.FEED)
    assert (internet.looked_up, internet.reached) == ([], [])
    assert isinstance(outcome, Failed)
    assert outcome.kind == Failure.REFUSED


@pytest.mark.parametrize("port", [1, 22, 25, 81, 110, 444, 2375, 3306, 5432, 6379, 8000, 8080, 9200, 11211, 65535])
def test_a_port_of_other_services_is_not_reached(port: int) -> None:
    outcome, internet = visited(f"http://{NAME}:{port}/")
    assert internet.reached == []
    assert isinstance(outcome, Failed)
    assert outcome.kind == Failure.REFUSED


@pytest.mark.parametrize(
    "url", [f"HTTP://{NAME}/", f"hTTpS://{NAME.upper()}:443/a", f"https://{NAME}./", f"http://{NAME}:080/"]
)
def test_an_ordinary_address_may_be_spelled_loudly(url: str) -> None:
    outcome, internet = visited(url)
    assert isinstance(outcome, Fetched)
    assert internet.looked_up == [NAME]


# -- redirects --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("location", hostile_addresses.LOCATIONS, ids=lambda location: ascii(location)[:50])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_leads_where_its_target_would_not(status: int, location: str) -> None:
    names: dict[str, list[Sequence[str]]] = {
        NAME: [[PUBLIC]],
        "localhost": [["127.0.0.1"]],
        "inner.example.org": [["10.0.0.7"]],
        "redis": [["172.18.0.3"]],
    }
    script = [response(status, headers=f"Location: {location}\r\n".encode().decode("latin-1"))]
    with pretended(Internet(names=names, script=script)) as internet:
        outcome = fetching.get(f"https://{NAME}/old", kind=Kind.FEED)
    assert isinstance(outcome, Failed), location
    assert (internet.reached, len(internet.requests)) == ([(PUBLIC, 443)], 1)


def test_a_redirect_in_circles_ends() -> None:
    circle = [response(302, headers=f"Location: /{number % 2}\r\n") for number in range(20)]
    outcome, internet = visited(f"https://{NAME}/1", script=circle)
    assert isinstance(outcome, Failed)
    assert len(internet.requests) == fetching.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "answer",
    [
        response(200, headers="Refresh: 0; url=http://127.0.0.1/\r\n"),
        response(200, body=b'<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">'),
        response(200, headers="Link: <http://127.0.0.1/>; rel=canonical\r\nContent-Location: http://127.0.0.1/\r\n"),
        response(200, headers="Location: http://127.0.0.1/\r\n"),
    ],
    ids=["header", "meta", "link", "location of a 200"],
)
def test_other_hints_at_an_address_are_not_followed(answer: bytes) -> None:
    outcome, internet = visited(f"https://{NAME}/", script=[answer])
    assert isinstance(outcome, Fetched)
    assert (internet.reached, len(internet.requests)) == ([(PUBLIC, 443)], 1)


def test_nothing_of_one_host_is_told_to_the_next() -> None:
    away = response(302, headers="Location: https://other.example.org/\r\nSet-Cookie: a=secret\r\n")
    names: dict[str, list[Sequence[str]]] = {NAME: [[PUBLIC]], "other.example.org": [["93.184.215.15"]]}
    with pretended(Internet(names=names, script=[away])) as internet:
        fetching.get(f"https://{NAME}/", kind=Kind.FEED)
    assert b"host: other.example.org\r\n" in internet.requests[1].lower()
    assert not any(word in internet.requests[1].lower() for word in (b"cookie", b"secret", b"authorization"))


# -- the collection of such addresses beside the project ------------------------------------------------------------


@pytest.mark.parametrize("row", corpus.rows("security/ssrf.jsonl"), ids=lambda row: str(row["id"]))
def test_every_row_of_the_collection_is_let_through_or_stopped_as_it_says(row: dict[str, Any]) -> None:
    hops = row.get("redirects_to", [])
    with pretended(Internet(names=_names(row), script=[_hop(hop) for hop in hops])) as internet:
        outcome = fetching.get(row["url"], kind=Kind.FEED)
    assert not [each for each in internet.reached if is_forbidden(*each)]
    assert len(internet.requests) <= row.get("block_at", 99)
    if row["expect"] == "allow":
        assert isinstance(outcome, Fetched)
        assert len(internet.requests) == len(hops) + 1
    elif "resolves_seq" not in row and not any("refresh" in hop for hop in hops):  # which may be pinned, or not heeded
        assert isinstance(outcome, Failed)
        assert len(internet.reached) <= len(internet.requests) == row.get("block_at", 0)


def _names(row: dict[str, Any]) -> dict[str, list[Sequence[str]]]:
    """The answers by name; each place is known by what the door reads it as, whatever that is."""
    sequence = row.get("resolves_seq") or ([row["resolves_to"]] if "resolves_to" in row else None)
    places = [(row["url"], sequence)]
    places += [(hop["location"], [hop["resolves_to"]]) for hop in row.get("redirects_to", []) if "resolves_to" in hop]
    return {_host(url): list(answers) for url, answers in places if answers is not None}


def _host(url: str) -> str:
    """A host name as a resolver is asked for it."""
    name = url.partition("://")[2].partition("/")[0].partition(":")[0].rpartition("@")[2]
    return name.removesuffix(".").lower() if name.isascii() else _ascii(name)


def _ascii(name: str) -> str:
    return {"loc\u00adalhost": "localhost", "ⓛocalhost": "localhost"}.get(name) or name.encode("idna").decode("ascii")


def _hop(hop: dict[str, Any]) -> bytes:
    if "refresh" in hop:
        return response(200, body=f'<meta http-equiv="refresh" content="0;url={hop["location"]}">'.encode())
    return response(hop["status"], headers=f"Location: {hop['location']}\r\n")
