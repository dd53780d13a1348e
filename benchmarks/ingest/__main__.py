"""The real portal against the fixture world beside the project (../shared/tools/bench/newsworld.py):

    python -m benchmarks.ingest --scenario full

A Postgres and a Redis of their own, the workers and the beat of docker-compose.yml; the world's own cost is left out.

    full     the first ingest of a world, without pauses: completeness, speed, CPU and memory by process
    faults   500, 429, slow, cut off, redirected, reset, moved; then all is well again: completeness
    repoll   every feed asked again, nothing new: CPU
    latency  with the pauses of every day: from publication to headline, and the pace at every host
    dead     how late healthy feeds are polled beside a thousand dead hosts
    import   how late new feeds are polled for the first time in a list with a thousand dead ones

Exits with 1 when something was lost or doubled, or a host was visited more often than allowed. Speed only prints: it
is the machine's too, which is why a figure for bare trafilatura stands beside it."""

import signal
import sys
import tempfile
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path
from shutil import which
from typing import Final

from benchmarks.ingest import scenarios, strangers, world

SCENARIOS: Final = {
    "full": scenarios.full,
    "faults": scenarios.faults,
    "repoll": scenarios.repoll,
    "latency": scenarios.latency,
    "dead": strangers.dead,
    "import": strangers.imported,
}
_FEEDS: Final = {"full": 40, "faults": 40, "repoll": 1_000, "latency": 100, "dead": 200, "import": 120}
_FEEDS_A_HOST: Final = 4


def main() -> int:
    options = _options()
    if not world.PROGRAM.is_file():
        print(f"skipped: no fixture world at {world.PROGRAM}")
        return 0
    if not which("redis-server"):
        print("skipped: redis-server is not installed")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("interrupted"))  # nothing that was started stays behind
    with tempfile.TemporaryDirectory(prefix="newsportal-ingest-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        print(f"{options.scenario}: {options.feeds} feeds on {options.hosts} hosts", flush=True)
        return int(not SCENARIOS[options.scenario](options, folder))


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument("--scenario", choices=SCENARIOS, default="full")
    parser.add_argument("--feeds", type=int, help="default: what two cores manage in a few minutes")
    parser.add_argument("--hosts", type=int, help="default: a quarter of the feeds, as many for import")
    parser.add_argument("--entries", default="10:40", metavar="LO:HI", help="entries a feed shows (full, faults)")
    parser.add_argument("--no-pictures", action="store_true", help="as the peers of docs: texts only (full)")
    options = parser.parse_args()
    options.feeds = options.feeds or _FEEDS[options.scenario]
    a_host = 1 if options.scenario == "import" else _FEEDS_A_HOST
    options.hosts = options.hosts or max(1, options.feeds // a_host)
    return options


if __name__ == "__main__":
    sys.exit(main())
