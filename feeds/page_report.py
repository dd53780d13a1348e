"""What `manage.py extract` shows of a page: lines for a terminal, or one object for other programs. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC
from itertools import groupby
from textwrap import TextWrapper
from typing import Any, Final

from feeds.knowledge import terminal_table
from feeds.pages.article_page import ArticlePage
from feeds.pages.inspection import Candidate, Inspection, Sentence
from feeds.pages.rules import Rules

MOST_LINES: Final = 4  # of a text, and of a run of passages, unless all are asked for
WHY_CELLS: Final = 44
NAME_CELLS: Final = 11
OTHER_CELLS: Final = 60  # of a reading's line, beside its beginning and end
NOTHING: Final = "-"


def lines(
    found: Inspection, *, said: Sequence[tuple[str, str]], rules: Rules, cells: int, is_whole: bool
) -> Iterator[str]:
    """For a terminal of so many cells; `said` are (name, words) that come first. Not `is_whole`: abridged."""
    for name, words in said:
        yield _named(name, words, cells)
    yield _named("template", found.template, cells)
    yield from _headed("RESULT", _result(found.page, cells, is_whole))
    yield from _headed("READINGS, and how much of their words they share with the result", _readings(found, cells))
    yield from _headed(f"JUDGEMENT {_judged(found)}", _sentences(found.sentences, cells, is_whole))
    if rules:
        yield from _headed("EDITOR'S RULES", _rules(found, rules, cells))


_FIELDS: Final = {"date": "published_at", "image": "image_url"}  # of the page, where the report names them otherwise


def as_json(found: Inspection, *, url: str) -> dict[str, Any]:
    page = asdict(found.page)
    dated = found.page.published_at
    return {
        "url": url,
        "page": {**page, "published_at": dated.isoformat() if dated else None},
        "without_rules": {"body_text": found.plain.body_text, "quality": found.plain.quality},
        "readings": [{**asdict(each), "length": each.length} for each in found.candidates],
        "judgement": {
            "compared_with": found.judged_with,
            "quality": found.quality,
            "passages": [asdict(each) for each in found.sentences],
        },
        "template": found.template,
        "taken_out": dict(found.dropped),
    }


def _headed(title: str, content: Iterator[str]) -> Iterator[str]:
    yield ""
    yield title
    yield from content


def _named(name: str, words: str, cells: int) -> str:
    room = max(cells - NAME_CELLS - 1, 20)
    return f"{name:<{NAME_CELLS}} {terminal_table.cut(terminal_table.clean(words), room)}".rstrip()


def _result(page: ArticlePage, cells: int, is_whole: bool) -> Iterator[str]:
    dated = page.published_at
    moment = f"{dated.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if dated else NOTHING
    said = {
        "title": page.title,
        "lead": page.lead,
        "date": moment if page.date_has_time or not dated else f"{dated:%Y-%m-%d}, without a time",
        "authors": ", ".join(page.authors),
        "sections": ", ".join(page.sections),
        "image": page.image_url,
        "canonical": page.canonical_url,
        "language": page.language,
        "pointers": ", ".join(pointer.title for pointer in page.pointers),
    }
    for name, words in said.items():
        origin = page.origins.get(_FIELDS.get(name, name))
        yield _named(name, f"({origin}) {words}" if origin and words else words or NOTHING, cells)
    sold = "; the rest is for paying readers" if page.is_partial else ""
    yield _named("quality", f"{page.quality:.2f}{sold}", cells)
    text = page.body_text.split("\n") if page.body_text else []
    yield _named("text", f"{len(page.body_text):,} characters in {len(text)} lines", cells)
    shown = text if is_whole or len(text) <= MOST_LINES + 1 else [*text[: MOST_LINES - 1], "", text[-1]]
    for line in shown:
        yield from _shown(line, cells, is_whole) if line else [f"  ... {len(text) - MOST_LINES} more lines (--all)"]


def _shown(line: str, cells: int, is_whole: bool) -> list[str]:
    clean = terminal_table.clean(line)
    if not is_whole:
        return [f"  {terminal_table.cut(clean, cells - 2)}"]
    return TextWrapper(width=cells, initial_indent="  ", subsequent_indent="  ").wrap(clean)


def _readings(found: Inspection, cells: int) -> Iterator[str]:
    head = ("READING", "LENGTH", "LINES", "SHARED", "BEGINS AND ENDS")
    yield from terminal_table.table(head, [_reading(each, cells) for each in found.candidates], cells=cells, widest=28)


def _reading(candidate: Candidate, cells: int) -> tuple[str, ...]:
    if not candidate.lines:
        return candidate.name, NOTHING, NOTHING, NOTHING, "finds no text"
    half = max((cells - OTHER_CELLS) // 2, 8)
    first, last = terminal_table.cut(candidate.lines[0], half), candidate.lines[-1][-half:]
    counts = (f"{candidate.length:,}", str(len(candidate.lines)), f"{candidate.common:.2f}")
    return candidate.name, *counts, f"{first} ... {last}" if len(candidate.lines) > 1 else first


def _judged(found: Inspection) -> str:
    if not found.sentences:
        return "(no page that can be read)"
    kept = sum(each.is_kept for each in found.sentences)
    quality = f"quality {found.quality:.2f}, compared with {found.judged_with}"
    return f"({kept} of {len(found.sentences)} passages kept; {quality})"


def _sentences(sentences: Sequence[Sentence], cells: int, is_whole: bool) -> Iterator[str]:
    runs = [list(run) for _, run in groupby(sentences, key=lambda each: each.is_kept)]
    rows = [row for run in runs for row in _run(run, is_whole)]
    head = ("", "TAG", "LENGTH", "WHY NOT", "PASSAGE")
    if rows:
        yield from terminal_table.table(head, rows, cells=cells, widest=min(WHY_CELLS, cells * 3 // 8))


def _run(run: list[Sentence], is_whole: bool) -> Sequence[tuple[str, ...]]:
    """Neighbours with one verdict; of many the first and the last, and between them why the others went."""
    sign = "+" if run[0].is_kept else "-"
    rows = [(sign, each.tag, f"{len(each.text):,}", each.why, each.text) for each in run]
    if is_whole or len(rows) <= MOST_LINES:
        return rows
    reasons = Counter(each.why.partition(":")[0] for each in run[1:-1])
    why = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common(2) if reason)
    return [rows[0], ("", "", "", why, f"... {len(rows) - 2} more (--all)"), rows[-1]]


def _rules(found: Inspection, rules: Rules, cells: int) -> Iterator[str]:
    for place, selector in rules.given.items():
        is_missed = place in found.page.missed_rules
        words = "finds nothing here: the ordinary reading stands in" if is_missed else "finds it"
        yield _named(place, f"{selector} {words}", cells)
    for selector, count in found.dropped:
        yield _named("drop", f"{selector}: {count} element{'s' * (count != 1)} taken out", cells)
    ruled, plain = found.page, found.plain
    yield _named("effect", _change(len(plain.body_text), len(ruled.body_text), plain.quality, ruled.quality), cells)


def _change(before: int, after: int, quality: float, by_rules: float) -> str:
    return f"text of {after:,} characters, quality {by_rules:.2f}; without the rules {before:,}, quality {quality:.2f}"
