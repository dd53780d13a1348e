"""Tables: which hold data and are no frame of a page, and what readers see of them."""

from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

LONGEST_CELL: Final = 120  # characters on average: longer ones are columns of a page
_UNSEEN: Final = ("script", "style", "option", "textarea", "template", "title")
_SEEN: Final = XPath(
    f".//text()[not({' or '.join(f'parent::{tag}' for tag in _UNSEEN)} or ancestor::noscript)]", smart_strings=False
)


def is_data(table: HtmlElement) -> bool:
    """Whether a table holds short values in rows, and is not the frame of a page."""
    if next(table.iterdescendants("table", "h1", "h2", "form", "article"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    cells = sum(len(row) for row in rows)
    return len(rows) > 1 and cells > len(rows) and len(seen(table)) < LONGEST_CELL * cells


def seen(element: HtmlElement) -> str:
    """The text of an element that readers see: no script, no style, and not the choices of a form."""
    return " ".join(map(str, _SEEN(element)))
