"""Throttling: what a host asks of its visitors, by robots.txt (RFC 9309) and by the pause between two requests."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from protego import Protego

from feeds import fetching
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone
from feeds.models import Host

ROBOTS_KEPT: Final = timedelta(hours=24)  # RFC 9309 section 2.4
ROBOTS_RETRIED: Final = timedelta(minutes=15)  # after a failure to read it
LONGEST_PAUSE: Final = 60.0  # seconds; some robots.txt ask for days
MOST_CHARACTERS: Final = 4_000_000  # of robots.txt whose rules are kept: a thousand ordinary ones, seven of the longest


def pause_of(host: Host) -> float:
    """Seconds to leave between two requests to that host: the operator's, or more when robots.txt asks for more."""
    own = host.pause if host.pause is not None else settings.HOST_PAUSE_SECONDS
    wished = _rules.of(host.robots_body).crawl_delay(_product()) or 0.0
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
    if not _rules.of(host.robots_body).can_fetch(url, _product()):
        return Failed(kind=Failure.ROBOTS, detail="robots.txt asks us not to")
    return None


class _Rules:
    """Rules by the text of a robots.txt, parsed once: half a megabyte costs a third of a second. It also takes 33 MB of
    memory when it is made to, and whoever writes a feed names as many hosts as they like: so of all texts only
    MOST_CHARACTERS are kept, those used last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parsed: OrderedDict[str, Protego] = OrderedDict()
        self._characters = 0

    def of(self, robots_body: str) -> Protego:
        with self._lock:
            if robots_body in self._parsed:
                self._parsed.move_to_end(robots_body)
                return self._parsed[robots_body]
        rules = Protego.parse(robots_body)
        with self._lock:
            self._characters += 0 if robots_body in self._parsed else _weight(robots_body)
            self._parsed[robots_body] = rules
            while self._characters > MOST_CHARACTERS:
                self._characters -= _weight(self._parsed.popitem(last=False)[0])
        return rules


def _weight(robots_body: str) -> int:
    return len(robots_body) + 1_000  # the shortest takes two kilobytes


_rules: Final = _Rules()


def _product() -> str:
    """Our name in robots.txt: the product of the User-Agent header."""
    return settings.USER_AGENT.partition("/")[0].strip()


def robots_url(url: str) -> str:
    """Where the rules for that address stand."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}/robots.txt"
