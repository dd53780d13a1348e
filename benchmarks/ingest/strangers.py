"""The scenarios with dead hosts: how late healthy feeds are polled beside them, and among them in one import."""

import re
import time
from argparse import Namespace
from hashlib import sha256
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import Final
from xml.sax.saxutils import quoteattr

from benchmarks.ingest import judging, world
from benchmarks.ingest.portal import Portal, started
from benchmarks.ingest.scenarios import NEVER, PATIENCE, until_all_polled

DEAD: Final = 1_000
ROUNDS: Final = 4  # without and with dead hosts, in turn: a single late poll would decide between means of milliseconds
_DEAD_FEEDS: Final = "http://127.21.%"
_DEAD_HOSTS: Final = "127.21.%"


def dead(options: Namespace, folder: Path) -> bool:
    """How late healthy feeds are polled, without and with dead hosts beside them, in turn."""
    with (
        world.running(folder, feeds=options.feeds, hosts=options.hosts, entries="1:2") as outside,
        started(folder, HOST_PAUSE_SECONDS=0, POLL_MIN_SECONDS=NEVER, POLL_MAX_SECONDS=NEVER) as portal,
        world.dead_hosts(DEAD) as addresses,
    ):
        portal.add_feeds(outside.read("opml"))
        portal.know_no_rules()
        alone: list[list[float]] = []
        beside: list[list[float]] = []
        with portal.beating():
            until_all_polled(portal)
            portal.add_feeds(_opml(addresses))
            for _ in range(ROUNDS):
                _rest_dead(portal)
                alone.append(_lateness(portal))
                _wake_dead(portal)
                beside.append(_lateness(portal))
        tried = portal.number("SELECT count(*) FROM feeds_host WHERE name LIKE %s AND silences > 0", _DEAD_HOSTS)
        print(f"healthy feeds alone: {_line(_all(alone))}")
        print(f"beside {DEAD} dead hosts ({tried} of them tried meanwhile): {_line(_all(beside))}")
        print(_compared(_all(alone), _all(beside)))
        rounds = (f"{fmean(before):.3f} and {fmean(after):.3f} s" for before, after in zip(alone, beside, strict=True))
        print(f"the means of each round, alone and beside them: {'; '.join(rounds)}")
        return True


def _rest_dead(portal: Portal) -> None:
    """Nobody asks the dead hosts, nor is at one."""
    portal.change("UPDATE feeds_feed SET is_paused = true WHERE url LIKE %s", _DEAD_FEEDS)
    while portal.number("SELECT count(*) FROM feeds_host WHERE name LIKE %s AND leased_until > now()", _DEAD_HOSTS):
        time.sleep(0.5)


def _wake_dead(portal: Portal) -> None:
    """As if nobody had ever asked them: they get hold of what they can."""
    portal.change("UPDATE feeds_host SET silences = NULL, next_visit_at = now() WHERE name LIKE %s", _DEAD_HOSTS)
    portal.change("UPDATE feeds_feed SET is_paused = false, next_poll_at = now() WHERE url LIKE %s", _DEAD_FEEDS)
    time.sleep(10)


def imported(options: Namespace, folder: Path) -> bool:
    """How late new healthy sources are polled for the first time, alone and among dead ones in the same list."""
    half = options.feeds // 2
    with (
        world.running(folder, feeds=options.feeds, hosts=options.hosts, entries="1:2") as outside,
        started(folder, HOST_PAUSE_SECONDS=0, POLL_MIN_SECONDS=NEVER, POLL_MAX_SECONDS=NEVER) as portal,
        world.dead_hosts(DEAD) as addresses,
    ):
        healthy = sorted(re.findall(r'xmlUrl="([^"]+)"', outside.read("opml").decode()))
        mixed = sorted([*healthy[half:], *addresses], key=lambda url: sha256(url.encode()).digest())
        with portal.beating():
            alone = _first_polls(portal, healthy[:half])
            beside = _first_polls(portal, mixed)
        tried = portal.number("SELECT count(*) FROM feeds_host WHERE name LIKE %s AND silences > 0", _DEAD_HOSTS)
        print(f"{half} new healthy feeds alone: {_line(alone)}")
        print(f"among {DEAD} new dead ones ({tried} of them found out by then): {_line(beside)}")
        print(_compared(alone, beside))
        return True


def _first_polls(portal: Portal, addresses: list[str]) -> list[float]:
    """Seconds from when all of a list is due to the first poll of each healthy feed in it. They become due together:
    while an import goes on, what it brought first is being polled already."""
    portal.change("ALTER TABLE feeds_feed ALTER next_poll_at SET DEFAULT now() + interval '1 day'")
    portal.add_feeds(_opml(addresses))
    portal.change("ALTER TABLE feeds_feed ALTER next_poll_at SET DEFAULT now()")
    since = time.time()
    portal.change("UPDATE feeds_feed SET next_poll_at = now() WHERE last_polled_at IS NULL")
    _until_healthy_polled(portal, patience=4 * PATIENCE)
    rows = portal.rows(
        "SELECT extract(epoch FROM coalesce(last_polled_at, now()))::float8 FROM feeds_feed WHERE url = ANY(%s)",
        [url for url in addresses if "//127.20." in url],
    )
    return [max(0.0, moment - since) for (moment,) in rows]


def _lateness(portal: Portal) -> list[float]:
    """Seconds between a feed's time and its poll, for healthy feeds whose times are spread over half a minute."""
    portal.change(
        "UPDATE feeds_feed SET last_polled_at = NULL, created_at = now() + (2 + random() * 30) * interval '1 s'"
        " WHERE url LIKE 'http://127.20.%%'"
    )
    portal.change("UPDATE feeds_feed SET next_poll_at = created_at WHERE url LIKE 'http://127.20.%%'")
    _until_healthy_polled(portal, patience=PATIENCE)
    rows = portal.rows(
        "SELECT extract(epoch FROM coalesce(last_polled_at, now()) - created_at)::float8 FROM feeds_feed"
        " WHERE url LIKE 'http://127.20.%%'"
    )
    return [late for (late,) in rows]


def _until_healthy_polled(portal: Portal, *, patience: float) -> None:
    ends = time.monotonic() + patience
    waiting = "SELECT count(*) FROM feeds_feed WHERE url LIKE 'http://127.20.%%' AND last_polled_at IS NULL"
    while time.monotonic() < ends and portal.number(waiting):
        portal.want_no_pages()
        time.sleep(0.5)


def _line(delays: list[float]) -> str:
    p50, p95 = judging.percentile(delays, 50), judging.percentile(delays, 95)
    return (
        f"polled {fmean(delays):.3f} s late on average ({stdev(delays) / sqrt(len(delays)):.4f} s standard error), "
        f"p50 {p50:.3f} s, p95 {p95:.3f} s, at most {max(delays):.3f} s"
    )


def _all(rounds: list[list[float]]) -> list[float]:
    return [delay for delays in rounds for delay in delays]


def _compared(alone: list[float], beside: list[float]) -> str:
    """The difference too: of delays of milliseconds a ratio says little."""
    more = fmean(beside) - fmean(alone)
    return f"{fmean(beside) / fmean(alone):.2f} times the mean delay (goal: at most 1.2), {more:.3f} s more"


def _opml(addresses: list[str]) -> bytes:
    outlines = "".join(f"<outline type='rss' text={quoteattr(url)} xmlUrl={quoteattr(url)}/>" for url in addresses)
    return f"<opml version='2.0'><head/><body>{outlines}</body></opml>".encode()
