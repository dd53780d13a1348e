"""From a page's bytes to its article: decode once, parse once, then metadata and body from the same tree."""

from dataclasses import dataclass, field
from typing import Final

from lxml import html as lxml_html
from lxml.etree import ElementDefaultClassLookup, ParserError

from feeds.decoding import decode
from feeds.pages import (
    blocks,
    body,
    density,
    hidden_text,
    judgement,
    metadata,
    passages,
    pointing,
    rules,
    walls,
    witness,
)
from feeds.pages.article_page import ArticlePage, PagePointer
from feeds.pages.blocks import Block
from feeds.pages.rules import NONE, Rules

MOST_CHARACTERS: Final = 5_000_000
MOST_ELEMENTS: Final = 60_000  # beyond it no page is an article, and the extractor would take minutes
DEEPEST: Final = 400  # levels; beyond it recursion would end the worker

DOUBTFUL: Final = 0.8  # quality below which the page is read a second time, thoroughly
QUALITY_OF_HIDDEN: Final = 0.5
LEAST_ALONE: Final = 600  # characters of a text that no other reading finds
LEAST_WHOLE: Final = 1_500  # characters: so much of a text that is not free is a metered site's whole article
LEAST_SHARE: Final = 0.25  # of the other reading's length: below it, we did not find the text

# One class for every element, chosen in C: lxml's own lookup asks Python for each element that is touched.
_ONE_CLASS: Final = ElementDefaultClassLookup(element=lxml_html.HtmlElement)


def extract(
    page: bytes, *, url: str, content_type: str = "", time_zone: str = "UTC", title_hint: str = "", editor: Rules = NONE
) -> ArticlePage:
    """The article that the page shows, and first what an editor's rules find; empty fields where it shows none. Never
    fails on what a stranger wrote."""
    tree = parsed(decode(page, content_type=content_type)[:MOST_CHARACTERS])
    if tree is None:
        return ArticlePage(missed_rules=tuple(editor.given))
    ruled = rules.apply(editor, tree, url=url, time_zone=time_zone)
    facts = ruled.over(metadata.read(tree, url=url, time_zone=time_zone, title_hint=title_hint))
    found = _ruled(ruled) if ruled.blocks else _text(tree, facts, url)
    pointers, text = _pointers(tree, found, url)
    text = body.without_byline(walls.without_wall(text), authors=facts.authors)
    described = "" if ruled.lead else facts.description
    lead, text = body.part_lead(text, described=described, title=facts.title or title_hint)
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
        keywords=facts.keywords,
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


def _pointers(tree: lxml_html.HtmlElement, found: "_Found", url: str) -> tuple[tuple[PagePointer, ...], list[Block]]:
    """(the page's pointers to other articles, its text without them)."""
    text, within = pointing.part(found.blocks, url=url)
    around = pointing.part(blocks.of_passages(found.around, url=url), url=url)[1]
    every = (*pointing.elsewhere(tree, url=url), *around, *within)
    return tuple({each.url: each for each in every}.values()), text


def _is_partial(text: list[Block], facts: metadata.PageFacts, found: "_Found") -> bool:
    """Whether the rest of the text is for sale, by the page's own word."""
    is_short = blocks.length(text) < LEAST_WHOLE
    return (not facts.is_free and is_short) or walls.offers_the_rest([passage.text for passage in found.around])


@dataclass(frozen=True, kw_only=True)
class _Found:
    blocks: list[Block]
    read: passages.Passages = field(default_factory=passages.Passages)
    around: tuple[passages.Passage, ...] = ()
    quality: float = 0.0

    def shows(self, lead: str) -> bool:
        """Whether the page says so outside of its text, as where a chapo stands above the picture."""
        beginning = blocks.squeezed(lead)[:60]
        return any(beginning in passage.key for passage in self.read.all[: judgement.MOST_PASSAGES])


def _ruled(ruled: rules.Found) -> _Found:
    """The text where an editor's rule says."""
    return _Found(blocks=list(ruled.blocks), around=ruled.passages, quality=ruled.quality)


def _text(tree: lxml_html.HtmlElement, facts: metadata.PageFacts, url: str) -> _Found:
    """The text as the page shows it, else what the page hides in its data."""
    found = _shown(tree, facts, url)
    shown = hidden_text.continued(found.blocks, stated=facts.text)
    if shown is found.blocks and shown:
        return found
    return _Found(blocks=shown or hidden_text.blocks(tree, stated=facts.text), quality=QUALITY_OF_HIDDEN)


def _shown(tree: lxml_html.HtmlElement, facts: metadata.PageFacts, url: str) -> _Found:
    """Judged by where the page's sentences stand, where that is clear; else with the extractor's quick reading, and
    with its thorough one where that leaves doubts."""
    read = passages.of(tree)
    if clear := density.votes(read, most=judgement.MOST_PASSAGES):
        judged = judgement.judge(read, confirmed=clear, title=facts.title, authors=facts.authors)
        ours = blocks.of_passages(judged.passages, url=url)
        return _Found(blocks=ours, read=read, around=judged.around, quality=judged.quality)
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
    return _Found(blocks=ours, read=read, around=judged.around, quality=judged.quality)


def parsed(text: str) -> lxml_html.HtmlElement | None:
    """The page's tree; None when there is nothing to read, or when it is built to exhaust the reader."""
    text = text.replace("\0", "")
    if not text.strip():
        return None
    parser = lxml_html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, encoding="utf-8")
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ParserError, ValueError):
        return None
    return None if _is_hostile(tree) else tree


def _is_hostile(tree: lxml_html.HtmlElement) -> bool:
    depth = 0
    for number, element in enumerate(tree.iter()):
        if number > MOST_ELEMENTS:
            return True
        if len(element) and number % 50 == 0:
            depth = max(depth, sum(1 for _ in element.iterancestors()))
        if depth > DEEPEST:
            return True
    return False
