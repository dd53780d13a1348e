"""What a page asks of those who show its text elsewhere: its robots elements, and its reservation of text mining."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

UNLIMITED: Final = -1
_SNIPPET: Final = re.compile(r"max-snippet\s*:\s*(-?\d{1,6})")
_PREVIEW: Final = re.compile(r"max-image-preview\s*:\s*none")
_WORD: Final = re.compile(r"[a-z-]+")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """The wishes that concern a portal (Google's robots meta specification; the TDM Reservation Protocol)."""

    may_archive: bool = True
    longest_excerpt: int = UNLIMITED  # characters; 0 where none may be shown
    may_show_image: bool = True
    may_mine: bool = True


NONE: Final = Wishes()


def of(metas: Mapping[str, Sequence[str]]) -> Wishes:
    """The wishes in a page's meta elements, by their names in small letters. Where several differ, the strictest."""
    told = " , ".join(metas.get("robots", ())).lower()
    words = set(_WORD.findall(told))
    limits = [limit for limit in map(int, _SNIPPET.findall(told)) if limit >= 0]
    shortest = 0 if "nosnippet" in words else min(limits, default=UNLIMITED)
    return Wishes(
        may_archive="noarchive" not in words,
        longest_excerpt=shortest,
        may_show_image="noimageindex" not in words and _PREVIEW.search(told) is None,
        may_mine=not any(value.strip() == "1" for value in metas.get("tdm-reservation", ())),
    )
