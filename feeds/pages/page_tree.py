"""A page's source as a tree of elements, within bounds."""

from typing import Final

from lxml import html as lxml_html
from lxml.etree import ElementDefaultClassLookup, ParserError

MOST_CHARACTERS: Final = 5_000_000
MOST_ELEMENTS: Final = 60_000  # beyond it no page is an article, and the extractor would take minutes
DEEPEST: Final = 400  # levels; beyond it recursion would end the worker
# One class for all elements: lxml's own choice asks Python for each, which takes longer than the parsing.
_CLASSES: Final = ElementDefaultClassLookup(element=lxml_html.HtmlElement)


def of(text: str) -> lxml_html.HtmlElement | None:
    """The page's tree; None when there is nothing to read, or when it is built to exhaust the reader."""
    text = text[:MOST_CHARACTERS].replace("\0", "")
    if not text.strip():
        return None
    parser = lxml_html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, encoding="utf-8")
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ParserError, ValueError):
        return None
    may_be_hostile = text.count("<") > DEEPEST
    return None if may_be_hostile and _is_hostile(tree) else tree


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
