"""How well and how fast articles are read from their pages, on the evaluation corpora beside the project:

    python -m benchmarks.extraction --data ../shared/data/articles --out predictions.jsonl
    python ../shared/tools/eval_extraction.py score --data ../shared/data/articles --predictions predictions.jsonl

Each page goes the way it goes in the worker: its bytes through `feeds.pages.extract`, then `article_drafts.full_text`,
with nothing known from a feed. One line of JSON a page: id, title, published, authors, body, image, language, quality
and cpu (seconds). The last lines tell pages a second of CPU time and the slowest page; exits with 1 when a page took
longer than two seconds. A crash ends the benchmark."""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from articles.knowledge.drafts import ArticleDraft, DateOrigin
from feeds import article_drafts
from feeds.pages import ArticlePage, extract

LONGEST: Final = 2.0  # seconds for one page
NOW: Final = datetime.now(UTC)


def main() -> int:
    asked = _asked()
    folders = _folders(asked.data, asked.sets)
    if not folders:
        print(f"skipped: no set with a manifest.jsonl in {asked.data}")
        return 0
    slowest, read, seconds = (0.0, ""), 0, 0.0
    with asked.out.open("w", encoding="utf-8") as out:
        for folder in folders:
            for predicted in _predictions(folder, asked.limit):
                out.write(json.dumps(predicted, ensure_ascii=False) + "\n")
                read, seconds = read + 1, seconds + predicted["cpu"]
                slowest = max(slowest, (predicted["cpu"], predicted["id"]))
    print(f"{read} pages, {read / seconds:.1f} a second of CPU time; slowest {slowest[1]} {slowest[0]:.2f} s")
    return int(slowest[0] > LONGEST)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a set, or a folder of sets")
    parser.add_argument("--sets", default="", help="names of sets, with commas; all when empty")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=None, help="pages a set")
    return parser.parse_args()


def _folders(data: Path, sets: str) -> list[Path]:
    found = [data] if (data / "manifest.jsonl").is_file() else sorted(p.parent for p in data.glob("*/manifest.jsonl"))
    wanted = {name.strip() for name in sets.split(",") if name.strip()}
    missing = wanted - {folder.name for folder in found}
    if missing:
        raise SystemExit(f"no set called {', '.join(sorted(missing))} in {data}: there are {[f.name for f in found]}")
    return [folder for folder in found if not wanted or folder.name in wanted]


def _predictions(folder: Path, limit: int | None) -> Iterator[dict[str, Any]]:
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[:limit]:
        row = json.loads(line)
        body = (folder / row["file"]).read_bytes()
        body = gzip.decompress(body) if row["file"].endswith(".gz") else body
        # Pages that their collector stored in another encoding than their own say so in the manifest alone.
        sent = f"text/html; charset={row['encoding']}" if row.get("encoding") else ""
        yield {"id": row["id"], **_predicted(body, row.get("url") or "", sent)}


def _predicted(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    started = time.process_time()
    page = extract(body, url=url, content_type=content_type)
    draft = article_drafts.full_text(page, _unknown(url), source_language="", now=NOW)
    return {
        "title": draft.title,
        "published": _published(page) if draft.date_origin is DateOrigin.PAGE else None,
        "authors": list(draft.authors),
        "body": _shown(page),
        "image": draft.image.url if draft.image else None,
        "language": draft.language if draft.language != "und" else None,
        "cpu": round(time.process_time() - started, 6),
    }


def _unknown(url: str) -> ArticleDraft:
    """What is known before the page was read: its address."""
    return ArticleDraft(
        source_id=0, canonical_url=url, title="", language="und", published_at=NOW, date_origin=DateOrigin.FIRST_SEEN
    )


def _published(page: ArticlePage) -> str | None:
    """The moment as the page tells it, or the beginning of the day in its zone: the portal gives a day alone its noon,
    which falls on another day elsewhere."""
    return page.published_at.isoformat() if page.published_at else None


def _shown(page: ArticlePage) -> str:
    """The lead and the text, as the page shows them one below the other."""
    return "\n".join(filter(None, (page.lead if page.lead_is_shown else "", page.body_text)))


if __name__ == "__main__":
    sys.exit(main())
