"""A page read by what its source's pages have in common: cut to the element of its article, and judged by where its
passages stand. Then checked: a page that is not as the others were is refused, and read with care instead."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lxml.html import HtmlElement

from feeds.knowledge import page_tree
from feeds.pages import cutting, gaps, judgement, metadata, passages, places, pointing, title_parts, witness
from feeds.pages.article_page import PagePointer
from feeds.pages.metadata import PageFacts
from feeds.pages.passages import Passage, Passages
from feeds.pages.template import LEAST_TEXT, Frame, Template, number_of

MOST_DOUBTFUL: Final = 0.2  # times the text: what stands at places that no page had, or was dropped amid the text
LEAST_SHARED: Final = 0.8  # of a text, for another reading of it to be the same
SHORTER: Final = 0.5  # times the shortest text it was learnt from: less may be a teaser
LONGER: Final = 3.0  # times the longest: more may be several articles
MOST_REPEATED: Final = 0.3  # share of a text: when so much stood on other pages, the pages tell the same, no clutter
LAST: Final = 2  # passages at the end of a text, where the site speaks in whole sentences
FARTHEST: Final = 3  # steps from an element around text: a row within a table


class Verdict(StrEnum):
    """Whether a page was read by its source's template, and if not, why."""

    USED = "used"
    UNLEARNT = "unlearnt"  # too few pages are known
    NO_FRAME = "no frame"  # the element of the article is not where it was
    NO_TEXT = "no text"
    NO_TITLE = "no title"  # or one that the page's metadata or its feed contradict
    NO_DATE = "no date"
    OTHER_LANGUAGE = "other language"
    SHORT = "short"  # far shorter than the others, or than the page's own data
    LONG = "long"
    DOUBTFUL = "doubtful"  # much that may be text stands where none stood before
    DISAGREES = "disagrees"  # when it was read with care as well, as some pages are, the text was another


@dataclass(frozen=True, kw_only=True)
class ByTemplate:
    """What the template makes of a page."""

    facts: PageFacts
    pointers: tuple[PagePointer, ...]  # that stand apart from the text
    read: Passages
    aside: tuple[HtmlElement, ...]  # elements that hold nothing but clutter, by their place
    kept: tuple[Passage, ...]
    around: tuple[Passage, ...]  # short lines where the text stands, kept or not
    quality: float  # 0 to 1, on the scale of `judgement`


def read(text: str, template: Template, *, url: str, time_zone: str, title_hint: str) -> ByTemplate | Verdict:
    """The page by the first frame that fits it; else why the last did not. `text` is its source, decoded."""
    found: ByTemplate | Verdict = Verdict.NO_FRAME if template.frames else Verdict.UNLEARNT
    for frame in template.frames:
        tree = page_tree.of(cutting.cut(text, frame.marker))
        if tree is not None:
            facts = metadata.read(tree, url=url, time_zone=time_zone, title_hint=title_hint)
            found = _told(tree, frame, template, facts, url, title_hint)
        if isinstance(found, ByTemplate):
            break
    return found


def marked(read: Passages, template: Template) -> None:
    """Before a page is read with care: what stands on other pages of the source as well is clutter, unless most of the
    page is, as where an article has two addresses."""
    if not template.repeated:
        return
    repeated = [passage for passage in read.all if _is_repeated(passage, template)]
    sentences = sum(passage.weight for passage in read.all if passage.is_sentence)
    if sum(passage.weight for passage in repeated if passage.is_sentence) <= MOST_REPEATED * sentences:
        for passage in repeated:
            passage.clutter = (*passage.clutter, ("repeated", passage.element))


def agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two readings of a page, as lines, are one text, but for a line here and there."""
    ours, theirs = "\n".join(one), "\n".join(other)
    shared = sum(len(line) for line in one if line in theirs)
    return shared >= LEAST_SHARED * max(len(ours), len(theirs))


def _told(
    tree: HtmlElement, frame: Frame, template: Template, facts: PageFacts, url: str, title_hint: str
) -> ByTemplate | Verdict:
    holder = next(tree.iter(cutting.HOLDER), None)
    if holder is None or not len(holder):
        return Verdict.NO_TEXT
    pointers = pointing.elsewhere(tree.iter("a"), url=url)
    root = holder[0]
    standing = places.Places(root)
    aside = tuple(_idle(root, frame, standing))
    found = passages.of(tree, unread=frozenset(aside))
    reader = _Reader(found, frame, template, standing)
    reader.keep_by_place(facts.authors)
    reader.keep_between()
    reader.drop_repeated()
    reader.drop_idle_end()
    reader.complete_lists()
    contradiction = _contradiction(facts, frame, title_hint, tree) or reader.contradiction(len(facts.text))
    return contradiction or ByTemplate(
        facts=facts,
        pointers=pointers,
        read=found,
        aside=aside,
        kept=tuple(reader.kept()),
        around=tuple(reader.around()),
        quality=reader.quality(),
    )


def _idle(holder: HtmlElement, frame: Frame, standing: places.Places) -> Iterator[HtmlElement]:
    """The elements that hold nothing but clutter, which are not worth reading."""
    for child in holder:
        place = places.near(standing.of(child)) if isinstance(child.tag, str) else ""
        if place in frame.idle:
            yield child
        elif place in frame.holders:
            yield from _idle(child, frame, standing)


def _contradiction(facts: PageFacts, frame: Frame, title_hint: str, tree: HtmlElement) -> Verdict | None:
    """What the page's own metadata say against the frame."""
    if not facts.title:
        return Verdict.NO_TITLE
    if not any(title_parts.alike(facts.title, name) for name in _names(tree, title_hint) if name):
        return Verdict.NO_TITLE
    if frame.is_dated and facts.published_at is None:
        return Verdict.NO_DATE
    return Verdict.OTHER_LANGUAGE if facts.language not in frame.languages else None


def _names(tree: HtmlElement, title_hint: str) -> Iterator[str]:
    """What else names the article: the feed, the window's title, the title for sharing."""
    yield title_hint
    yield tree.findtext(".//title") or ""
    yield from map(str, tree.xpath("//meta[@property='og:title']/@content"))


def _is_plain(passage: Passage) -> bool:
    return passage.is_sentence and not passage.linked


def _is_repeated(passage: Passage, template: Template) -> bool:
    if not template.repeated or len(passage.text) < LEAST_TEXT:
        return False
    return len(passage.key) >= LEAST_TEXT and number_of(passage.key) in template.repeated


class _Reader:
    def __init__(self, read: Passages, frame: Frame, template: Template, standing: places.Places) -> None:
        self.all, self.frame, self.template, self.standing = read.all, frame, template, standing
        self.paths = [standing.of_passage(passage) for passage in self.all]
        self.places = [places.near(path) for path in self.paths]
        self.keep = [False] * len(self.all)
        self.dropped = [False] * len(self.all)

    def kept(self) -> list[Passage]:
        return [passage for passage, keep in zip(self.all, self.keep, strict=True) if keep]

    def around(self) -> list[Passage]:
        """The short lines that are no clutter by their place, and not amid the text."""
        last = self._last()
        lines = (
            passage
            for number, passage in enumerate(self.all)
            if number in last or not self.keep[number] or not _is_plain(passage)
        )
        short = (p for p in lines if len(p.text) <= judgement.LONGEST_AROUND)
        return [p for p in short if self.places[p.number] not in self.frame.clutter]

    def keep_by_place(self, authors: tuple[str, ...]) -> None:
        """What stands where text stood, unless it says of itself that it is none; and before the last of it what stands
        beside it and reads like text."""
        end = max((n for n, place in enumerate(self.places) if self.frame.is_text(place)), default=-1)
        for number, (passage, place) in enumerate(zip(self.all, self.places, strict=True)):
            if passage.is_title or place in self.frame.clutter or _is_repeated(passage, self.template):
                self.dropped[number] = True
            elif self.frame.is_text(place):
                self.keep[number] = True
            elif number < end and passage.is_sentence and passage.tag not in gaps.HEADINGS:
                self.keep[number] = self._is_beside(self.paths[number]) and not self._is_cluttered(passage)
        last = self._last()
        for number, passage in enumerate(self.all):
            if self.keep[number] and self._is_notice(passage, authors, is_last=number in last):
                self.keep[number], self.dropped[number] = False, True

    def _is_beside(self, path: str) -> bool:
        """Whether a new place is within an element in which text stands."""
        around = itertools.islice(places.elements(path), 1, 1 + FARTHEST)
        return any(place in self.frame.beside for place in map(places.near, around))

    def _is_cluttered(self, passage: Passage) -> bool:
        """Whether an element around it calls itself clutter; one that holds text elsewhere says nothing by its name."""
        return any(places.near(self.standing.of(each)) not in self.frame.holders for _, each in passage.clutter)

    def _last(self) -> set[int]:
        return set([number for number, keep in enumerate(self.keep) if keep][-LAST:])

    def _is_notice(self, passage: Passage, authors: tuple[str, ...], *, is_last: bool) -> bool:
        """As `judgement` asks it; of a plain sentence amid the text its place says enough."""
        if not is_last and _is_plain(passage) and self.places[passage.number] in self.frame.pure:
            return False
        is_pure = self.places[passage.number] in self.frame.pure  # who writes may act in the text: a portrait is apart
        at_end = not is_pure and passage.number * 2 > len(self.all)
        return judgement.is_notice(passage, authors=authors, at_end=at_end)

    def keep_between(self) -> None:
        """Short items, rows and sub-headings at new places between two passages of the text."""
        for number in list(gaps.items(self.all, self.keep, self._is_cluttered)):
            self.keep[number] = not self.dropped[number]

    def drop_repeated(self) -> None:
        for number in list(witness.repeated(self.all, self.keep)):
            self.keep[number] = False

    def drop_idle_end(self) -> None:
        for number in gaps.idle_end(self.all, self.keep):
            self.keep[number] = False

    def complete_lists(self) -> None:
        for number in list(gaps.rest_of_lists(self.all, self.keep)):
            item = self.all[number]
            is_clutter = self._is_cluttered(item) or self.places[number] in self.frame.clutter
            self.keep[number] = not is_clutter and not _is_repeated(item, self.template)

    def contradiction(self, stated: int) -> Verdict | None:
        """What the text itself says against the frame; `stated` is the length of it that the page's data hold."""
        length = sum(len(passage.text) for passage in self.kept())
        if not length:
            return Verdict.NO_TEXT
        if length < SHORTER * self.frame.shortest or length * 2 < stated:
            return Verdict.SHORT
        if length > LONGER * self.frame.longest:
            return Verdict.LONG
        return Verdict.DOUBTFUL if self._doubtful() > MOST_DOUBTFUL * length else None

    def _doubtful(self) -> int:
        """Characters that may be text, by their words or by what they stand between, and were not kept or stand where
        no page had any."""
        kept = [number for number, keep in enumerate(self.keep) if keep]
        return sum(
            passage.weight
            for number, (passage, place) in enumerate(zip(self.all, self.places, strict=True))
            if (passage.is_sentence and not passage.is_title and not self.frame.knows(place))
            or (kept[0] < number < kept[-1] and not self.keep[number] and self._may_be_text(passage))
        )

    def _may_be_text(self, passage: Passage) -> bool:
        is_repeated = _is_repeated(passage, self.template)
        is_own = not is_repeated and passage.linked * 2 < len(passage.text) and not self._is_cluttered(passage)
        return is_own and not passage.is_title and self._is_beside(self.paths[passage.number])

    def quality(self) -> float:
        """Half of it is how much of the text stands where text stood, the rest is whole sentences and length."""
        kept = [(p, place) for p, place, keep in zip(self.all, self.places, self.keep, strict=True) if keep]
        ours = max(1, sum(p.weight for p, _ in kept))
        placed = sum(p.weight for p, place in kept if place in self.frame.text)
        sentences = sum(p.weight for p, _ in kept if p.is_sentence)
        return round(0.5 * placed / ours + 0.3 * sentences / ours + 0.2 * min(1.0, ours / 1_000), 2)
