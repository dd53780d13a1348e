"""The benchmark of learnt templates teaches, reads, and counts what was lost and left."""

import json
from pathlib import Path

import pytest

from benchmarks import template
from tests.feeds.pages import gazette

HAS_WORLD = (template.SHARED / "bench" / "newsworld.py").is_file()


@pytest.mark.skipif(not HAS_WORLD, reason="the fixture world lies beside the project, and is not there")
def test_the_fixture_worlds_articles_are_kept_and_their_clutter_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert template.world(sources=2, pages=7)
    assert "unlearnt 10, used 4" in capsys.readouterr().out


@pytest.mark.skipif(not HAS_WORLD, reason="the measure of texts lies beside the project, and is not there")
def test_real_pages_are_read_by_what_their_publishers_others_teach(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = []
    (tmp_path / "own").mkdir()
    for number in range(6):
        (tmp_path / "own" / f"{number}.html").write_bytes(gazette.page(number))
        body = "\n".join(gazette.paragraphs(number))
        rows.append({"id": number, "file": f"{number}.html", "url": gazette.url(number), "domain": "gazette.test"})
        rows[-1]["body"] = body
    (tmp_path / "own" / "manifest.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert template.publishers(tmp_path)
    said = capsys.readouterr().out
    assert "used 6" in said
    assert "F1 on 6 pages with truth: with care 1.0000, by template 1.0000" in said
