"""How fast pages are served at 50,000 articles, in a Postgres of its own:

    python -m benchmarks.serve                          # some minutes on two cores
    python -m benchmarks.serve --keep DIR               # builds into DIR, or measures what was built there before
    python -m benchmarks.serve --seconds 2 --only application

First the application alone, as docker-compose.yml runs it; "a core" is what it answers in a CPU second of its own. Then
behind the proxy's real configuration, in turn with a plain nginx that hands out a file of the same size: "of a file" is
the ratio by CPU time, since the machine is not ours alone. One process of each; sixteen connections that stay open.

Exits with 1 when a goal is missed: 1,500 warm front pages and 400 cold articles a core, 0.8 of a plain file."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Final

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from newsportal import embedded

ARTICLES: Final = 50_000
SECONDS: Final = 5  # of each row
_AS_COMPOSE: Final = {"shared_buffers": "512MB"}


def main() -> None:
    options = _options()
    missing = [name for name in ("wrk", "nginx") if not which(name) and not which(name, path="/usr/sbin")]
    if missing:
        print(f"skipped: not installed: {', '.join(missing)} (Debian: apt-get install {' '.join(missing)})")
        return
    with tempfile.TemporaryDirectory(prefix="newsportal-serve-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with _database(options.keep or folder / "var"):
            sys.exit(0 if _measured(options, folder) else 1)


def _measured(options: argparse.Namespace, folder: Path) -> bool:
    from benchmarks.serve import building, measuring  # noqa: PLC0415  # models, which need Django set up

    if not building.is_built():
        building.build(options.articles)
    paths, postmaster = building.paths(), int((settings.VAR_DIR / "postgres/postmaster.pid").read_text().split()[0])
    print(f"{len(paths['article']):,} articles")
    call_command("collectstatic", interactive=False, verbosity=0)
    reached = [True]
    if options.only != "proxy":
        reached.append(measuring.application(folder, postmaster, paths, options.seconds))
    if options.only != "application":
        reached.append(measuring.behind_the_proxy(folder, paths, options.seconds))
    return all(reached)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--articles", type=int, default=ARTICLES, help=f"how many are built ({ARTICLES:,})")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"of each row ({SECONDS})")
    parser.add_argument("--only", choices=["application", "proxy"])
    parser.add_argument("--keep", metavar="DIR", help="where the database lies and stays")
    return parser.parse_args()


@contextmanager
def _database(var_dir: Path | str) -> Iterator[None]:
    """Django on an embedded Postgres with the portal's tables."""
    os.environ |= {"VAR_DIR": str(var_dir), "DJANGO_SETTINGS_MODULE": "newsportal.settings"}
    django.setup()
    embedded.start(settings.VAR_DIR, options=_AS_COMPOSE)
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        embedded.stop(settings.VAR_DIR)


if __name__ == "__main__":
    main()
