"""What a page asks of those who show its text elsewhere: its robots elements, and the X-Robots-Tag of its answer. What
is made of them, and why other words of theirs are not read: docs/decisions/0027."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from feeds.knowledge.dates import parse_date

UNLIMITED: Final = -1
LONGEST: Final = 2_000  # characters that are read of all directives
_SNIPPET: Final = re.compile(r"max-snippet\s*:\s*(-?\d{1,6})")
_PREVIEW: Final = re.compile(r"max-image-preview\s*:\s*none")
_AFTER: Final = re.compile(r"unavailable_after\s*:\s*([\w:+.,/ -]{6,60})")
_WORD: Final = re.compile(r"[a-z-]+")
# "googlebot: nosnippet" asks one program only.
_TO_ONE: Final = re.compile(r"^\s*(?!max-|unavailable_after)[\w-]+\s*:")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """The wishes that concern a portal (Google's robots meta specification)."""

    longest_excerpt: int = UNLIMITED  # characters; 0 where none may be shown
    may_show_image: bool = True
    ends_at: datetime | None = None  # aware: from then on nothing but the headline may be shown

    def and_sent(self, header: str) -> "Wishes":
        """Together with what the answer's X-Robots-Tag says, several parted by line ends: the strictest counts."""
        sent = of({"robots": [line for line in header.split("\n") if not _TO_ONE.match(line)]})
        limits = [each.longest_excerpt for each in (self, sent) if each.longest_excerpt != UNLIMITED]
        return Wishes(
            longest_excerpt=min(limits, default=UNLIMITED),
            may_show_image=self.may_show_image and sent.may_show_image,
            ends_at=min(filter(None, (self.ends_at, sent.ends_at)), default=None),
        )


NONE: Final = Wishes()


def of(metas: Mapping[str, Sequence[str]]) -> Wishes:
    """The wishes in a page's meta elements, by their names in small letters. Where several differ, the strictest."""
    if "robots" not in metas:
        return NONE
    told = " , ".join(metas["robots"]).lower()[:LONGEST]
    words = set(_WORD.findall(_AFTER.sub(" ", told)))
    limits = [limit for limit in map(int, _SNIPPET.findall(told)) if limit >= 0]
    shortest = 0 if "nosnippet" in words else min(limits, default=UNLIMITED)
    ends = (parse_date(written) for written in _AFTER.findall(told))
    return Wishes(
        longest_excerpt=shortest,
        may_show_image="noimageindex" not in words and _PREVIEW.search(told) is None,
        ends_at=min((found[0] for found in ends if found), default=None),
    )
