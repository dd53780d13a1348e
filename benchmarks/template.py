"""What reading by a learnt template gains over reading with care, in speed and in cleanness:

    python -m benchmarks.template --data ../shared/data/articles

On the sources of the fixture world (../shared/tools/bench/newsworld.py): five pages of each teach, the others are read
by what they taught. `nwbody` words that are missing and `nwboiler` words that are left are counted, and pages a second
of CPU time stand beside bare trafilatura's on the same pages, taken in turn. On real publishers with five pages or
more: each page is read by what the publisher's other pages teach, and both texts are held to the truth where there is
one (F1 of four-word shingles, as ../shared/tools/eval_extraction.py measures it). Exits with 1 when a word of the
world's articles is lost, or clutter is left, or the real pages are read worse than with care."""

import argparse
import gzip
import importlib.util
import json
import sys
import time
from argparse import Namespace
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import trafilatura

from feeds.pages import ArticlePage, Study, Verdict, study
from feeds.pages import template as templates
from feeds.pages.template import Lesson

SHARED: Final = Path(__file__).resolve().parents[2] / "shared" / "tools"
LEAST_PAGES: Final = 5
UNTIL: Final = 1_764_000_000  # the fixture world's newest entry


@dataclass
class Tally:
    """Pages by verdict, and seconds of CPU time."""

    verdicts: Counter[str] = field(default_factory=Counter)
    careful: list[float] = field(default_factory=list)
    quick: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    def told(self) -> str:
        found = ", ".join(f"{name} {count}" for name, count in self.verdicts.most_common())
        speeds = (("with care", self.careful), ("by template", self.quick), ("bare trafilatura", self.bare))
        shown = "; ".join(f"{name} {len(spent) / sum(spent):.1f} pages/s" for name, spent in speeds if spent)
        ratio = sum(self.bare) / sum(self.quick) * len(self.quick) / len(self.bare) if self.bare and self.quick else 0
        return f"{found}\n{shown}; {ratio:.2f} x bare trafilatura"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder of sets with truth; without it only the fixture world")
    parser.add_argument("--sources", type=int, default=24, help="of the fixture world")
    parser.add_argument("--pages", type=int, default=12, help="of each of them")
    asked = parser.parse_args()
    if not (SHARED / "bench" / "newsworld.py").is_file():
        print(f"skipped: no fixture world in {SHARED}")
        return 0
    is_clean = world(asked.sources, asked.pages)
    is_good = publishers(asked.data) if asked.data else True
    return int(not (is_clean and is_good))


def world(sources: int, pages: int) -> bool:
    """Whether every word of the articles was kept and no clutter left."""
    sys.path.insert(0, str(SHARED / "bench"))
    newsworld = _module(SHARED / "bench" / "newsworld.py")
    made = newsworld.World(
        Namespace(
            feeds=sources,
            hosts=sources,
            entries=(pages, pages),
            page=(30, 120),
            mix=(0.4, 0.35),
            full=0.3,
            port=80,
            max_age=0,
            seed="1",
            until=UNTIL,
        )
    )
    tally, lost, left = Tally(), 0, 0
    for source in range(sources):
        lessons: list[Lesson] = []
        known = templates.learnt(lessons)
        for number in range(1, pages + 1):
            entry = made.entry(source, number)
            body = b"".join(made.article(source, number, False))
            found = _timed(tally, body, url=entry.link, title_hint=entry.title, template=known, teaches=True)
            _time_bare(tally, body)
            if found.lesson:
                lessons = templates.taught(lessons, found.lesson)
                known = templates.learnt(lessons)
            shown = f"{found.page.lead} {found.page.body_text}"
            lost += f"nwbody{source}x{number}" not in shown
            left += "nwboiler" in shown
    print(f"fixture world: {sources * pages} pages of {sources} sources: {tally.told()}")
    print(f"articles that lost their last words: {lost}; with clutter left: {left}")
    return not lost and not left


def publishers(data: Path) -> bool:
    """Whether pages are read no worse by a template that their publisher's other pages taught."""
    scoring = _module(SHARED / "eval_extraction.py")
    tally, scores = Tally(), list[tuple[Any, Any]]()
    for rows in _by_publisher(data):
        pages = [(row, _body(folder, row), _sent(row)) for folder, row in rows]
        careful = [study(body, url=row["url"] or "", content_type=sent, teaches=True) for row, body, sent in pages]
        for number, (row, body, sent) in enumerate(pages):
            others = [each.lesson for place, each in enumerate(careful) if place != number and each.lesson]
            known = templates.learnt(_all_taught(others))
            _time_bare(tally, body)
            found = _timed(tally, body, url=row["url"] or "", content_type=sent, template=known)
            if row.get("body"):
                scores.append((_score(scoring, row, careful[number].page), _score(scoring, row, found.page)))
    with_care, by_template = (scoring.precision_recall(list(each))[2] for each in zip(*scores, strict=True))
    print(f"publishers with {LEAST_PAGES} pages or more: {tally.told()}")
    print(f"F1 on {len(scores)} pages with truth: with care {with_care:.4f}, by template {by_template:.4f}")
    return bool(by_template >= with_care - 0.001)


def _timed(tally: Tally, body: bytes, **given: Any) -> Study:
    began = time.process_time()
    found = study(body, **given)
    spent = time.process_time() - began
    (tally.quick if found.verdict is Verdict.USED else tally.careful).append(spent)
    tally.verdicts[found.verdict] += 1
    return found


def _time_bare(tally: Tally, body: bytes) -> None:
    began = time.process_time()
    trafilatura.extract(body)
    tally.bare.append(time.process_time() - began)


def _all_taught(lessons: Iterable[Lesson]) -> list[Lesson]:
    kept: list[Lesson] = []
    for lesson in lessons:
        kept = templates.taught(kept, lesson)
    return kept


def _score(scoring: ModuleType, row: dict[str, Any], page: ArticlePage) -> Any:
    shown = "\n".join(filter(None, (page.lead if page.lead_is_shown else "", page.body_text)))
    return scoring.body_counts(row["body"], shown, row.get("optional"))


def _by_publisher(data: Path) -> list[list[tuple[Path, dict[str, Any]]]]:
    found: defaultdict[str, list[tuple[Path, dict[str, Any]]]] = defaultdict(list)
    for manifest in sorted(data.glob("*/manifest.jsonl")):
        for line in manifest.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found[row["domain"]].append((manifest.parent, row))
    return [rows for _, rows in sorted(found.items()) if len(rows) >= LEAST_PAGES]


def _body(folder: Path, row: dict[str, Any]) -> bytes:
    body = (folder / row["file"]).read_bytes()
    return gzip.decompress(body) if row["file"].endswith(".gz") else body


def _sent(row: dict[str, Any]) -> str:
    return f"text/html; charset={row['encoding']}" if row.get("encoding") else ""


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be read as a Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
