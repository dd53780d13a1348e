"""How a page's article came about, for people who want to know: every reading of it, and why each passage was kept or
dropped. It goes the way of `extract`, step by step, and takes several times as long."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml.html import HtmlElement

from feeds.knowledge import page_tree
from feeds.knowledge.decoding import decode
from feeds.pages import (
    blocks,
    body,
    density,
    hidden_text,
    judgement,
    metadata,
    page_zone,
    passages,
    rules,
    template_reading,
    witness,
)
from feeds.pages.article_page import ArticlePage
from feeds.pages.blocks import Block
from feeds.pages.extracting import DOUBTFUL, Study, extract, study
from feeds.pages.letters import squeezed
from feeds.pages.passages import Passages
from feeds.pages.rules import NONE, Rules
from feeds.pages.template import Template
from feeds.pages.template_reading import Verdict

RESULT: Final = "result"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One reading of the page's text; no lines where it finds none."""

    name: str
    lines: tuple[str, ...]
    common: float  # share of this text and the result's that both have, 0 to 1, by words

    @property
    def length(self) -> int:
        return sum(map(len, self.lines))


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """What was decided about one passage."""

    tag: str
    text: str
    is_kept: bool
    why: str  # empty for one that was kept


@dataclass(frozen=True, kw_only=True)
class Inspection:
    page: ArticlePage
    plain: ArticlePage  # without the editor's rules
    candidates: tuple[Candidate, ...] = ()
    judged_with: str = ""  # the reading with which the passages were compared
    quality: float = 0.0  # of the judgement
    sentences: tuple[Sentence, ...] = ()
    template: str = ""  # how the source's template fared
    dropped: tuple[tuple[str, int], ...] = ()  # how many elements each selector of the editor's took out


def inspect(
    page: bytes,
    *,
    url: str,
    content_type: str = "",
    time_zone: str = "UTC",
    title_hint: str = "",
    editor: Rules = NONE,
    template: Template | None = None,
    others: tuple[tuple[str, str], ...] = (),
) -> Inspection:
    """The arguments are those of `extract`; `others` are texts to compare with, by their names."""
    here = {"url": url, "time_zone": page_zone.of(url, told=time_zone)}
    asked: dict[str, Any] = {**here, "content_type": content_type, "title_hint": title_hint}
    studied, plain = study(page, **asked, editor=editor, template=template), extract(page, **asked)
    tree = page_tree.of(decode(page, content_type=content_type))
    if tree is None:
        return Inspection(page=studied.page, plain=plain, template=_fared(studied))
    ruled = rules.apply(editor, tree, **here)
    facts = ruled.over(metadata.read(tree, **here, title_hint=title_hint))
    read = passages.of(tree)
    if template and not editor:
        template_reading.marked(read, template)
    name, quality, judged, sentences = _judged(tree, read, facts, url)
    found = {"the editor's rule": list(ruled.blocks)} if editor.body else {}
    found |= {**body.candidates(tree, url=url), "our passages": judged}
    stated = hidden_text.continued([], stated=facts.text)
    found |= {"articleBody (JSON-LD)": stated, "hidden in scripts": hidden_text.blocks(tree, stated="")}
    texts = [(each, tuple(block.text for block in made)) for each, made in found.items()]
    texts += [(each, tuple(text.split("\n")) if text else ()) for each, text in others]
    return Inspection(
        page=studied.page,
        plain=plain,
        candidates=tuple(_compared(each, lines, studied.page.body_text) for each, lines in texts),
        judged_with=name,
        quality=quality,
        sentences=sentences,
        template=_fared(studied),
        dropped=tuple(ruled.dropped.items()),
    )


def _judged(
    tree: HtmlElement, read: Passages, facts: metadata.PageFacts, url: str
) -> tuple[str, float, list[Block], tuple[Sentence, ...]]:
    """(the other reading, quality, our text, what was decided about each passage): the cheapest that
    is clear, or the one that does best."""
    tries = []
    for name, confirmed in _readings(tree, read, url):
        reasons: dict[int, str] = {}
        judged = judgement.judge(read, confirmed=confirmed, title=facts.title, authors=facts.authors, reasons=reasons)
        tries.append((name, judged, reasons))
        if judged.quality >= DOUBTFUL:
            break
    name, judged, reasons = max(tries, key=lambda each: each[1].quality)
    kept = {passage.number for passage in judged.passages}
    sentences = tuple(
        Sentence(
            tag=passage.tag,
            text=passage.text,
            is_kept=passage.number in kept,
            why="" if passage.number in kept else reasons.get(passage.number, "behind the last that is judged"),
        )
        for passage in read.all
    )
    return name, judged.quality, blocks.of_passages(judged.passages, url=url), sentences


def _readings(tree: HtmlElement, read: Passages, url: str) -> Iterator[tuple[str, list[bool]]]:
    """(name, which passages it takes for text) of each reading that may be asked, the cheapest first."""
    if clear := density.votes(read, most=judgement.MOST_PASSAGES):
        yield "where its sentences stand", clear
        return
    for name, thoroughly in (("a quick reading", False), ("a thorough reading", True)):
        theirs = body.blocks(tree, url=url, thoroughly=thoroughly)
        yield name, witness.votes(read.all[: judgement.MOST_PASSAGES], [block.text for block in theirs])


def _compared(name: str, lines: tuple[str, ...], result: str) -> Candidate:
    return Candidate(name=name, lines=lines, common=_common("\n".join(lines), result))


def _fared(studied: Study) -> str:
    match studied.verdict:
        case Verdict.USED:
            return "it fits: the page was read by it"
        case Verdict.UNLEARNT:
            return "none is known: the page was read with care"
        case _:
            return f"it does not fit ({studied.verdict}): the page was read with care"


def _common(one: str, other: str) -> float:
    """F1 of two texts by their words."""
    words, others = (Counter(map(squeezed, text.split())) for text in (one, other))
    total = words.total() + others.total()
    return round(2 * (words & others).total() / total, 2) if total else 0.0
