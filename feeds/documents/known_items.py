"""A fast first pass over RSS, RDF and Atom: where each item stands and what identifies it, so that the items that are
known already can be cut out before feedparser sees the rest.

It walks with expat, the parser that feedparser's strict reading stands on, and knows what feedparser makes of a guid
and of a link. Correctness before speed: an item whose identity it is not sure of, or that could change how feedparser
reads the items after it, has no identity here and is never cut out; a document that it is not sure of is left whole."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Final
from urllib.parse import urljoin
from xml.parsers import expat  # a document type, where entities would be declared, ends this pass

from articles import markup
from feeds.documents.limits import GUID_LENGTH, ITEMS
from feeds.documents.linking import link

Unseen = Callable[[Sequence[str]], Collection[str]]  # of these identities, those that no earlier poll brought

REPEATED_SHARE: Final = 0.05  # of the items; from there on guids are not believed, and every item is read
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_MEDIA: Final = ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss")
_FEEDBURNER: Final = "http://rssnamespace.org/feedburner/ext/1.0"
# The namespaces of the formats themselves that are in use; feedparser takes their elements as if they had none.
_FORMATS: Final = frozenset(
    {
        *("", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/atom/ns#"),
        *("http://www.w3.org/2005/Atom", "http://backend.userland.com/rss2", "http://backend.userland.com/rss"),
    }
)
_ROOTS: Final = frozenset({"rss", "feed", "rdf"})
_TEXTS: Final = frozenset(
    {
        *("title", "description", "summary", "content", "encoded", "subtitle", "tagline", "rights", "copyright"),
        *("abstract", "info", "body", "fullitem", "browserfriendly"),
    }
)
_PEOPLE: Final = frozenset({"author", "contributor"})
_PERSONAL: Final = frozenset({"name", "uri", "url", "email"})
# They begin a feed or an item, or turn feedparser's attention to a form.
_STRUCTURE: Final = frozenset({"rss", "feed", "rdf", "channel", "item", "entry", "textinput"})
_FIXED_UP: Final = re.compile(r"[\x00-\x1f\x7f-\x9f&;\s]")  # in a link: what feedparser may mend
_ITEM: Final = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_SCHEME: Final = re.compile("^([A-Za-z][A-Za-z0-9+-.]*://)(/*)(.*?)")  # feedparser takes surplus slashes off


@dataclass(frozen=True, slots=True)
class FoundItem:
    start: int  # the offset of its first byte, and of the first one behind it
    end: int
    identity: str  # as `FeedItem.identity`; empty when only a full reading can tell
    links: tuple[str, ...] = ()  # as written


# TEXT may hold markup, of which feedparser makes a text.
_Kind = Enum("_Kind", ["ITEM", "GUID", "LINK", "TEXT", "PERSON", "PERSONAL", "MEDIA", "HTML", "ODD", "LEAF"])


class _Unsure(Exception):
    """Only a full reading can tell."""


def find(data: bytes, *, url: str) -> list[FoundItem]:
    """The items of an XML document in UTF-8, in its order; none when only a full reading can tell. `url` is the feed's
    own address."""
    if not url.startswith(("https://", "http://")):
        return []
    walk = _Walk(data, url)
    try:
        walk.parser.Parse(data, True)
    except (expat.ExpatError, _Unsure):
        return []
    return walk.found


def without_known(data: bytes, *, url: str, unseen: Unseen | None = None) -> tuple[bytes, int]:
    """The document without its known items and without those beyond the limit, since feedparser takes a second for a
    thousand; and how many known ones there were."""
    found = find(data, url=url)
    if not found:
        starts = (match.start() for match in _ITEM.finditer(data))
        return data[: next(islice(starts, ITEMS, None), None)], 0
    read = found[:ITEMS]
    known = _known(read, unseen) if unseen else []
    return _cut(data, sorted([*known, *found[ITEMS:]], key=lambda item: item.start)), len(known)


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
        kept.append(data[position : item.start])
        position = item.end
    return b"".join([*kept, data[position:]]) if kept else data


class _Walk:
    """One pass. The depth counts open elements: the root's is 1."""

    def __init__(self, data: bytes, url: str) -> None:
        self.data, self.url, self.base = data, url, _joined(url, url)
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartNamespaceDeclHandler = self._declare
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.found: list[FoundItem] = []
        self.depth = self.item_depth = 0  # the latter 0 outside of items
        self.kinds: dict[str, _Kind] = {}
        self.spaces: dict[str, str] = {"rdf": _RDF}  # by prefix
        self.prefixes: dict[str, str] = {}

    def _refuse(self, *_: object) -> None:
        raise _Unsure  # its entities would have to be known

    def _declare(self, prefix: str | None, uri: str) -> None:
        """feedparser never forgets a prefix, so each must mean the same wherever it is declared."""
        if prefix and (
            self.spaces.setdefault(prefix, uri) != uri or self.prefixes.setdefault(uri.lower(), prefix) != prefix
        ):
            raise _Unsure

    def _start(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        kind = self.kinds.get(name) or self.kinds.setdefault(name, _kind(name))
        if self.item_depth:
            self._start_inside(kind, attributes)
        elif kind is _Kind.ITEM:
            self._start_item(attributes)
        else:
            self._start_outside(name, attributes)

    def _start_outside(self, name: str, attributes: list[str]) -> None:
        local = _local(name)
        if (self.depth == 1 and local not in _ROOTS) or local in {"item", "entry"}:
            raise _Unsure
        if local == "title" and self.found:  # how feedparser takes it depends on the items before it
            raise _Unsure
        if self.depth <= 2 and (base := _base(attributes)):
            self.base = _joined(self.base, base)
            if not self.base.startswith(("https://", "http://")) or self.depth == 2:
                raise _Unsure

    def _start_item(self, attributes: list[str]) -> None:
        if self.depth not in {2, 3}:
            raise _Unsure
        self.item_depth, self.start = self.depth, self.parser.CurrentByteIndex
        names = {_local(name) for name in attributes[::2]}
        abouts = [value for name, value in _pairs(attributes) if name == f"{_RDF} about"]
        self.is_sure = names.isdisjoint({"base", "href", "lastmod"}) and len(abouts) == len(names & {"about"})
        self.guids = abouts[:1]
        self.links: list[str] = []
        self.is_about, self.has_plain_link = bool(abouts), True
        self.parents: list[tuple[_Kind, bool]] = []  # kind, whether its markup is declared to be XHTML

    def _start_inside(self, kind: _Kind, attributes: list[str]) -> None:
        if self.parents:
            if kind is _Kind.ODD or kind is _Kind.ITEM or not self._may_hold(kind):
                self.is_sure = False
        elif kind is _Kind.GUID or kind is _Kind.LINK:
            self._start_identity(kind, attributes)
        elif kind is _Kind.ODD or kind is _Kind.ITEM or kind is _Kind.HTML:
            self.is_sure = False
        self.parents.append((kind, kind is _Kind.TEXT and _is_xhtml(attributes)))

    def _may_hold(self, kind: _Kind) -> bool:
        parent, is_xhtml = self.parents[-1]
        match kind:
            case _Kind.HTML:
                return is_xhtml or (parent is _Kind.HTML and any(is_xhtml for _, is_xhtml in self.parents))
            case _Kind.PERSONAL | _Kind.LEAF:
                return parent is _Kind.PERSON
            case _Kind.MEDIA | _Kind.TEXT:
                return parent is _Kind.MEDIA
        return False

    def _start_identity(self, kind: _Kind, attributes: list[str]) -> None:
        self.pieces: list[str] = []
        self.is_sure = self.is_sure and not _base(attributes)
        self.parser.CharacterDataHandler = self.pieces.append
        if kind is _Kind.LINK:
            self.has_plain_link = self.has_plain_link and not attributes
            self.links += attributes
        else:
            words = [value for name, value in _pairs(attributes) if name.lower() == "ispermalink"]
            self.is_address = words in ([], ["true"])

    def _end(self, name: str) -> None:
        if self.item_depth == self.depth:
            self._end_item()
        elif self.item_depth:
            kind, _ = self.parents.pop()
            if not self.parents and (kind is _Kind.GUID or kind is _Kind.LINK):
                self._end_identity(kind)
        self.depth -= 1

    def _end_identity(self, kind: _Kind) -> None:
        self.parser.CharacterDataHandler = None
        text = "".join(self.pieces).strip()
        if kind is _Kind.LINK:
            self.links.append(text)
            return
        if self.is_about:  # which of the two feedparser keeps is left to it
            self.is_sure = False
        self.guids.append(_joined(self.base, text) if self.is_address and text else text)

    def _end_item(self) -> None:
        self.item_depth = 0
        start_of_end = self.parser.CurrentByteIndex
        end = self.data.find(b">", start_of_end) + 1
        if not self.data.startswith(b"</", start_of_end):  # <item/>
            raise _Unsure
        self.found.append(FoundItem(self.start, end, self._identity() if self.is_sure else "", tuple(self.links)))

    def _identity(self) -> str:
        if len(self.guids) > 1:
            return ""
        guid = _cleaned(self.guids[0]) if self.guids else ""
        if guid or self.guids:  # an empty guid is one that a full reading decides on
            return guid
        if len(self.links) != 1 or not self.has_plain_link:
            return ""
        address = self.links[0]
        if not address.isascii() or _FIXED_UP.search(address):
            return ""
        return link(_joined(self.base, address), url=self.url)


def _kind(name: str) -> _Kind:
    """What an element (its namespace, a space, its local name) may be within an item."""
    space, _, local = name.rpartition(" ")
    local = local.lower()
    if space == _XHTML:
        return _Kind.ODD if local in {"body", "svg", "math"} else _Kind.HTML
    if space == _FEEDBURNER and local == "origlink":
        return _Kind.LINK
    if space in _MEDIA:
        return _Kind.TEXT if local in {"title", "description"} else _Kind.MEDIA
    if local in _TEXTS:
        return _Kind.TEXT
    if space not in _FORMATS:
        # Without a prefix feedparser may take it for one of the format's own.
        return _Kind.LINK if local == "link" else _Kind.ODD if local in {"guid", "id", *_STRUCTURE} else _Kind.LEAF
    if local in {"item", "entry"}:
        return _Kind.ITEM
    own = {"guid": _Kind.GUID, "id": _Kind.GUID, "link": _Kind.LINK}
    own |= dict.fromkeys(_PEOPLE, _Kind.PERSON) | dict.fromkeys(_PERSONAL, _Kind.PERSONAL)
    own |= dict.fromkeys(_STRUCTURE, _Kind.ODD)
    return own.get(local, _Kind.LEAF)


def _is_xhtml(attributes: list[str]) -> bool:
    declared = [value.lower() for name, value in _pairs(attributes) if name.lower() == "type"]
    return declared in (["xhtml"], ["application/xhtml+xml"])


def _pairs(attributes: list[str]) -> list[tuple[str, str]]:
    return list(zip(attributes[::2], attributes[1::2], strict=True))


def _local(name: str) -> str:
    return name.rpartition(" ")[2].lower()


def _base(attributes: list[str]) -> str:
    """The `xml:base`, or what feedparser takes for one."""
    return next((value for name, value in _pairs(attributes) if _local(name) == "base"), "") if attributes else ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, _SCHEME.sub(r"\1\3", address))
    except ValueError:
        return ""


def _cleaned(guid: str) -> str:
    """The guid as `FeedItem` has it; nothing where feedparser might mend its characters."""
    if guid.isascii():
        is_plain = guid.isprintable() and " " not in guid and len(guid) <= GUID_LENGTH
        return guid if is_plain else markup.clean_text(guid, limit=GUID_LENGTH)
    if all(character <= "\xff" for character in guid) or any("\x80" <= character <= "\x9f" for character in guid):
        return ""
    return markup.clean_text(guid, limit=GUID_LENGTH)
