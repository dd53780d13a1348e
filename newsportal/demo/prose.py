"""The newspapers' words, from the files under `prose/`: one JSON file a newspaper.

articles   a title, a lead, and a body of strings: "## " begins a sub-heading, "> " names the article pointed to
series     patterns that make issues without end: each slot is a number of `numbers` (least, most, decimals) or a
           word of `choices`; lists whose names agree up to "_" ("objet", "objet_le") are drawn together
clutter    what stands around the text on every page and never belongs to an article
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from newsportal.demo.newspapers import NEWSPAPERS

_FOLDER = Path(__file__).parent / "prose"


@dataclass(frozen=True, kw_only=True)
class WrittenArticle:
    key: str  # ASCII, for addresses
    section: str  # a key of Prose.sections
    author: str
    scene: str  # a name of scenes.SCENES
    title: str
    lead: str
    caption: str
    body: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Series:
    key: str
    section: str
    author: str
    scene: str
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    caption: str
    heading: str
    paragraphs: tuple[tuple[str, ...], ...]  # alternatives for the first paragraph, the second, ...
    choices: dict[str, list[str]]
    numbers: dict[str, tuple[int, int, int]]  # least, most, decimals


@dataclass(frozen=True, kw_only=True)
class Prose:
    motto: str
    sections: dict[str, str]  # label by key
    words: dict[str, str]
    months: tuple[str, ...]
    clutter: dict[str, str]
    articles: tuple[WrittenArticle, ...]
    series: tuple[Series, ...]


@cache
def prose(slug: str) -> Prose:
    """What the newspaper of that slug has to say."""
    read: dict[str, Any] = json.loads((_FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    return Prose(
        motto=read["motto"],
        sections=read["sections"],
        words=read["words"],
        months=tuple(read["months"]),
        clutter=read["clutter"],
        articles=tuple(WrittenArticle(**{**row, "body": tuple(row["body"])}) for row in read["articles"]),
        series=tuple(Series(**_frozen(row)) for row in read["series"]),
    )


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "titles": tuple(row["titles"]),
        "leads": tuple(row["leads"]),
        "paragraphs": tuple(tuple(alternatives) for alternatives in row["paragraphs"]),
        "numbers": {name: tuple(bounds) for name, bounds in row["numbers"].items()},
    }


def _clutter_by_language() -> dict[str, tuple[str, ...]]:
    """Every phrase that stands around the texts and belongs to none of them."""
    found: dict[str, tuple[str, ...]] = {}
    for paper in NEWSPAPERS:
        found[paper.language] = (*found.get(paper.language, ()), *prose(paper.slug).clutter.values())
    return found


CLUTTER: Final = _clutter_by_language()
