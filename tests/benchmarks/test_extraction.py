"""The benchmark of extraction writes a line a page, made as the worker makes it."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.feeds.pages.newspaper import PARAGRAPHS, TITLE, page, text

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "own"
    folder.mkdir(parents=True)
    article = page(f"<h1>{TITLE}</h1><time datetime=2025-03-27></time>{text()}")
    (folder / "1.html.gz").write_bytes(gzip.compress(article))
    row = {"id": "own/1", "file": "1.html.gz", "url": "https://lequotidien.test/pluie"}
    (folder / "manifest.jsonl").write_text(json.dumps(row) + "\n")
    return tmp_path / "data"


def run(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    out = str(data.parent / "predictions.jsonl")
    command = [sys.executable, "-m", "benchmarks.extraction", "--data", str(data), "--out", out, *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)


def test_each_page_is_a_line_with_what_its_reader_would_get(data: Path) -> None:
    done = run(data)
    assert done.stdout.startswith("1 pages"), done.stderr
    line = json.loads((data.parent / "predictions.jsonl").read_text())
    assert (line["id"], line["title"], line["language"]) == ("own/1", TITLE, "fr")
    assert (line["published"][:10], line["body"].split("\n")) == ("2025-03-27", list(PARAGRAPHS))


def test_a_set_that_is_not_there_is_named(data: Path) -> None:
    done = run(data, "--sets", "other")
    assert done.returncode == 1
    assert "no set called other" in done.stderr
