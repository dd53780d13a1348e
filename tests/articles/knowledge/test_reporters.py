from collections.abc import Iterable

import pytest

from articles.knowledge.reporters import Bar, Tally, client_address, reliability, reporter, tally

KEY = "a key for tests"


def test_without_proxies_the_peer_is_believed_and_nothing_else() -> None:
    meta = {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}
    assert client_address(meta, 0) == "203.0.113.7"


def test_behind_one_proxy_the_last_forwarded_address_is_the_visitor() -> None:
    meta = {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    assert client_address(meta, 1) == "203.0.113.7"


def test_behind_two_proxies_the_last_but_one_is_the_visitor() -> None:
    meta = {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.7, 10.0.0.9"}
    assert client_address(meta, 2) == "203.0.113.7"


def test_a_hundred_forged_headers_are_one_visitor() -> None:
    forged = [f"192.0.2.{number}, 198.51.100.{number}, 203.0.113.7" for number in range(100)]
    seen = {client_address({"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": header}, 1) for header in forged}
    assert seen == {"203.0.113.7"}


def test_a_request_that_came_past_the_proxies_is_known_by_its_peer() -> None:
    meta = {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}
    assert client_address(meta, 2) == "203.0.113.7"
    assert client_address({"REMOTE_ADDR": "203.0.113.7"}, 1) == "203.0.113.7"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", ""),
        ("", ""),
        ("203.0.113.007", ""),
    ],
)
def test_an_address_is_read_however_a_proxy_writes_it(written: str, meant: str) -> None:
    assert client_address({"REMOTE_ADDR": written}, 0) == meant


def test_one_person_on_one_picture_has_one_key() -> None:
    assert reporter("203.0.113.7", picture="1", key=KEY) == reporter("::ffff:203.0.113.7", picture="1", key=KEY)


def test_two_pictures_cannot_link_the_person_who_reported_both() -> None:
    one, other = (reporter("203.0.113.7", picture=picture, key=KEY) for picture in ("1", "11"))
    assert len({*vars(one).values(), *vars(other).values()}) == 6


def test_keys_are_hex_of_fixed_length_and_need_the_secret() -> None:
    ours, theirs = (reporter("203.0.113.7", picture="1", key=key) for key in (KEY, "a guess"))
    assert len(ours.person_key) == len(ours.network_key) == 32
    assert int(ours.person_key, 16) != int(theirs.person_key, 16)


@pytest.mark.parametrize(
    ("one", "other"), [("203.0.113.7", "203.0.113.8"), ("2001:db8:1:1::7", "2001:db8:1:2::7")], ids=["IPv4", "IPv6"]
)
def test_neighbours_are_two_persons_of_one_network(one: str, other: str) -> None:
    first, second = (reporter(address, picture="1", key=KEY) for address in (one, other))
    assert first.person_key != second.person_key
    assert first.network_key == second.network_key


def test_a_household_on_ipv6_is_one_person() -> None:
    assert reporter("2001:db8::1", picture="1", key=KEY) == reporter("2001:db8::ffff:1", picture="1", key=KEY)


@pytest.mark.parametrize(("one", "other"), [("203.0.113.7", "203.0.114.7"), ("2001:db8:1::7", "2001:db8:2::7")])
def test_other_blocks_are_other_networks(one: str, other: str) -> None:
    first, second = (reporter(address, picture="1", key=KEY) for address in (one, other))
    assert first.network_key != second.network_key


@pytest.mark.parametrize(("one", "other"), [("203.0.113.7", "203.0.1.7"), ("2001:db8:1::7", "2001:db8:2::7")])
def test_networks_beside_each_other_are_in_one_wide_network(one: str, other: str) -> None:
    first, second = (reporter(address, picture="1", key=KEY) for address in (one, other))
    assert first.network_key != second.network_key
    assert first.wide_network_key == second.wide_network_key


@pytest.mark.parametrize(("one", "other"), [("203.0.113.7", "203.1.113.7"), ("2001:db8:1::7", "2001:db9:1::7")])
def test_what_is_further_away_is_in_another_wide_network(one: str, other: str) -> None:
    first, second = (reporter(address, picture="1", key=KEY) for address in (one, other))
    assert first.wide_network_key != second.wide_network_key


def test_all_unreadable_addresses_are_one_person() -> None:
    assert reporter("", picture="1", key=KEY) == reporter("unix:", picture="1", key=KEY)


def ordinary(networks: Iterable[str]) -> Tally:
    return tally((network, network.upper(), 1.0) for network in networks)


def test_reports_of_one_network_weigh_at_most_one_and_a_half() -> None:
    assert ordinary("a" * 254) == Tally(persons=254, networks=1, wide_networks=1, weight=1.5)
    assert ordinary("abb") == Tally(persons=3, networks=2, wide_networks=2, weight=2.5)
    assert ordinary("") == Tally(persons=0, networks=0, wide_networks=0, weight=0.0)


def test_a_known_reader_weighs_the_same_among_neighbours() -> None:
    assert tally([("a", "A", 3.0)]) == Tally(persons=1, networks=1, wide_networks=1, weight=3.0)
    among = [("a", "A", 3.0), *[("a", "A", 1.0)] * 9]
    assert tally(among) == Tally(persons=10, networks=1, wide_networks=1, weight=3.0)


def test_what_weighs_nothing_counts_neither_as_person_nor_as_network() -> None:
    reports = [("a", "A", 1.0), ("b", "B", 0.0), ("a", "A", 0.0)]
    assert tally(reports) == Tally(persons=1, networks=1, wide_networks=1, weight=1.0)


def test_reports_of_before_wide_networks_were_kept_are_of_one() -> None:
    assert tally([("a", "", 1.0), ("b", "", 1.0)]).wide_networks == 1
    assert tally([("a", "", 1.0), ("b", "", 1.0), ("c", "C", 1.0)]).wide_networks == 2


@pytest.mark.parametrize(
    ("upheld", "dismissed", "weight"),
    [(0, 0, 1.0), (4, 0, 1.0), (0, 4, 1.0), (5, 0, 3.0), (0, 5, 0.0), (4, 1, 2.4), (2, 4, 1.0), (1, 5, 0.5)],
)
def test_a_reader_s_weight_follows_the_decisions_once_five_were_made(
    upheld: int, dismissed: int, weight: float
) -> None:
    assert reliability(upheld=upheld, dismissed=dismissed) == weight


def test_who_is_signed_in_is_one_person_at_every_address_and_nobody_else() -> None:
    at_home, abroad = (reporter(address, picture="1", key=KEY, account=7) for address in ("203.0.113.7", "192.0.2.1"))
    assert at_home.person_key == abroad.person_key
    others = {reporter("203.0.113.7", picture="1", key=KEY, account=account).person_key for account in (None, 8)}
    assert at_home.person_key not in others


@pytest.mark.parametrize(
    ("networks", "is_reached"),
    [
        (["a", "b", "c"], True),
        (["a", "a", "b", "b"], True),
        (["a", "b"], False),
        (["a", "a", "b"], False),
        (["a"] * 9, False),
    ],
)
def test_the_bar_asks_for_persons_networks_and_weight(networks: list[str], is_reached: bool) -> None:
    assert Bar(persons=3, networks=2, wide_networks=2, weight=3.0).is_reached(ordinary(networks)) is is_reached


def test_neighbouring_networks_do_not_reach_the_bar() -> None:
    bar = Bar(persons=3, networks=2, wide_networks=2, weight=3.0)
    neighbours = [(network, "one provider", 1.0) for network in "abcdefgh"]
    assert not bar.is_reached(tally(neighbours))
    assert bar.is_reached(tally([*neighbours, ("i", "another", 1.0)]))


def test_twice_the_bar_asks_for_twice_as_much_of_everything() -> None:
    bar = Bar(persons=3, networks=2, wide_networks=2, weight=3.0)
    assert bar.times(2) == Bar(persons=6, networks=4, wide_networks=4, weight=6.0)
