"""The scenarios: each runs a portal against a world, prints what it saw, and says whether the rules were kept."""

import time
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.ingest import judging, reporting, world
from benchmarks.ingest.costs import spent
from benchmarks.ingest.portal import Portal, started
from benchmarks.ingest.world import World

NEVER: Final = 43_200  # seconds: a feed that was polled is not polled again while we look
PATIENCE: Final = 150.0  # seconds without any progress: longer than a lease
FAULTS: Final = {"500": 0.06, "429": 0.02, "slow": 0.05, "truncate": 0.06, "redirect": 0.05, "reset": 0.03}
PAUSE: Final = 1.0  # seconds: HOST_PAUSE_SECONDS by default
POLLED_EVERY: Final = 20  # seconds, in `latency`
KNOWN_BEFORE: Final = 2.0  # seconds: a feed's time stands in the database before it comes, as a poll sets the next
_ARTICLES: Final = "SELECT canonical_url, title || lead || body_text FROM articles_article"


def full(options: Namespace, folder: Path) -> bool:
    """The first ingest of a whole world, without pauses: what it costs."""
    with (
        world.running(folder, feeds=options.feeds, hosts=options.hosts, entries=options.entries) as outside,
        started(folder, HOST_PAUSE_SECONDS=0, POLL_MIN_SECONDS=NEVER, POLL_MAX_SECONDS=NEVER) as portal,
    ):
        portal.add_feeds(outside.read("opml"))
        portal.know_no_rules()
        if options.no_pictures:
            portal.want_no_pictures()
        portal.hold_back()
        with portal.beating(), portal.meter.watching():
            before, began = portal.meter.cpu(), time.monotonic()
            portal.let_go()
            is_settled = portal.until_settled(patience=PATIENCE)
            seconds, cpu = time.monotonic() - began, spent(before, portal.meter.cpu())
        return _judged(portal, outside) & _costs(portal, outside, cpu, seconds) & is_settled


def _judged(portal: Portal, outside: World) -> bool:
    verdict = judging.completeness(outside.published(), portal.rows(_ARTICLES))
    print(verdict)
    states = portal.rows("SELECT state, count(*) FROM feeds_entry GROUP BY 1 ORDER BY 1")
    pictures = portal.rows("SELECT state, count(*) FROM feeds_imagedownload GROUP BY 1 ORDER BY 1")
    print(f"entries: {dict(states)}; pictures: {dict(pictures)}")
    return verdict.is_perfect


def _costs(portal: Portal, outside: World, cpu: dict[str, float], seconds: float) -> bool:
    articles = int(portal.number("SELECT count(*) FROM articles_article"))
    total = sum(cpu.values())
    print(f"{articles / seconds:.1f} articles/s in {seconds:.0f} s; {articles / total:.1f} articles per CPU-second")
    reporting.costs(cpu, portal.meter, units=articles, unit="article")
    sample = portal.rows("SELECT canonical_url FROM articles_article ORDER BY url_key LIMIT 60")
    bare = reporting.bare_extraction(outside, [url for (url,) in sample])
    print(
        f"bare trafilatura on {len(sample)} of the pages: {1000 * bare:.1f} ms each; an article costs "
        f"{total / articles / bare:.2f} times that; what is not the extractor {_but(cpu, 'extractor', articles):.1f} ms"
    )
    return True


def _but(cpu: dict[str, float], name: str, units: int) -> float:
    """Milliseconds a unit of all processes but that one."""
    return 1000 * (sum(cpu.values()) - cpu[name]) / units


def faults(options: Namespace, folder: Path) -> bool:
    """A world that fails in every way, then recovers: nothing may be lost or doubled."""
    with (
        world.running(folder, feeds=options.feeds, hosts=options.hosts, entries=options.entries) as outside,
        started(folder, HOST_PAUSE_SECONDS=0, POLL_MIN_SECONDS=NEVER, POLL_MAX_SECONDS=NEVER) as portal,
    ):
        portal.add_feeds(outside.read("opml"))
        outside.order("faults", **FAULTS, slow_s=2, retry_after=5)
        outside.order("moved", feed=1)
        with portal.beating():
            _until_tried(portal)
            print(f"after the faults: {judging.completeness(outside.published(), portal.rows(_ARTICLES))}")
            stats = outside.stats()
            outside.order("faults")
            is_settled = _until_recovered(portal)
        print(f"asked: {stats['requests']}; {stats['early_after_429']} requests before a 429's rest was over")
        return _judged(portal, outside) & is_settled & (not stats["early_after_429"])


def _until_tried(portal: Portal) -> None:
    """Until nothing is due at a host that may be visited: what failed waits for its next attempt, or its host rests."""
    quiet = 0
    while quiet < 5:
        time.sleep(1)
        due = portal.number(
            "WITH here AS (SELECT id FROM feeds_host WHERE next_visit_at <= now())"
            " SELECT (SELECT count(*) FROM feeds_feed WHERE next_poll_at <= now() AND host_id IN (TABLE here))"
            " + (SELECT count(*) FROM feeds_entry"
            "    WHERE state = 'page due' AND next_attempt_at <= now() AND host_id IN (TABLE here))"
            " + (SELECT count(*) FROM feeds_entry WHERE state = 'page fetched')"
            " + (SELECT count(*) FROM feeds_imagedownload"
            "    WHERE state = 'due' AND next_attempt_at <= now() AND host_id IN (TABLE here))"
            " + (SELECT count(*) FROM feeds_host WHERE leased_until > now())"
        )
        quiet = 0 if due else quiet + 1


def _until_recovered(portal: Portal) -> bool:
    """As if all back-off had passed, every few seconds, until every feed was read and every page came."""
    for _ in range(60):
        portal.change("UPDATE feeds_host SET next_visit_at = now() WHERE next_visit_at > now()")
        portal.change("UPDATE feeds_feed SET next_poll_at = now() WHERE failures > 0")
        portal.change(
            "UPDATE feeds_entry SET next_attempt_at = now() WHERE state = 'page due' AND next_attempt_at > now()"
        )
        portal.change(
            "UPDATE feeds_imagedownload SET next_attempt_at = now() WHERE state = 'due' AND next_attempt_at > now()"
        )
        time.sleep(5)
        failing = portal.number("SELECT count(*) FROM feeds_feed WHERE failures > 0")
        if not failing and not portal.unsettled():
            return True
    return False


def repoll(options: Namespace, folder: Path) -> bool:
    """Every feed is asked again and has nothing new: what that costs."""
    with (
        world.running(folder, feeds=options.feeds, hosts=options.hosts, entries="1:2") as outside,
        started(folder, HOST_PAUSE_SECONDS=0, POLL_MIN_SECONDS=NEVER, POLL_MAX_SECONDS=NEVER) as portal,
    ):
        portal.add_feeds(outside.read("opml"))
        portal.know_no_rules()
        with portal.beating():
            until_all_polled(portal)
            idle = _cpu_during(portal, lambda: time.sleep(10))
            portal.change("UPDATE feeds_feed SET next_poll_at = now() + interval '2 s', last_polled_at = NULL")
            began = time.monotonic()
            with portal.meter.watching():
                cpu = _cpu_during(portal, lambda: until_all_polled(portal, keeps_quiet=False))
            seconds = time.monotonic() - began
        outcomes = portal.rows("SELECT last_outcome, count(*) FROM feeds_feed GROUP BY 1")
        print(f"{options.feeds} unchanged feeds asked again in {seconds:.1f} s: {dict(outcomes)}")
        reporting.costs(cpu, portal.meter, units=options.feeds, unit="feed")
        total, rest = sum(cpu.values()), sum(idle.values()) / 10
        print(
            f"{total * 1000 / options.feeds:.2f} CPU-s for 1,000 feeds (goal: at most 2); "
            f"doing nothing costs {rest:.3f} CPU-s a second"
        )
        return dict(outcomes) == {"not modified": options.feeds}


def until_all_polled(portal: Portal, *, keeps_quiet: bool = True) -> None:
    """`keeps_quiet`: pages are not fetched, and every visit is over at the end."""
    busy = True
    while busy:
        if keeps_quiet:
            portal.want_no_pages()
        time.sleep(0.5)
        busy = portal.number("SELECT count(*) FROM feeds_feed WHERE last_polled_at IS NULL") or (
            keeps_quiet and portal.number("SELECT count(*) FROM feeds_host WHERE leased_until > now()")
        )


def _cpu_during(portal: Portal, act: Callable[[], None]) -> dict[str, float]:
    before = portal.meter.cpu()
    act()
    return spent(before, portal.meter.cpu())


def latency(options: Namespace, folder: Path) -> bool:
    """With the pauses of every day: how long after publication a headline shows, beside what the pauses impose."""
    with (
        world.running(folder, feeds=options.feeds, hosts=options.hosts, entries="2:6") as outside,
        started(folder, POLL_MIN_SECONDS=POLLED_EVERY, POLL_MAX_SECONDS=POLLED_EVERY) as portal,
    ):
        portal.add_feeds(outside.read("opml"))
        portal.hold_back()
        with portal.beating():
            portal.let_go(after=KNOWN_BEFORE)
            due = _due(portal, time.time())
            portal.until_settled(patience=PATIENCE)
            first = _delays(portal, min(moment for moments in due.values() for _, moment in moments), due)
            print(f"a new portal: {first}")
            known, now = portal.number("SELECT max(id) FROM feeds_entry"), time.time()
            due = _due(portal, now)
            outside.order("publish", fraction=1, n=1)
            _until_seen(portal, len(outside.published()))
            print(f"an entry in every feed: {_delays(portal, now, due, after=known)}")
            portal.until_settled(patience=PATIENCE)
        kept = reporting.manners(outside, pause=PAUSE)
        return _judged(portal, outside) & kept


def _due(portal: Portal, now: float) -> dict[int, list[tuple[int, float]]]:
    """When each host's feeds are due, not before now: (feed, seconds since the epoch)."""
    rows = portal.rows("SELECT host_id, id, extract(epoch FROM next_poll_at)::float8 FROM feeds_feed ORDER BY 3, 2")
    due = defaultdict(list)
    for host, feed, moment in rows:
        due[host].append((feed, max(moment, now)))
    return due


def _until_seen(portal: Portal, entries: int) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and portal.number("SELECT count(*) FROM feeds_entry") < entries:
        time.sleep(0.2)


def _delays(portal: Portal, published: float, due: dict[int, list[tuple[int, float]]], after: int = 0) -> str:
    """From publication to the headline, and the same had only the pauses held us up."""
    allowed: dict[int, float] = {}
    for feeds in due.values():
        moments = judging.imposed((moment for _, moment in feeds), PAUSE)
        allowed |= {feed: moment - published for (feed, _), moment in zip(feeds, moments, strict=True)}
    rows = portal.rows(
        "SELECT feed_id, extract(epoch FROM first_seen_at)::float8 FROM feeds_entry WHERE id > %s", after
    )
    seen = [moment - published for _, moment in rows]
    least = [allowed[feed] for feed, _ in rows]
    half, ideal = judging.percentile(seen, 50), judging.percentile(least, 50)
    return (
        f"{len(seen)} headlines after {half:.1f} s (p50), {judging.percentile(seen, 95):.1f} s (p95); the pauses alone "
        f"impose {ideal:.1f} s, {judging.percentile(least, 95):.1f} s: {half / ideal if ideal else 0:.2f} times "
        "(goal: at most 1.5)"
    )
