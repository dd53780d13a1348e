"""A page cut into passages: what stands between two block boundaries, in the page's order, each with its surroundings.

Nothing is thrown away here; `clutter` says of each element what its name and kind speak against."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from typing import Final

from lxml.html import HtmlElement

from feeds.knowledge import page_tree
from feeds.pages import clutter, tables
from feeds.pages.letters import in_one_line, squeezed

_UNREAD: Final = frozenset(
    {
        *("script", "style", "noscript", "template", "head", "title", "meta", "link", "svg", "math", "canvas"),
        *("object", "iframe", "embed", "video", "audio", "source", "track", "map", "area", "img", "picture", "input"),
        *("textarea", "select", "option", "datalist", "progress", "meter", "dialog", "applet"),
    }
)
_INLINE: Final = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "rp", "rt", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "o:p"),
    }
)
_STYLES: Final = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sup": "sup", "sub": "sub"}
_HEADINGS: Final = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
LEAST_SENTENCE: Final = 60  # characters
LONG_SENTENCE: Final = 150  # so long, it needs no full stop
MOST_BARS: Final = 3  # signs that part the entries of a menu
DEEPEST: Final = 120  # levels of elements that are told apart: what is within is plain text
_DENSE: Final = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\uac00-\ud7af]")
_ENDS: Final = re.compile(r"[.!?…:;。！？\"”»’')؟۔]\W*$")
_STRAY: Final = re.compile(r"[^\w*]{1,2}")  # between two blocks: a full stop behind a link's box, a sign of no width
LONGEST_LINK: Final = 500  # characters
_GROUPS: Final = frozenset({"ul", "ol", "blockquote", "table"})
Kin = tuple[HtmlElement | None, str]


@dataclass(eq=False, kw_only=True)
class Passage:
    """One passage."""

    number: int  # its place among the page's passages
    tag: str  # p, h2, h3, h4, li, tr or pre
    text: str
    pieces: list[str]  # of its inner markup
    linked: int  # characters of its text that are links
    links: tuple[tuple[str, str], ...]  # (text, address as it is written)
    group: HtmlElement | None  # the list, table or quotation that it is a part of
    element: HtmlElement  # the innermost block around it
    clutter: tuple[tuple[str, HtmlElement], ...]  # the elements around it that call themselves clutter, and how
    is_title: bool = False  # of an h1

    @property
    def html(self) -> str:
        """Its inner markup (links, emphasis), everything else escaped: of most passages nobody asks for it."""
        return in_one_line("".join(self.pieces))

    @cached_property
    def key(self) -> str:
        """The text for comparing: letters and digits only."""
        return squeezed(self.text)

    @cached_property
    def size(self) -> int:
        """Characters; those of scripts that say more with each count three times."""
        return len(self.text) + 2 * len(_DENSE.findall(self.text))

    @cached_property
    def weight(self) -> int:
        """The size without what is linked; links are as dense as the rest."""
        return self.size - self.linked * self.size // max(1, len(self.text))

    @cached_property
    def is_sentence(self) -> bool:
        """Whether it reads like a sentence of a text, not like a label, a headline or a link."""
        if self.weight < LEAST_SENTENCE or self.linked * 2 >= len(self.text) or self.text.count("|") > MOST_BARS:
            return False
        return self.weight > LONG_SENTENCE or self.is_ended

    @property
    def kin(self) -> Kin:
        """What paragraphs of one text have in common: their parent and their tag."""
        return self.element.getparent(), str(self.element.tag)

    @property
    def box(self) -> tuple[str, str, str]:
        """What paragraphs of one text have in common where each has a box of its own: their tag, and the classes of
        it and of the box; empty where that has none."""
        parent = self.element.getparent()
        around = "" if parent is None else parent.get("class") or ""
        return (str(self.element.tag), self.element.get("class") or "", around) if around else ("", "", "")

    @property
    def is_ended(self) -> bool:
        """Whether it ends as sentences do."""
        return _ENDS.search(self.text) is not None


@dataclass(kw_only=True)
class Passages:
    """The passages of a page, and which run of them each block element holds."""

    all: list[Passage] = field(default_factory=list)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)  # [first, behind the last)


@dataclass(kw_only=True, slots=True)
class _Run:
    """The passage that is being read."""

    text: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    linked: int = 0
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class _Around:
    """What surrounds the place that is being read."""

    element: HtmlElement
    tag: str = "p"
    group: HtmlElement | None = None
    clutter: tuple[tuple[str, HtmlElement], ...] = ()
    is_title: bool = False
    is_data: bool = False  # within a table whose rows are data
    in_article: bool = False  # an article within an article is another one, or a comment: so the standard says


def of(tree: HtmlElement, *, unread: frozenset[HtmlElement] = frozenset()) -> Passages:
    """The passages of a page; of the elements that are not to be read only that they part what is around them."""
    reader = _Reader(unread)
    root = next(tree.iterchildren("body"), tree)
    reader.block(root, _Around(element=root))
    return reader.read


def within(element: HtmlElement) -> list[Passage]:
    """The passages of one element, whatever its kind."""
    reader, around = _Reader(), _Around(element=element)
    reader.child(element, around)
    reader.flush(around)
    return reader.read.all


class _Reader:
    def __init__(self, unread: frozenset[HtmlElement] = frozenset()) -> None:
        self.unread = unread
        self.read = Passages()
        self.run = _Run()
        self.open: list[str] = []
        self.depth = 0
        self.in_link = False

    def block(self, element: HtmlElement, around: _Around) -> None:
        first = len(self.read.all)
        self.content(element, around)
        self.flush(around)
        if len(self.read.all) > first:
            self.read.spans[element] = (first, len(self.read.all))

    def content(self, element: HtmlElement, around: _Around) -> None:
        if element in self.unread:
            return
        if self.depth > DEEPEST:
            self.add(tables.seen(element), around)
            return
        self.depth += 1
        self.add(element.text, around)
        for child in element:
            if isinstance(child.tag, str):
                self.child(child, around)
            self.add(child.tail, around)
        self.depth -= 1

    def child(self, child: HtmlElement, around: _Around) -> None:
        if (tag := child.tag) in _UNREAD:
            return
        if tag == "tr" and around.is_data:
            self.row(child, around)
        elif tag == "br":
            self.line_end(child, around)
        elif tag in _INLINE and (not (name := clutter.named(child)) or self.is_amid_line(child)):
            if name not in clutter.UNSHOWN:
                self.inline(child, around)
        else:
            self.flush(around)
            was_in_link, self.in_link = self.in_link, self.in_link or _is_link(child)
            self.block(child, _within(child, around))
            self.in_link = was_in_link

    def is_amid_line(self, child: HtmlElement) -> bool:
        """Whether words stand before and behind it: then it is a part of their sentence, whatever it calls itself."""
        return bool(self.run.text) and bool((child.tail or "").strip())

    def inline(self, child: HtmlElement, around: _Around) -> None:
        if child.tag == "a":
            target = (child.get("href") or "").strip()
            before = len(self.run.text)
            is_outermost = not self.in_link
            self.in_link = self.in_link or _is_link(child)
            self.styled(f'a href="{escape(target)}"' if target and is_outermost else "", child, around)
            self.in_link = not is_outermost
            text = in_one_line("".join(self.run.text[before:]))
            if target and text:
                self.run.links.append((text, target))
        else:
            self.styled(_STYLES.get(child.tag, ""), child, around)

    def styled(self, opening: str, child: HtmlElement, around: _Around) -> None:
        if not opening:
            self.content(child, around)
            return
        self.open.append(opening)
        self.run.html.append(f"<{opening}>")
        self.content(child, around)
        self.open.pop()
        self.run.html.append(f"</{opening.partition(' ')[0]}>")

    def row(self, row: HtmlElement, around: _Around) -> None:
        """A row of a table of data is one passage, its cells parted."""
        self.flush(around)
        cells = [(cell.tag, in_one_line(tables.seen(cell))) for cell in row.iterchildren("td", "th")]
        self.run.text.append(" ".join(text for _, text in cells))
        self.run.html.append("".join(f"<{tag}>{escape(text, quote=False)}</{tag}>" for tag, text in cells))
        self.run.linked = sum(len(in_one_line(tables.seen(link))) for link in row.iter("a"))
        self.flush(replace(around, element=row, tag="tr"))

    def line_end(self, br: HtmlElement, around: _Around) -> None:
        """Two line ends in a row part paragraphs, as pages wrote them before there was anything better."""
        follows = br.getnext()
        is_double = follows is not None and follows.tag == "br" and not (br.tail or "").strip()
        if is_double and around.tag in {"p", "li"}:
            self.flush(around)
        elif self.run.text:
            self.run.text.append(" ")
            self.run.html.append("<br>")

    def add(self, text: str | None, around: _Around) -> None:
        if not text or (not self.run.text and text.isspace()):
            return
        self.run.text.append(text)
        self.run.html.append(escape(text, quote=False))
        if self.in_link:
            self.run.linked += len(text.strip())

    def flush(self, around: _Around) -> None:
        """End the passage; inline elements that are still open are closed, and opened again in the next."""
        if not self.run.text:
            return
        run, self.run = self.run, _Run()
        self.run.html += [f"<{opening}>" for opening in self.open]
        text = in_one_line("".join(run.text))
        if not text or (_STRAY.fullmatch(text) and around.tag != "pre"):
            return
        run.html += [f"</{opening.partition(' ')[0]}>" for opening in reversed(self.open)]
        self.read.all.append(
            Passage(
                number=len(self.read.all),
                tag=around.tag,
                text=text,
                pieces=run.html,
                linked=min(run.linked, len(text)),
                links=tuple(run.links),
                group=around.group,
                element=around.element,
                clutter=around.clutter,
                is_title=around.is_title,
            )
        )


def _is_link(element: HtmlElement) -> bool:
    """Whether an element is a link, and not an `a` that was never closed and runs on over the text."""
    return element.tag == "a" and (len(element) == 0 or len(page_tree.text_of(element)) < LONGEST_LINK)


def _within(child: HtmlElement, around: _Around) -> _Around:
    tag = child.tag
    group = child if tag in _GROUPS and (around.group is None or tag != "blockquote") else around.group
    kind = around.tag if around.tag in {"li", "pre"} and tag not in _HEADINGS else "p"
    kind = tag if tag in {"li", "pre"} else _HEADINGS.get(tag, kind)
    name = clutter.named(child) or ("article" if tag == "article" and around.in_article else "")
    against = (*around.clutter, (name, child)) if name else around.clutter
    return _Around(
        element=child,
        tag=kind,
        group=group,
        clutter=against,
        is_title=around.is_title or tag == "h1",
        is_data=tables.is_data(child) if tag == "table" else around.is_data,
        in_article=around.in_article or tag == "article",
    )
