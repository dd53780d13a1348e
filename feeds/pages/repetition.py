"""What a page repeats is not its article: rows of teasers, each a linked headline above a sentence, and rows of dated
posts, as readers' comments and the entries of a live blog are."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from lxml.html import HtmlElement

from feeds.pages import gaps, notices
from feeds.pages.passages import Kin, Passage, Passages

HEADLINE_LENGTH: Final = (10, 200)  # characters
MOST_LINKED: Final = 0.65  # share of a line that is a linked headline: beside it may stand its section ...
HALF_LINKED: Final = 0.25  # ... or its date
LEAST_TEASER: Final = 40  # characters
LONGEST_REMARK: Final = 80  # characters of a date, an author or a section between a headline and its sentence
MOST_REMARKS: Final = 3
LARGEST_BOX: Final = 8  # passages of the element around one teaser
MOST_APART: Final = 10  # passages between two teasers of a row
LEAST_ROW: Final = 3  # teasers that stand in no element of their own, and posts
LONGEST_STAMP: Final = 60  # characters
MOST_OF_KIND: Final = 0.75  # share of like elements that are posts
LARGEST_POST: Final = 40  # passages
_DIGIT: Final = re.compile(r"\d")  # no stamp is without; this is looked for first, since it costs a tenth
_STAMP: Final = re.compile(
    r"\b\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}\b|\b\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d\b"
    r"|(?:19|20)\d\d年\d{1,2}月|\b\d{1,2}\W{1,2}\w{3,12}\W{1,2}(?:19|20)\d\d\b|\b\w{3,12}\W{1,2}\d{1,2}\W{1,2}(?:19|20)\d\d\b"
)


def teasers(read: Passages, confirmed: Sequence[bool]) -> set[int]:
    """The passages that announce other articles: linked headlines and the sentences below them. `confirmed` says of
    each passage whether another reading takes it for text: a row that it takes, with text behind it, is a list that
    the article is made of."""
    pairs = [(head, number) for number in range(len(confirmed)) if (head := _headline_above(read.all, number)) >= 0]
    kin = Counter(passage.kin for passage in read.all if _is_sentence(passage))
    rows = [told for row in _rows(pairs) if (told := _told(read, row, kin))]
    announced = {number for row in rows for pair in row for number in pair}
    text = [n for n, said in enumerate(confirmed) if said and n not in announced and _is_sentence(read.all[n])]
    last = text[-1] if text else -1
    return {n for row in rows if not _is_article_list(row, confirmed, last) for pair in row for n in pair}


def _told(read: Passages, row: list[tuple[int, int]], kin: Counter[Kin]) -> list[tuple[int, int]]:
    """The teasers of a row of pairs: those with a box of their own, else those alike, with nothing among them. `kin`
    counts the page's sentences."""
    boxed = [pair for pair in row if _is_boxed(read, *pair)]
    if len(boxed) > 1:
        return boxed
    within = Counter(read.all[number].kin for _, number in row)
    alike = [pair for pair in row if kin[each := read.all[pair[1]].kin] == within[each]]
    return alike if len(alike) >= LEAST_ROW and _alternates(read.all, alike) else []


def _is_article_list(row: list[tuple[int, int]], confirmed: Sequence[bool], last: int) -> bool:
    return row[-1][1] < last and 2 * sum(confirmed[number] for _, number in row) > len(row)


def _headline_above(passages: list[Passage], number: int) -> int:
    """The linked headline that a sentence stands below; -1 when there is none."""
    if not _is_sentence(passages[number]):
        return -1
    for above in range(number - 1, max(-1, number - 2 - MOST_REMARKS), -1):
        if _is_headline(passages[above]):
            return above
        if _is_sentence(passages[above]) or len(passages[above].text) > LONGEST_REMARK:
            return -1
    return -1


def _is_headline(passage: Passage) -> bool:
    if not HEADLINE_LENGTH[0] <= passage.size <= HEADLINE_LENGTH[1]:
        return False
    linked = passage.linked / len(passage.text)
    return linked > MOST_LINKED or (linked > HALF_LINKED and _is_stamp(passage))


def _is_sentence(passage: Passage) -> bool:
    is_text = passage.weight >= LEAST_TEASER and passage.linked * 2 < len(passage.text) and passage.tag[0] != "h"
    return is_text and not _is_stamp(passage)


def _rows(pairs: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    row: list[tuple[int, int]] = []
    for pair in pairs:
        if row and pair[0] - row[-1][1] > MOST_APART:
            yield row
            row = []
        row.append(pair)
    if row:
        yield row


def _alternates(passages: list[Passage], row: list[tuple[int, int]]) -> bool:
    """Whether nothing but teasers stands in a row."""
    return not any(
        _is_sentence(passages[number]) for before, after in pairwise(row) for number in range(before[1] + 1, after[0])
    )


def _is_boxed(read: Passages, head: int, number: int) -> bool:
    """Whether a headline and its sentence have an element for themselves."""
    first, end = read.spans[_common(read, head, number)]
    return end - first <= LARGEST_BOX and sum(_is_sentence(passage) for passage in read.all[first:end]) == 1


def _common(read: Passages, first: int, last: int) -> HtmlElement:
    """The smallest element around two passages."""
    element = read.all[last].element
    while read.spans.get(element, (last, last))[0] > first:
        element = element.getparent()
    return element


def section(read: Passages, number: int, last: int) -> tuple[int, int]:
    """The passages before `last`, (first, behind the last), of the element that begins with this one; only itself where
    that shares its element with what stands before it."""
    element, span = read.all[number].element, (number, number + 1)
    while (element := element.getparent()) is not None and read.spans.get(element, span)[0] >= number:
        span = read.spans.get(element, span)
    return span[0], min(span[1], last)


def comments_head(read: Passages, keep: Sequence[bool]) -> int:
    """The first line that heads comments ("3 comments") behind the last kept paragraph like most of the text's; behind
    the last passage where there is none. Amid the text such a line is a button, or a heading of the text's own."""
    text = gaps.richest(read.all, keep)
    last = max((number for number, kept in enumerate(keep) if kept and read.all[number].kin == text), default=0)
    heads = (number for number in range(last, len(read.all)) if notices.heads_comments(read.all[number].text))
    return next(heads, len(read.all))


def first_post(read: Passages) -> int:
    """Where a row of dated posts begins; behind the last passage where there is none."""
    stamps: dict[tuple[str, str], list[int]] = {}
    for passage in read.all:
        if _is_stamp(passage):
            stamps.setdefault(_kind(passage.element), []).append(passage.number)
    return min((first for numbers in stamps.values() if (first := _post_of(read, numbers)) >= 0), default=len(read.all))


def _is_stamp(passage: Passage) -> bool:
    if len(passage.text) > LONGEST_STAMP or passage.tag[0] == "h" or passage.is_title:
        return False
    if "time" in passage.element.tag:
        return True
    return _DIGIT.search(passage.text) is not None and _STAMP.search(passage.text) is not None


def _kind(element: HtmlElement) -> tuple[str, str]:
    return str(element.tag), element.get("class") or ""


def _post_of(read: Passages, stamps: list[int]) -> int:
    """Where the first of at least three posts begins, each an element of its own with a sentence, and with no other
    text among or behind them in the element around; -1 when there is no such row."""
    rows: dict[HtmlElement, dict[HtmlElement, int]] = {}
    for before, after in pairwise(stamps):
        if post := _post(read, before, after):
            first, around, own = post
            rows.setdefault(around, {})[own] = first
    return min((min(row.values()) for around, row in rows.items() if _is_row(read, around, row)), default=-1)


def _is_row(read: Passages, around: HtmlElement, row: dict[HtmlElement, int]) -> bool:
    """Whether those are posts: enough, most of their kind, and without text of another kind among or behind them."""
    first, kinds = min(row.values()), {_kind(own) for own in row}
    others = kindred = 0
    for child in around:
        begins, end = read.spans.get(child, (0, 0))
        sentences = sum(_is_sentence(passage) for passage in read.all[begins:end])
        if _kind(child) in kinds:
            kindred += sentences > 0
        elif begins >= first:
            others += sentences
    return len(row) >= LEAST_ROW - 1 and others == 0 and len(row) + 1 >= MOST_OF_KIND * kindred


def _post(read: Passages, stamp: int, following: int) -> tuple[int, HtmlElement, HtmlElement] | None:
    """(first passage, the element around all posts, the post's own) of the post whose stamp this is."""
    around = _common(read, stamp, following)
    own = read.all[stamp].element
    if own is around:
        return None
    while own.getparent() is not None and own.getparent() is not around:
        own = own.getparent()
    first, end = read.spans.get(own, (stamp, stamp))
    is_post = 1 < end - first <= LARGEST_POST and any(_is_sentence(passage) for passage in read.all[first:end])
    return (first, around, own) if is_post else None
