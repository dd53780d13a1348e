"""The headline as a reader reads it: without the name of the site, of the section, or the kicker above it.

A page names its article up to five times, each time a little differently: in its heading, in the structured data, for
sharing, in the title of the window. What several of them say is the headline; the heading's wording wins, since it is
what readers see. A heading in the trail of crumbs or out of sight is not: it words what search engines get."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Final, NamedTuple

from feeds.pages import headings, kicker
from feeds.pages.headings import Heading
from feeds.pages.letters import squeezed
from feeds.pages.marks import Marks
from feeds.pages.origin import Origin
from feeds.pages.title_parts import (
    LEAST_ALIKE,
    alike,
    is_same,
    names_of_site,
    parts_of,
    without_ending_site,
    without_site,
    words_of,
)

LEAST_WORDS: Final = 4  # of a heading that is believed against all metadata
LEAST_WORD: Final = 4  # letters of a word whose sharing tells something


class Named(NamedTuple):
    """A line of the page's metadata that names the article."""

    line: str
    origin: Origin


def of(
    marks: Marks, *, stated: Sequence[Named], sites: Sequence[str], url: str, hint: str = ""
) -> tuple[str, Origin | None]:
    """The headline of a page, and where it was found; ("", None) when it has none. `stated` are the lines that name it
    in the metadata, the most trusted first and the window's title last; `sites` what the site calls itself, `hint` the
    feed's headline."""
    site = names_of_site(sites, url)
    bare = {line: without_site(line, site) for line in dict(stated)}  # most pages say one line several times
    named = [Named(bare[line], origin) for line, origin in stated if bare[line]]
    names = [name for name, _ in named]
    shown = headings.first_order(marks.firsts)
    firsts = [heading for heading in shown if not _is_site(heading.text, site, [line for line, _ in stated])]
    window = parts_of(stated[-1].line) if stated else []
    found = _heading(marks, firsts, names, window=window, site=site, hint=hint)
    if found:
        said = without_ending_site(kicker.without(found, names), site)
        # The same words are better written where no line ends within them: "Titel:Text" is "Titel: Text".
        return next((name for name in names if is_same(said, name)), said), Origin.HEADING
    if len(named) < 2 and (without := _without_headed_site(shown, window)):
        return without, Origin.WINDOW
    return next(chain(named, ((heading.text, Origin.HEADING) for heading in firsts)), ("", None))


def _heading(
    marks: Marks, firsts: Sequence[Heading], names: Sequence[str], *, window: Sequence[str], site: set[str], hint: str
) -> Heading | None:
    """The heading above the article: the rules in the order of what they prove."""
    if found := _matching(firsts, names, is_same):
        return found
    others = list(headings.others(marks.elements))
    marked = [heading for heading in others if heading.is_marked]
    alone = _alone(firsts, window)
    return (
        _matching(marked, names, is_same)
        or _matching(firsts, (*names, hint), alike)
        or _matching(others, names, is_same)
        or (alone if alone and _shares_a_word(alone, names) else None)
        or _part_of_window([*firsts, *others], window, site)
        or (alone if alone and len(words_of(alone.text)) >= LEAST_WORDS else None)
        or next(
            (heading for heading in islice(_shown(marked), 1) if any(alike(heading.text, name) for name in names)), None
        )
    )


def _shown(found: Sequence[Heading]) -> Iterator[Heading]:
    return (heading for heading in found if heading.is_shown)


def _matching(found: Sequence[Heading], names: Sequence[str], is_it: Callable[[str, str], bool]) -> Heading | None:
    """The heading that the most trusted of the names words."""
    return next(
        (heading for name in names if name for heading in found if is_it(heading.text, name) and heading.is_shown), None
    )


def _alone(firsts: Sequence[Heading], window: Sequence[str]) -> Heading | None:
    """The only heading of the first order, or the only one within an article; but not where it is a section, one part
    of several in the window's title."""
    if len(firsts) > 1:
        firsts = [heading for heading in firsts if next(heading.element.iterancestors("article"), None) is not None]
    if len(firsts) != 1 or (len(window) > 1 and any(is_same(firsts[0].text, part) for part in window)):
        return None
    return firsts[0]


def _shares_a_word(heading: Heading, names: Sequence[str]) -> bool:
    words = {word for word in words_of(heading.text) if len(word) >= LEAST_WORD}
    return any(word in name.casefold() for word in words for name in names)


def _part_of_window(found: Sequence[Heading], window: Sequence[str], site: set[str]) -> Heading | None:
    """The longest heading that is a part of the window's title, "Weblog | Headline", unless it is the site's name."""
    parts = {key for part in window if len(key := squeezed(part)) > LEAST_ALIKE and key not in site}
    parted = [heading for heading in found if squeezed(heading.text) in parts and heading.is_shown]
    return max(parted, key=lambda heading: len(heading.text), default=None)


def _is_site(heading: str, site: set[str], stated: Sequence[str]) -> bool:
    """Whether a heading is the name of the site, once or twice: as the page says it, or by its place in the window's
    title: "Headline | Weblog", and "Weblog » Archive » Headline" as old weblogs wrote."""
    key = squeezed(heading)
    if any(not key.replace(name, "") for name in site):
        return True
    parts = [squeezed(part) for part in parts_of(stated[-1])] if stated else []
    is_part = len(parts) > 1 and key in (parts[-1], parts[0] if "»" in stated[-1] else "")
    return is_part and len(key) < max(map(len, parts)) and key not in {squeezed(name) for name in stated[:-1]}


def _without_headed_site(shown: Sequence[Heading], window: Sequence[str]) -> str:
    """The longest other part of the window's title where a heading is one of its ends."""
    headed = {squeezed(heading.text) for heading in shown}
    if len(window) < 2 or headed.isdisjoint({squeezed(window[-1]), squeezed(window[0])}):
        return ""
    return max((part for part in window if squeezed(part) not in headed), key=len, default="").strip()
