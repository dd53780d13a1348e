"""The scenarios with dead hosts: how late healthy feeds are polled beside them, and among them in one import."""

import re
import time
from argparse import Namespace
from hashlib import sha256
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

from benchmarks.ingest import judging, world
from benchmarks.ingest.portal import Portal, started
from benchmarks.ingest.scenarios import NEVER, PATIENCE, until_all_polled

DEAD: Final = 1_000


def dead(options: Namespace, folder: Path) -> bool:
    """How late healthy feeds are polled, without and with dead hosts beside them."""
    with (
        world.running(folder, feeds=options.feeds, hosts=options.hosts, entries="1:2") as outside,
        started(folder, HOST_PAUSE_SECONDS=0, POLL_MIN_SECONDS=NEVER, POLL_MAX_SECONDS=NEVER) as portal,
        world.dead_hosts(DEAD) as addresses,
    ):
        portal.add_feeds(outside.read("opml"))
        portal.know_no_rules()
        with portal.beating():
            until_all_polled(portal)
            alone = _lateness(portal)
            portal.add_feeds(_opml(addresses))
            time.sleep(10)  # they get hold of what they can
            beside = _lateness(portal)
        tried = portal.number("SELECT count(*) FROM feeds_feed WHERE url LIKE 'http://127.21.%%' AND failures > 0")
        print(f"healthy feeds alone: {_line(alone)}")
        print(f"beside {DEAD} dead hosts ({tried} of them tried meanwhile): {_line(beside)}")
        print(_compared(alone, beside))
        return True


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
        tried = portal.number("SELECT count(*) FROM feeds_host WHERE name LIKE '127.21.%%' AND silences > 0")
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
    return f"polled {sum(delays) / len(delays):.3f} s late on average, p50 {p50:.3f} s, p95 {p95:.3f} s"


def _compared(alone: list[float], beside: list[float]) -> str:
    """The difference too: of delays of milliseconds a ratio says little."""
    more = sum(beside) / len(beside) - sum(alone) / len(alone)
    return f"{sum(beside) / sum(alone):.2f} times the mean delay (goal: at most 1.2), {more:.3f} s more"


def _opml(addresses: list[str]) -> bytes:
    outlines = "".join(f"<outline type='rss' text={quoteattr(url)} xmlUrl={quoteattr(url)}/>" for url in addresses)
    return f"<opml version='2.0'><head/><body>{outlines}</body></opml>".encode()
