"""How fast the search answers at a million articles, in a Postgres of its own:

    python -m benchmarks.search                         # a quarter of an hour to build on two cores, 8 GB of disk
    python -m benchmarks.search --articles 100000
    python -m benchmarks.search --keep DIR              # builds into DIR, or measures what was built there before

The articles are made of invented words whose frequencies follow Zipf's law, in French, Arabic and English, over two
years; each is indexed as the portal does it. A row: a class of queries, how many were asked, and the milliseconds of
`searching.search`, the loading of the page's articles included: median, 95th percentile, the slowest; and how many gave
up. Every query is one that was not asked before.

Exits with 1 when the 95th percentile of a class in the order of time, other than phrases, is above 50 ms."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from newsportal import embedded

ARTICLES: Final = 1_000_000


def main() -> None:
    options = _options()
    with _database(options.keep):
        from benchmarks.search import building, measuring  # noqa: PLC0415  # models, which need Django set up

        if building.number() < options.articles:
            building.build(options.articles)
        missed = list(measuring.missed())
    sys.exit(1 if missed else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=ARTICLES, help=f"how many ({ARTICLES:,})")
    parser.add_argument("--keep", metavar="DIR", help="where the database lies and stays")
    return parser.parse_args()


@contextmanager
def _database(keep: str | None) -> Iterator[None]:
    """Django on an embedded Postgres with the portal's tables."""
    with tempfile.TemporaryDirectory(prefix="newsportal-search-") as folder:
        Path(folder).chmod(0o755)  # Postgres runs as another user where we are root
        os.environ |= {"VAR_DIR": keep or folder, "DJANGO_SETTINGS_MODULE": "newsportal.settings"}
        django.setup()
        embedded.start(settings.VAR_DIR)
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            connections.close_all()
            embedded.stop(settings.VAR_DIR)


if __name__ == "__main__":
    main()
