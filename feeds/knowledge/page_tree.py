"""A page's source as a tree of elements, within bounds."""

import re
from typing import Final

from lxml import html as lxml_html
from lxml.etree import ElementDefaultClassLookup, ParserError, tostring

MOST_CHARACTERS: Final = 5_000_000
MOST_ELEMENTS: Final = 60_000  # beyond it no page is an article, and the extractor would take minutes
MOST_ATTRIBUTES: Final = 1_000  # of one tag; the parser compares each with all before it
DEEPEST: Final = 400  # levels; beyond it recursion would end the worker
_UNFIT: Final = bytes(sign for sign in range(0x20) if sign not in b"\t\n\r")
_UNFIT_REFERENCE: Final = re.compile(
    rb"&#(?:0*(?:[0-8]|1[1245-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]|d[89a-f][0-9a-f]{2})(?![0-9a-f]));?",
    re.IGNORECASE,
)
# The name of a tag, and more attributes than any has, told apart as browsers do: a value may hold what ends a tag. The
# groups are possessive: what they took is never taken otherwise.
_TAG: Final = re.compile(
    rb"<[a-zA-Z][^\s/>]*+"
    rb"((?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^\s>]*+))?+){%d})?" % (MOST_ATTRIBUTES + 1)
)
_PARSER: Final = lxml_html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, encoding="utf-8")
# One class for all elements: lxml's own choice asks Python for each, which takes longer than the parsing.
_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=lxml_html.HtmlElement))


def of(text: str) -> lxml_html.HtmlElement | None:
    """The page's tree; None when there is nothing to read, or when it is built to exhaust the reader."""
    source = _fit(text[:MOST_CHARACTERS])
    if not source.strip() or _has_endless_tag(source):
        return None
    try:
        tree = lxml_html.document_fromstring(source, parser=_PARSER)
    except (ParserError, ValueError):
        return None
    may_be_hostile = source.count(b"<") > DEEPEST
    return None if may_be_hostile and _is_hostile(tree) else tree


def text_of(element: lxml_html.HtmlElement) -> str:
    """All text within an element. Its own `text_content` has an XPath look for the same, for four times the time."""
    text: str = tostring(element, method="text", encoding="unicode", with_tail=False)
    return text


def _fit(text: str) -> bytes:
    """The source without characters that XML does not know: an element that has one cannot be copied."""
    source = text.encode("utf-8", "replace").translate(None, delete=_UNFIT)
    source = source.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")  # U+FFFE and U+FFFF
    return _UNFIT_REFERENCE.sub(b"", source) if b"&#" in source else source


def _has_endless_tag(source: bytes) -> bool:
    """Whether a tag has more attributes than any element. What only looks like a tag, as in scripts, counts as well."""
    return any(_TAG.findall(source))


def _is_hostile(tree: lxml_html.HtmlElement) -> bool:
    depth = 0
    for number, element in enumerate(tree.iter()):
        if number > MOST_ELEMENTS:
            return True
        if number % 50 == 0 and len(element):
            depth = max(depth, sum(1 for _ in element.iterancestors()))
        if depth > DEEPEST:
            return True
    return False
