"""From a page's bytes to its article: by an editor's rules, by its source's template, or with care."""

from dataclasses import dataclass, field, replace
from typing import Final

from lxml import html as lxml_html

from feeds.knowledge import page_tree
from feeds.knowledge.decoding import decode
from feeds.pages import (
    blocks,
    body,
    density,
    hidden_text,
    judgement,
    letters,
    metadata,
    page_zone,
    passages,
    pointing,
    rules,
    template_lesson,
    template_reading,
    walls,
    witness,
)
from feeds.pages.article_page import ArticlePage, PagePointer
from feeds.pages.blocks import Block
from feeds.pages.rules import NONE, Rules
from feeds.pages.template import Lesson, Template
from feeds.pages.template_reading import ByTemplate, Verdict

DOUBTFUL: Final = 0.8  # quality below which the page is read a second time, thoroughly
QUALITY_OF_HIDDEN: Final = 0.5
LEAST_ALONE: Final = 600  # characters of a text that no other reading finds
LEAST_WHOLE: Final = 1_500  # characters: so much of a text that is not free is a metered site's whole article
LEAST_SHARE: Final = 0.25  # of the other reading's length: below it, we did not find the text


@dataclass(frozen=True, kw_only=True)
class Study:
    """A page's article, how the template of its source fared, and what the page teaches of it."""

    page: ArticlePage
    verdict: Verdict = Verdict.UNLEARNT
    lesson: Lesson | None = None


@dataclass(frozen=True, kw_only=True)
class _Page:
    """What is known of a page before it is read."""

    text: str
    url: str
    time_zone: str
    title_hint: str
    editor: Rules
    template: Template


def extract(
    page: bytes,
    *,
    url: str,
    content_type: str = "",
    time_zone: str = "UTC",
    title_hint: str = "",
    editor: Rules = NONE,
    template: Template | None = None,
) -> ArticlePage:
    """The article that the page shows, and first what an editor's rules find; empty fields where it shows none. Never
    fails on what a stranger wrote. `template` is what is known of its source's pages."""
    return study(
        page,
        url=url,
        content_type=content_type,
        time_zone=time_zone,
        title_hint=title_hint,
        editor=editor,
        template=template,
    ).page


def study(
    page: bytes,
    *,
    url: str,
    content_type: str = "",
    time_zone: str = "UTC",
    title_hint: str = "",
    editor: Rules = NONE,
    template: Template | None = None,
    teaches: bool = False,
    is_audit: bool = False,
) -> Study:
    """As `extract`, and whether the template was used. A page that was read with care gives a lesson where one is
    asked for (`teaches`); `is_audit`: it is read with care also where the template fits, to see whether both agree.
    A page with an editor's rules is read by them, and teaches nothing: they make another page of it."""
    text = decode(page, content_type=content_type)[: page_tree.MOST_CHARACTERS]
    text = text.replace("\0", "") if b"\0" in page else text
    known = Template() if editor or template is None else template
    asked = _Page(text=text, url=url, time_zone=time_zone, title_hint=title_hint, editor=editor, template=known)
    quick = template_reading.read(text, known, url=url, time_zone=time_zone, title_hint=title_hint)
    if isinstance(quick, Verdict):
        return _with_care(asked, quick, teaches=teaches and not editor)
    cut = _article(asked, quick.facts, _by_template(quick, url), quick.pointers)
    if not is_audit:
        return Study(page=cut, verdict=Verdict.USED)
    careful = _with_care(asked, Verdict.DISAGREES, teaches=False)
    if template_reading.agree(cut.body_text.split("\n"), careful.page.body_text.split("\n")):
        return Study(page=cut, verdict=Verdict.USED)
    return _with_care(asked, Verdict.DISAGREES, teaches=True)


def _by_template(quick: ByTemplate, url: str) -> "_Found":
    shown = blocks.of_passages(quick.kept, url=url)
    return _Found(blocks=shown, read=quick.read, around=quick.around, aside=quick.aside, quality=quick.quality)


def _with_care(page: _Page, verdict: Verdict, *, teaches: bool) -> Study:
    tree = page_tree.of(page.text)
    if tree is None:
        return Study(page=ArticlePage(missed_rules=tuple(page.editor.given)), verdict=verdict)
    given = {"url": page.url, "time_zone": page_zone.of(page.url, told=page.time_zone)}
    ruled = rules.apply(page.editor, tree, **given)
    facts = ruled.over(metadata.read(tree, **given, title_hint=page.title_hint))
    found = _ruled(ruled) if ruled.blocks else _text(tree, facts, page.url, page.template)
    found = replace(found, blocks=walls.without_wall(found.blocks))
    read = _article(page, facts, found, pointing.elsewhere(pointing.links(tree), url=page.url), ruled)
    if not teaches or read.quality < template_lesson.TRUSTED or read.is_partial:
        return Study(page=read, verdict=verdict)
    lesson = template_lesson.of(
        page.text, **given, title_hint=page.title_hint, facts=facts, read=found.read, kept=found.kept
    )
    return Study(page=read, verdict=verdict, lesson=lesson)


def _article(
    page: _Page,
    facts: metadata.PageFacts,
    found: "_Found",
    apart: tuple[PagePointer, ...],
    ruled: rules.Found = rules.Found(),
) -> ArticlePage:
    """The article that facts and text make; `apart` are the pointers that stand elsewhere."""
    pointers, text = _pointers(found, apart, page.url)
    text = body.without_byline(text, authors=facts.authors)
    described = "" if ruled.lead else facts.description
    lead, text = body.part_lead(text, described=described, title=facts.title or page.title_hint)
    lead, text = ruled.part_lead(text) if ruled.lead else (lead, text)
    return ArticlePage(
        title=facts.title,
        lead=lead,
        lead_is_shown=lead != facts.description or found.shows(lead),
        body_html=blocks.markup_of(text),
        body_text=blocks.text_of(text),
        published_at=facts.published_at,
        date_has_time=facts.date_has_time,
        authors=facts.authors,
        sections=facts.sections,
        image_url=facts.image_url,
        image_alt=facts.image_alt,
        canonical_url=facts.canonical_url,
        language=facts.language,
        wishes=facts.wishes,
        origins=facts.origins,
        quality=found.quality if text else 0.0,
        is_partial=_is_partial(text, facts, found),
        pointers=pointers,
        missed_rules=ruled.missed,
        is_ruled=bool(text and ruled.blocks),
    )


def _pointers(found: "_Found", apart: tuple[PagePointer, ...], url: str) -> tuple[tuple[PagePointer, ...], list[Block]]:
    """(the page's pointers to other articles, its text without them)."""
    text, within = pointing.part(found.blocks, url=url)
    around = pointing.part(blocks.of_passages(found.around, url=url), url=url)[1]
    every = (*apart, *around, *within)
    return tuple({each.url: each for each in every}.values()), text


def _is_partial(text: list[Block], facts: metadata.PageFacts, found: "_Found") -> bool:
    """Whether the rest of the text is for sale, by the page's own word."""
    is_short = blocks.length(text) < LEAST_WHOLE
    return (not facts.is_free and is_short) or walls.offers_the_rest([passage.text for passage in found.around])


@dataclass(frozen=True, kw_only=True)
class _Found:
    blocks: list[Block]
    read: passages.Passages = field(default_factory=passages.Passages)
    kept: tuple[passages.Passage, ...] = ()  # that the blocks were made of
    around: tuple[passages.Passage, ...] = ()
    aside: tuple[lxml_html.HtmlElement, ...] = ()  # what was known for clutter before it was read
    quality: float = 0.0

    def shows(self, lead: str) -> bool:
        """Whether the page says so outside of its text, as where a chapo stands above the picture."""
        beginning = letters.squeezed(lead)[:60]
        said = any(beginning in passage.key for passage in self.read.all[: judgement.MOST_PASSAGES])
        return said or any(beginning in letters.squeezed(page_tree.text_of(each)) for each in self.aside)


def _ruled(ruled: rules.Found) -> _Found:
    """The text where an editor's rule says."""
    return _Found(blocks=list(ruled.blocks), around=ruled.passages, quality=ruled.quality)


def _text(tree: lxml_html.HtmlElement, facts: metadata.PageFacts, url: str, template: Template) -> _Found:
    """The text as the page shows it, else what the page hides in its data."""
    found = _shown(tree, facts, url, template)
    shown = hidden_text.continued(found.blocks, stated=facts.text, is_doubtful=not found.quality)
    if shown is found.blocks and shown and facts.is_free:
        shown = hidden_text.painted(shown, tree=tree)
    if shown is found.blocks and shown:
        return found
    hidden = shown or hidden_text.blocks(tree, stated=facts.text, is_free=facts.is_free)
    return _Found(blocks=hidden, quality=QUALITY_OF_HIDDEN)


def _shown(tree: lxml_html.HtmlElement, facts: metadata.PageFacts, url: str, template: Template) -> _Found:
    """Judged by where the page's sentences stand, where that is clear; else with the extractor's quick reading, and
    with its thorough one where that leaves doubts."""
    read = passages.of(tree)
    template_reading.marked(read, template)
    if clear := density.votes(read, most=judgement.MOST_PASSAGES):
        judged = judgement.judge(read, confirmed=clear, title=facts.title, authors=facts.authors)
        ours = blocks.of_passages(judged.passages, url=url)
        return _Found(blocks=ours, read=read, kept=judged.passages, around=judged.around, quality=judged.quality)
    found = _judged(tree, read, facts, url, thoroughly=False)
    if found.quality >= DOUBTFUL:
        return found
    return max(found, _judged(tree, read, facts, url, thoroughly=True), key=lambda found: found.quality)


def _judged(
    tree: lxml_html.HtmlElement, read: passages.Passages, facts: metadata.PageFacts, url: str, *, thoroughly: bool
) -> _Found:
    theirs = body.blocks(tree, url=url, thoroughly=thoroughly)
    confirmed = witness.votes(read.all[: judgement.MOST_PASSAGES], [block.text for block in theirs])
    judged = judgement.judge(read, confirmed=confirmed, title=facts.title, authors=facts.authors)
    ours = blocks.of_passages(judged.passages, url=url)
    if not theirs:
        weight = sum(passage.weight for passage in judged.passages)
        return _Found(blocks=ours, quality=judged.quality) if weight >= LEAST_ALONE else _Found(blocks=[])
    if blocks.length(ours) < LEAST_SHARE * (blocks.length(theirs) - judged.refused):
        return _Found(blocks=theirs, read=read)
    return _Found(blocks=ours, read=read, kept=judged.passages, around=judged.around, quality=judged.quality)
