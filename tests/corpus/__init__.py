"""Test material that nobody of this project wrote, kept beside it: real pages, feeds and texts, and hostile ones.

It is optional, never copied into the project, and read from `../shared/data`; what needs it is skipped without it."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the evaluation data is not there: {DATA}")


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file below the data; none where it is absent, so that a parametrised test skips."""
    path = DATA / name
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line] if path.is_file() else []


def file(name: str) -> bytes:
    """A file's bytes, unpacked when it is kept gzipped."""
    raw = (DATA / name).read_bytes()
    return gzip.decompress(raw) if name.endswith(".gz") else raw


def unpacked(name: str) -> bytes:
    """A gzipped file, whatever its name."""
    return gzip.decompress((DATA / name).read_bytes())


def pages(collection: str, *, every: int = 1) -> Iterator[tuple[dict[str, Any], bytes]]:
    """(row, UTF-8 or original bytes) of one set of articles' pages, or of every n-th of them."""
    for row in rows(f"articles/{collection}/manifest.jsonl")[::every]:
        page = file(f"articles/{collection}/{row['file']}")
        yield row, page.decode(row["encoding"], "replace").encode() if row.get("encoding") else page
