"""Settings that make no sense stop the start by name, with the remedy; good ones say nothing."""

from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from feeds import checks

GOOD: dict[str, list[Any]] = {
    "FETCH_ALLOW_NETWORKS": [[], ["127.30.0.0/16"], ["10.0.0.1", "fd00::/8"]],
    "FETCH_PORTS": [["80"], ["80", "443", "8080"]],
    "POLL_MIN_SECONDS": [1, 43_200],
    "USER_AGENT": ["Newsportal/0.1 (+https://news.example/contact)"],
    "REPORT_NETWORKS": [1, 3],
    "REPORT_WIDE_NETWORKS": [1, 3],
    "SITE_URL": ["", "https://news.example", "http://news.example:8080", "http://[::1]:8000"],
    "SERVER_EMAIL": ["newsportal@localhost", "Newsportal <news@example.org>"],
    "ALLOWED_HOSTS": [["*"], [".news.example", "localhost", "127.0.0.1", "[::1]"], ["a_machine_s_own_name"]],
    "BROKER_URL": ["memory://", "redis://redis:6379/0", "rediss://:secret@redis.example/1"],
}
BAD: list[tuple[str, Any, str]] = [
    ("FETCH_ALLOW_NETWORKS", ["127.0.0.1/8"], "feeds.E001"),
    ("FETCH_ALLOW_NETWORKS", ["10.0.0.0/8", "localhost"], "feeds.E001"),
    ("FETCH_PORTS", ["http"], "feeds.E002"),
    ("FETCH_PORTS", ["80", "65536"], "feeds.E002"),
    ("FETCH_PORTS", ["0"], "feeds.E002"),
    ("FETCH_PORTS", ["٨٠"], "feeds.E002"),
    ("FETCH_PORTS", [], "feeds.E002"),
    ("POLL_MIN_SECONDS", 604_801, "feeds.E003"),
    ("USER_AGENT", "Actualités/1", "feeds.E004"),
    ("USER_AGENT", "Newsportal\r\nX-Evil: 1", "feeds.E004"),
    ("USER_AGENT", " ", "feeds.E004"),
    ("REPORT_NETWORKS", 4, "feeds.W001"),
    ("REPORT_WIDE_NETWORKS", 4, "feeds.W001"),
    ("HOOK_URL", "https://chat.example/hook", "feeds.E005"),
    ("MAIL_HOST", "mail.example", "feeds.W004"),
    ("HUB_URL", "https://hub.example/", "feeds.W005"),
    ("ALLOWED_HOSTS", ["https://news.example"], "feeds.E010"),
    ("ALLOWED_HOSTS", ["localhost", "news.example:8080"], "feeds.E010"),
    ("ALLOWED_HOSTS", ["news.example localhost"], "feeds.E010"),
    ("SITE_URL", "news.example", "feeds.E006"),
    ("SITE_URL", "ftp://news.example", "feeds.E006"),
    ("SITE_URL", "https://news.example/portal", "feeds.E006"),
    ("SITE_URL", "https://me:secret@news.example", "feeds.E006"),
    ("SITE_URL", "https://", "feeds.E006"),
    ("SITE_URL", "https://news.example?", "feeds.E006"),
    ("SITE_URL", "https://news.example:port", "feeds.E006"),
    ("BROKER_URL", "amqp://guest:secret@rabbit/", "feeds.E007"),
    ("BROKER_URL", "redis", "feeds.E007"),
    ("BROKER_URL", "", "feeds.E007"),
]


def test_the_settings_of_a_fresh_clone_are_good() -> None:
    assert checks.check_settings() == []


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in GOOD.items() for value in values])
def test_a_good_setting_says_nothing(settings: Any, name: str, value: Any) -> None:
    setattr(settings, name, value)
    assert checks.check_settings() == []


@pytest.mark.parametrize(("name", "value", "number"), BAD)
def test_a_bad_setting_is_named_with_its_remedy(settings: Any, name: str, value: Any, number: str) -> None:
    setattr(settings, name, value)
    [message] = checks.check_settings()
    assert message.id == number
    assert name in message.msg
    assert message.hint


def test_editors_may_be_named_with_their_addresses(settings: Any) -> None:
    settings.MANAGERS, settings.MAIL_HOST = ["amina@news.example", "Desk <desk@news.example>"], "mail.example"
    assert checks.check_settings() == []


@pytest.mark.parametrize("written", ["amina", "a@news.example;b@news.example", "a b@news.example", "@"])
def test_an_editor_s_address_that_cannot_be_written_to_is_named(settings: Any, written: str) -> None:
    settings.MANAGERS, settings.MAIL_HOST = ["amina@news.example", written], "mail.example"
    [message] = checks.check_settings()
    assert (message.id, message.msg) == ("feeds.E008", f"EDITORS_MAIL: {written!r} is no e-mail address.")


def test_a_sender_that_is_no_address_is_named(settings: Any) -> None:
    settings.SERVER_EMAIL = "our desk"
    [message] = checks.check_settings()
    assert (message.id, message.msg) == ("feeds.E008", "MAIL_FROM: 'our desk' is no e-mail address.")


@pytest.mark.parametrize(
    "url", ["http://chat.example/hook", "chat.example/hook", "https://", "https://chat.example:port"]
)
def test_the_web_hook_has_a_whole_address_by_https(settings: Any, url: str) -> None:
    settings.HOOK_URL, settings.HOOK_KEY = url, "0123456789abcdef"
    [message] = checks.check_settings()
    assert (message.id, message.msg) == ("feeds.E009", "HOOK_URL is no address that begins with https://.")


@pytest.mark.parametrize("url", ["hub.example", "ftp://hub.example/"])
def test_a_hub_has_a_whole_address(settings: Any, url: str) -> None:
    settings.HUB_URL, settings.SITE_URL = url, "https://news.example"
    [message] = checks.check_settings()
    assert (message.id, message.msg) == ("feeds.E009", "HUB_URL is no address that begins with http:// or https://.")


def test_a_network_with_host_bits_is_answered_with_the_one_that_was_meant(settings: Any) -> None:
    settings.FETCH_ALLOW_NETWORKS = ["127.0.0.1/8"]
    assert checks.check_settings()[0].hint == "Did you mean 127.0.0.0/8?"


def test_the_password_of_a_broker_is_never_repeated(settings: Any) -> None:
    settings.BROKER_URL = "amqp://guest:secret@rabbit/"
    assert "secret" not in str(checks.check_settings()[0])


def test_the_checks_stop_the_start(settings: Any) -> None:
    settings.FETCH_PORTS = ["http"]
    with pytest.raises(SystemCheckError, match="FETCH_PORTS"):
        call_command("check")


def test_a_deployment_over_memory_is_warned_of_but_a_single_process_is_not(settings: Any) -> None:
    settings.BROKER_URL = "memory://"
    assert "feeds.W002" in {message.id for message in run_checks(tags=["newsportal"], include_deployment_checks=True)}
    assert "feeds.W002" not in {message.id for message in run_checks(tags=["newsportal"])}


@pytest.mark.parametrize(
    ("site_url", "hosts", "number"),
    [
        ("", [], "feeds.I001"),
        ("http://127.0.0.1:8000", ["127.0.0.1"], "feeds.I001"),
        ("https://news.example", ["localhost"], "feeds.W003"),
        ("https://News.example:8443", [".example"], ""),
        ("https://[2606:4700::1]", ["[2606:4700::1]"], ""),
    ],
)
def test_a_deployment_that_hubs_cannot_call_is_warned_of(
    settings: Any, site_url: str, hosts: list[str], number: str
) -> None:
    settings.BROKER_URL = "redis://redis:6379/0"
    settings.SITE_URL, settings.ALLOWED_HOSTS = site_url, hosts
    found = checks.check_deployment()
    assert [message.id for message in found] == ([number] if number else [])
    assert all("SITE_URL" in message.msg and message.hint for message in found)
