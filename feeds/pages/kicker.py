"""What stands above or below the headline within its heading, and is none of it."""

import re
from collections.abc import Sequence
from typing import Final

from feeds.pages.headings import Heading
from feeds.pages.letters import squeezed
from feeds.pages.title_parts import LEAST_ALIKE

LONGEST: Final = 1.5  # times the headline's length
_OWN: Final = re.compile(r"head-?_?line|title|titel|titre|titulo", re.IGNORECASE)
_OTHER: Final = re.compile(
    r"kicker|overline|over-?_?title|dachzeile|top-?_?line|roof-?_?line|eyebrow|pre-?_?title|sub-?_?(?:title|head|line)"
    r"|intro|label|category|rubri|section|surtitre|antetitulo|spitzmarke|deck\b|badge|comment|byline|author|tagline",
    re.IGNORECASE,
)
_DATED: Final = re.compile(r"^\W*\d{1,2}[./]\d{1,2}[./]\d{2,4}\s*[-–—:|]?\s*(?=\w)")
_SPOKEN: Final = re.compile(r"[\w\"”»“](?::|\s[-–—])\s+$")  # what stands before a colon is a part of the headline
_DASHED: Final = re.compile(r"\s[-–—]\s+\W*$")


def without(heading: Heading, named: Sequence[str]) -> str:
    """The headline within a heading: what the metadata (`named`, the most trusted first) leave out is cut, else what
    the page's own markup calls something else; and a date before it."""
    said = _as_named(heading, named) or _as_marked(heading)
    undated = _DATED.sub("", said)
    return undated if len(undated) > LEAST_ALIKE else said


def _as_named(heading: Heading, named: Sequence[str]) -> str:
    """The headline as the first of the names has it that is the heading or one of its parts; empty where none is."""
    shown, key, parts = heading.text, squeezed(heading.text), heading.parts
    ends = {"".join(squeezed(text) for _, text in parts[number:]) for number in range(len(parts))}
    for name in named:
        headline = squeezed(name)
        if headline == key:
            return _dashed_part(parts, name) or shown
        more = len(key) - len(headline)
        if len(headline) <= LEAST_ALIKE or more < 0:
            continue
        if any(squeezed(text) == headline for _, text in parts):
            return name
        is_above = more < LONGEST * len(headline) and (headline in ends or len(parts) == 1)
        if is_above and key.endswith(headline) and not _SPOKEN.search(shown[: shown.find(name.split(" ")[0])]):
            return name
    return ""


def _as_marked(heading: Heading) -> str:
    """The part that calls itself the headline, else all parts that call themselves nothing else."""
    parts = heading.parts
    own = [text for name, text in parts if _OWN.search(name) and not _OTHER.search(name)]
    if len(own) == 1 and len(parts) > 1 and len(squeezed(own[0])) > LEAST_ALIKE:
        return own[0]
    kept = [text for name, text in parts if not _OTHER.search(name)]
    return " ".join(kept) if kept and len(kept) < len(parts) else heading.text


def _dashed_part(parts: Sequence[tuple[str, str]], name: str) -> str:
    """The last of a heading's parts where the metadata write all of them in one line, "Kicker - Headline"; where they
    write a colon, it is one headline."""
    last = parts[-1][1] if len(parts) > 1 else ""
    place = _beginning(name, last) if len(squeezed(last)) > LEAST_ALIKE else 0
    return last if place and _DASHED.search(name[:place]) else ""


def _beginning(name: str, ending: str) -> int:
    """Where in a line its ending begins, with or without an opening quote; 0 when it does not end so."""
    key = squeezed(ending)
    places = (at for at in range(len(name) - 1, 0, -1) if name[at - 1] in ' „"' and squeezed(name[at:]) == key)
    return next(places, 0)
