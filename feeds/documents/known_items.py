"""A fast first pass over RSS, RDF and Atom: where each item stands and what identifies it, so that the items that are
known already can be cut out before feedparser sees the rest.

It walks with expat, the parser that feedparser's strict reading stands on, and knows what feedparser makes of a guid
and of a link. Correctness before speed: an item whose identity it is not sure of, or that could change how feedparser
reads the items after it, has no identity here and is never cut out; a document that it is not sure of is left whole."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import Final
from xml.parsers.expat import ExpatError

from feeds.documents.item_walk import FoundItem, ItemWalk, Unsure
from feeds.documents.limits import ITEMS
from feeds.documents.newest import moment_in, newest

Unseen = Callable[[Sequence[str]], Collection[str]]  # of these identities, those that no earlier poll brought

REPEATED_SHARE: Final = 0.05  # of the items; from there on guids are not believed, and every item is read
_ITEM: Final = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)


def find(data: bytes, *, url: str) -> list[FoundItem]:
    """The items of an XML document in UTF-8, in its order; none when only a full reading can tell. `url` is the feed's
    own address."""
    walk = _walked(data, url)
    return walk.found if walk else []


def without_known(data: bytes, *, url: str, unseen: Unseen | None = None) -> tuple[bytes, int, int]:
    """The document without its known items, without the older ones beyond the limit, since feedparser takes a second
    for a thousand, and without what nobody asks of the feed itself; and how many known and older ones there were."""
    walk = _walked(data, url)
    if not walk or not walk.found:
        starts = [match.start() for match in _ITEM.finditer(data)]
        return data[: starts[ITEMS]] if len(starts) > ITEMS else data, 0, max(len(starts) - ITEMS, 0)
    read = newest(walk.found, lambda item: moment_in(data[item.start : item.end]))
    surplus = sorted({*walk.found} - {*read}) if len(read) < len(walk.found) else []
    known = _known(read, unseen) if unseen else []
    spared = [*known, *surplus, *walk.asides] if unseen else surplus
    return _cut(data, sorted(spared, key=itemgetter(0))), len(known), len(surplus)


def _walked(data: bytes, url: str) -> ItemWalk | None:
    if not url.startswith(("https://", "http://")):
        return None
    try:
        return ItemWalk(data, url).run()
    except (ExpatError, Unsure):
        return None


def _known(items: Sequence[FoundItem], unseen: Unseen) -> list[FoundItem]:
    """Those that are known; none where guids repeat so often, or in new items, that they may not tell items apart."""
    counts = Counter(item.identity for item in items if item.identity)
    addresses = Counter(identity for identity, _ in {(item.identity, item.links) for item in items})
    repeated = {identity for identity, count in addresses.items() if count > 1 and identity}
    if not counts or sum(counts[identity] for identity in repeated) > REPEATED_SHARE * len(items):
        return []
    fresh = frozenset(unseen(list(counts)))
    return [] if fresh & repeated else [item for item in items if item.identity and item.identity not in fresh]


def _cut(data: bytes, items: Sequence[FoundItem]) -> bytes:
    kept, position = [], 0
    for item in items:
        if not (between := data[position : item.start]).isspace():  # of which feedparser would read every line
            kept.append(between)
        position = item.end
    return b"".join([*kept, data[position:]]) if items else data
