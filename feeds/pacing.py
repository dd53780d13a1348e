"""Pacing: whose turn it is at a registered host, among all workers. Redis keeps the turns when it is the broker, this
process otherwise (docs/decisions/0009).

A visitor reserves a moment at which it may start, waits for it, and then enters; at most so many are inside at once.
This is manners, not correctness: one visitor a host name is the business of the database's lease."""

import logging
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Protocol

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
MOST_SITES: Final = 1_000  # kept in memory before those that nobody waits for are forgotten
SECOND: Final = 1_000_000  # microseconds
NO_START: Final = -1_000.0  # as far off as a start can be by a clock that begins at 0
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a visitor asks for: a turn at `site`, with its name and its limits; seconds everywhere."""

    site: str
    visitor: str
    pause: float  # from its start to the next one
    at_once: int
    patience: float  # for which it would wait for its turn


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The answer: wait so long and ask again, with the start that was reserved. Nothing to wait for means that the
    visitor is inside."""

    wait: float
    start: float = NO_START  # by the keeper's clock


class Keeper(Protocol):
    """Who keeps the turns."""

    def ask(self, wish: Wish, start: float) -> Turn: ...

    def leave(self, site: str, visitor: str, rest: float) -> None: ...  # for so many seconds nobody starts


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

    def ask(self, wish: Wish, start: float) -> Turn:
        with self._lock:
            now = time.monotonic()
            self._forget(now)
            site = self._sites.setdefault(wish.site, _Site())
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

    def leave(self, site: str, visitor: str, rest: float) -> None:
        with self._lock:
            if site in self._sites:
                self._sites[site].inside.pop(visitor, None)
                self._sites[site].free_at = max(self._sites[site].free_at, time.monotonic() + rest)

    def _forget(self, now: float) -> None:
        if len(self._sites) > MOST_SITES:
            self._sites = {
                name: site
                for name, site in self._sites.items()
                if max(site.next_start, site.free_at) > now or any(until > now for until in site.inside.values())
            }


class Redis:
    """The turns of all workers, by Redis' own clock; while it does not answer, those of this process."""

    # Numbers are microseconds. Every key ends by itself, so that nothing is left of a worker that was killed.
    _ASK: Final = """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local visitor, pause, at_once = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
        local patience, start = tonumber(ARGV[4]), tonumber(ARGV[5])
        local farthest, inside = tonumber(ARGV[6]), tonumber(ARGV[7])
        local free = tonumber(redis.call('GET', KEYS[3]) or '0')
        if free > now + farthest then free = 0 end
        if math.abs(start - now) > farthest then
            start = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), free)
            if start < now or start > now + farthest then start = now end
            if start > now + patience then return {start - now, -farthest} end
            local ends = math.max(1, math.ceil((start + pause - now) / 1000))
            redis.call('SET', KEYS[1], string.format('%.0f', start + pause), 'PX', ends)
        end
        if math.max(start, free) > now then return {math.max(start, free) - now, start} end
        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now))
        if not redis.call('ZSCORE', KEYS[2], visitor) and redis.call('ZCARD', KEYS[2]) >= at_once then
            return {-1, start}
        end
        redis.call('ZADD', KEYS[2], string.format('%.0f', now + inside), visitor)
        redis.call('PEXPIRE', KEYS[2], math.ceil(inside / 1000))
        if pause > 0 then
            redis.call('SET', KEYS[3], string.format('%.0f', now + pause), 'PX', math.ceil(pause / 1000))
        end
        return {0, start}
    """
    _LEAVE: Final = """
        redis.call('ZREM', KEYS[2], ARGV[1])
        local rest = tonumber(ARGV[2])
        if rest <= 0 then return end
        local clock = redis.call('TIME')
        local free = clock[1] * 1000000 + clock[2] + rest
        if tonumber(redis.call('GET', KEYS[3]) or '0') < free then
            redis.call('SET', KEYS[3], string.format('%.0f', free), 'PX', math.ceil(rest / 1000))
        end
    """

    def __init__(self, url: str) -> None:
        self._redis: Any = redis.Redis.from_url(
            url,
            socket_timeout=REDIS_PATIENCE,
            socket_connect_timeout=REDIS_PATIENCE,
            retry=Retry(NoBackoff(), 1),  # a connection that an idle one turned out to be
        )
        self._ask = self._redis.register_script(self._ASK)
        self._leave = self._redis.register_script(self._LEAVE)
        self._instead = Memory()
        self._rests_until = 0.0

    def ask(self, wish: Wish, start: float) -> Turn:
        if time.monotonic() < self._rests_until:
            return self._instead.ask(wish, start)
        limits = [wish.pause, wish.patience, start, FARTHEST, INSIDE]
        pause, patience, given, farthest, inside = (round(limit * SECOND) for limit in limits)
        arguments: list[str | int] = [wish.visitor, pause, wish.at_once, patience, given, farthest, inside]
        try:
            wait, reserved = self._ask(keys=self._keys(wish.site), args=arguments)
        except redis.RedisError as problem:
            self._rest(problem)
            return self._instead.ask(wish, start)
        return Turn(wait=AGAIN if wait < 0 else wait / SECOND, start=reserved / SECOND)

    def leave(self, site: str, visitor: str, rest: float) -> None:
        self._instead.leave(site, visitor, rest)
        if time.monotonic() < self._rests_until:
            return
        try:
            self._leave(keys=self._keys(site), args=[visitor, round(min(rest, FARTHEST) * SECOND)])
        except redis.RedisError as problem:
            self._rest(problem)

    def _keys(self, site: str) -> list[str]:
        return [f"newsportal:pace:{{{site}}}:{name}" for name in ("next", "inside", "free")]

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
        self._entered = 0.0  # by time.monotonic()
        self._keeper = keeper

    def enter(self, *, pause: float, at_once: int, patience: float) -> float:
        """Wait for a turn and take it; 0.0 then. Else, when it does not come within `patience` seconds, how long it
        would take, and no turn is taken. Until `leave`, or for INSIDE seconds, the visitor is one of those inside; who
        is inside already only waits for the next start: where there is no pause, for nothing."""
        now = time.monotonic()
        if self._is_inside and not pause and now - self._entered < ASKED_EVERY:
            return 0.0
        ends = now + patience
        start = NO_START
        while True:
            left = max(0.0, ends - time.monotonic())
            wish = Wish(site=self.site, visitor=self._id, pause=pause, at_once=at_once, patience=left)
            turn = self._keeper.ask(wish, start)
            if not turn.wait:
                self._is_inside, self._entered = True, time.monotonic()
                return 0.0
            if turn.wait > left:
                return turn.wait
            time.sleep(turn.wait)
            start = turn.start

    def leave(self, rest: float = 0.0) -> None:
        """The request is over. It was sent later than at the start of its turn when it leaves a rest, in seconds: until
        then nobody else starts either."""
        if self._is_inside:
            self._is_inside = False
            self._keeper.leave(self.site, self._id, rest)
