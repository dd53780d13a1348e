"""Ill-formed XML as its publisher meant it: what templates get wrong again and again, put right. Pure.

feedparser reads ill-formed documents too, but by guessing, slower, and without the fast pass that leaves known items
out; so whatever has one meaning only is mended before. The rest is left to it."""

import re
from html import escape
from html.entities import html5
from typing import Final
from xml.parsers import expat

MOST_PREFIXES: Final = 20  # that were forgotten
MOST_WRONG: Final = 300_000  # with the sections that are passed over
_ROOT: Final = re.compile(r"<((?:[\w.-]+:)?(rss|feed|rdf))(?=[\s>/])", re.IGNORECASE)
_ITEM: Final = re.compile(r"<((?:[\w.-]+:)?(?:item|entry))(?=[\s>])", re.IGNORECASE)
_ITEM_END: Final = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
# The tag that begins an element, and what may stand before it. The group is atomic: what it took is not given back.
_CHILD: Final = re.compile(r"(?>(?:\s+|<!--.*?-->)*)<([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?/?>", re.DOTALL)
_CHANNEL: Final = re.compile(r"<(/?)((?:[\w.-]+:)?channel)(?=[\s>])", re.IGNORECASE)
# Sections whose text is taken as it is, and what is wrong outside of them: a reference that XML does not know of by
# itself, a bare "&", a "<" that begins no tag.
_WRONG: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|$)|<!--.*?(?:-->|$)"
    r"|&(?!(?:amp|lt|gt|quot|apos);)(?:(\w{1,32}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)?|<(?![A-Za-z_/!?])",
    re.DOTALL,
)
_PREFIX: Final = re.compile(r"(?:</?|\s)(?!xmlns:|xml:)([A-Za-z_][\w.-]{0,40}):[A-Za-z_][\w.-]*(?=[\s=/>])")
_DECLARED: Final = re.compile(r"\sxmlns:([\w.-]+)\s*=")
_SPACED: Final = re.compile(r"""(\sxmlns(?::[\w.-]+)?\s*=\s*)("[^"<>]{0,200}"|'[^'<>]{0,200}')""")
_SPACES: Final = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "http://backend.userland.com/rss2",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}


def mended(text: str) -> str:
    """The document, or the same object where nothing is to be done or nothing is known to help: one that declares
    entities of its own is not touched."""
    if _is_well_formed(text) or "<!ENTITY" in text:
        return text
    return _declared(_SPACED.sub(_closed_up, written_out(_framed(text))))


def written_out(text: str) -> str:
    """The document without references that XML does not know of: their letters instead, or nothing where they stand for
    none, and signs that belong to no markup as references. MOST_WRONG are put right: more are nobody's slips."""
    return _WRONG.sub(_written_out, text, count=MOST_WRONG)


def _is_well_formed(text: str) -> bool:
    try:
        expat.ParserCreate("utf-8", " ").Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    return True


def _framed(text: str) -> str:
    """From the first element to the end of the last: without the server's warning before and the counter behind."""
    root = _ROOT.search(text)
    if not root:
        return text
    start = 0 if text.startswith(("<!", "<?")) else root.start()
    end_tag = f"</{root.group(1)}>"
    end = text.rfind(end_tag[:-1])  # the last byte may be missing
    return text[start:end] + end_tag if end > start else _ended(text[start:], end_tag)


def _ended(text: str, end_tag: str) -> str:
    """A document that breaks off, up to its last whole item, or to the last whole element of one that can be told apart
    and opened already: half an address would be another article's."""
    ends = [match.end() for match in _ITEM_END.finditer(text)]
    half = _ITEM.search(text, ends[-1] if ends else 0)
    rest = _begun(text[half.start() :], half.group(1)) if half else ""
    if not ends and not rest:
        return text
    whole = text[: half.start() if half else ends[-1]] + rest
    channels = [match.groups() for match in _CHANNEL.finditer(whole)]
    return whole + (f"</{channels[-1][1]}>" if channels and not channels[-1][0] else "") + end_tag


def _begun(text: str, name: str) -> str:
    """The item that a text begins with and does not end, without its unfinished element; nothing when title, link or
    guid are not among what is there."""
    end, names = text.find(">") + 1, set()
    while end and (child := _CHILD.match(text, end)) and (child_ends := _element_ends(text, child)):
        names.add(child.group(1).rpartition(":")[2].lower())
        end = child_ends
    return f"{text[:end]}</{name}>" if {"title", "link"} <= names and names & {"guid", "id"} else ""


def _element_ends(text: str, opening: re.Match[str]) -> int:
    """Where the element ends that this tag begins, by the first end tag of its name outside of CDATA; 0: nowhere."""
    if opening.group().endswith("/>"):
        return opening.end()
    end_tag = re.compile(rf"<!\[CDATA\[.*?(?:\]\]>|\Z)|(</{re.escape(opening.group(1))}\s*>)", re.DOTALL)
    return next((match.end() for match in end_tag.finditer(text, opening.end()) if match.group(1)), 0)


def _written_out(match: re.Match[str]) -> str:
    found, name = match.group(), match.group(1)
    if found.startswith("<"):
        return "&lt;" if found == "<" else found
    if name and name.startswith("#"):
        is_hex = name[1] in "xX"
        return found if _is_character(int(name[1 + is_hex :], 16 if is_hex else 10)) else ""
    known = html5.get(f"{name};") if name else None
    return escape(known) if known else f"&amp;{found[1:]}"


def _closed_up(match: re.Match[str]) -> str:
    return match.group(1) + "".join(match.group(2).split())


def _is_character(code: int) -> bool:
    """Whether XML allows a reference to it (XML 1.0, section 2.2)."""
    return code in {0x9, 0xA, 0xD} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def _declared(text: str) -> str:
    """With the namespaces that it uses without saying so; unknown ones get a name of their own."""
    root = _ROOT.search(text)
    used = {match.group(1) for match in _PREFIX.finditer(text)}
    missing = used - set(_DECLARED.findall(text))
    if not root or len(missing) > MOST_PREFIXES:
        return text
    spaces = (f' xmlns:{prefix}="{_SPACES.get(prefix, f"urn:undeclared:{prefix}")}"' for prefix in sorted(missing))
    return text[: root.end()] + "".join(spaces) + text[root.end() :]
