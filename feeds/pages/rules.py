"""An editor's rules for the pages of one source: CSS selectors that say where title, lead, text, date, authors and
picture stand, and what is taken out. They come before everything that a page says of itself; where one finds nothing,
the ordinary reading stands in, and the page tells so (`ArticlePage.missed_rules`)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from articles.knowledge import markup
from feeds.knowledge import css_selectors
from feeds.knowledge.dates import parse_date
from feeds.pages import authors, blocks, headings, lead_picture, passages
from feeds.pages.blocks import Block
from feeds.pages.letters import squeezed
from feeds.pages.metadata import PageFacts
from feeds.pages.origin import Origin
from feeds.pages.passages import Passage

PLACES: Final = ("title", "lead", "body", "date", "authors", "image")  # what a rule of one selector finds
MOST_DROPPED: Final = 20  # selectors of what is taken out
MOST_ELEMENTS: Final = 2_000  # that one selector may choose of a page; the rest of them is left alone
MOST_NAMES: Final = 10
LEAST_BODY: Final = 40  # characters: less is no text, so that the ordinary reading stands in
LINE_LENGTH: Final = 1_000  # characters of a title or a lead
CERTAIN: Final = 0.5  # what the editor's word counts for a text's quality, as much as two readings that agree
_FRAME: Final = frozenset({"html", "head", "body"})


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The selectors of one source; empty where the ordinary reading is good enough."""

    title: str = ""
    lead: str = ""
    body: str = ""
    date: str = ""
    authors: str = ""
    image: str = ""
    drop: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.given or self.drop)

    @property
    def given(self) -> dict[str, str]:
        """The selector of each place that has one."""
        return {place: selector for place in PLACES if (selector := getattr(self, place))}


NONE: Final = Rules()


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the rules found on one page."""

    facts: dict[str, Any] = field(default_factory=dict)  # fields of PageFacts, but the lead
    lead: str = ""
    blocks: tuple[Block, ...] = ()  # of the text
    passages: tuple[Passage, ...] = ()  # everything within the elements of the text, kept or not
    quality: float = 0.0  # of the text
    dropped: dict[str, int] = field(default_factory=dict)  # how many elements each selector took out
    missed: tuple[str, ...] = ()  # places whose rule found nothing

    def over(self, facts: PageFacts) -> PageFacts:
        """A page's facts with those that the rules found in their place."""
        if not self.facts:
            return facts
        return replace(facts, **self.facts, origins={**facts.origins, **dict.fromkeys(self.facts, Origin.RULE)})

    def part_lead(self, blocks: list[Block]) -> tuple[str, list[Block]]:
        """(the lead, the text's blocks without it): no sentence twice."""
        key = squeezed(self.lead)
        return self.lead, [block for number, block in enumerate(blocks) if number > 2 or squeezed(block.text) != key]


def faults(rules: Rules) -> dict[str, str]:
    """What is wrong with each rule, in words for its editor; empty when all can be used."""
    found: dict[str, str] = {}
    for place, selector in [*rules.given.items(), *(("drop", selector) for selector in rules.drop)]:
        try:
            css_selectors.check_selector(selector)
        except ValueError as problem:
            found.setdefault(place, str(problem))
    if len(rules.drop) > MOST_DROPPED:
        found["drop"] = f"more than {MOST_DROPPED} selectors: write several as one, with commas"
    return found


def as_json(rules: Rules) -> str:
    """One line, for lists of feeds; empty without rules."""
    said: dict[str, Any] = {**rules.given, **({"drop": list(rules.drop)} if rules.drop else {})}
    return json.dumps(said, ensure_ascii=False) if said else ""


def from_json(written: str) -> Rules:
    """What `as_json` wrote. ValueError, which names the rule and what is wrong with it, for everything else."""
    try:
        said = json.loads(written) if written else {}
    except (ValueError, RecursionError) as problem:
        raise ValueError(f"the rules for its pages are no JSON: {problem}") from None
    if not isinstance(said, dict) or not said.keys() <= {*PLACES, "drop"}:
        raise ValueError(f"the rules for its pages are no object with selectors for {', '.join(PLACES)} and drop")
    drop = said.get("drop", [])
    texts = [*(said.get(place, "") for place in PLACES), *(drop if isinstance(drop, list) else [None])]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("the rules for its pages are no texts: drop takes a list of selectors, every other place one")
    rules = Rules(**{**said, "drop": tuple(filter(None, drop))})
    if wrong := faults(rules):
        raise ValueError("; ".join(f"the rule for {place}: {fault}" for place, fault in wrong.items()))
    return rules


def apply(rules: Rules, tree: HtmlElement, *, url: str, time_zone: str) -> Found:
    """Find what the rules name, then take out of the tree what they drop. The rules must be without `faults`; `url` is
    the page's, `time_zone` an IANA name."""
    read: dict[str, Any] = {
        place: next(filter(None, map(_line, _chosen(tree, selector))), "")
        for place, selector in rules.given.items()
        if place in {"title", "lead"}
    }
    if rules.authors:
        read["authors"] = _names(_chosen(tree, rules.authors))
    if rules.date:
        dates = (parse_date(text, zone=ZoneInfo(time_zone)) for text in _dates(_chosen(tree, rules.date)))
        read["date"] = next(filter(None, dates), None)
    if rules.image:
        shown = (_picture(element, url) for element in _chosen(tree, rules.image))
        read["image"] = next(filter(None, shown), None)
    dropped = {selector: _drop(tree, selector) for selector in rules.drop}
    chosen = _chosen(tree, rules.body) if rules.body else []
    within, kept = _passages(chosen)
    made = blocks.of_passages(kept, url=url)
    read["body"] = tuple(made) if blocks.length(made) >= LEAST_BODY else ()
    return Found(
        facts=_facts(read),
        lead=read.get("lead") or "",
        blocks=read["body"],
        passages=tuple(within),
        quality=_quality(kept) if read["body"] else 0.0,
        dropped=dropped,
        missed=tuple(place for place in rules.given if not read.get(place)),
    )


def _passages(elements: list[HtmlElement]) -> tuple[list[Passage], list[Passage]]:
    """(everything within the elements, what of it is text): without what calls itself clutter there (share, related),
    unless the selector chose it."""
    own = set(elements)
    read = [passage for element in _outermost(elements) for passage in passages.within(element)]
    return read, [passage for passage in read if all(around in own for _, around in passage.clutter)]


def _quality(kept: list[Passage]) -> float:
    """As `judgement` tells it, with the editor's word in the place of another reading's."""
    length = sum(len(passage.text) for passage in kept)
    sentences = sum(len(passage.text) for passage in kept if passage.is_sentence)
    return round(CERTAIN + 0.3 * sentences / length + 0.2 * min(1.0, length / 1_000), 2)


def _facts(read: dict[str, Any]) -> dict[str, Any]:
    facts = {place: read[place] for place in ("title", "authors") if read.get(place)}
    if read.get("date"):
        facts["published_at"], facts["date_has_time"] = read["date"]
    if read.get("image"):
        facts["image_url"], facts["image_alt"] = read["image"]
    return facts


def _chosen(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    return css_selectors.chosen(tree, selector)[:MOST_ELEMENTS]


def _outermost(elements: list[HtmlElement]) -> tuple[HtmlElement, ...]:
    """Without those that stand within another."""
    all_of_them = set(elements)
    return tuple(each for each in elements if all_of_them.isdisjoint(each.iterancestors()))


def _drop(tree: HtmlElement, selector: str) -> int:
    """How many elements went; the frame of the page stays, and so does the text that follows an element."""
    chosen = [each for each in _outermost(css_selectors.chosen(tree, selector)) if each.tag not in _FRAME]
    for element in chosen:
        element.drop_tree()
    return len(chosen)


def _line(element: HtmlElement) -> str:
    """What an element says: its content where it is for machines, else its text."""
    said = element.get("content") or "" if element.tag == "meta" else headings.text_of(element)
    return markup.clean_text(said, limit=LINE_LENGTH)


def _picture(element: HtmlElement, url: str) -> tuple[str, str] | None:
    """(absolute address, alternative text); None where there is no picture."""
    stated = (element.get("content") or element.get("href") or "", "")
    written, alt = stated if element.tag in {"meta", "link"} else lead_picture.within(element) or ("", "")
    address = markup.absolute_url(written, base=url) if written else ""
    return (address, alt) if address else None


def _dates(elements: list[HtmlElement]) -> Iterator[str]:
    for element in elements:
        inner = next(element.iterdescendants("time"), element)
        yield from filter(None, (element.get("datetime"), element.get("content"), inner.get("datetime")))
        yield _line(element)


def _names(elements: list[HtmlElement]) -> tuple[str, ...]:
    """Persons as any byline names them; where a line names none, it stands for itself: an agency, a desk."""
    parts = [name for line in map(_line, elements) for name in list(authors.persons_in(line)) or [line]]
    return tuple(dict.fromkeys(name for name in parts if 2 < len(name) <= 100))[:MOST_NAMES]
