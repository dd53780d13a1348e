"""The sanitiser: strangers' markup and texts, made fit to store and to show. The only importer of nh3.

An explicit list, with the controls stripped before and nothing edited after: nh3 with such a list let none of 599
attack vectors run (security study). feedparser's and trafilatura's own cleaning are no boundary."""

import re
import unicodedata
from html import unescape
from importlib.metadata import version
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import nh3

_TAGS: Final = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "br", "hr"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("strong", "em", "b", "i", "sup", "sub", "a"),
}
_ATTRIBUTES: Final[dict[str, set[str]]] = {"*": set(), "a": {"href"}, "td": {"colspan"}, "th": {"colspan"}}
# C0 (without tab, line feed, return), DEL, C1, lone surrogates, non-characters: Postgres refuses NUL, nobody needs any.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Marks that reorder or hide letters: a title must not turn the page around it.
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
# More combining marks in a row than any writing stacks: they would cover the lines above and below.
_MARKS: Final = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKED: Final = re.compile(f"({_MARKS}{{4}}){_MARKS}+")
_BLOCK_END: Final = re.compile(
    r"</(?:p|h[1-6]|li|blockquote|pre|tr|caption|div|section|article|figcaption|dd|dt)\s*>|<(?:br|hr)\b[^<>]*>",
    re.IGNORECASE,
)
# [^<>], not [^>]: a hundred thousand opened tags that never close must not cost their square.
_TAG: Final = re.compile(r"</?[a-zA-Z!][^<>]*>")
_LONG_NUMBER: Final = re.compile(r"(&(?:amp;)*#)([0-9]{8,})")
_REPLACEMENT: Final = "65533"  # U+FFFD, for what is no character
_SPACES: Final = re.compile(r"[ \t\r\f\v\u00a0]+")
_PRE_LINES: Final = re.compile(r"(<pre>)\n+")  # a parser drops one line end there, each time
MOST_PASSES: Final = 6
CLEANER_VERSION: Final = version("nh3")
_LINE_ENDS: Final = re.compile(r"[\t\r\n]")
_SCHEMES: Final = frozenset({"http", "https"})
_UNFIT: Final = re.compile(r"[\\<>\" \t\r\n]")  # in an address
_UNFIT_IN_HOST: Final = re.compile(r"[\x00-\x20\x7f\\<>\"`{}|^%]")


def clean_html(html: str) -> str:
    """The markup with nothing but the listed tags, links to http(s) only. Cleaning it again changes nothing.

    Characters that nobody should see may also come as references (`&#x202e;`), which only the cleaner resolves: so what
    it made is stripped and cleaned again, until nothing changes. The last act is always the cleaner's."""
    cleaned = html
    for _ in range(MOST_PASSES):
        before, cleaned = cleaned, _CLEANER.clean(_PRE_LINES.sub(r"\1", _visible(cleaned, "")).strip())
        if cleaned == before:
            break
    return cleaned


def clean_text(text: str, *, limit: int) -> str:
    """One line of plain text, at most `limit` characters, cut at a word. The text is taken as text: "5 < 6" stays."""
    line = " ".join(_visible(unicodedata.normalize("NFC", _visible(text, " ")), " ").split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0].rstrip()
    return (at_word if len(at_word) * 2 >= limit else cut.rstrip()) + "…"  # Chinese has no spaces to cut at


def text_of(html: str) -> str:
    """The plain text of markup, a line a block."""
    text = decoded(_TAG.sub("", _BLOCK_END.sub("\n", html)))
    lines = (_SPACES.sub(" ", line).strip() for line in _CONTROLS.sub(" ", text).split("\n"))
    return "\n".join(line for line in lines if line)


def decoded(text: str) -> str:
    """The text with its character references resolved."""
    return unescape(with_short_references(text)) if "&" in text else text


def with_short_references(text: str) -> str:
    """The text whose references are none of more than seven digits, as no character's is, however often the sign before
    them was made `&amp;`: Python, so `html.unescape`, fails on numbers of thousands of digits."""
    return _LONG_NUMBER.sub(lambda found: found[1] + _short(found[2].lstrip("0")), text)


def _short(number: str) -> str:
    return number.zfill(1) if len(number) < 8 else _REPLACEMENT


def safe_url(url: str) -> str:
    """The address when it is absolute http or https with a host and nothing odd in it, else nothing."""
    url = url.strip()
    if _CONTROLS.search(url) or _INVISIBLE.search(url) or _UNFIT.search(url):
        return ""
    try:
        parts = urlsplit(url)
        is_fit = parts.scheme in _SCHEMES and parts.username is None and parts.port != 0 and _has_name(parts)
    except ValueError:
        return ""
    return url if is_fit else ""


def absolute_url(found: str, *, base: str) -> str:
    """The address of a link as a browser reads it, percent-encoded and safe; nothing when it leads to no http(s).

    Line ends within it are dropped, spaces and letters beyond ASCII are encoded; `base` is where it was found."""
    found = _LINE_ENDS.sub("", found.strip())
    if not found or "\\" in found:
        return ""
    try:
        parts = urlsplit(found)
        if not (parts.scheme in _SCHEMES and parts.netloc):
            parts = urlsplit(urljoin(base, found))
    except ValueError:  # http://[
        return ""
    path, query, fragment = (_encoded(part) for part in (parts.path, parts.query, parts.fragment))
    return safe_url(SplitResult(parts.scheme, parts.netloc, path, query, fragment).geturl())


def _visible(text: str, control: str) -> str:
    if not text.isprintable():  # nothing of either list is
        text = _INVISIBLE.sub("", _CONTROLS.sub(control, text))
    return text if text.isascii() else _STACKED.sub(r"\1", text)


def _has_name(parts: SplitResult) -> bool:
    """Whether the host is a name that can be asked for: what `canonical_url` and the network door would refuse, no
    reader shall be led to."""
    name = (parts.hostname or "").rstrip(".")
    ascii_name = name if name.isascii() else name.encode("idna").decode("ascii")  # UnicodeError is a ValueError
    # Twice, since that makes spaces and signs out of letters that only look like some.
    return bool(ascii_name) and not _UNFIT_IN_HOST.search(parts.netloc) and not _UNFIT_IN_HOST.search(ascii_name)


def _encoded(part: str) -> str:
    return quote(part, safe="/%:@!$&'()*+,;=~-._?[]#", errors="replace") if part else ""


_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https"},
    attribute_filter=lambda _tag, name, value: value if name != "href" else safe_url(value) or None,
    link_rel="noopener noreferrer nofollow",
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"},
    strip_comments=True,
)
