"""What belongs to a text beside what was found of it: the chapo below its headline, the sentences and the short items
between its paragraphs, the paragraphs behind where another reading ends; and the lines that do not, once nothing
follows them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Final

from feeds.pages import notices
from feeds.pages.passages import Kin, Passage

MOST_TO_DECK: Final = 5  # passages from the headline to the last line of a chapo
LEAST_DECK: Final = 40  # characters of a chapo that is no sentence
LEAST_SAID: Final = 20  # characters of a sentence beside paragraphs of the text, that are no link
LEAST_WORDED: Final = 30  # characters of a line of words and links
HALF_LINKED: Final = (0.3, 0.8)  # its share that is links
MOST_LINKED: Final = 0.85  # share of it: beyond it, it points elsewhere
MOST_BETWEEN: Final = 12  # list items, rows and sub-headings in a row between two passages of the text
LEAST_LISTED: Final = 3  # items of a list that are kept, and most of all it has: then the others are kept as well
MOST_HEADINGS: Final = 2  # in a row
LONGEST_LABEL: Final = 30  # characters of a line such as "More on this:"; longer ones are sentences
LEAST_BESIDE: Final = 2  # sentences beside paragraphs of the text that another reading ends before: one is a notice
HEADINGS: Final = frozenset({"h2", "h3", "h4"})
_ITEMS: Final = frozenset({"li", "tr", "pre", *HEADINGS})
_CHAPO: Final = re.compile(
    r"lead\b|lede\b|dec?k\b|chapo|chapeau|stand-?first|sub-?_?(?:title|head|line)|teaser|summary|intro|excerpt|abstract"
    r"|preamble|ingress|vorspann|bajada|entradilla|occhiello|sommario",
    re.IGNORECASE,
)


def deck(passages: Sequence[Passage], *, headline: int, first: int) -> list[int]:
    """The lines of a chapo that are no sentences: right below the headline, set as sub-headings or called so.
    `headline` is where that stands, `first` where the text begins."""
    below = passages[headline + 1 : min(first, headline + MOST_TO_DECK)]
    return [passage.number for passage in below if _is_deck(passage)]


def _is_deck(passage: Passage) -> bool:
    is_line = passage.weight >= LEAST_DECK and not passage.linked and not passage.is_title
    return is_line and (passage.tag in HEADINGS or _CHAPO.search(passage.element.get("class") or "") is not None)


def siblings(passages: Sequence[Passage], keep: Sequence[bool]) -> Iterator[int]:
    """The sentences that are too short or too much linked to be known by themselves, and stand beside a paragraph of
    the text in the same element, or in the one that holds most of it; there also lines of words and links."""
    most = richest(passages, keep)
    for before, after in pairwise([number for number, kept in enumerate(keep) if kept]):
        kin = {passages[before].kin, passages[after].kin, most}
        for passage in passages[before + 1 : after]:
            is_beside = passage.tag == "p" and passage.kin in kin and not passage.is_title
            if is_beside and (_is_said(passage) or (passage.kin == most and _is_worded_link(passage))):
                yield passage.number


def richest(passages: Sequence[Passage], keep: Sequence[bool]) -> Kin:
    """What most of the kept text has in common."""
    held: Counter[Kin] = Counter()
    for passage, is_kept in zip(passages, keep, strict=True):
        held[passage.kin] += passage.weight if is_kept else 0
    return max(held, key=lambda kin: held[kin], default=(None, ""))


def _is_said(passage: Passage) -> bool:
    is_own = passage.weight >= LEAST_SAID and passage.linked < MOST_LINKED * len(passage.text)
    return is_own and passage.is_ended


def _is_worded_link(passage: Passage) -> bool:
    """Whether a line is about as much words of its own as links, as "Source: the report" is."""
    least, most = (share * len(passage.text) for share in HALF_LINKED)
    return passage.size >= LEAST_WORDED and least <= passage.linked <= most


def items(passages: Sequence[Passage], keep: Sequence[bool], is_cluttered: Callable[[Passage], bool]) -> Iterator[int]:
    """The short items, rows and sub-headings between two passages of the text, unless they are links."""
    for before, after in pairwise([number for number, kept in enumerate(keep) if kept]):
        between = passages[before + 1 : after]
        parts = {id(passage if passage.group is None else passage.group) for passage in between}
        if not 0 < len(parts) < MOST_BETWEEN or any(p.is_title or is_cluttered(p) for p in between):
            continue
        if sum(p.linked for p in between) * 3 < sum(len(p.text) for p in between):
            yield from (passage.number for passage in between if passage.tag in _ITEMS)


def rest_of_lists(passages: Sequence[Passage], keep: Sequence[bool]) -> Iterator[int]:
    """The items that are missing from lists of the text, links though they may be: half a recipe is none."""
    items = [p for p in passages if p.element.tag == "li" and p.element.getparent() is p.group and p.key]
    listed = Counter(item.group for item in items)
    kept = Counter(item.group for item in items if keep[item.number])
    for item in items:
        is_missing = not keep[item.number] and kept[item.group] >= max(LEAST_LISTED, listed[item.group] // 2 + 1)
        if is_missing and not notices.is_notice(item.text):
            yield item.number


def headings(passages: Sequence[Passage], keep: Sequence[bool]) -> Iterator[int]:
    """The sub-headings amid the text that are no links, and stand right above a passage of it, in its element or
    around that."""
    for before, after in pairwise([number for number, kept in enumerate(keep) if kept]):
        last = passages[after].element
        for passage in passages[max(before + 1, after - MOST_HEADINGS) : after]:
            is_heading = passage.tag in HEADINGS and not passage.is_title and not passage.linked
            if is_heading and passage.element.getparent() in last.iterancestors():
                yield passage.number


def last_of(
    passages: Sequence[Passage], said: Sequence[int], confirmed: Sequence[bool], cluttered: Sequence[bool]
) -> int:
    """Which of these sentences is the text's last: one that another reading confirms, one that follows those at once in
    a box like theirs (a last paragraph that stands in one is often lost), or one of several beside the paragraphs up to
    there (that reading also ends at what was put amid the text). The page's last passage where none is confirmed."""
    sure = [number for number in said if confirmed[number]]
    if not sure:
        return len(passages) - 1
    boxes = {passages[number].box for number in sure} - {("", "", "")}
    behind = takewhile(lambda n: cluttered[n] or passages[n].box in boxes, range(sure[-1] + 1, len(passages)))
    last = max(behind, default=sure[-1])
    kin = {passages[number].kin for number in said if number <= last}
    beside = [number for number in said if number > last and passages[number].kin in kin]
    return beside[-1] if len(beside) >= LEAST_BESIDE else last


def idle_end(passages: Sequence[Passage], keep: Sequence[bool]) -> Iterator[int]:
    """The lines that a text ends with and that lead nowhere: sub-headings, links, and what ends with a colon."""
    kept = [passage for passage, is_kept in zip(passages, keep, strict=True) if is_kept]
    yield from (passage.number for passage in takewhile(_leads_on, reversed(kept)))


def _leads_on(passage: Passage) -> bool:
    is_label = len(passage.text) <= LONGEST_LABEL and passage.text.endswith((":", "："))
    return passage.tag in HEADINGS or is_label or passage.linked >= MOST_LINKED * len(passage.text)
