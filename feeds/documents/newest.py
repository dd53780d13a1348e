"""Which items of a document are read when it has more than that: the newest, by the dates that they name."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from feeds.documents.limits import ITEMS
from feeds.knowledge.dates import parse_date

_DATE: Final = re.compile(
    rb"<(?:[\w.-]+:)?(?:pubdate|published|updated|date|issued|modified|created)\b[^<>]{0,200}>([^<>]{4,80})<",
    re.IGNORECASE,
)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def newest[Thing](things: Sequence[Thing], moment_of: Callable[[Thing], datetime | None]) -> list[Thing]:
    """At most ITEMS of them, in their order. Where dates do not decide, the first ones: feeds begin with what is new.
    A feed that is only shuffled gives the same ones again."""
    if len(things) <= ITEMS:
        return list(things)
    moments = [moment_of(thing) or _NEVER for thing in things]
    ranked = sorted(range(len(things)), key=moments.__getitem__, reverse=True)
    return [things[number] for number in sorted(ranked[:ITEMS])]


def moment_in(item: bytes) -> datetime | None:
    """The first date of an item that nobody has parsed yet."""
    found = _DATE.search(item)
    return moment_of(found.group(1).decode("utf-8", "replace")) if found else None


def moment_of(text: str) -> datetime | None:
    dated = parse_date(text, zone=UTC)
    return dated[0] if dated else None
