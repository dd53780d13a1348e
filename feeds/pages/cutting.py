"""A page's source cut to what is worth parsing: its head, its structured data, and one element of its body.

An element is known by its marker, the beginning of its opening tag as it is written, which stands on the page once."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml.html import HtmlElement

from articles.knowledge import markup

Openings = dict[str, list[tuple[str, dict[str, str]]]]
HOLDER: Final = "marked-element"  # the element that the marked one is the first in
LONGEST_MARKER: Final = 200  # characters
MOST_DATA: Final = 30  # scripts with structured data
LONGEST_OPENING: Final = 2_000
_SOLE: Final = frozenset({"main", "article"})  # kinds of which a page may have one: their name is marker enough
_DATA: Final = "application/ld+json"
_UNREAD: Final = re.compile("<(style|script)(?=[ >])")
_TAG: Final = re.compile(r"<([A-Za-z][A-Za-z0-9]*)")
_NAMED: Final = re.compile(r"\s(class|id)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d")
_FIRST_NAME: Final = re.compile(r"<[A-Za-z0-9]+\s+[\w:-]+\s*=\s*[\"'][^\s\"'>]+")


def cut(text: str, marker: str) -> str:
    """The page with nothing but its head, its structured data and the marked element; empty when the marker does not
    stand on it once, or the page's head has no end."""
    begins, head = text.find(marker), _head_end(text)
    kind = _TAG.match(marker)
    if kind is None or not 0 < head <= begins or text.find(marker, begins + 1) >= 0:
        return ""
    ends = _end(text, begins, kind[1])
    data = "".join(_data(text, head, begins)) + "".join(_data(text, ends, len(text)))
    return f"{_bare(text[:head])}{data}</head><body><{HOLDER}>{text[begins:ends]}</{HOLDER}></body></html>"


def markers(text: str, element: HtmlElement, openings: Openings) -> list[str]:
    """By what an element can be found in its page's source, the most telling first; none when it cannot. `openings`
    keeps the opening tags of the page by kind, with their names, from one call to the next."""
    kind = str(element.tag)
    if kind not in openings:
        written = (found for found in _opening(kind).findall(text) if len(found) <= LONGEST_OPENING)
        openings[kind] = [(opening, _names(opening)) for opening in written]
    wanted = {name: " ".join((element.get(name) or "").split()) for name in ("class", "id")}
    own = [opening for opening, names in openings[kind] if names == wanted]
    forms = dict.fromkeys(_forms(own[0], kind)) if len(own) == 1 else {}
    return [form for form in forms if text.count(form) == 1]


def _forms(opening: str, kind: str) -> Iterator[str]:
    """The whole opening tag; up to its first number, which may be the page's own; up to its first name."""
    if len(opening) <= LONGEST_MARKER and ("=" in opening or kind in _SOLE):
        yield opening
    number = _NUMBER.search(opening, len(kind) + 1)
    if number and '="' in opening[: number.start() - 2]:
        yield opening[: number.start()][:LONGEST_MARKER]
    named = _FIRST_NAME.match(opening)
    if named and not _NUMBER.search(named[0], len(kind) + 1):
        yield named[0][:LONGEST_MARKER]
    if kind in _SOLE:
        yield opening[: len(kind) + 1]


def _names(opening: str) -> dict[str, str]:
    found = {"class": "", "id": ""}
    for name, *values in reversed(_NAMED.findall(opening)):  # of two, browsers take the first
        found[name.lower()] = " ".join(markup.decoded("".join(values)).split())
    return found


def _head_end(text: str) -> int:
    ends = text.find("</head>")
    return ends if ends >= 0 else text.find("<body")


def _bare(head: str) -> str:
    """A head without what only programs and browsers read."""
    parts, at = [], 0
    while begins := _UNREAD.search(head, at):
        parts.append(head[at : begins.start()])
        at = _behind(head, f"</{begins[1]}>", begins.end())
        if _DATA in head[begins.start() : begins.start() + 200]:
            parts.append(head[begins.start() : at])
    return "".join((*parts, head[at:]))


def _data(text: str, first: int, end: int) -> Iterator[str]:
    """The structured data between two places of the source, as it is written."""
    at = first
    for _ in range(MOST_DATA):
        at = text.find(_DATA, at, end)
        ends = text.find("</script>", at, end) if at >= 0 else -1
        if ends < 0:
            return
        begins = text.rfind("<script", max(first, at - 200), at)
        if begins >= 0:
            yield text[begins:ends] + "</script>"
        at = ends


def _end(text: str, begins: int, kind: str) -> int:
    """Behind the element that begins there: where as many of its kind were closed as opened. What stands in comments
    and scripts opens and closes nothing."""
    steps, at, depth = _steps(kind), begins, 0
    while step := steps.search(text, at):
        at = step.end()
        written = step[0]
        if written.startswith("<!"):
            at = _behind(text, "-->", at)
        elif written[1:2] in "sS" and step[1]:
            at = _behind(text, "</script", at)
        else:
            depth += -1 if written[1] == "/" else 1
            if depth == 0:
                return _behind(text, ">", at)
    return len(text)


def _behind(text: str, sign: str, at: int) -> int:
    found = text.find(sign, at)
    return found + len(sign) if found >= 0 else len(text)


@lru_cache(maxsize=200)
def _opening(kind: str) -> re.Pattern[str]:
    return re.compile(rf"<{re.escape(kind)}(?=[\s>/])[^<>]*>", re.IGNORECASE)


@lru_cache(maxsize=200)
def _steps(kind: str) -> re.Pattern[str]:
    return re.compile(rf"<!--|<(script)(?=[\s>])|</?{re.escape(kind)}(?=[\s>/])", re.IGNORECASE)
