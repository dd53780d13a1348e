import pytest

from feeds.knowledge.registered_host import registered_host


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("www.example.com", "example.com"),
        ("example.com", "example.com"),
        ("www.example.co.uk", "example.co.uk"),
        ("feeds.news.example.co.uk:8443", "example.co.uk"),
        ("www.example.press.ma", "example.press.ma"),
        ("a.b.xn--mgbc0a9azcg", "b.xn--mgbc0a9azcg"),
        ("alice.github.io", "alice.github.io"),
        ("co.uk", "co.uk"),
        ("www.example.no-such-suffix", "www.example.no-such-suffix"),
        ("localhost:8000", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:8000", "2001:db8::1"),
    ],
)
def test_hosts_of_one_owner_have_one_registered_host(name: str, owner: str) -> None:
    assert registered_host(name) == owner
