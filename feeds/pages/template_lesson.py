"""What one page that was read with care teaches of its template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from feeds.knowledge import page_tree
from feeds.pages import cutting, metadata, passages, places
from feeds.pages.metadata import PageFacts
from feeds.pages.passages import Passage, Passages
from feeds.pages.template import LEAST_TEXT, LONGEST_PATH, MOST_PLACES, MOST_TEXTS, Lesson, Mark, number_of

MOST_MARKS: Final = 4  # of one page
MOST_TRIED: Final = 8  # elements, from the text outwards
HARDLY_MORE: Final = 1.3  # times the source of an element within, head included
TRUSTED: Final = 0.7  # quality of a text from which something may be learnt
_SAME: Final = (
    "title",
    "description",
    "published_at",
    "authors",
    "image_url",
    "canonical_url",
    "language",
    "is_free",
    "wishes",
)


def of(
    text: str, *, url: str, time_zone: str, title_hint: str, facts: PageFacts, read: Passages, kept: Sequence[Passage]
) -> Lesson | None:
    """The lesson of a page, from its source, its facts, all of its passages and those that are its article; None when
    no element of its source can be marked that holds all of that."""
    if not kept:
        return None
    marked = _marked(text, kept, read, _Whole(facts=facts, url=url, time_zone=time_zone, title_hint=title_hint))
    if not marked:
        return None
    outermost = marked[-1][0]
    standing = places.Places(outermost)
    near = read.all[slice(*read.spans[outermost])]
    return Lesson(
        page=number_of(url),
        marks=tuple(Mark(forms=tuple(forms), place=standing.of(element)) for element, forms in marked),
        places=_places(near, set(kept), standing),
        texts=_texts(near, set(kept)),
        length=sum(len(passage.text) for passage in kept),
        is_dated=facts.published_at is not None,
        language=facts.language,
    )


@dataclass(frozen=True, kw_only=True)
class _Whole:
    """What the whole page says, for a part of it to say the same."""

    facts: PageFacts
    url: str
    time_zone: str
    title_hint: str

    def is_said_by(self, part: str, kept: Sequence[Passage]) -> bool:
        tree = page_tree.of(part)
        if tree is None:
            return False
        found = metadata.read(tree, url=self.url, time_zone=self.time_zone, title_hint=self.title_hint)
        if any(getattr(found, name) != getattr(self.facts, name) for name in _SAME):  # one part in two fails here
            return False
        return {passage.key for passage in kept} <= {each.key for each in passages.of(tree).all}


def _marked(text: str, kept: Sequence[Passage], read: Passages, whole: _Whole) -> list[tuple[HtmlElement, list[str]]]:
    """The elements that hold what the page says, the innermost first, with their markers. One that is hardly smaller
    than the next is left out: where a page has more text than others, it stands beside that of the others."""
    found: list[tuple[HtmlElement, list[str], int]] = []
    openings: cutting.Openings = {}
    for element in [each for each in _around(kept) if each in read.spans][:MOST_TRIED]:
        forms = cutting.markers(text, element, openings)
        part = cutting.cut(text, forms[0]) if forms else ""
        if part and (found or whole.is_said_by(part, kept)):  # what the innermost says, those around it say as well
            found.append((element, forms, len(part)))
        if len(found) == MOST_MARKS:
            break
    if len(found) > 1 and found[1][2] <= HARDLY_MORE * found[0][2]:
        del found[0]
    return [(element, forms) for element, forms, _ in found]


def _around(kept: Sequence[Passage]) -> list[HtmlElement]:
    """The elements that hold all of the text, from the innermost on."""
    chains = [[passage.element, *passage.element.iterancestors()] for passage in kept]
    shared = set(chains[0]).intersection(*chains[1:])
    return [element for element in chains[0] if element in shared and element.tag not in {"html", "body"}]


def _places(near: Sequence[Passage], kept: set[Passage], standing: places.Places) -> dict[str, tuple[int, int]]:
    """How many passages at each place were text and how many were not, those of the text first."""
    found: dict[str, tuple[int, int]] = {}
    for passage in sorted(near, key=lambda passage: passage not in kept):
        path = standing.of_passage(passage)
        if len(path) <= LONGEST_PATH and (path in found or len(found) < MOST_PLACES):
            text, clutter = found.get(path, (0, 0))
            found[path] = (text + (passage in kept), clutter + (passage not in kept))
    return found


def _texts(near: Sequence[Passage], kept: set[Passage]) -> tuple[int, ...]:
    """What stands where the article stands, as numbers: its text first, where repeated clutter would do harm."""
    ordered = sorted(near, key=lambda passage: passage not in kept)
    said = dict.fromkeys(number_of(passage.key) for passage in ordered if len(passage.key) >= LEAST_TEXT)
    return tuple(said)[:MOST_TEXTS]
