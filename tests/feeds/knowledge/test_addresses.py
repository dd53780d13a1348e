from ipaddress import ip_address

import pytest

from feeds.knowledge import addresses
from feeds.knowledge.addresses import RefusedAddressError

PUBLIC = addresses.policy(["80", "443"], [])


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://News.Example.org./feed.xml", "https://news.example.org/feed.xml"),
        ("https://news.example.org:443/a?b=1#c", "https://news.example.org/a?b=1"),
        ("http://news.example.org", "http://news.example.org/"),
        ("https://صحيفة.example.org/مقال", "https://xn--ogbhx3c3b.example.org/%D9%85%D9%82%D8%A7%D9%84"),
        ("https://my_shop.example.org/", "https://my_shop.example.org/"),
        ("http://[2606:2800:21f::1]/x", "http://[2606:2800:21f::1]/x"),
        ("https://news.example.org/a b", "https://news.example.org/a%20b"),
        ("https://news.example.org/a%20b", "https://news.example.org/a%20b"),
    ],
)
def test_an_ordinary_address_is_read_in_one_canonical_way(given: str, read: str) -> None:
    assert addresses.read(given).url == read


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example.org/",
        "javascript:alert(1)",
        "//news.example.org/",
        "news.example.org",
        "http://user:secret@news.example.org/",
        "http://news.example.org\\@127.0.0.1/",
        "http://news.example.org/\r\nX: 1",
        "http://news.example.org:0/",
        "http://news.example.org:99999/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://xn--/",
        "http://a..b/",
        "http://%6c%6f/",
    ],
)
def test_an_address_that_readers_would_read_differently_is_refused(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        addresses.read(url)


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.1.2.3", "172.31.255.254", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0"),
        *("168.63.129.16", "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
        *("::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "fec0::1", "::ffff:0:127.0.0.1"),
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)
def test_no_address_of_a_private_or_special_network_is_visited(ip: str) -> None:
    with pytest.raises(RefusedAddressError):
        PUBLIC.check(ip_address(ip), 80)


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_public_addresses_are_visited(ip: str) -> None:
    PUBLIC.check(ip_address(ip), 443)


def test_only_the_ports_of_the_setting_are_visited() -> None:
    with pytest.raises(RefusedAddressError, match="6379"):
        PUBLIC.check(ip_address("93.184.215.14"), 6379)


def test_a_network_named_for_development_is_visited_on_any_port() -> None:
    addresses.policy(["80"], ["127.30.0.0/16"]).check(ip_address("127.30.4.2"), 8810)


def test_the_neighbours_of_a_network_named_for_development_stay_refused() -> None:
    with pytest.raises(RefusedAddressError, match="FETCH_ALLOW_NETWORKS"):
        addresses.policy(["80"], ["127.30.0.0/16"]).check(ip_address("127.0.0.1"), 8810)


def test_a_relative_redirect_stays_on_its_host() -> None:
    base = addresses.read("https://news.example.org/a/b")
    assert addresses.joined(base, "../c?d").url == "https://news.example.org/c?d"


def test_a_redirect_to_another_scheme_is_refused() -> None:
    with pytest.raises(RefusedAddressError):
        addresses.joined(addresses.read("https://news.example.org/"), "file:///etc/passwd")
