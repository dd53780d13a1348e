"""OPML: lists of feeds, as other readers write them and as we write them ourselves. Pure.

What only we know of a source travels in attributes of our own namespace, which other readers pass over. Entities are
never expanded and nothing outside the document is read: what is no character reference becomes text before parsing."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5
from typing import Final

from lxml import etree

from feeds.knowledge.decoding import decode

NAMESPACE: Final = "urn:newsportal:opml:1"
MOST_OUTLINES: Final = 5_000  # feeds in one file; the largest lists in circulation hold about 3,000
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|\w{1,32};)?")
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_FEEDS: Final = frozenset({"rss", "feed", "rdf"})
_OTHER_KINDS: Final = frozenset({"link", "include"})  # outlines that are meant to name no feed
_NO: Final = frozenset({"no", "false", "0"})
_YES: Final = frozenset({"yes", "true", "1"})


class NotOpml(ValueError):
    """The bytes are no list of feeds; the message says what they seem to be, and what to do."""


@dataclass(frozen=True, kw_only=True)
class OpmlFeed:
    """One outline that names a feed, or should. Texts are as written; nothing is checked but the shape."""

    url: str  # empty when the outline names none
    title: str = ""
    home_url: str = ""
    category: tuple[str, ...] = ()  # the outlines around it, outermost first
    language: str = ""  # as written: "fr", "fr-MA"
    # Of the source, from our own attributes: empty in the lists of others.
    name: str = ""
    slug: str = ""
    alias_hosts: tuple[str, ...] = ()
    country: str = ""
    time_zone: str = ""
    section: str = ""
    display_policy: str = ""
    is_shown: bool = True
    page_rules: str = ""  # as pages.rules.as_json writes them
    # Of the feed, likewise.
    is_paused: bool = False
    kind: str = ""  # feed when empty
    link_selector: str = ""
    line: int = field(default=0, compare=False)  # in the file


def read(body: bytes) -> list[OpmlFeed]:
    """Every feed that the list names, in its order, repetitions too. NotOpml on anything else."""
    root = _root(body)
    found = [_outline(element) for element in root.iter() if _is_leaf(element)]
    if not found:
        raise NotOpml("an OPML document without outlines: it names no feed. Export the list again.")
    if len(found) > MOST_OUTLINES:
        raise NotOpml(
            f"an OPML document of {len(found):,} outlines, more than {MOST_OUTLINES:,}. Split it into several files."
        )
    return found


def write(feeds: Iterable[OpmlFeed], *, title: str) -> bytes:
    """An OPML 2.0 document; feeds of one category stand together, in the order of their first appearance."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"newsportal": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _clean(title)
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for feed in feeds:
        etree.SubElement(_folder(folders, feed.category), "outline", _attributes(feed))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _root(body: bytes) -> etree._Element:
    text = _CONTROLS.sub("", decode(body)).lstrip("\ufeff \t\r\n")
    if not text:
        raise NotOpml("empty. Export the list again.")
    text = _REFERENCE.sub(_harmless, _DECLARATION.sub("", text))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as problem:
        raise NotOpml(_described(text, problem)) from None
    name = _local_name(root)
    if name != "opml":
        raise NotOpml(_misnamed(name))
    return root


def _harmless(match: re.Match[str]) -> str:
    """Character references and HTML's names become numbers, references to nothing and a bare & become text."""
    reference = match.group(1) or ""
    if reference.startswith("#"):
        code = int(reference[2:-1], 16) if reference[1] in "xX" else int(reference[1:-1])
        characters = chr(code) if code <= sys.maxunicode else ""
    else:
        characters = unescape(f"&{reference}") if reference in html5 else f"&{reference}"
    return "".join(f"&#{ord(character)};" for character in _CONTROLS.sub("", characters))


def _described(text: str, problem: etree.XMLSyntaxError) -> str:
    if _HTML.search(text[:4_000]):
        return _misnamed("html")
    if text.startswith("<"):
        line, _ = problem.position
        fault = (problem.msg or "").partition(", line ")[0]
        return f"broken XML (line {line}: {fault}). Export the list again, or mend that line."
    kind = "JSON" if text.startswith(("{", "[")) else "plain text"
    return f"{kind}, not OPML. Export the list as OPML from the reader that keeps it."


def _misnamed(name: str) -> str:
    if name == "html":
        return "an HTML page, not OPML. Download the OPML file itself and import that."
    if name in _FEEDS:
        return "one feed, not a list of feeds. Add it with: manage.py add_source ADDRESS"
    return f"XML, but not OPML: its first element is <{name}>. Export the list as OPML from the reader that keeps it."


def _local_name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _is_leaf(element: etree._Element) -> bool:
    """An outline that names a feed, or that has nothing in it and so should."""
    if _local_name(element) != "outline":
        return False
    given = _given(element)
    has_children = any(_local_name(child) == "outline" for child in element)
    return bool(_address(given)) or not (has_children or given.get("type", "").lower() in _OTHER_KINDS)


def _given(element: etree._Element) -> dict[str, str]:
    """The attributes without namespace, by lower-case name: xmlUrl, xmlurl and XMLURL are all in circulation."""
    return {name.lower(): " ".join(value.split()) for name, value in element.attrib.items() if not name.startswith("{")}


def _address(given: dict[str, str]) -> str:
    return given.get("xmlurl") or (given.get("url", "") if given.get("type", "").lower() in {"rss", "atom"} else "")


def _outline(element: etree._Element) -> OpmlFeed:
    given = _given(element)
    own = {
        name.removeprefix(f"{{{NAMESPACE}}}"): " ".join(value.split())
        for name, value in element.attrib.items()
        if name.startswith(f"{{{NAMESPACE}}}")
    }
    around = (_given(outer) for outer in element.iterancestors() if _local_name(outer) == "outline")
    category = [outer.get("text") or outer.get("title") or "" for outer in around]
    return OpmlFeed(
        url=_address(given),
        title=given.get("title") or given.get("text") or "",
        home_url=given.get("htmlurl", ""),
        category=tuple(name for name in reversed(category) if name),
        language=given.get("language", ""),
        name=own.get("name", ""),
        slug=own.get("slug", ""),
        alias_hosts=tuple(own.get("hosts", "").split()),
        country=own.get("country", ""),
        time_zone=own.get("timeZone", ""),
        section=own.get("section", ""),
        display_policy=own.get("displayPolicy", ""),
        is_shown=own.get("shown", "").lower() not in _NO,
        page_rules=own.get("pageRules", ""),
        is_paused=own.get("paused", "").lower() in _YES,
        kind=own.get("kind", ""),
        link_selector=own.get("linkSelector", ""),
        line=element.sourceline or 0,
    )


def _folder(folders: dict[tuple[str, ...], etree._Element], path: tuple[str, ...]) -> etree._Element:
    if path not in folders:
        outer = _folder(folders, path[:-1])
        folders[path] = etree.SubElement(outer, "outline", {"text": _clean(path[-1])})
    return folders[path]


def _attributes(feed: OpmlFeed) -> dict[str, str]:
    plain = {
        "type": "rss",
        "text": feed.title or feed.name or feed.url,
        "title": feed.title,
        "xmlUrl": feed.url,
        "htmlUrl": feed.home_url,
        "language": feed.language,
    }
    own = {
        "name": feed.name,
        "slug": feed.slug,
        "hosts": " ".join(feed.alias_hosts),
        "country": feed.country,
        "timeZone": feed.time_zone,
        "section": feed.section,
        "displayPolicy": feed.display_policy,
        "shown": "" if feed.is_shown else "no",
        "pageRules": feed.page_rules,
        "paused": "yes" if feed.is_paused else "",
        "kind": "" if feed.kind == "feed" else feed.kind,
        "linkSelector": feed.link_selector,
    }
    every = {**plain, **{f"{{{NAMESPACE}}}{name}": value for name, value in own.items()}}
    return {name: _clean(value) for name, value in every.items() if value}


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text)
