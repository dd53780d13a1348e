"""Pacing: whose turn it is at a registered host, among all workers. Redis keeps the turns when it is the broker, this
process otherwise (docs/decisions/0009).

A visitor reserves a moment at which it may start, waits for it, and then enters; at most so many are inside at once.
This is manners, not correctness: one visitor a host name is the business of the database's lease."""

import logging
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NamedTuple, Protocol

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from feeds.knowledge.registered_host import registered_host

INSIDE: Final = 90.0  # seconds after which whoever entered counts as gone; longer than the longest request
ASKED_EVERY: Final = 30.0  # seconds for which who is inside need not ask for a turn that nothing delays
AGAIN: Final = 0.25  # seconds after which to look again whether somebody left
FARTHEST: Final = 180.0  # seconds; a start that lies further off is none, or of another clock
REDIS_PATIENCE: Final = 1.0  # seconds for one answer
REDIS_REST: Final = 10.0  # seconds without a question to a Redis that did not answer
MOST_CONNECTIONS: Final = 2_000  # to Redis: for as many threads as may ask at one time
MOST_SITES: Final = 1_000  # kept in memory before those that nobody waits for are forgotten
SECOND: Final = 1_000_000  # microseconds
NO_START: Final = -1_000.0  # as far off as a start can be by a clock that begins at 0
logger = logging.getLogger(__name__)


class Wish(NamedTuple):
    """What a visitor asks for: a turn at `site`, with its name and its limits; seconds everywhere."""

    site: str
    visitor: str
    pause: float  # from its start to the next one
    at_once: int
    patience: float  # for which it would wait for its turn
    start: float = NO_START  # that is reserved for it


class Turn(NamedTuple):
    """The answer: wait so long and ask again, with the start that was reserved. Nothing to wait for means that the
    visitor is inside."""

    wait: float
    start: float = NO_START  # by the keeper's clock


class Departure(NamedTuple):
    """Who leaves which site, where nobody starts for so many seconds."""

    site: str
    visitor: str
    rest: float


class Keeper(Protocol):
    """Who keeps the turns. Questions of many are one question."""

    def ask(self, wishes: Sequence[Wish]) -> list[Turn]: ...

    def leave(self, departures: Sequence[Departure]) -> None: ...


@dataclass
class _Site:
    next_start: float = 0.0  # that was not reserved yet
    free_at: float = 0.0  # before that nobody starts: somebody did later than reserved
    inside: dict[str, float] = field(default_factory=dict)  # until when, by visitor


class Memory:
    """The turns of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sites: dict[str, _Site] = {}

    def ask(self, wishes: Sequence[Wish]) -> list[Turn]:
        with self._lock:
            now = time.monotonic()
            self._forget(now)
            return [self._turn(wish, self._sites.setdefault(wish.site, _Site()), now) for wish in wishes]

    def _turn(self, wish: Wish, site: _Site, now: float) -> Turn:
        start = wish.start
        if abs(start - now) > FARTHEST:
            start = max(now, site.next_start, site.free_at)
            if start - now > wish.patience:
                return Turn(wait=start - now)
            site.next_start = start + wish.pause
        if max(start, site.free_at) > now:
            return Turn(wait=max(start, site.free_at) - now, start=start)
        site.inside = {visitor: until for visitor, until in site.inside.items() if until > now}
        if wish.visitor not in site.inside and len(site.inside) >= wish.at_once:
            return Turn(wait=AGAIN, start=start)
        site.inside[wish.visitor] = now + INSIDE
        site.free_at = now + wish.pause
        return Turn(wait=0.0, start=start)

    def leave(self, departures: Sequence[Departure]) -> None:
        with self._lock:
            for name, visitor, rest in departures:
                if site := self._sites.get(name):
                    site.inside.pop(visitor, None)
                    site.free_at = max(site.free_at, time.monotonic() + rest)

    def _forget(self, now: float) -> None:
        if len(self._sites) > MOST_SITES:
            self._sites = {
                name: site
                for name, site in self._sites.items()
                if max(site.next_start, site.free_at) > now or any(until > now for until in site.inside.values())
            }


class Redis:
    """The turns of all workers, by Redis' own clock; while it does not answer, those of this process."""

    # Numbers are microseconds. Every key ends by itself, so that nothing is left of a worker that was killed. Each
    # site has three keys.
    _ASK: Final = """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local farthest, inside = tonumber(ARGV[1]), tonumber(ARGV[2])
        local function turn(upcoming, visitors, opening, visitor, pause, at_once, patience, start)
            local free = tonumber(redis.call('GET', opening) or '0')
            if free > now + farthest then free = 0 end
            if math.abs(start - now) > farthest then
                start = math.max(tonumber(redis.call('GET', upcoming) or '0'), free)
                if start < now or start > now + farthest then start = now end
                if start > now + patience then return {start - now, -farthest} end
                local ends = math.max(1, math.ceil((start + pause - now) / 1000))
                redis.call('SET', upcoming, string.format('%.0f', start + pause), 'PX', ends)
            end
            if math.max(start, free) > now then return {math.max(start, free) - now, start} end
            redis.call('ZREMRANGEBYSCORE', visitors, '-inf', string.format('%.0f', now))
            if not redis.call('ZSCORE', visitors, visitor) and redis.call('ZCARD', visitors) >= at_once then
                return {-1, start}
            end
            redis.call('ZADD', visitors, string.format('%.0f', now + inside), visitor)
            redis.call('PEXPIRE', visitors, math.ceil(inside / 1000))
            if pause > 0 then
                redis.call('SET', opening, string.format('%.0f', now + pause), 'PX', math.ceil(pause / 1000))
            end
            return {0, start}
        end
        local turns = {}
        for key = 1, #KEYS, 3 do
            local at = 3 + (key - 1) / 3 * 5
            local pause, at_once = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
            local patience, start = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
            local upcoming, visitors, opening = KEYS[key], KEYS[key + 1], KEYS[key + 2]
            table.insert(turns, turn(upcoming, visitors, opening, ARGV[at], pause, at_once, patience, start))
        end
        return turns
    """
    _LEAVE: Final = """
        local clock = redis.call('TIME')
        for key = 1, #KEYS, 3 do
            local at = 1 + (key - 1) / 3 * 2
            local rest = tonumber(ARGV[at + 1])
            local free = clock[1] * 1000000 + clock[2] + rest
            redis.call('ZREM', KEYS[key + 1], ARGV[at])
            if rest > 0 and tonumber(redis.call('GET', KEYS[key + 2]) or '0') < free then
                redis.call('SET', KEYS[key + 2], string.format('%.0f', free), 'PX', math.ceil(rest / 1000))
            end
        end
    """

    def __init__(self, url: str) -> None:
        self._redis: Any = redis.Redis.from_url(
            url,
            socket_timeout=REDIS_PATIENCE,
            socket_connect_timeout=REDIS_PATIENCE,
            retry=Retry(NoBackoff(), 1),  # a connection that an idle one turned out to be
            max_connections=MOST_CONNECTIONS,
        )
        self._ask = self._redis.register_script(self._ASK)
        self._leave = self._redis.register_script(self._LEAVE)
        self._instead = Memory()
        self._rests_until = 0.0

    def ask(self, wishes: Sequence[Wish]) -> list[Turn]:
        if time.monotonic() < self._rests_until:
            return self._instead.ask(wishes)
        arguments: list[str | int] = [round(FARTHEST * SECOND), round(INSIDE * SECOND)]
        for wish in wishes:
            pause, patience, start = (round(limit * SECOND) for limit in (wish.pause, wish.patience, wish.start))
            arguments += [wish.visitor, pause, wish.at_once, patience, start]
        try:
            answers = self._ask(keys=self._keys(wishes), args=arguments)
        except redis.RedisError as problem:
            self._rest(problem)
            return self._instead.ask(wishes)
        return [Turn(AGAIN if wait < 0 else wait / SECOND, reserved / SECOND) for wait, reserved in answers]

    def leave(self, departures: Sequence[Departure]) -> None:
        self._instead.leave(departures)
        if time.monotonic() < self._rests_until:
            return
        arguments: list[str | int] = []
        for _, visitor, rest in departures:
            arguments += [visitor, round(min(rest, FARTHEST) * SECOND)]
        try:
            self._leave(keys=self._keys(departures), args=arguments)
        except redis.RedisError as problem:
            self._rest(problem)

    def _keys(self, asked: Iterable[Wish | Departure]) -> list[str]:
        return [f"newsportal:pace:{{{each.site}}}:{name}" for each in asked for name in ("next", "inside", "free")]

    def _rest(self, problem: redis.RedisError) -> None:
        self._rests_until = time.monotonic() + REDIS_REST
        logger.warning("Redis keeps no turns, each worker paces itself for %.0f s: %s", REDIS_REST, problem)


@cache
def keeper() -> Keeper:
    """The one of this process, made at the first question."""
    return Redis(settings.BROKER_URL) if settings.BROKER_URL.startswith("redis") else Memory()


class Visitor:
    """The visitor of `host`, by Host.name, among all those at its registered host, or where a redirect led it (`at`).
    A host has one visitor at a time, so whoever comes after a killed one takes over its place."""

    def __init__(self, host: str, keeper: Keeper, *, at: str = "") -> None:
        self.site = registered_host(at or host)
        self._id = host
        self._is_inside = False
        self._has_turn = False  # and did nothing yet
        self._entered = 0.0  # by time.monotonic()
        self._start = NO_START  # that is reserved
        self._keeper = keeper

    def enter(self, *, pause: float, at_once: int, patience: float) -> float:
        """Wait for a turn and take it; 0.0 then. Else, when it does not come within `patience` seconds, how long it
        would take, and no turn is taken. Until `leave`, or for INSIDE seconds, the visitor is one of those inside; who
        is inside already only waits for the next start: where there is no pause, for nothing."""
        now = time.monotonic()
        if self._has_turn or (self._is_inside and not pause and now - self._entered < ASKED_EVERY):
            self._has_turn = False
            return 0.0
        ends = now + patience
        while True:
            left = max(0.0, ends - time.monotonic())
            [turn] = self._keeper.ask([self.wish(pause=pause, at_once=at_once, patience=left)])
            self.hear(turn)
            if turn.wait > left:
                self._start = NO_START
            if not turn.wait or turn.wait > left:
                self._has_turn = False
                return turn.wait
            time.sleep(turn.wait)

    def wish(self, *, pause: float, at_once: int, patience: float) -> Wish:
        """For a turn, with the start that is reserved, if there is one."""
        return Wish(self.site, self._id, pause, at_once, patience, self._start)

    def hear(self, turn: Turn) -> None:
        """Take it, or remember the start that was reserved: the next `enter` does not ask for the one, and waits for
        the other."""
        self._is_inside = self._is_inside or not turn.wait
        self._has_turn = not turn.wait
        self._entered = self._entered if turn.wait else time.monotonic()
        self._start = turn.start if turn.wait else NO_START

    def leave(self, rest: float = 0.0) -> None:
        """The request is over. It was sent later than at the start of its turn when it leaves a rest, in seconds: until
        then nobody else starts either."""
        if gone := self.departure(rest):
            self._keeper.leave(gone)

    def departure(self, rest: float) -> list[Departure]:
        """Of a visitor who is inside, and is not any more."""
        was_inside, self._is_inside, self._has_turn = self._is_inside, False, False
        return [Departure(self.site, self._id, rest)] if was_inside else []
