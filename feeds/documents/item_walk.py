"""One pass over an XML feed with expat, the parser that feedparser's strict reading stands on: where each item stands
and what identifies it.

What an item holds is only looked at as far as a known one must be told from a new one, for nineteen items in twenty are
known, and every event costs."""

import re
from typing import Final, NamedTuple
from urllib.parse import urljoin
from xml.parsers import expat  # a document type, where entities would be declared, ends this pass

from articles.knowledge import markup
from feeds.documents import item_kinds as kinds
from feeds.documents.limits import GUID_LENGTH
from feeds.documents.linking import is_plain, link

_ROOTS: Final = frozenset({"rss", "feed", "rdf"})
_FIXED_UP: Final = re.compile(r"[\x00-\x1f\x7f-\x9f&;\s]")  # in a link: what feedparser may mend
_SCHEME: Final = re.compile("^([A-Za-z][A-Za-z0-9+-.]*://)(/*)(.*?)")  # feedparser takes surplus slashes off
_NO_LINK: Final = ["isPermaLink", "false"]


class FoundItem(NamedTuple):
    start: int  # the offset of its first byte, and of the first one behind it
    end: int
    identity: str  # as `FeedItem.identity`; empty when only a full reading can tell
    links: tuple[str, ...] = ()  # as written


class Unsure(Exception):
    """Only a full reading can tell."""


class _Kinds(dict[str, str]):
    """The kinds of the names that came up."""

    def __init__(self, names_in_use: dict[str, str]) -> None:
        self.names_in_use = names_in_use

    def __missing__(self, name: str) -> str:
        kind = self[name] = kinds.kind_of(name, self.names_in_use)
        return kind


class ItemWalk:
    """The depth counts the open elements around the items: the root's is 1."""

    def __init__(self, data: bytes, url: str) -> None:
        self.data, self.url, self.base = data, url, _joined(url, url)
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = self.parser.ordered_attributes = True
        self.parser.StartNamespaceDeclHandler = self._declare
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.found: list[FoundItem] = []
        self.asides: list[FoundItem] = []  # what the feed says of itself in vain
        self.depth = 0
        self.outer = ("", "")  # the local names of the root and of what was begun last within it
        self.aside: int | None = None  # where the element began that may be one
        self.has_summary = False
        self.is_told = False  # whether the form of the document is clear
        self.spaces: dict[str, str] = {"rdf": kinds.RDF_SPACE}  # by the document's prefixes
        self.prefixes: dict[str, str] = {}
        self.names_in_use: dict[str, str] = {}  # namespaces by feedparser's prefixes
        self.kinds = _Kinds(self.names_in_use)
        self.parents: list[str] = []  # kinds, within an item
        self.pieces: list[str] | None = None  # of the guid or link that is open
        self._leave()

    def run(self) -> "ItemWalk":
        """To the end; ExpatError or Unsure when only a full reading can tell."""
        self.parser.Parse(self.data, True)
        return self

    def _refuse(self, *_: object) -> None:
        raise Unsure  # its entities would have to be known

    def _declare(self, prefix: str | None, space: str | None) -> None:
        """feedparser never forgets a prefix, so what an item declares must mean nothing new to the others."""
        if not space or (prefix and self.spaces.get(prefix) == space):
            return
        self._declare_form(space.lower())
        if not prefix:
            return
        canonical = kinds.canonical_prefix(space)
        if self.spaces.setdefault(prefix, space) != space:
            raise Unsure
        if canonical is None and self.prefixes.setdefault(space, prefix) != prefix:
            raise Unsure
        if self.depth and canonical is not None and prefix != canonical and kinds.is_canonical(prefix):
            raise Unsure
        name = prefix if canonical is None else canonical
        before = self.names_in_use.setdefault(name, space)
        if self.depth and before != space and (canonical is None or kinds.canonical_prefix(before) is None):
            raise Unsure
        self.names_in_use[name] = space

    def _declare_form(self, space: str) -> None:
        if self.is_told or space not in kinds.TELLING_SPACES:
            return
        if self.depth:
            raise Unsure
        self.is_told = True

    def _leave(self) -> None:
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start_outside, self._end_outside

    def _start_outside(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        self.aside = None
        if self.kinds[name] is kinds.ITEM:
            self._start_item(attributes)
            return
        local = _local(name)
        if self._is_strange(local):
            raise Unsure
        if self.depth <= 2 and (base := _base(attributes)):
            self.base = _joined(self.base, base)
            if not self.base.startswith(("https://", "http://")) or self.depth == 2:
                raise Unsure
        self.is_told = self.is_told or local in {"rss", "feed"}
        if self.depth <= 2:
            self.outer = (local, "") if self.depth == 1 else (self.outer[0], local)
        if not attributes and kinds.is_aside(name) and self._is_of_the_feed(local):
            self.aside = self.parser.CurrentByteIndex
        self.has_summary = self.has_summary or local == "summary"

    def _is_of_the_feed(self, local: str) -> bool:
        """Whether the element stands where a feed speaks of itself. A description after a summary is left alone:
        feedparser takes it for content, and remembers that."""
        is_own = self.outer[0] == "feed" if self.depth == 2 else self.depth == 3 and self.outer[1] == "channel"
        return is_own and not (self.has_summary and local == "description")

    def _is_strange(self, local: str) -> bool:
        if self.depth == 1 and local not in _ROOTS:
            return True
        if local == "title":  # how feedparser takes it depends on the items before it
            return bool(self.found)
        return local in {"item", "entry"}

    def _end_outside(self, name: str) -> None:
        self.depth -= 1
        if self.aside is None:
            return
        start_of_end = self.parser.CurrentByteIndex
        if self.data.startswith(b"</", start_of_end):
            self.asides.append(FoundItem(self.aside, self._end_of_tag(start_of_end), ""))
        self.aside = None

    def _end_of_tag(self, start: int) -> int:
        return self.data.find(b">", start) + 1

    def _start_item(self, attributes: list[str]) -> None:
        if self.depth not in {2, 3}:
            raise Unsure
        self.start, self.is_sure = self.parser.CurrentByteIndex, True
        self.guids: list[str] = []
        self.links: list[str] = []
        self.address: str | None = None  # what its one link leads to, as far as that is sure; empty when it is not
        self.origin: str | None = None
        self.is_about = False
        if attributes:
            self._read_item(attributes)
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start_inside, self._end_inside

    def _read_item(self, attributes: list[str]) -> None:
        names = {_local(name) for name in attributes[::2]}
        abouts = [value for name, value in _pairs(attributes) if name == f"{kinds.RDF_SPACE} about"]
        self.is_sure = names.isdisjoint({"base", "href", "lastmod"}) and len(abouts) == len(names & {"about"})
        self.guids = abouts[:1]
        self.is_about = bool(abouts)

    def _start_inside(self, name: str, attributes: list[str]) -> None:
        kind = self.kinds[name]
        if self.parents:
            if kind not in kinds.FITTING[self.parents[-1]]:
                self.is_sure = False
        elif kind in kinds.IDENTIFYING:
            self._start_identity(kind, attributes)
        elif kind in kinds.UNFIT:
            self.is_sure = False
        if attributes and kind is kinds.TEXT and _is_xhtml(attributes):
            kind = kinds.XHTML
        self.parents.append(kind)

    def _end_inside(self, name: str) -> None:
        if not self.parents:
            self._end_item()
            return
        kind = self.parents.pop()
        if self.pieces is not None and not self.parents:
            self._end_identity(kind, "".join(self.pieces).strip())

    def _start_identity(self, kind: str, attributes: list[str]) -> None:
        self.pieces = []
        self.parser.CharacterDataHandler = self.pieces.append
        self.attributes = attributes
        if attributes and attributes != _NO_LINK and _base(attributes):
            self.is_sure = False

    def _end_identity(self, kind: str, text: str) -> None:
        self.parser.CharacterDataHandler = self.pieces = None
        if kind is kinds.GUID:
            self._end_guid(text)
            return
        self.links += [*self.attributes, text]
        if kind is kinds.ORIGIN:
            self.origin = text if self.origin is None and not self.attributes else ""
        elif kind is kinds.OTHER_LINK or self.address is not None:
            self.address = ""
        else:
            self.address = self._address(text)

    def _end_guid(self, text: str) -> None:
        if self.is_about:  # which of the two feedparser keeps is left to it
            self.is_sure = False
        self.guids.append(_joined(self.base, text) if text and self._is_link() else text)

    def _is_link(self) -> bool:
        """Whether the guid is an address by its own word, or by its silence."""
        if not self.attributes or self.attributes == _NO_LINK:
            return not self.attributes
        return [value for name, value in _pairs(self.attributes) if name.lower() == "ispermalink"] in ([], ["true"])

    def _address(self, text: str) -> str:
        """Where a link leads: its text, or in Atom its one telling attribute."""
        if self.attributes:
            named = dict(_pairs(self.attributes))
            address = named.pop("href", "")
            is_sure = named.items() <= {("rel", "alternate"), ("type", "text/html")} and is_plain(address)
            return address if is_sure else ""
        if is_plain(text):
            return text
        if not text.isascii() or _FIXED_UP.search(text):
            return ""
        return link(_joined(self.base, text), url=self.url)

    def _end_item(self) -> None:
        start_of_end = self.parser.CurrentByteIndex
        if not self.data.startswith(b"</", start_of_end):  # <item/>
            raise Unsure
        identity = self._identity() if self.is_sure else ""
        self.found.append(FoundItem(self.start, self._end_of_tag(start_of_end), identity, tuple(self.links)))
        self.depth -= 1
        self._leave()

    def _identity(self) -> str:
        if self.guids:  # an empty guid is one that a full reading decides on
            return _cleaned(self.guids[0]) if len(self.guids) == 1 else ""
        if self.origin is not None:
            return self.origin if is_plain(self.origin) else ""
        return self.address or ""


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
    if is_plain(address):
        return address
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
