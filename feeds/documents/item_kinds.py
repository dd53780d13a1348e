"""What the elements of RSS, RDF and Atom are to the search for known items, as feedparser takes them."""

from collections.abc import Mapping
from typing import Final

XHTML_SPACE: Final = "http://www.w3.org/1999/xhtml"
RDF_SPACE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SVG_SPACE: Final = "http://www.w3.org/2000/svg"
_MEDIA_SPACES: Final = frozenset({"http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"})
_FEEDBURNER: Final = "http://rssnamespace.org/feedburner/ext/1.0"
# By their (lower-case) addresses, the namespaces in use that feedparser knows, and the prefix that it gives their
# elements whatever the document's own is; it takes those of the formats themselves as if they had none.
_CANONICAL: Final[Mapping[str, str]] = {
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/atom/ns#": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    _FEEDBURNER: "feedburner",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://www.georss.org/georss": "georss",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    RDF_SPACE: "rdf",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://wellformedweb.org/commentapi/": "wfw",
    XHTML_SPACE: "xhtml",
}
# The formats' own, as they are written: a name in other letters is left to a full reading.
_FORMATS: Final = frozenset(
    {
        *("", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/atom/ns#"),
        *("http://www.w3.org/2005/Atom", "http://backend.userland.com/rss2", "http://backend.userland.com/rss"),
    }
)
# Their declarations tell feedparser the form of a document whose first element did not.
TELLING_SPACES: Final = frozenset(
    {"http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/", "http://www.w3.org/2005/atom"}
)
_TEXTS: Final = frozenset(
    {
        *("title", "description", "summary", "content", "encoded", "subtitle", "tagline", "rights", "copyright"),
        *("abstract", "info", "body", "fullitem", "browserfriendly"),
    }
)
# They begin a feed or an item, or turn feedparser's attention to a form.
_STRUCTURE: Final = frozenset({"rss", "feed", "rdf", "channel", "item", "entry", "textinput"})
# What a feed says of itself that no reader of ours asks for. feedparser forgets each with its end.
_ASIDES: Final = frozenset(
    {
        *("description", "subtitle", "tagline", "copyright", "rights", "generator", "docs", "webmaster"),
        *("managingeditor", "pubdate", "lastbuilddate", "updated", "modified"),
    }
)

# The kinds. A text may hold markup, of which feedparser makes a text; one whose markup is declared to be XHTML may
# hold much. What is odd could change how feedparser reads what follows.
ITEM: Final = "item"
GUID: Final = "guid"
LINK: Final = "link"
ORIGIN: Final = "origin"  # the publisher's own link, beside the one that a feed service counts clicks with
OTHER_LINK: Final = "other link"
TEXT: Final = "text"
XHTML: Final = "xhtml"
PERSON: Final = "person"
PERSONAL: Final = "personal"
MEDIA: Final = "media"
HTML: Final = "html"
SVG: Final = "svg"
ODD: Final = "odd"
LEAF: Final = "leaf"

IDENTIFYING: Final = frozenset({GUID, LINK, ORIGIN, OTHER_LINK})
# What an item itself may not hold.
UNFIT: Final = frozenset({ITEM, HTML, SVG, ODD})
# What they may hold, the others nothing.
FITTING: Final[Mapping[str, frozenset[str]]] = dict.fromkeys(
    (ITEM, GUID, LINK, ORIGIN, OTHER_LINK, TEXT, PERSONAL, ODD, LEAF), frozenset[str]()
) | {
    XHTML: frozenset({HTML, SVG}),
    HTML: frozenset({HTML, SVG}),
    SVG: frozenset({SVG}),
    PERSON: frozenset({PERSONAL, LEAF}),
    MEDIA: frozenset({MEDIA, TEXT}),
}
_OWN: Final[Mapping[str, str]] = {
    "item": ITEM,
    "entry": ITEM,
    "guid": GUID,
    "id": GUID,
    "link": LINK,
    "author": PERSON,
    "contributor": PERSON,
    **dict.fromkeys(("name", "uri", "url", "email"), PERSONAL),
    **dict.fromkeys(_STRUCTURE - {"item", "entry"}, ODD),
}


def canonical_prefix(space: str) -> str | None:
    """feedparser's own prefix for a namespace; None for one that it does not know."""
    space = space.lower()
    return "" if "backend.userland.com/rss" in space else _CANONICAL.get(space)


def is_canonical(prefix: str) -> bool:
    return prefix in _CANONICAL.values()


def is_aside(name: str) -> bool:
    """Whether an element of a feed's own, without attributes and children, is of no account."""
    space, _, local = name.rpartition(" ")
    return space in _FORMATS and local.lower() in _ASIDES


def kind_of(name: str, names_in_use: Mapping[str, str]) -> str:
    """What an element (its namespace, a space, its local name) may be within an item. `names_in_use` are the
    namespaces by the prefixes that feedparser has for them."""
    space, _, local = name.rpartition(" ")
    local = local.lower()
    if space == XHTML_SPACE:
        return ODD if local in {"body", "svg", "math"} else HTML
    if space == _FEEDBURNER and local == "origlink":
        return ORIGIN
    if space in _MEDIA_SPACES or (space and names_in_use.get("media") == space):
        return TEXT if local in {"title", "description"} else MEDIA
    if space == _SVG_SPACE and local not in _TEXTS and local not in _OWN:
        return SVG
    if local in _TEXTS:
        return TEXT
    if space in _FORMATS:
        return _OWN.get(local, LEAF)
    # Without a prefix feedparser may take it for one of the format's own.
    return OTHER_LINK if local == "link" else ODD if local in {"guid", "id", *_STRUCTURE} else LEAF
