"""Calling: the manners of who asks an address for a person, before anything there is a feed.

The turns, pauses, rests and robots.txt are those of a visit (`visiting`). A call takes no lease: a lease guards what is
stored, and of a call nothing is stored but what a host asks of its visitors."""

import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Final, Self
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from feeds import fetching, leasing, pacing, throttling
from feeds.knowledge import schedule
from feeds.knowledge.canonical_url import host_name
from feeds.knowledge.outcomes import Failed, Failure, Outcome, RateLimited
from feeds.models import Host

LONGEST: Final = 30.0  # seconds, within which every request of a call begins and ends
PATIENCE: Final = 5.0  # seconds for a turn where a redirect leads
MOST_AT_ONCE: Final = 2  # calls of one process, so that a web server has threads left for readers
_free = threading.BoundedSemaphore(MOST_AT_ONCE)


class Busy(Exception):
    """As many calls as may be are under way in this process; the message says what to do."""


class Call:
    """`with Call() as call:` all that is asked for one person's one question. `get` may be used by several threads;
    the other methods use the database, and belong to the one that began it. Busy when too many are under way."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + LONGEST
        self._name = f"call {uuid4().hex}"  # among the visitors
        self._hosts: dict[str, Host] = {}
        self._rests: dict[str, datetime] = {}  # what hosts asked for meanwhile, by name

    def __enter__(self) -> Self:
        if not _free.acquire(blocking=False):
            raise Busy(f"{MOST_AT_ONCE} other addresses are being asked at the moment: try again in half a minute")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        _free.release()
        for name, until in self._rests.items():
            if self._hosts[name].pk:
                leasing.rest_host(self._hosts[name].pk, until)

    def time_left(self) -> float:
        return self._ends - time.monotonic()

    def meet(self, urls: Iterable[str]) -> None:
        """Learn what is known of these addresses' hosts, before they are asked. What is no address is left out."""
        new: set[str] = set()
        for url in urls:
            with suppress(ValueError):
                new.add(host_name(url))
        new -= self._hosts.keys()
        if new:
            known = {host.name: host for host in Host.objects.filter(name__in=new)}
            self._hosts |= {name: known.get(name) or Host(name=name) for name in new}

    def refusal(self, url: str) -> Failed | None:
        """Why robots.txt keeps us from that page, or a guess at an address; None when it does not."""
        self.meet([url])
        host = self._hosts[host_name(url)]
        if not throttling.knows_rules(host, now=timezone.now()):
            throttling.learn_rules(host, url, now=timezone.now(), get=self.get)
        return throttling.refusal(host, url)

    def rules(self, url: str) -> str:
        """The robots.txt of that address' host, as far as it can be had; empty: it has none."""
        self.refusal(url)
        return self._hosts[host_name(url)].robots_body

    def get(self, url: str, *, kind: fetching.Kind) -> Outcome:
        """`fetching.get` in its turn, within what is left of the time. The host was met."""
        host = self._hosts[host_name(url)]
        if resting := self._rest(host):
            return resting
        visitors = [self._visitor(host.name)]
        try:
            if self._enter(visitors[0], host, self.time_left()):
                return Failed(kind=Failure.TIMEOUT, detail=f"no turn at {host.name} within {LONGEST:.0f} s")
            outcome = fetching.get(
                url, kind=kind, patience=self.time_left(), before_hop=lambda hop: self._hop(hop, visitors)
            )
        finally:
            for visitor in visitors:
                visitor.leave()
        until = schedule.host_rests_until(outcome, timezone.now())
        if until:
            self._rests[host.name] = until
        return outcome

    def _rest(self, host: Host) -> RateLimited | Failed | None:
        """Why it may not be asked now. A host that was silent may: the person wants to know whether it still is."""
        now = timezone.now()
        until = self._rests.get(host.name) or (host.next_visit_at if host.pk and not host.silences else now)
        if (until - now).total_seconds() > max(self.time_left(), 0.0):
            return RateLimited(status=429, retry_after=until - now)
        is_visited = host.leased_until is not None and host.leased_until > now
        if is_visited and throttling.pause_of(host) > settings.HOST_PAUSE_SECONDS:
            return Failed(kind=Failure.STATUS, detail="it is being visited, and asks for long pauses", status=503)
        return None

    def _hop(self, url: str, visitors: list[pacing.Visitor]) -> float | None:
        """Wait for a turn where a redirect leads: how long, or None when it does not come in time."""
        began = time.monotonic()
        name = host_name(url)
        visitors.append(self._visitor(name))
        if self._enter(visitors[-1], self._hosts.get(name) or Host(name=name), min(PATIENCE, self.time_left())):
            return None
        return time.monotonic() - began

    def _visitor(self, host: str) -> pacing.Visitor:
        return pacing.Visitor(f"{self._name}/{threading.get_ident()}", pacing.keeper(), at=host)

    def _enter(self, visitor: pacing.Visitor, host: Host, patience: float) -> float:
        at_once = host.requests_at_once or settings.HOST_REQUESTS_AT_ONCE
        return visitor.enter(pause=throttling.pause_of(host), at_once=at_once, patience=patience)
