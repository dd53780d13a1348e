"""Touring: one visitor at several hosts. While the pause of one lasts, another is asked: with a second between two
requests, a visitor of a single host would do little but wait, and hold a place that others wait for."""

import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, suppress
from heapq import heappop, heappush
from typing import Final, NamedTuple
from uuid import UUID

from django.db import close_old_connections

from feeds import leasing
from feeds.models import Entry, ImageDownload, LeaseLost
from feeds.visiting import SHORT, VISIT, Visit

LULL: Final = 1.0  # seconds for which nobody of this process looks for further hosts, once there were none
Step = Entry | ImageDownload | None  # what was brought; None: the host's pause comes first
Stay = Callable[[Visit], Generator[Step]]


class _Stop(NamedTuple):
    """A host that is being visited, in the order of the line."""

    ready_at: float  # by time.monotonic()
    number: int
    visit: Visit
    steps: Generator[Step]


class Tour:
    """A tour of hosts that were claimed under one token: `stay` does what is due at one. `takes_more`: what waits for a
    place is taken along, while there is time and no place is free."""

    _lull_ends = 0.0  # of the whole process

    def __init__(self, hosts: Sequence[int], token: UUID, stay: Stay, *, takes_more: bool) -> None:
        self._ahead = deque(hosts)  # not begun
        self._line: list[_Stop] = []
        self._token = token
        self._stay = stay
        self._takes_more = takes_more
        self._ends = time.monotonic() + VISIT  # nothing is begun after that
        self._begun = 0

    def brought(self) -> Generator[Entry | ImageDownload]:
        """Each page and image that now waits for an extractor. Whoever closes it early gives every host back, with its
        pause; after a bug the one that had it keeps its lease, so that it is counted."""
        try:
            while stop := self._next():
                yield from self._visited(stop)
        finally:
            self._give_back()

    def _next(self) -> _Stop | None:
        """One that was not asked yet; else whose pause was over first, or will be, once it is."""
        while True:
            if time.monotonic() >= self._ends:
                self._give_back_unasked()
            elif self._line and not self._ahead:
                self._take_along()
            if self._ahead:
                with suppress(LeaseLost):
                    return self._begin(self._ahead.popleft())
            elif not self._line:
                return None
            elif self._line[0].ready_at <= time.monotonic():
                return heappop(self._line)
            else:
                _wait(min(self._line[0].ready_at - time.monotonic(), LULL))

    def _begin(self, host_id: int) -> _Stop:
        visit = Visit.begun(host_id, self._token)
        self._begun += 1
        return _Stop(0.0, self._begun, visit, self._stay(visit))

    def _visited(self, stop: _Stop) -> Generator[Entry | ImageDownload]:
        """Until its next pause, or its end."""
        visit = stop.visit
        with ExitStack() as stack:
            stack.enter_context(visit)
            try:
                for step in stop.steps:
                    if step is None:
                        heappush(self._line, stop._replace(ready_at=time.monotonic() + visit.rest))
                        stack.pop_all()
                        return
                    yield step
            except GeneratorExit:
                visit.end()
                raise
            visit.end()

    def _take_along(self) -> None:
        room = leasing.HOSTS_A_PLACE - len(self._line)
        if self._takes_more and room > 0 and time.monotonic() >= Tour._lull_ends:
            self._ahead += leasing.claim_beside(self._token, room)
            if not self._ahead:
                Tour._lull_ends = time.monotonic() + LULL

    def _give_back_unasked(self) -> None:
        if self._ahead:
            leasing.give_back(self._ahead, self._token)
            self._ahead.clear()

    def _give_back(self) -> None:
        self._give_back_unasked()
        for stop in self._line:
            with stop.visit as visit:
                visit.end()


def _wait(seconds: float) -> None:
    if seconds >= SHORT:
        close_old_connections()
    time.sleep(max(0.0, seconds))
