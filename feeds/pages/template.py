"""What the pages of one source have in common, learnt from some that were read with care.

A `Lesson` is what one such page shows: by which marks the element of its article can be found in its source, at which
places its text stood and at which its clutter, and what it said, as numbers. A `Template` is what lessons agree on. The
lessons are kept, and the template is worked out from them: there is no other state."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from zlib import crc32

from feeds.pages import places

FORMAT: Final = 1  # of a record: one of another format is forgotten, not read
LEAST_PAGES: Final = 5  # that agree, before later pages are read by what they have in common
LEAST_OF_KIND: Final = 3  # the same for another kind of page of a source that is known already
MOST_LESSONS: Final = 14
MOST_OF_KIND: Final = 8  # lessons of one kind of page: older ones go
MOST_PLACES: Final = 80  # of one lesson
MOST_TEXTS: Final = 120
LEAST_TEXT: Final = 20  # letters of a text of which it means something that it stands on other pages as well
LEAST_REPEATED: Final = 2  # other pages on which a text must stand to be clutter
SHARE_REPEATED: Final = 0.5  # of the other pages: below, it may be what several articles say of one event
MOSTLY: Final = 0.5  # share of a place's passages that were text, for it to be a place of text
PURE: Final = 0.85  # the same, for its sentences to need no further evidence
LONGEST_PATH: Final = 1_000  # characters
LEAST_SEEN: Final = 2  # pages with a place, for it to be known


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One element that holds a page's article: its markers (`cutting`) and its place, as a path from the
    outermost of the page's marks."""

    forms: tuple[str, ...]
    place: str


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What one page shows of its template."""

    page: int  # its address, as `number_of`
    marks: tuple[Mark, ...]  # the innermost first
    places: dict[str, tuple[int, int]]  # path from the outermost mark: passages that were text, and others
    texts: tuple[int, ...]  # what it says, as `number_of` keys
    length: int  # characters of its text
    is_dated: bool
    language: str


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One kind of page of a source: the element that holds its article, and what stands where within."""

    marker: str
    text: frozenset[str]  # places (`places`), told from the element
    pure: frozenset[str]  # those of them where hardly anything else stands
    clutter: frozenset[str]
    holders: frozenset[str]  # where elements stand at or within which there may be text
    beside: frozenset[str]  # where the elements stand that are right around text
    idle: frozenset[str]  # where elements stand that hold nothing but clutter
    shortest: int  # characters of text among the pages it was learnt from
    longest: int
    is_dated: bool  # each of them was
    languages: frozenset[str]
    pages: int  # it was learnt from

    def is_text(self, place: str) -> bool:
        """Whether text stands at a place; of short lines at a new place as of sentences there."""
        return place in self.text or (not self.knows(place) and place.removesuffix(places.SHORT) in self.text)

    def knows(self, place: str) -> bool:
        return place in self.text or place in self.clutter


@dataclass(frozen=True, kw_only=True)
class Template:
    """What is known of a source's pages; nothing at first."""

    frames: tuple[Frame, ...] = ()
    repeated: frozenset[int] = field(default_factory=frozenset)  # texts that stand on many of them


def number_of(text: str) -> int:
    """A text as a number, to know it again by; half a thousandth of the texts of a template stands for two."""
    return crc32(text.encode("utf-8", "replace"))


def learnt(lessons: Sequence[Lesson]) -> Template:
    """What the lessons agree on."""
    frames: list[Frame] = []
    rest = list(lessons)
    while len(rest) >= (least := LEAST_OF_KIND if frames else LEAST_PAGES):
        marker = _most_common(rest)
        alike = [lesson for lesson in rest if _mark(lesson, marker)]
        if len(alike) < least:
            break
        frames.append(_frame(marker, alike))
        rest = [lesson for lesson in rest if not _mark(lesson, marker)]
    return Template(frames=tuple(frames), repeated=_repeated(lessons))


def taught(lessons: Sequence[Lesson], lesson: Lesson) -> list[Lesson]:
    """The lessons with one more, which replaces an older one of the same page; the oldest of the most frequent kind
    makes room."""
    kept = [each for each in lessons if each.page != lesson.page]
    kept.append(lesson)
    marker = _most_common(kept)
    alike = [each for each in kept if _mark(each, marker)]
    while len(alike) > MOST_OF_KIND or len(kept) > MOST_LESSONS:
        oldest = alike.pop(0) if len(alike) > LEAST_PAGES else kept[0]
        kept.remove(oldest)
    return kept


def as_record(lessons: Iterable[Lesson]) -> dict[str, Any]:
    """Lessons as JSON holds them: the steps of their paths are written once, and named by their number."""
    steps: dict[str, int] = {}

    def packed(path: str) -> list[int]:
        return [steps.setdefault(step, len(steps)) for step in path.split(">")] if path else []

    written = [
        asdict(lesson)
        | {
            "marks": [{"forms": mark.forms, "place": packed(mark.place)} for mark in lesson.marks],
            "places": [[packed(path), *counts] for path, counts in lesson.places.items()],
        }
        for lesson in lessons
    ]
    return {"format": FORMAT, "steps": list(steps), "lessons": written}


def from_record(record: dict[str, Any]) -> list[Lesson]:
    """The lessons of a record; none of one that an older or newer program wrote."""
    if record.get("format") != FORMAT:
        return []
    steps = record["steps"]

    def path(packed: list[int]) -> str:
        return ">".join(steps[number] for number in packed)

    return [
        Lesson(
            **written
            | {
                "marks": tuple(Mark(forms=tuple(m["forms"]), place=path(m["place"])) for m in written["marks"]),
                "places": {path(packed): (text, clutter) for packed, text, clutter in written["places"]},
                "texts": tuple(written["texts"]),
            }
        )
        for written in record["lessons"]
    ]


def _most_common(lessons: Sequence[Lesson]) -> str:
    """The marker that stands on most pages; of equals that of the innermost element, then the most telling."""
    counts = Counter(form for lesson in lessons for form in {form for mark in lesson.marks for form in mark.forms})
    deepest: dict[str, int] = {}
    for lesson in lessons:
        for mark in lesson.marks:
            for form in mark.forms:
                deepest[form] = max(deepest.get(form, 0), places.depth(mark.place))
    return max(counts, key=lambda form: (counts[form], deepest[form], len(form)), default="")


def _mark(lesson: Lesson, marker: str) -> Mark | None:
    return next((mark for mark in lesson.marks if marker in mark.forms), None)


def _frame(marker: str, lessons: Sequence[Lesson]) -> Frame:
    seen, texts, clutter = Counter[str](), Counter[str](), Counter[str]()
    paths: dict[str, set[str]] = {}
    for lesson in lessons:
        told = _told(lesson, marker)
        seen.update({places.near(path) for path in told})
        for path, (kept, dropped) in told.items():
            place = places.near(path)
            paths.setdefault(place, set()).add(path)
            texts[place] += kept
            clutter[place] += dropped
    share = {place: texts[place] / (texts[place] + clutter[place]) for place in seen}
    known = {place for place in seen if seen[place] >= LEAST_SEEN}
    text = {place for place in known if share[place] >= MOSTLY}
    holders = _around(paths[place] for place in seen if share[place] >= MOSTLY)
    return Frame(
        marker=marker,
        text=frozenset(text),
        pure=frozenset(place for place in text if share[place] >= PURE),
        clutter=frozenset(known - text),
        holders=holders,
        beside=frozenset(places.near(path.rpartition(">")[0]) for place in text for path in paths[place]),
        idle=_around(paths[place] for place in known - text) - holders - {""},
        shortest=min(lesson.length for lesson in lessons),
        longest=max(lesson.length for lesson in lessons),
        is_dated=all(lesson.is_dated for lesson in lessons),
        languages=frozenset(lesson.language for lesson in lessons),
        pages=len(lessons),
    )


def _told(lesson: Lesson, marker: str) -> dict[str, tuple[int, int]]:
    """The places of a lesson within the marked element, as paths from it."""
    mark = _mark(lesson, marker)
    found = ((places.below(path, mark.place), counts) for path, counts in lesson.places.items()) if mark else ()
    return {path: counts for path, counts in found if path is not None}


def _around(paths: Iterable[set[str]]) -> frozenset[str]:
    """The places of all elements on the way to these."""
    return frozenset(places.near(step) for each in paths for path in each for step in places.elements(path))


def _repeated(lessons: Sequence[Lesson]) -> frozenset[int]:
    """Clutter by proof: texts that stand on several pages of the source, and on many of those that are known."""
    pages = Counter(number for lesson in lessons for number in set(lesson.texts))
    least = max(LEAST_REPEATED, SHARE_REPEATED * len(lessons))
    return frozenset(number for number, count in pages.items() if count >= least)
