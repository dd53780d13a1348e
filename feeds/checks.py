"""Checks: settings that make no sense stop the start, each with its name and the remedy. Values that may hold a
password are never repeated."""

from collections.abc import Callable, Iterator, Sequence
from email.utils import parseaddr
from ipaddress import ip_network
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.request import split_domain_port, validate_host

from feeds.knowledge import push

SHORTEST_KEY: Final = 16  # characters
BROKERS: Final = ("memory", "redis", "rediss")


def check_networks() -> Iterator[CheckMessage]:
    for word in settings.FETCH_ALLOW_NETWORKS:
        try:
            ip_network(word)
        except ValueError as problem:
            yield Error(
                f"FETCH_ALLOW_NETWORKS: {word!r} is no network ({problem}).",
                hint=_network_hint(word),
                id="feeds.E001",
            )


def _network_hint(word: str) -> str:
    try:
        return f"Did you mean {ip_network(word, strict=False)}?"
    except ValueError:
        return "Write networks like 127.30.0.0/16 or fd00::/8, with commas between them."


def check_ports() -> Iterator[CheckMessage]:
    hint = "Write port numbers from 1 to 65535 with commas between them, for example FETCH_PORTS=80,443."
    for word in settings.FETCH_PORTS:
        if not (word.isascii() and word.isdigit() and 1 <= int(word) <= 65_535):
            yield Error(f"FETCH_PORTS: {word!r} is no port number.", hint=hint, id="feeds.E002")
    if not settings.FETCH_PORTS:
        yield Error("FETCH_PORTS names no port: nothing could be fetched.", hint=hint, id="feeds.E002")


def check_intervals() -> Iterator[CheckMessage]:
    least, most = settings.POLL_MIN_SECONDS, settings.POLL_MAX_SECONDS
    if least > most:
        yield Error(
            f"POLL_MIN_SECONDS={least} is more than POLL_MAX_SECONDS={most}.",
            hint="Lower the first, or raise the second.",
            id="feeds.E003",
        )


def check_user_agent() -> Iterator[CheckMessage]:
    name = settings.USER_AGENT
    if not (name.strip() and name.isascii() and name.isprintable()):
        yield Error(
            f"USER_AGENT={name!r} cannot be sent: it holds more than printable ASCII on one line.",
            hint="Write something like Newsportal/0.1 (+https://news.example/contact); CONTACT is part of the default.",
            id="feeds.E004",
        )


def check_reports() -> Iterator[CheckMessage]:
    persons = settings.REPORT_PERSONS
    for name in ("REPORT_NETWORKS", "REPORT_WIDE_NETWORKS"):
        networks = getattr(settings, name)
        if networks > persons:
            yield checks.Warning(
                f"{name}={networks} is more than REPORT_PERSONS={persons}: so many networks take as many persons.",
                hint=f"Say so with REPORT_PERSONS={networks}, or lower {name}.",
                id="feeds.W001",
            )


def check_notices() -> Iterator[CheckMessage]:
    if settings.HOOK_URL and len(settings.HOOK_KEY) < SHORTEST_KEY:
        yield Error(
            f"HOOK_URL is set, and HOOK_KEY has fewer than {SHORTEST_KEY} characters: anybody could sign.",
            hint="Give both sides one long random text, for example what openssl rand -base64 32 prints.",
            id="feeds.E005",
        )
    if bool(settings.MANAGERS) != bool(settings.MAIL_HOST):
        yield checks.Warning(
            "Of EDITORS_MAIL and MAIL_HOST only one is set: no e-mail will be sent.",
            hint="Name both the editors' addresses and the server that takes e-mail for them, or neither.",
            id="feeds.W004",
        )


def check_mail_addresses() -> Iterator[CheckMessage]:
    """One that cannot be written to would stop every message: no mail server is even asked."""
    for name, addresses in {"EDITORS_MAIL": settings.MANAGERS, "MAIL_FROM": [settings.SERVER_EMAIL]}.items():
        for address in addresses:
            if not _is_mail_address(address):
                yield Error(
                    f"{name}: {address!r} is no e-mail address.",
                    hint="Write one like editors@news.example; between several of EDITORS_MAIL stands a comma.",
                    id="feeds.E008",
                )


def _is_mail_address(written: str) -> bool:
    """Also with a name: Newsportal <news@example.org>."""
    try:
        validate_email(parseaddr(written)[1])
    except ValidationError:
        return False
    return True


def check_addresses_to_tell() -> Iterator[CheckMessage]:
    allowed = {"HOOK_URL": ("https",), "HUB_URL": ("http", "https")}
    for name, schemes in allowed.items():
        url = getattr(settings, name)
        if url and not _is_address(url, schemes):
            yield Error(
                f"{name} is no address that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}.",
                hint=f"Write for example {name}=https://chat.example/hook, or leave it empty.",
                id="feeds.E009",
            )


def _is_address(url: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def check_hosts() -> Iterator[CheckMessage]:
    """Django compares names alone: with anything around it a name never fits, and every visitor is answered 400."""
    for word in settings.ALLOWED_HOSTS:
        has_port = bool(split_domain_port(word)[1])
        if has_port or "/" in word or " " in word:
            yield Error(
                f"ALLOWED_HOSTS: {word!r} is no name of a host.",
                hint="Write names without scheme, port and path, for example ALLOWED_HOSTS=news.example,localhost.",
                id="feeds.E010",
            )


def check_hub() -> Iterator[CheckMessage]:
    if settings.HUB_URL and not push.is_reachable(settings.SITE_URL, settings.FETCH_ALLOW_NETWORKS):
        yield checks.Warning(
            "HUB_URL is set, and SITE_URL is no public address: the hub could not read our feeds.",
            hint="Write the site's own address, for example SITE_URL=https://news.example, or leave HUB_URL empty.",
            id="feeds.W005",
        )


def check_site_url() -> Iterator[CheckMessage]:
    url = settings.SITE_URL
    if url and not (_is_address(url, ("http", "https")) and url.count("/") == 2 and not set(url) & set("@?#")):
        yield Error(
            f"SITE_URL={url!r} is no address of a whole site.",
            hint="Write scheme and host alone, for example SITE_URL=https://news.example, or leave it empty.",
            id="feeds.E006",
        )


def check_broker() -> Iterator[CheckMessage]:
    scheme = settings.BROKER_URL.partition("://")[0]
    if "://" not in settings.BROKER_URL or scheme not in BROKERS:
        yield Error(
            "BROKER_URL begins with none of memory://, redis:// and rediss://.",  # its password is not repeated
            hint="Write for example BROKER_URL=redis://redis:6379/0, or leave it empty for a single process.",
            id="feeds.E007",
        )


def check_several_processes() -> Iterator[CheckMessage]:
    """For `check --deploy`: `manage.py up` is one worker process, and memory:// is right for it."""
    if settings.BROKER_URL.startswith("memory://"):
        yield checks.Warning(
            "BROKER_URL is memory://: beat and every worker must then be one process, as `manage.py up` runs them.",
            hint="With workers in processes of their own, name a Redis: BROKER_URL=redis://redis:6379/0.",
            id="feeds.W002",
        )


def check_push() -> Iterator[CheckMessage]:
    """For `check --deploy`: hubs (WebSub) call the portal at SITE_URL."""
    if not push.is_reachable(settings.SITE_URL, settings.FETCH_ALLOW_NETWORKS):
        yield checks.Info(
            f"SITE_URL={settings.SITE_URL!r} is no public address: hubs (WebSub) cannot call, so all feeds are polled.",
            hint="Name the site's own address, for example SITE_URL=https://news.example.",
            id="feeds.I001",
        )
    elif not validate_host(host := split_domain_port(urlsplit(settings.SITE_URL).netloc)[0], settings.ALLOWED_HOSTS):
        yield checks.Warning(
            f"ALLOWED_HOSTS lacks {host}, the host of SITE_URL: hubs (WebSub) that call there are answered with 400.",
            hint=f"Write ALLOWED_HOSTS={','.join([*settings.ALLOWED_HOSTS, host])}.",
            id="feeds.W003",
        )


_ALWAYS: Final[tuple[Callable[[], Iterator[CheckMessage]], ...]] = (
    check_networks,
    check_ports,
    check_intervals,
    check_user_agent,
    check_reports,
    check_notices,
    check_mail_addresses,
    check_addresses_to_tell,
    check_hosts,
    check_hub,
    check_site_url,
    check_broker,
)


def check_settings(app_configs: Sequence[AppConfig] | None = None, **options: Any) -> list[CheckMessage]:
    return [message for check in _ALWAYS for message in check()]


def check_deployment(app_configs: Sequence[AppConfig] | None = None, **options: Any) -> list[CheckMessage]:
    return [*check_several_processes(), *check_push()]


def register_all() -> None:
    checks.register(check_settings, "newsportal")
    checks.register(check_deployment, "newsportal", deploy=True)
