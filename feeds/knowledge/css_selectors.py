"""CSS selectors as editors write them: checked, and asked of a parsed page. The only importer of cssselect. Pure."""

from functools import lru_cache
from typing import Final

from cssselect import SelectorError
from cssselect.parser import parse
from lxml import html as lxml_html
from lxml.cssselect import CSSSelector
from lxml.etree import XPathError
from lxml.html import HtmlElement

LONGEST: Final = 300  # characters
MOST_STEPS: Final = 6  # combinators ("a b", "a > b") in a row: each may multiply the time that a page takes


def check_selector(selector: str) -> None:
    """ValueError, in words for an editor, when that is no CSS selector that can be used here."""
    if len(selector) > LONGEST:
        raise ValueError(f"the selector is longer than {LONGEST} characters: write it simpler")
    try:
        _compiled(selector)(lxml_html.fromstring("<p></p>"))
        steps = max(map(_steps, parse(selector)), default=0)
    except (SelectorError, XPathError) as problem:
        raise ValueError(f"{selector!r} is no CSS selector that can be used: {problem}") from None
    except RecursionError:
        raise ValueError("the selector is nested too deeply: write it simpler") from None
    if steps > MOST_STEPS:
        raise ValueError(f"{selector!r} takes more than {MOST_STEPS} steps: leave out the first of them")


def chosen(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    """The elements that a checked selector chooses, in the page's order."""
    found: list[HtmlElement] = _compiled(selector)(tree)
    return found


@lru_cache(maxsize=500)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _steps(selector: object) -> int:
    """How many combinators follow one another, however the parser has nested them."""
    count, tree = 0, getattr(selector, "parsed_tree", None)
    while tree is not None:
        count += hasattr(tree, "combinator")
        tree = getattr(tree, "selector", None)
    return count
