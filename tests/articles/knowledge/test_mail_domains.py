"""Which e-mail addresses are a source's: at the domain that it owns, and never where anybody gets one."""

import pytest

from articles.knowledge.mail_domains import domain_of, domains, is_of


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (["www.hespress.com"], ["hespress.com"]),
        (["news.bbc.co.uk"], ["bbc.co.uk"]),
        (["www.maroc.ma:8443"], ["maroc.ma"]),
        (["fr.le360.ma", "ar.le360.ma", "le360.com"], ["le360.ma", "le360.com"]),
        (["gazette.github.io"], ["gazette.github.io"]),
        (["WWW.Paper.Test"], ["paper.test"]),
        (["xn--mnchen-3ya.de"], ["xn--mnchen-3ya.de"]),
    ],
)
def test_a_source_s_domain_is_the_one_that_was_registered(hosts: list[str], expected: list[str]) -> None:
    assert domains(hosts) == expected


@pytest.mark.parametrize(
    "host",
    ["fr.news.yahoo.com", "news.yahoo.co.jp", "actu.orange.fr", "www.msn.com", "www.laposte.net", "mail.ru", "web.de"],
)
def test_where_anybody_gets_an_address_it_is_no_source_s(host: str) -> None:
    assert domains([host]) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost", "co.uk", "github.io", "ma", ""])
def test_what_nobody_owns_is_no_source_s_domain(host: str) -> None:
    assert domains([host]) == []


@pytest.mark.parametrize("email", ["desk@hespress.com", "desk@HESPRESS.com", "desk@fr.hespress.com", "a@hespress.com."])
def test_an_address_at_the_domain_or_below_it_is_the_source_s(email: str) -> None:
    assert is_of(email, ["hespress.com"])


@pytest.mark.parametrize(
    "email",
    [
        "desk@evil-hespress.com",
        "desk@hespress.com.evil.test",
        "desk@hespress.co",
        "hespress.com@evil.test",
        "desk@[127.0.0.1]",
        "desk@hespress.com:25",
        "hespress.com",
        "",
    ],
)
def test_an_address_that_only_looks_like_it_is_not(email: str) -> None:
    assert not is_of(email, ["hespress.com"])


def test_an_address_at_a_mail_provider_is_no_source_s_even_where_the_provider_is_one() -> None:
    """Written down as another host of a source, by mistake."""
    assert not is_of("anybody@orange.fr", ["orange.fr"])


@pytest.mark.parametrize(
    ("email", "domain"),
    [("a@münchen.de", "xn--mnchen-3ya.de"), ("a@Example.COM", "example.com"), ("a@localhost", ""), ("a@[::1]", "")],
)
def test_a_domain_is_one_that_a_message_can_be_sent_to(email: str, domain: str) -> None:
    assert domain_of(email) == domain
