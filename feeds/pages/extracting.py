"""From a page's bytes to its article: decode once, parse once, then metadata and body from the same tree."""

from lxml import html as lxml_html
from lxml.etree import ParserError

from feeds.decoding import decode
from feeds.pages import blocks, body, hidden_text, metadata, pointing
from feeds.pages.article_page import ArticlePage

MOST_CHARACTERS = 5_000_000
MOST_ELEMENTS = 60_000  # beyond it no page is an article, and the extractor would take minutes
DEEPEST = 400  # levels; beyond it recursion would end the worker


def extract(
    page: bytes, *, url: str, content_type: str = "", time_zone: str = "UTC", title_hint: str = ""
) -> ArticlePage:
    """The article that the page shows; empty fields where it shows none. Never fails on what a stranger wrote."""
    tree = _parsed(decode(page, content_type=content_type)[:MOST_CHARACTERS])
    if tree is None:
        return ArticlePage()
    facts = metadata.read(tree, url=url, time_zone=time_zone, title_hint=title_hint)
    shown = hidden_text.continued(body.blocks(tree, url=url), stated=facts.text)
    text, pointers = pointing.part(shown or hidden_text.blocks(tree, stated=facts.text), url=url)
    text = body.without_byline(text, authors=facts.authors)
    lead, text = body.part_lead(text, described=facts.description, title=facts.title or title_hint)
    return ArticlePage(
        title=facts.title,
        lead=lead,
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
        pointers=tuple({each.url: each for each in (*pointing.elsewhere(tree, url=url), *pointers)}.values()),
    )


def _parsed(text: str) -> lxml_html.HtmlElement | None:
    """The page's tree; None when there is nothing to read, or when it is built to exhaust the reader."""
    text = text.replace("\0", "")
    if not text.strip():
        return None
    parser = lxml_html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, encoding="utf-8")
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
