"""The headline as a reader reads it: without the name of the site, of the section, or the kicker above it.

A page names its article up to five times, each time a little differently: in its heading, in the structured data, for
sharing, in the title of the window. What several of them say is the headline; the heading's wording wins, since it is
what readers see."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from feeds.pages.blocks import squeezed

SEPARATOR: Final = re.compile(r"\s+(?:[|•·»—–:/]|-|::|>>)\s+|\s*\|\s+|\s+»\s*")
_ENDING: Final = re.compile(r"(?:\s+(?:[|•·»—–:/]|-|::|>>)|\s*\|)\s*$")
_DATED: Final = re.compile(r"^\W*\d{1,2}[./]\d{1,2}[./]\d{2,4}\s*[-–—:|]?\s*(?=\w)")
_SPOKEN: Final = re.compile(r"[\w\"”»“](?::|\s[-–—])\s+$")  # what stands before a colon is a part of the headline
_WORD: Final = re.compile(r"\w+")
_UNSHOWN: Final = frozenset({"style", "script", "template", "noscript", "svg"})
LEAST_ALIKE: Final = 10  # letters
SHARED_WORDS: Final = 0.6  # of the shorter of two wordings of one headline
MOST_KICKER: Final = 1.5  # times the headline's length
MOST_HEADINGS: Final = 12


def of(tree: HtmlElement, *, stated: Sequence[str], site: str, url: str, hint: str = "") -> str:
    """The headline of a page; empty when it has none. `stated` are the lines that name it in the page's metadata, the
    most trusted first; `site` is the site's name where the page says it, `hint` the feed's headline."""
    sites = _names_of_site(site, url)
    named = [name for line in stated if (name := without_site(line, sites))]
    headings = [line for line in map(text_of, list(tree.iter("h1"))[:MOST_HEADINGS]) if line]
    headings = [line for line in headings if not _is_site(line, sites, stated)]
    firsts = _parts(stated)[:1]
    for is_it in (_is_same, alike):
        for name in (*named, *(firsts if is_it is _is_same else [hint])):
            found = next((heading for heading in headings if name and is_it(heading, name)), "")
            if found:
                shown = _without_kicker(found, named)
                # The same words are better written where no line ends within them: "Titel:Text" is "Titel: Text".
                return name if _is_same(shown, name) else shown
    alone = _without_headed_site(tree, stated) if len(named) < 2 else ""
    return alone or next(filter(None, (*named, *headings)), "")


def _is_same(heading: str, name: str) -> bool:
    return squeezed(heading) == squeezed(name)


def text_of(heading: HtmlElement) -> str:
    """What a heading shows, in one line."""
    parts = [heading.text or ""]
    for child in heading:
        if child.tag == "br":
            parts.append(" ")
        elif isinstance(child.tag, str) and child.tag not in _UNSHOWN:
            parts.append(text_of(child) if len(child) or child.text else "")
            parts.append(" " if child.tag in {"p", "div", "h2", "h3", "small"} else "")
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def alike(one: str, other: str) -> bool:
    """Whether two lines word the same headline: one within the other, or most words shared."""
    short, long = sorted((squeezed(one), squeezed(other)), key=len)
    if len(short) > LEAST_ALIKE and short in long:
        return True
    few, many = sorted((set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))), key=len)
    return len(few) > 3 and len(few & many) >= SHARED_WORDS * len(few)


def without_site(title: str, sites: set[str]) -> str:
    """Cut "| Journal", "- Section - Journal" and "Journal - " before: parts that name the site, and short last ones."""
    parts = SEPARATOR.split(title)
    for number in range(1, len(parts)):
        if squeezed("".join(parts[number:])) in sites:  # the site's name may itself be parted
            title = _ENDING.sub("", title[: _place(title, parts[number:])])
            parts = parts[:number]
            break
    while len(parts) > 1 and len(parts[-1]) * 3 < len(title) - len(parts[-1]):
        title = _ENDING.sub("", title[: title.rindex(parts.pop())])
    if len(parts) > 1 and squeezed(parts[0]) in sites:
        title = title[title.index(parts[1], len(parts[0])) :]
    return title.strip()


def _place(title: str, parts: list[str]) -> int:
    """Where the last parts of a title begin."""
    place = len(title)
    for part in reversed(parts):
        place = title.rindex(part, 0, place)
    return place


def _names_of_site(site: str, url: str) -> set[str]:
    """The site's name, its domain and its domain's own word, for comparing."""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if "://" in url else ""
    labels = host.split(".")
    own = labels[-2] if len(labels) > 1 else ""
    return {key for key in map(squeezed, (site, host, own)) if len(key) > 2}


def _is_site(heading: str, sites: set[str], stated: Sequence[str]) -> bool:
    """Whether a heading is the name of the site, once or twice: as the page says it, or by its place in the window's
    title: "Headline | Weblog", and "Weblog » Archive » Headline" as old weblogs wrote."""
    key = squeezed(heading)
    if any(not key.replace(site, "") for site in sites):
        return True
    parts = [squeezed(part) for part in _parts(stated)]
    is_part = len(parts) > 1 and key in (parts[-1], parts[0] if "»" in stated[-1] else "")
    return is_part and len(key) < max(map(len, parts)) and key not in {squeezed(name) for name in stated[:-1]}


def _parts(stated: Sequence[str]) -> list[str]:
    """The parts of the window's title."""
    return SEPARATOR.split(stated[-1]) if stated else []


def _without_headed_site(tree: HtmlElement, stated: Sequence[str]) -> str:
    """The longest other part of the window's title where a heading is its last part, or the first of "a » b"."""
    headed = {squeezed(line) for heading in list(tree.iter("h1"))[:MOST_HEADINGS] if (line := text_of(heading))}
    parts = _parts(stated)
    if len(parts) < 2 or headed.isdisjoint({squeezed(parts[-1]), squeezed(parts[0]) if "»" in stated[-1] else ""}):
        return ""
    return max((part for part in parts if squeezed(part) not in headed), key=len, default="").strip()


def _without_kicker(heading: str, named: Sequence[str]) -> str:
    """Cut what stands above the headline within its heading, where the metadata leave it out; and a date before it."""
    key = squeezed(heading)
    for name in named:
        headline = squeezed(name)
        more = len(key) - len(headline)
        if len(headline) <= LEAST_ALIKE or not 0 < more < MOST_KICKER * len(headline):
            continue
        if key.endswith(headline) and not _SPOKEN.search(heading[: heading.find(name.split(" ")[0])]):
            return name
    undated = _DATED.sub("", heading)
    return undated if len(undated) > LEAST_ALIKE else heading
