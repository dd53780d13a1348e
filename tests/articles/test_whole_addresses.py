"""Addresses of our own, for what is read elsewhere: no visitor's word stands in a page that a cache keeps for all."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from articles.whole_addresses import whole


def test_the_operator_s_word_counts_before_any_request_s(settings: Settings) -> None:
    settings.SITE_URL = "https://news.example"
    assert whole(RequestFactory().get("/", headers={"Host": "testserver"}), "/fr/") == "https://news.example/fr/"


def test_without_it_the_request_s_host_counts_with_its_port() -> None:
    assert whole(RequestFactory().get("/", headers={"Host": "testserver:8000"}), "/fr/") == "http://testserver:8000/fr/"


@pytest.mark.parametrize(("https", "scheme"), [(False, "http"), (True, "https")])
def test_behind_a_proxy_neither_port_nor_scheme_are_the_visitor_s(settings: Settings, https: bool, scheme: str) -> None:
    settings.TRUSTED_PROXIES, settings.SECURE_HTTPS = 1, https
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for told in ("http", "https"):
        request = RequestFactory().get("/", headers={"Host": "testserver:4711", "X-Forwarded-Proto": told})
        assert whole(request, "/fr/") == f"{scheme}://testserver/fr/"
