"""Throttling: what a host asks of its visitors, by robots.txt (RFC 9309) and by the pause between two requests."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django.conf import settings
from protego import Protego

from feeds import fetching
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone
from feeds.models import Host

ROBOTS_KEPT: Final = timedelta(hours=24)  # RFC 9309 section 2.4
ROBOTS_RETRIED: Final = timedelta(minutes=15)  # after a failure to read it
LONGEST_PAUSE: Final = 60.0  # seconds; some robots.txt ask for days


def pause_of(host: Host) -> float:
    """Seconds to leave between two requests to that host: the operator's, or more when robots.txt asks for more."""
    own = host.pause if host.pause is not None else settings.HOST_PAUSE_SECONDS
    wished = _rules(host.robots_body).crawl_delay(_product()) or 0.0
    return max(own, min(float(wished), LONGEST_PAUSE))


def knows_rules(host: Host, *, now: datetime) -> bool:
    """Whether the host's robots.txt was read, or tried, recently enough."""
    kept = ROBOTS_RETRIED if host.robots_problem else ROBOTS_KEPT
    return host.robots_fetched_at is not None and now - host.robots_fetched_at < kept


def learn_rules(host: Host, url: str, *, now: datetime, get: fetching.Get = fetching.get) -> None:
    """Fetch the robots.txt of that address' host: a request like any other, with its pause. Rules that were read before
    stay in force while it cannot be read. They are kept at the host's row, where it has one."""
    outcome = get(robots_url(url), kind=fetching.Kind.ROBOTS)
    host.robots_fetched_at, host.robots_problem = now, ""
    match outcome:
        case Fetched(body=body):
            host.robots_body = body.decode("utf-8-sig", "replace").replace("\0", "")
        case Gone():
            host.robots_body = ""
        case Failed(kind=Failure.STATUS, status=status) if status < 500:
            host.robots_body = ""  # "unavailable" means that nothing is forbidden (RFC 9309 section 2.3.1.3)
        case Failed(kind=kind, detail=detail):
            host.robots_problem = detail[:200] or kind
        case _:
            host.robots_problem = "the host asks for rest"
    if host.pk:
        host.save(update_fields=["robots_body", "robots_fetched_at", "robots_problem"])


def refusal(host: Host, url: str) -> Failed | None:
    """Why that page or image may not be fetched; None when it may. A robots.txt that cannot be read forbids everything
    for the time being, as RFC 9309 asks."""
    if host.robots_problem and not host.robots_body:
        return Failed(kind=Failure.CONNECT, detail=f"robots.txt cannot be read: {host.robots_problem}")
    if not _rules(host.robots_body).can_fetch(url, _product()):
        return Failed(kind=Failure.ROBOTS, detail="robots.txt asks us not to")
    return None


@lru_cache(maxsize=256)
def _rules(robots_body: str) -> Protego:
    """Parsed once: half a megabyte of rules costs a quarter of a second."""
    return Protego.parse(robots_body)


def _product() -> str:
    """Our name in robots.txt: the product of the User-Agent header."""
    return settings.USER_AGENT.partition("/")[0].strip()


def robots_url(url: str) -> str:
    """Where the rules for that address stand."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}/robots.txt"
