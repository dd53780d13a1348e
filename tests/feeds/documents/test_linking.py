"""The quick look at an address says no more than the long way round would."""

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.knowledge import markup
from feeds.documents.linking import LONGEST, is_plain, link
from feeds.knowledge import addresses

URL = "https://site.test/feed.xml"
SIGNS = "abz09AZ-._~:/?#[]@!$&'()*+,;=%é \\\t"


@given(
    st.builds(
        lambda scheme, host, rest: scheme + host + rest,
        st.sampled_from(["https://", "http://", "//", "ftp://"]),
        st.text("ab0-.xn", max_size=20).map(lambda name: f"{name}.test"),
        st.text(SIGNS, max_size=12),
    )
)
def test_a_plain_address_is_one_that_the_long_way_would_not_change(address: str) -> None:
    if is_plain(address):
        assert markup.absolute_url(address, base=URL) == address == urljoin(URL, address)
        assert addresses.is_visitable(address)
        assert link(address, url=URL) == address


@pytest.mark.parametrize(
    "address",
    [
        *("https://site.test/a/b-c_d.html?id=1&x=%20", "http://www.site.test", "https://a-b.site.test/?a=b"),
        "https://site.test/@name/1",
    ],
)
def test_most_addresses_of_newspapers_are_plain(address: str) -> None:
    assert is_plain(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "/a", "https://localhost/a", "https://x.localhost/a", "https://10.0.0.1/", "https://[::1]/"),
        *("https://user@site.test/", "https://site.test:8080/", "https://SITE.test/", "https://site.test/a b"),
        *("https://site.test/#a", "https://site.test/?", "https://xn--e1afmkfd.test/", "https://site.0x7f/"),
        *("https://site.test/é", "https://site.test/a\n", f"https://site.test/{'a' * LONGEST}"),
        *(f"https://{'a' * 64}.test/", "javascript:alert(1)", "https:///site.test/"),
    ],
)
def test_an_address_that_needs_a_longer_look_is_not_plain(address: str) -> None:
    assert not is_plain(address)


@pytest.mark.parametrize(
    "host", ["127。0。0。1", "①②⑦.0.0.1", "１９２.168.1.1", "ⓛⓞⓒⓐⓛhost", "localhost.", "10.0.0.1."]
)
def test_an_address_inside_is_one_however_browsers_are_made_to_read_it(host: str) -> None:
    assert link(f"http://{host}/", url=URL) == ""
    assert link(f"http://{host}/", url="http://127.0.0.1/feed.xml") != ""


@pytest.mark.parametrize("url", [URL, "http://127.0.0.1/feed.xml"])
def test_an_address_with_a_sign_that_is_not_seen_leads_nowhere(url: str) -> None:
    assert link("http://local\u00adhost/", url=url) == ""
