"""The text of a page as a list of blocks. The only importer of trafilatura, with the first page: web servers and most
commands know these modules and read no page, and it brings numpy along."""

from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from lxml.html import HtmlElement

from feeds.knowledge import page_tree
from feeds.pages.blocks import Block, length, within
from feeds.pages.letters import in_one_line, squeezed

if TYPE_CHECKING:
    from trafilatura.settings import Document

LEAST_TEXT: Final = 120  # characters: less is a caption or a notice, not an article
LEAD_LENGTH: Final = (40, 700)  # characters of a chapo
LONGER_LEAD: Final = 1.3  # times the description: a longer first paragraph is text whose beginning describes the page
MOST_LINKED: Final = 0.6  # share of a text: beyond it, it is a list of other pages
MOST_LINKS: Final = 1_000  # of a page that are looked at
BYLINE_LENGTH: Final = 80
_LEADS: Final = frozenset({"p", "h2", "h3", "h4"})  # a chapo may be set as a sub-heading
_BALLAST: Final = ("script", "style", "svg", "nav", "footer", "noscript", "iframe", "template", "link")


def blocks(tree: HtmlElement, *, url: str, thoroughly: bool = False) -> list[Block]:
    """The article's blocks in order, read strictly, or generously where that finds nothing; none where the page has no
    article. The tree stays as it is. `thoroughly` has the extractor compare its own result with two others', which
    takes twice as long."""
    light = tree if thoroughly else _without_ballast(tree)
    return _extracted(light, url, strictly=True, thoroughly=thoroughly) or _extracted(
        tree, url, strictly=False, thoroughly=True
    )


def candidates(tree: HtmlElement, *, url: str) -> dict[str, list[Block]]:
    """What each mode of the extractor takes for the text, by its name."""
    return {
        "trafilatura, precision, fast": _extracted(_without_ballast(tree), url, strictly=True, thoroughly=False),
        "trafilatura, precision": _extracted(tree, url, strictly=True, thoroughly=True),
        "trafilatura, recall": _extracted(tree, url, strictly=False, thoroughly=True),
    }


def _without_ballast(tree: HtmlElement) -> HtmlElement:
    """A copy without what the extractor would throw away after having walked it many times: a fifth of its time."""
    light = deepcopy(tree)
    for element in list(light.iter(*_BALLAST)):
        if element.getparent() is not None:
            element.drop_tree()
    return light


def load() -> Callable[..., "Document | dict[str, Any] | None"]:
    """The extractor, which otherwise loads on first use."""
    from trafilatura import bare_extraction  # noqa: PLC0415  # see above

    return bare_extraction


def without_byline(blocks: list[Block], *, authors: tuple[str, ...]) -> list[Block]:
    """Without "Par Salma Idrissi, le 27 mars 2025" before the text: who wrote it is told elsewhere."""
    names = [squeezed(name) for name in authors]
    is_byline = [
        len(block.text) <= BYLINE_LENGTH and any(name and name in squeezed(block.text) for name in names)
        for block in blocks[:3]
    ]
    return [block for number, block in enumerate(blocks) if number >= 3 or not is_byline[number]]


def part_lead(blocks: list[Block], *, described: str, title: str) -> tuple[str, list[Block]]:
    """(lead, the other blocks). The chapo is the first paragraph when the page's description says the same, else the
    description when the text does not say it anywhere: no sentence twice."""
    while blocks and title and squeezed(blocks[0].text) == squeezed(title):
        blocks = blocks[1:]
    beginning = squeezed(described)[:60]
    if len(blocks) < 2 or len(described) < LEAD_LENGTH[0] or not beginning:
        return "", blocks
    first = blocks[0]
    says_the_same = beginning in squeezed(first.text) and len(first.text) <= LONGER_LEAD * len(described)
    if first.tag in _LEADS and says_the_same and len(first.text) <= LEAD_LENGTH[1]:
        return first.text, blocks[1:]
    is_cut = described.rstrip().endswith(("…", "...", "[…]"))
    if is_cut or any(beginning in squeezed(block.text) for block in blocks):
        return "", blocks
    return described, blocks


def _extracted(tree: HtmlElement, url: str, *, strictly: bool, thoroughly: bool) -> list[Block]:
    found = load()(  # without the page's address: links are made whole when blocks are made of what is found
        tree,
        favor_precision=strictly,
        favor_recall=not strictly,
        fast=not thoroughly,
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_tables=True,
        with_metadata=False,
    )
    text = None if found is None or isinstance(found, dict) else found.body
    made = [] if text is None else within(text, url=url)
    return made if length(made) >= LEAST_TEXT and not _is_list_of_links(made, tree) else []


def _is_list_of_links(made: list[Block], tree: HtmlElement) -> bool:
    """Whether this is a front page or a section: by the links of its text, or of the page where it is one lump."""
    whole = length(made)
    if sum(len(text) for block in made for text, _ in block.links) > whole * MOST_LINKED:
        return True
    if len(made) > 1:
        return False
    names = {in_one_line(page_tree.text_of(link)) for link in tree.xpath("//a[@href]")[:MOST_LINKS]}
    lump = made[0].text[:20_000] if made else ""
    return sum(len(name) for name in names if len(name) > 15 and name in lump) > len(lump) * MOST_LINKED
