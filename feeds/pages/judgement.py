"""Which passages of a page are its article: by where they stand, by what their surroundings call themselves, by what
they say, and by what another reading takes for the text. How its numbers were found: docs/decisions/0013."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from lxml.html import HtmlElement

from feeds.pages import acquittal, captions, gaps, notices, repetition, witness
from feeds.pages.letters import squeezed
from feeds.pages.passages import Passage, Passages

MOST_PASSAGES: Final = 8_000  # of a page that are judged: behind them no article begins
UNSEEN: Final = 0.2  # what a sentence counts for a region that the other reading left out
AGREED: Final = 0.6  # share of the other reading's text that our own region must hold to be preferred
OUTWEIGHED: Final = 4  # times the other reading's text: then it took some notice for the text
TRUSTED: Final = 0.5  # share of the text that the other reading confirms: then nothing unconfirmed comes after it
MOST_BEFORE_TITLE: Final = 0.3  # share of the text
MOST_ANNOUNCED: Final = 0.25  # of an article's length what the announcements of others may take behind it
LEAST_BEFORE_NEXT: Final = 600  # characters of an article before the next one on the same page may begin
LEAST_BEFORE_POSTS: Final = 300  # characters of an article before comments or posts may begin
LONGEST_AROUND: Final = 300  # characters
LEAST_TITLE: Final = 10  # letters: a shorter line may say the same by chance
HALF_LINK: Final = 0.5  # linked share of a line with a date: an entry of a list of articles
ALL_LINK: Final = 0.85  # linked share of a line that points elsewhere


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The article's passages in order, and how far the evidence agrees: 0 (nothing speaks for them) to 1."""

    passages: tuple[Passage, ...] = ()
    around: tuple[Passage, ...] = ()  # the short lines where the text stands, kept or not: pointers are among them
    quality: float = 0.0
    refused: int = 0  # characters of the other reading's text that are known to be something else


def judge(
    read: Passages,
    *,
    confirmed: Sequence[bool],
    title: str,
    authors: tuple[str, ...],
    reasons: dict[int, str] | None = None,
) -> Judged:
    """The article among a page's passages. `confirmed` says of each of the first `MOST_PASSAGES` whether another
    reading takes it for the text, `title` is the headline. For people who want to know, `reasons` gets why each passage
    was dropped, by its number."""
    if not read.all:
        return Judged()
    judging = _Judging(read, confirmed)
    if reasons is not None:
        reasons.update({number: judging.why_not(number) for number, keep in enumerate(judging.keep) if not keep})
    for name, step in judging.steps(title, authors):
        before = list(judging.keep)
        step()
        if reasons is not None:
            reasons.update({number: name for number, kept in enumerate(before) if kept and not judging.keep[number]})
    return Judged(
        passages=tuple(judging.kept()),
        around=tuple(judging.around()),
        quality=judging.quality(),
        refused=sum(len(read.all[number].text) for number in judging.refused if judging.confirmed[number]),
    )


def is_notice(passage: Passage, *, authors: tuple[str, ...], at_end: bool) -> bool:
    """Whether it says of itself that it is no text: a link, a date, what a site asks of its readers, who wrote."""
    linked = passage.linked / len(passage.text)
    is_link = (linked >= ALL_LINK and len(passage.text) > 20) or (
        linked >= HALF_LINK and notices.is_dated(passage.text)
    )
    return (
        (is_link and passage.tag not in gaps.HEADINGS)
        or notices.is_notice(passage.text)
        or (passage.tag == "p" and notices.is_date_line(passage.text))
        or notices.is_about_author(passage.text, authors=authors, at_end=at_end)
    )


class _Judging:
    def __init__(self, read: Passages, confirmed: Sequence[bool]) -> None:
        self.read = read
        self.all = read.all[:MOST_PASSAGES]
        self.confirmed = confirmed
        self.cluttered = acquittal.cluttered(self.all, self.confirmed)
        self.refused: set[int] = set()  # of the confirmed passages those of which we know better
        self._charge_teasers()
        self.first, self.end = self._region()
        self.dropped = [False] * len(self.all)
        self.keep = [
            self.first <= number < self.end
            and not self.cluttered[number]
            and not passage.is_title
            and (self.confirmed[number] or (passage.is_sentence and passage.tag not in gaps.HEADINGS))
            for number, passage in enumerate(self.all)
        ]

    def steps(self, title: str, authors: tuple[str, ...]) -> Iterator[tuple[str, Callable[[], None]]]:
        """What is done in order, each with the reason for what it drops."""
        yield "a notice, a date, a byline or a link", partial(self.drop_notices, authors)
        yield "before the headline or behind the next one", partial(self.drop_before_title_and_behind_next, title)
        yield "below a line that announces other articles", self.drop_announced
        yield "comments, or posts of a live blog", self.drop_posts
        yield "behind what the other reading ends with", self.drop_unconfirmed_end
        yield "a chapo", partial(self.take_deck, title)
        yield "between two kept passages, but a link", self.fill_gaps
        yield "a caption", lambda: self._leave(captions.of(self.read, self.keep, self.confirmed))
        yield "said before", lambda: self._leave(witness.repeated(self.all, self.keep))
        yield "a line that leads to no text", lambda: self._leave(gaps.idle_end(self.all, self.keep))
        yield "no item of a list of the text", self.complete_lists

    def why_not(self, number: int) -> str:
        """Why a passage is not even looked at."""
        passage = self.all[number]
        if self.cluttered[number]:
            return f"clutter: {passage.clutter[-1][0]}" if passage.clutter else "one of a row of teasers"
        if passage.is_title:
            return "a headline"
        if not self.first <= number < self.end:
            return "outside of the text's element"
        return "no sentence, and in no other reading"

    def kept(self) -> list[Passage]:
        return [passage for passage, keep in zip(self.all, self.keep, strict=True) if keep]

    def around(self) -> list[Passage]:
        region = zip(self.all[self.first : self.end], self.cluttered[self.first : self.end], strict=True)
        return [passage for passage, cluttered in region if not cluttered and len(passage.text) <= LONGEST_AROUND]

    def weight_of(self, numbers: Iterable[int], *, confirmed: bool = False) -> int:
        """Characters of text among the kept passages."""
        return sum(self.all[n].weight for n in numbers if self.keep[n] and (self.confirmed[n] or not confirmed))

    def _charge_teasers(self) -> None:
        """Rows of teasers are clutter, unless there is no text without them."""
        teasers = {n for n in repetition.teasers(self.read, self.confirmed) if not self.cluttered[n]}
        others = (n for n, k in enumerate(self.cluttered) if not k and n not in teasers and self.confirmed[n])
        if sum(self.all[n].weight for n in others) > LEAST_BEFORE_POSTS:
            for number in teasers:
                self.cluttered[number] = True
            self.refused |= teasers

    def drop_posts(self) -> None:
        """Dated posts behind a text are others' words, or tomorrow's; so is what stands below "3 comments"."""
        first = min(repetition.comments_head(self.read, self.keep), repetition.first_post(self.read))
        if first < len(self.all) and self.weight_of(range(first)) > LEAST_BEFORE_POSTS:
            self._refuse_from(first)

    def drop_announced(self) -> None:
        """What a line that announces other articles heads, in an element of its own behind a much longer text."""
        for number in (n for n in range(self.first, self.end) if self.dropped[n] and notices.is_sign(self.all[n].text)):
            first, end = repetition.section(self.read, number, len(self.all))
            if self.weight_of(range(first, end)) < MOST_ANNOUNCED * self.weight_of(range(first)):
                self._drop(first, end)

    def _region(self) -> tuple[int, int]:
        """The element that holds the text: as we see it, or as the other reading does where it is another one."""
        own = self._richest([self._own_worth(passage) for passage in self.all])
        theirs = self._richest([self._their_worth(*pair) for pair in zip(self.all, self.confirmed, strict=True)])
        held = [
            0 if cluttered or not confirmed else passage.weight
            for passage, confirmed, cluttered in zip(self.all, self.confirmed, self.cluttered, strict=True)
        ]
        if sum(held[slice(*own)]) >= AGREED * sum(held[slice(*theirs)]):
            return own
        alone = sum(passage.weight for passage in self.all[slice(*own)] if passage.is_sentence)
        return own if alone > OUTWEIGHED * sum(held[slice(*theirs)]) else theirs

    def _richest(self, worths: list[float]) -> tuple[int, int]:
        """The run of passages of the element that is worth most; of equals the smallest."""
        sums = [0.0]
        for worth, cluttered in zip(worths, self.cluttered, strict=True):
            sums.append(sums[-1] + (0.0 if cluttered else worth))
        last = len(self.all)
        spans = [(first, min(end, last)) for first, end in self.read.spans.values() if first < last]
        return max(spans, key=lambda span: (sums[span[1]] - sums[span[0]], span[0] - span[1]))

    @staticmethod
    def _own_worth(passage: Passage) -> float:
        if passage.is_sentence:
            return passage.weight - passage.linked
        return -0.5 * len(passage.text) if passage.linked * 2 > len(passage.text) else -10

    @staticmethod
    def _their_worth(passage: Passage, confirmed: bool) -> float:
        if confirmed:
            return passage.weight
        return len(passage.text) * (UNSEEN if passage.is_sentence else -0.5)

    def drop_notices(self, authors: tuple[str, ...]) -> None:
        for number in range(self.first, self.end):
            self.dropped[number] = is_notice(self.all[number], authors=authors, at_end=number * 2 > len(self.all))
            self.keep[number] = self.keep[number] and not self.dropped[number]

    def drop_before_title_and_behind_next(self, title: str) -> None:
        """The text begins behind its headline, and ends where another article of the page has its own."""
        own = self._headlines(title)
        if not own:
            return
        if self.weight_of(range(own[0])) < MOST_BEFORE_TITLE * self.weight_of(range(len(self.all))):
            self._drop(0, own[0])
            self._take_chapo(own[0])
        article = self._article_around(own[0])
        for number, passage in enumerate(self.all):
            if number <= own[0] or number in own or not passage.is_title:
                continue
            if self._article_around(number) not in (None, article):
                if self.weight_of(range(number)) > LEAST_BEFORE_NEXT:
                    self._refuse_from(number)
                return

    def _headlines(self, title: str) -> list[int]:
        """Where the article's headline stands: in its heading, or, on pages without any, in a line of its own."""
        key = squeezed(title)
        if len(key) <= LEAST_TITLE:
            return []
        said = [(number, passage.key) for number, passage in enumerate(self.all) if passage.is_title and passage.key]
        lines = [number for number, passage in enumerate(self.all[: self.first + 1]) if passage.key == key]
        return [number for number, line in said if line in key or key in line] or lines[:1]

    def _take_chapo(self, headline: int) -> None:
        """Sentences between the headline and the element of the text are its beginning."""
        for number in range(headline + 1, min(self.first, headline + gaps.MOST_BETWEEN)):
            passage = self.all[number]
            is_text = passage.is_sentence and not self.cluttered[number] and not passage.is_title
            self.keep[number] = is_text and self._is_text(number)

    def take_deck(self, title: str) -> None:
        """A chapo that is no sentence, right below the headline."""
        own = self._headlines(title)
        first = next((number for number, keep in enumerate(self.keep) if keep), 0)
        self._take(n for n in (gaps.deck(self.all, headline=own[0], first=first) if own else ()) if self._is_text(n))

    def _is_text(self, number: int) -> bool:
        return not is_notice(self.all[number], authors=(), at_end=number * 2 > len(self.all))

    def _article_around(self, number: int) -> HtmlElement | None:
        around = (
            (end - first, element)
            for element, (first, end) in self.read.spans.items()
            if element.tag == "article" and first <= number < end
        )
        return min(around, key=lambda found: found[0], default=(0, None))[1]

    def drop_unconfirmed_end(self) -> None:
        """Where the other reading holds most of the text, what comes behind its last sentence must be held too, or be
        known by its place."""
        everything = range(len(self.all))
        if self.weight_of(everything, confirmed=True) <= TRUSTED * self.weight_of(everything):
            return
        said = [n for n in everything if self.keep[n] and self.all[n].is_sentence]
        for number in range(gaps.last_of(self.all, said, self.confirmed, self.cluttered) + 1, len(self.all)):
            self.keep[number] = self.keep[number] and self.confirmed[number]

    def fill_gaps(self) -> None:
        """What belongs to the text between two of its passages."""
        self._take(gaps.headings(self.all, self.keep))
        self._take(gaps.siblings(self.all, self.keep))
        self._take(gaps.items(self.all, self.keep, lambda passage: self.cluttered[passage.number]))

    def _take(self, numbers: Iterable[int]) -> None:
        for number in list(numbers):
            self.keep[number] = not self.dropped[number] and not self.cluttered[number]

    def complete_lists(self) -> None:
        for number in list(gaps.rest_of_lists(self.all, self.keep)):
            self.keep[number] = not self.cluttered[number]

    def _leave(self, numbers: Iterable[int]) -> None:
        for number in list(numbers):
            self.keep[number] = False

    def quality(self) -> float:
        """Half of it is how far both readings agree, the rest is whole sentences and length (1,000 characters do)."""
        everything = range(len(self.all))
        ours, both = self.weight_of(everything), self.weight_of(everything, confirmed=True)
        if not ours:
            return 0.0
        theirs = sum(
            passage.weight
            for passage, confirmed in zip(self.all, self.confirmed, strict=True)
            if confirmed and passage.number not in self.refused
        )
        sentences = sum(passage.weight for passage in self.kept() if passage.is_sentence)
        return round(both / (ours + theirs) + 0.3 * sentences / ours + 0.2 * min(1.0, ours / 1_000), 2)

    def _refuse_from(self, first: int) -> None:
        """What stands from here on is known to be others', even where the other reading takes it for text."""
        self._drop(first, len(self.all))
        self.refused.update(range(first, len(self.all)))

    def _drop(self, first: int, end: int) -> None:
        self.keep[first:end] = [False] * (end - first)
