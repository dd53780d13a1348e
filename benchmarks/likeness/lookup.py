"""What it costs to find a picture's like among a million: the portal's own look-up, in a Postgres of its own, beside
the ways that were not taken."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import django
import numpy as np
import psycopg
from django.core.management import call_command
from django.db import connection
from numpy.random import default_rng
from numpy.typing import NDArray

from articles.knowledge.likeness import SIMILAR, Portrait, distance
from benchmarks.likeness.photographs import photograph
from feeds.knowledge.lead_image import hashes_of
from newsportal import embedded

DRAWN: Final = 1_500  # photographs whose hashes the rows are made of, by changing bits as other pictures of a kind do
CHANGED: Final = 0.18  # of the bits
ASKED: Final = 200  # look-ups
DIFFERENT: Final = 8  # bits in which what is asked for differs from a row that is there
_COLUMNS: Final = (
    "url, url_key, status, digest, perceptual_hash, confirming_hash, picture_key, widths, width, height, reports_count,"
    " has_jpeg"
)
_SIZES: Final = """
    SELECT pg_size_pretty(pg_relation_size('articles_image')), pg_size_pretty(sum(pg_relation_size(indexrelid)))
    FROM pg_index WHERE indrelid = 'articles_image'::regclass AND indexrelid::regclass::text LIKE 'image_band%'"""


def measure(folder: Path, *, rows: int) -> None:
    embedded.start(folder)
    try:
        _measure(folder, rows=rows)
    finally:
        embedded.stop(folder)


def _measure(folder: Path, *, rows: int) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "newsportal.settings",
        "VAR_DIR": str(folder),
        "DATABASE_URL": embedded.conninfo(folder),
    }
    django.setup()
    from articles.moderation import resembling  # noqa: PLC0415  # models, which need Django set up

    call_command("migrate", verbosity=0)
    hashes = _rows_of_hashes(rows)
    with psycopg.connect(embedded.conninfo(folder), autocommit=True) as database:
        _fill(database, hashes)
        sizes = database.execute(_SIZES).fetchone()
        print(
            "\na look-up among {:,} pictures (table {}, the four band indexes {}), distance {}".format(
                rows, *(sizes or ()), SIMILAR
            )
        )
        asked = _asked(hashes)
        connection.ensure_connection()
        backend = _Backend(connection.connection.info.backend_pid)

        def near(found_by: int) -> int:
            looks = Portrait(found_by=found_by, confirmed_by=0, width=3, height=2)
            return len(resembling._near(looks))

        _time("bands, as they are and mirrored", near, asked, backend)
        there = hashes.view(np.uint64)
        _time("all hashes in this process, numpy", lambda each: _in_memory(there, each), asked, None)
        scanning = _Backend(database.info.backend_pid)
        _time("every row, bit_count", lambda each: _scan(database, each), asked[:10], scanning)
    connection.close()


class _Backend:
    """The processor time of the server process that answers us, from /proc."""

    def __init__(self, process: int) -> None:
        self._path = Path(f"/proc/{process}/stat")

    def seconds(self) -> float:
        fields = self._path.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rows_of_hashes(rows: int) -> NDArray[np.int64]:
    dice = default_rng(5)
    drawn = [found for number in range(DRAWN) if (found := hashes_of(photograph(number, width=120)))]
    kinds = np.array([[each.found_by >> 63 - bit & 1 for bit in range(64)] for each in drawn], bool)
    made = np.empty(rows, np.int64)
    for start in range(0, rows, 100_000):
        part = made[start : start + 100_000]
        bits = kinds[dice.integers(0, len(kinds), len(part))] ^ (dice.random((len(part), 64)) < CHANGED)
        part[:] = np.packbits(bits, axis=1).view(">i8").ravel()
    return made


def _fill(database: psycopg.Connection, hashes: NDArray[np.int64]) -> None:
    with database.cursor() as cursor, cursor.copy(f"COPY articles_image ({_COLUMNS}) FROM STDIN") as copy:
        for number, found_by in enumerate(hashes.tolist()):
            url = f"https://images.example.org/2026/11/{number}-a-picture-of-something.jpg"
            key = f"{number:032x}"
            copy.write_row(
                (url, key, "shown", f"{number:064x}", found_by, 0, key, [320, 640, 1200], 1200, 800, 0, True)
            )
    database.execute("VACUUM (ANALYZE) articles_image")


def _asked(hashes: NDArray[np.int64]) -> list[int]:
    """Pictures like one that is there."""
    dice = default_rng(6)
    made = []
    for found_by in dice.choice(hashes, ASKED).tolist():
        mask = sum(1 << int(bit) for bit in dice.choice(64, DIFFERENT, replace=False))
        changed = (found_by ^ mask) % 2**64
        made.append(changed - 2**64 if changed >= 2**63 else changed)
        assert distance(made[-1], found_by) == DIFFERENT
    return made


def _in_memory(there: NDArray[np.uint64], found_by: int) -> int:
    apart = np.bitwise_count(there ^ np.uint64(found_by % 2**64))
    return len(np.flatnonzero(apart <= SIMILAR))


def _scan(database: psycopg.Connection, found_by: int) -> int:
    near = "SELECT id FROM articles_image WHERE bit_count((perceptual_hash # %s)::bit(64)) <= %s"
    return len(database.execute(near, [found_by, SIMILAR]).fetchall())


def _time(name: str, ask: Callable[[int], int], asked: list[int], backend: _Backend | None) -> None:
    """Processor time, ours and the server's, is what says something on a machine with other work."""
    for each in asked[:5]:
        ask(each)
    walls: list[float] = []
    found = 0
    began, served = time.process_time(), backend.seconds() if backend else 0.0
    for each in asked:
        at = time.perf_counter()
        found += ask(each) > 0
        walls.append((time.perf_counter() - at) * 1_000)
    ours = (time.process_time() - began) * 1_000 / len(asked)
    theirs = ((backend.seconds() if backend else 0.0) - served) * 1_000 / len(asked)
    spread: Any = np.percentile(walls, [0, 50, 95])
    print(
        f"  {name:34} found {found}/{len(asked)}; processor ms: {theirs:.2f} in Postgres, {ours:.2f} here;"
        f" elapsed ms: best {spread[0]:.2f}, p50 {spread[1]:.2f}, p95 {spread[2]:.2f}"
    )
