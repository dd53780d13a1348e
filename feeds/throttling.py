"""Throttling: what a host asks of its visitors, by robots.txt (RFC 9309) and by the pause between two requests."""

import time
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import close_old_connections
from protego import Protego

from feeds import fetching
from feeds.models import Host
from feeds.outcomes import Failed, Failure, Fetched, Gone, Outcome

ROBOTS_KEPT: Final = timedelta(hours=24)  # RFC 9309 section 2.4
ROBOTS_RETRIED: Final = timedelta(minutes=15)  # after a failure to read it
LONGEST_PAUSE: Final = 60.0  # seconds; some robots.txt ask for days


def pause_of(host: Host) -> float:
    """Seconds to leave between two requests to that host: the operator's, or more when robots.txt asks for more."""
    own = host.pause if host.pause is not None else settings.HOST_PAUSE_SECONDS
    wished = _rules(host).crawl_delay(_product()) or 0.0
    return max(own, min(float(wished), LONGEST_PAUSE))


def refusal(host: Host, url: str, *, now: datetime) -> Failed | None:
    """Why that page or image may not be fetched now; None when it may. robots.txt is fetched when it is not known or
    old, and a pause follows. One that cannot be read forbids everything for the time being, as RFC 9309 asks; rules
    that were read before stay in force meanwhile."""
    if _is_stale(host, now):
        close_old_connections()
        _learn(host, fetching.get(_robots_url(url), kind=fetching.Kind.ROBOTS), now)
        time.sleep(pause_of(host))
    if host.robots_problem and not host.robots_body:
        return Failed(kind=Failure.CONNECT, detail=f"robots.txt cannot be read: {host.robots_problem}")
    if not _rules(host).can_fetch(url, _product()):
        return Failed(kind=Failure.ROBOTS, detail="robots.txt asks us not to")
    return None


def _is_stale(host: Host, now: datetime) -> bool:
    kept = ROBOTS_RETRIED if host.robots_problem else ROBOTS_KEPT
    return host.robots_fetched_at is None or now - host.robots_fetched_at >= kept


def _learn(host: Host, outcome: Outcome, now: datetime) -> None:
    host.robots_fetched_at = now
    host.robots_problem = ""
    match outcome:
        case Fetched(body=body):
            host.robots_body = body.decode("utf-8", "replace").replace("\0", "")
        case Gone() | Failed(kind=Failure.STATUS, status=400 | 401 | 403 | 404 | 405 | 406 | 451):
            host.robots_body = ""  # "unavailable" means that nothing is forbidden (section 2.3.1.3)
        case Failed(detail=detail):
            host.robots_problem = detail[:200] or outcome.kind
        case _:
            host.robots_problem = "the host asks for rest"
    host.save(update_fields=["robots_body", "robots_fetched_at", "robots_problem"])


def _rules(host: Host) -> Protego:
    return Protego.parse(host.robots_body)


def _product() -> str:
    """Our name in robots.txt: the product of the User-Agent header."""
    return settings.USER_AGENT.partition("/")[0].strip()


def _robots_url(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}/robots.txt"
