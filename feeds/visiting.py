"""Visiting: the manners of one visitor at one host, from its first request to its last.

It waits for its turns, keeps its connections, renews its lease before each request, and leaves when the host asks for
rest or gives no answer."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from math import inf
from types import TracebackType
from typing import Final, NamedTuple, Self
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections

from articles import pooling
from feeds import fetching, leasing, pacing, recording, throttling
from feeds.knowledge import schedule
from feeds.knowledge.canonical_url import host_name
from feeds.knowledge.outcomes import Fetched, Outcome, RateLimited, Validators
from feeds.models import Feed, Host, LeaseLost

VISIT: Final = 20.0  # seconds after which no further work is begun, so that no host keeps a worker for itself
PATIENCE: Final = 5.0  # seconds for a turn among the visitors of the host's neighbours; a longer wait gives it back
FIRST_PATIENCE: Final = 10.0  # seconds for the first request to a host ever: a dead one is found out at less cost
MOST_SILENCES: Final = 2  # requests in a row without an answer, after which a visit ends
MOST_COUNTED: Final = 1_000  # silences
RENEWED_EVERY: Final = 20.0  # seconds; what is left of a lease is longer than a request with its pause and its commit
SHORT: Final = 1.0  # seconds for which a visitor keeps its connection to the database without using it


class Request(NamedTuple):
    """What `Visit.get` takes."""

    url: str
    kind: fetching.Kind
    validators: Validators = Validators()
    referer: str = ""


class Visit:
    """One visit, under a lease: a turn, then a request, and again. Used by one thread at a time, and closed by
    `with`."""

    def __init__(self, host: Host, token: UUID) -> None:
        self.host = host
        self.token = token
        self.bytes_read = 0  # of all bodies, unpacked
        self.has_news = False  # a poll brought some, so that there may be pages to fetch
        self._renewed_at = -inf  # by time.monotonic(), as all that follows
        self._begun: int | None = None  # the feed whose poll is noted at the host
        self._now: tuple[datetime, float] | None = None  # the database's time, and when it was told
        self._ends = time.monotonic() + VISIT
        self._started = 0.0  # the last request
        self._opens = -inf  # before that nothing is asked
        self._missing_wait = 0.0  # seconds until the turn that did not come in time
        self._is_over = False
        self._visitors = [pacing.Visitor(host.name, pacing.keeper())]
        self._connections = fetching.connections()

    @classmethod
    def begun(cls, host_id: int, token: UUID) -> Self:
        """A visit to the host that was claimed with that token; LeaseLost when it is another's meanwhile."""
        for visit in cls.each_begun([host_id], token):
            return visit
        raise LeaseLost

    @classmethod
    def each_begun(cls, hosts: Sequence[int], token: UUID) -> list[Self]:
        """The same for many; without those that are another's."""
        began, visits = time.monotonic(), []
        for host, now in leasing.enter(hosts, token):
            visit = cls(host, token)
            visit._renewed_at, visit._now = began, (now, time.monotonic())
            visit.wait_until(host.next_visit_at)
            visits.append(visit)
        return visits

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the host's turns to others, and hang up. The host is given back by `end`, or by whoever released it."""
        self._leave()
        self._connections.close()

    @property
    def rest(self) -> float:
        """Seconds until the host may be visited again."""
        opens_in = self._opens - time.monotonic()
        return max(self._missing_wait, self._until(throttling.pause_of(self.host)), opens_in)

    def wait_until(self, moment: datetime) -> None:
        """What was handed out before its time waits for it."""
        self._opens = max(self._opens, time.monotonic() + (moment - self.now()).total_seconds())

    def is_at_its_limit(self) -> bool:
        """Whether the host gave as much today as it may in a day."""
        before = self.host.day_bytes if self.host.day == self.now().astimezone(UTC).date() else 0
        return before + self.bytes_read >= settings.HOST_DAY_MEGABYTES * fetching.MEGABYTE

    def tomorrow(self) -> datetime:
        """When there is room again."""
        today = self.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return today + timedelta(days=1)

    def end(self) -> None:
        """The host's neighbours, and others who visit it, may come after the pause."""
        leasing.release(self.host.pk, self.token, pause=self.rest, size=self.bytes_read)

    def _until(self, pause: float) -> float:
        """Seconds until the last request is so long ago. To the server that is the time since it was sent, whatever
        held it up until then: a new connection, or a machine with much to do."""
        sent = max(self._started, self._connections.sent_at)
        return max(0.0, sent + pause - time.monotonic()) if self._started else 0.0

    def pauses(self) -> bool:
        """Whether a pause comes before the next request, and leaves time for it: others are asked first, also where an
        answer took longer than the pause, and its neighbours may have its place meanwhile."""
        has_pause = (self._started and throttling.pause_of(self.host)) or self._opens > time.monotonic()
        if not has_pause or time.monotonic() + self.rest >= self._ends:
            return False
        self._leave()
        return True

    def take_turn(self) -> bool:
        """Wait until work may begin; False when it may not within this visit. LeaseLost when the host is another's."""
        return time.monotonic() + self.rest < self._ends and self.go_on()

    def go_on(self) -> bool:
        """The same for a further request of work that has begun: the end of the visit does not count."""
        if self._is_over:
            return False
        rest = self.rest
        if rest >= SHORT:
            close_old_connections()
        time.sleep(rest)
        self._missing_wait = self._enter(self._visitors[0], PATIENCE)
        if self._missing_wait:
            return False
        self._hold()
        return True

    def wish(self) -> pacing.Wish:
        """For its turn, which `hear` answers: a question for many is asked in their name."""
        own = self._visitors[0]
        return own.wish(pause=self._pause(own), at_once=self._at_once(own), patience=PATIENCE)

    def hear(self, turn: pacing.Turn) -> None:
        self._visitors[0].hear(turn)

    def now(self) -> datetime:
        """The database's time, which is asked once."""
        if self._now is None:
            self._now = leasing.now(), time.monotonic()
        told, at = self._now
        return told + timedelta(seconds=time.monotonic() - at)

    def begin_poll(self, feed: Feed) -> datetime:
        """Note that this feed is being polled, unless the poll before it did so; the database's time."""
        if self._begun == feed.pk:
            return self.now()
        told = recording.begin_poll(feed, self.token)
        self.goes_on_with(feed, told)
        return told

    def goes_on_with(self, feed: Feed | None, now: datetime) -> None:
        """A statement prolonged the lease at that time of the database's, and noted this feed's poll as the next."""
        self._renewed_at = time.monotonic()
        self._begun = feed.pk if feed else None
        self._now = now, self._renewed_at

    def _hold(self) -> None:
        """Be sure of the lease for one more request."""
        began = time.monotonic()
        if began - self._renewed_at > RENEWED_EVERY:
            leasing.renew(self.host.pk, self.token)
            self._renewed_at = began

    def get(
        self, url: str, *, kind: fetching.Kind, validators: Validators = Validators(), referer: str = ""
    ) -> Outcome:
        """`fetching.get` on the connections of this visit; what the answer means for the whole host is stored."""
        outcome = self._asked_with_database(Request(url, kind, validators, referer))
        self._note(outcome)
        return outcome

    def post(self, url: str, form: Mapping[str, str]) -> Outcome:
        """`fetching.post`: a request like any other, with its pause."""
        self._started = time.monotonic()
        return fetching.post(url, form, kept=self._connections)

    def _note(self, outcome: Outcome) -> None:
        """What an answer means for the host, once it is put to use."""
        if isinstance(outcome, Fetched):
            self.bytes_read += len(outcome.body)
        if isinstance(outcome, RateLimited):
            self._heed(outcome)
        self._listen(is_silent=schedule.is_silent(outcome))

    def _asked_with_database(self, request: Request) -> Outcome:
        """The connection to it is given back for a request that may take long, and when one did."""
        began = time.monotonic()  # to take one anew costs a third of an unchanged poll
        if self.host.silences != 0 or not pooling.is_plentiful(settings.FETCH_THREADS):
            close_old_connections()
        outcome = self._asked(request, FIRST_PATIENCE)
        if time.monotonic() - began > SHORT or pooling.was_hung_up():
            close_old_connections()
        return outcome

    def _asked(self, request: Request, first_patience: float) -> Outcome:
        self._started = time.monotonic()
        return fetching.get(
            request.url,
            kind=request.kind,
            validators=request.validators,
            referer=request.referer,
            patience=first_patience if self.host.silences is None else inf,
            kept=self._connections,
            before_hop=self._hop,
        )

    def _leave(self) -> None:
        if gone := self.departures():
            pacing.keeper().leave(gone)

    def departures(self) -> list[pacing.Departure]:
        """What was begun is done: the host's neighbours may have the place once the keeper of turns was told."""
        leaving = (visitor.departure(self._until(self._pause(visitor))) for visitor in self._visitors)
        gone = list(chain.from_iterable(leaving))
        del self._visitors[1:]
        return gone

    def _heed(self, outcome: RateLimited) -> None:
        until = schedule.host_rests_until(outcome, self.now())
        if until:
            leasing.rest_host(self.host.pk, until)
            self._is_over = True

    def _listen(self, *, is_silent: bool) -> None:
        """Count silences; a host that goes on to answer costs no statement."""
        silences = min((self.host.silences or 0) + 1, MOST_COUNTED) if is_silent else 0
        if silences == self.host.silences == 0:
            return
        self.host.silences = silences
        longest = timedelta(seconds=settings.POLL_MAX_SECONDS)
        rest = schedule.rest_after_silences(silences, longest_interval=longest)
        leasing.note_silences(self.host.pk, self.token, silences, rest=rest)
        self._is_over = self._is_over or silences >= MOST_SILENCES

    def _hop(self, url: str) -> float | None:
        """Wait for a turn where a redirect leads: how long, or None when it does not come in time."""
        began = time.monotonic()
        visitor = pacing.Visitor(self.host.name, pacing.keeper(), at=host_name(url))
        visitor = next((known for known in self._visitors if known.site == visitor.site), visitor)
        if visitor not in self._visitors:
            self._visitors.append(visitor)
        pause = self._pause(visitor)
        if visitor is self._visitors[0]:
            time.sleep(self._until(pause))
        if self._enter(visitor, pause + PATIENCE):
            return None
        self._hold()
        self._started = time.monotonic()
        return self._started - began

    def _enter(self, visitor: pacing.Visitor, patience: float) -> float:
        return visitor.enter(pause=self._pause(visitor), at_once=self._at_once(visitor), patience=patience)

    def _at_once(self, visitor: pacing.Visitor) -> int:
        own = self.host.requests_at_once if visitor is self._visitors[0] else None
        return own or int(settings.HOST_REQUESTS_AT_ONCE)

    def _pause(self, visitor: pacing.Visitor) -> float:
        """What a host asks for beyond the usual pause is its own affair: no neighbour waits for that."""
        usual = float(settings.HOST_PAUSE_SECONDS)
        return min(usual, throttling.pause_of(self.host)) if visitor is self._visitors[0] else usual
