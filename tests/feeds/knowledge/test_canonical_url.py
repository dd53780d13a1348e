"""Canonical addresses: what makes two addresses one article, and what never may."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from articles.knowledge.markup import safe_url
from feeds.knowledge.addresses import is_visitable
from feeds.knowledge.canonical_url import Site, canonical_url, host_name


@pytest.mark.parametrize(
    "noise",
    [
        *("utm_source=rss&utm_medium=feed", "fbclid=abc", "gclid=1", "at_medium=RSS&at_campaign=rss", "xtor=RSS-1"),
        *("mc_cid=1", "UTM_Source=x", "amp=1", "outputType=amp", "_ga=1.2", "pk_campaign=x", "mtm_source=y"),
    ],
)
def test_where_a_reader_came_from_is_no_part_of_the_address(noise: str) -> None:
    assert canonical_url(f"https://a.test/x?{noise}") == "https://a.test/x"


@pytest.mark.parametrize(
    "query", ["id=42", "p=1&page=2", "b=2&a=1", "article=utm", "q=a%20b", "12345", "a=1;b=2", "x=&y"]
)
def test_what_identifies_an_article_stays_as_it_was_written(query: str) -> None:
    assert canonical_url(f"https://a.test/x?{query}") == f"https://a.test/x?{query}"


@pytest.mark.parametrize("query", ["id=42", "q=a%20b", "12345", "x=&y"])
def test_tracking_beside_it_changes_nothing(query: str) -> None:
    assert canonical_url(f"https://a.test/x?{query}&utm_source=rss") == canonical_url(f"https://a.test/x?{query}")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.A.test:443/X", "https://www.a.test/X"),
        ("http://a.test:80", "http://a.test/"),
        ("https://a.test:8443/x", "https://a.test:8443/x"),
        ("https://a.test./x", "https://a.test/x"),
        ("https://a.test/x#comments", "https://a.test/x"),
        ("https://a.test/2025/x/amp/", "https://a.test/2025/x/"),
        ("https://a.test/2025/x/amp", "https://a.test/2025/x"),
        ("https://a.test/amp", "https://a.test/amp"),
        ("https://a.test/x;jsessionid=AB12?id=1", "https://a.test/x?id=1"),
        ("https://a.test/un mot", "https://a.test/un%20mot"),
        ("https://a.test/%d9%85", "https://a.test/%D9%85"),
        ("https://a.test/م", "https://a.test/%D9%85"),
        ("https://مثال.test/x", "https://xn--mgbh0fb.test/x"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
    ],
)
def test_one_address_has_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    [
        *("", "/x", "a.test/x", "ftp://a.test/", "javascript:alert(1)", "mailto:a@a.test", "http://"),
        *("http://u:p@a.test/", "http://a.test:0/", "http://a.test:99999/", "http://a test/", "http://[::1"),
        *("http://../x", "http://" + "é" * 80 + ".test/", "http://a\u00a0b.test/"),
    ],
)
def test_what_is_no_absolute_web_address_is_an_error_that_names_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"is no |names a user"):
        canonical_url(url)


@pytest.mark.parametrize(
    "claimed", ["https://www.a.test/real", "https://m.a.test/real?utm_source=x", "https://amp.a.test/real#top"]
)
def test_a_pages_own_canonical_address_on_the_same_site_is_believed(claimed: str) -> None:
    assert canonical_url("https://a.test/x?session=1", page_canonical=claimed).endswith("a.test/real")


@pytest.mark.parametrize(
    "claimed", ["https://b.test/real", "https://a.test.evil.test/x", "https://a.test/", "javascript:x", ""]
)
def test_a_canonical_address_elsewhere_or_of_the_front_page_is_not(claimed: str) -> None:
    assert canonical_url("https://a.test/x", page_canonical=claimed) == "https://a.test/x"


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=40))
def test_making_it_canonical_again_changes_nothing(path: str, query: str) -> None:
    url = f"https://a.test/{path}?{query}"
    assume(is_visitable(url.partition("#")[0]))
    once = canonical_url(url)
    assert canonical_url(once) == once


@settings(deadline=None)
@given(st.text(max_size=80))
def test_every_address_that_may_be_visited_has_a_canonical_one(text: str) -> None:
    for url in (text, f"https://{text}", f"http://{text}.test/x", f"https://a.test/{text}"):
        if safe_url(url) and is_visitable(url):
            assert safe_url(canonical_url(url))


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://A.test/x", "a.test"), ("http://a.test:8080/", "a.test:8080"), ("https://a.test:443/", "a.test")],
)
def test_a_host_is_counted_by_its_name_and_unusual_port(url: str, name: str) -> None:
    assert host_name(url) == name


def test_a_name_that_no_name_server_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no host name"):
        host_name(f"https://{'a.' * 130}test/")


PAPER = Site(home_url="https://www.paper.test/", aliases=frozenset({"paper-news.test", "127.0.0.2:8000"}))


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://paper-news.test/a?id=1&utm_source=x", "https://www.paper.test/a?id=1"),
        ("http://127.0.0.2:8000/a", "https://www.paper.test/a"),
        ("https://www.paper.test/a", "https://www.paper.test/a"),
        ("https://other.test/a", "https://other.test/a"),
        ("https://sub.paper-news.test/a", "https://sub.paper-news.test/a"),
    ],
)
def test_an_address_on_an_alias_host_becomes_the_home_page_s_host(url: str, canonical: str) -> None:
    assert canonical_url(url, site=PAPER) == canonical


@pytest.mark.parametrize(
    ("page", "claimed", "canonical"),
    [
        ("https://www.paper.test/a", "https://paper-news.test/b", "https://www.paper.test/b"),
        ("https://paper-news.test/a", "https://m.paper.test/b", "https://m.paper.test/b"),
        ("https://other.test/a", "https://paper-news.test/b", "https://other.test/a"),
        ("https://paper-news.test/a", "https://other.test/b", "https://www.paper.test/a"),
        ("https://paper-news.test/a", "https://www.paper.test/", "https://www.paper.test/a"),
    ],
)
def test_a_page_s_canonical_is_believed_on_the_source_s_hosts_only(page: str, claimed: str, canonical: str) -> None:
    assert canonical_url(page, page_canonical=claimed, site=PAPER) == canonical
