"""What a run prints: where the CPU seconds went, and what the same machine takes for the extraction alone."""

import time
from collections.abc import Mapping

import trafilatura

from benchmarks.ingest import judging
from benchmarks.ingest.costs import Meter
from benchmarks.ingest.world import World

MEGABYTE = 1_048_576


def costs(cpu: Mapping[str, float], meter: Meter, *, units: int, unit: str) -> None:
    """A line for each process and one for all: CPU seconds, milliseconds a unit, peak memory."""
    print(f"{'process':12} {'CPU-s':>8} {f'ms/{unit}':>12} {'share':>7} {'peak MiB':>9}")
    total = sum(cpu.values())
    for name, seconds in cpu.items():
        peak = meter.peaks.get(name, 0) / MEGABYTE
        print(f"{name:12} {seconds:8.2f} {1000 * seconds / max(units, 1):12.2f} {seconds / total:7.1%} {peak:9.0f}")
    peak = sum(meter.peaks.values()) / MEGABYTE
    print(f"{'all':12} {total:8.2f} {1000 * total / max(units, 1):12.2f} {1:7.1%} {peak:9.0f}")


def manners(outside: World, *, pause: float) -> bool:
    """Whether no host was visited more often than allowed."""
    pace, stats = judging.pace(outside.requests()), outside.stats()
    verdict = "kept" if pace.keeps(pause) else "BROKEN"
    print(
        f"pace: {pace.shortest:.2f} s between two requests to a host at least, {pace.most_a_second} in a second at "
        f"most (limit: one every {pause:g} s, {verdict}); {stats['peak_connections_one_host']} connections to a host "
        f"at a time at most; {stats['early_after_429']} requests before a 429's rest was over; {stats['connections']} "
        f"connections for {stats['requests']}; the world, which is not asked for the time, was "
        f"{outside.lag():.2f} s late at most"
    )
    return pace.keeps(pause) and not stats["early_after_429"]


def bare_extraction(world: World, pages: list[str]) -> float:
    """CPU seconds that bare trafilatura takes for one of these pages, in this process."""
    bodies = [world.page(url) for url in pages]
    trafilatura.extract(bodies[0])  # its lists are loaded
    began = time.process_time()
    for body in bodies:
        trafilatura.extract(body)
    return (time.process_time() - began) / len(bodies)
