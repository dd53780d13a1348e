"""JSON-LD, as pages really carry it: the object that describes the page's article."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from lxml.html import HtmlElement

from feeds.pages import loose_json

Linked = dict[str, Any]

ARTICLE_TYPES: Final = frozenset(
    {
        *("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "Report"),
        *("BackgroundNewsArticle", "ReviewNewsArticle", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting"),
        *("AdvertiserContentArticle", "SatiricalArticle", "ScholarlyArticle", "TechArticle"),
    }
)
_REFERRING: Final = ("author", "creator", "image", "primaryImageOfPage", "publisher")
_PAGE_TYPES: Final = frozenset(
    {"WebPage", "ItemPage", "AboutPage", "FAQPage", "QAPage", "MedicalWebPage", "HowTo", "Recipe", "CreativeWork"}
)
_HALVES: Final = re.compile("[\ud800-\udfff]")  # of characters: JSON can spell them, no other text can hold them
DEEPEST: Final = 5  # levels of objects within objects
MOST_SCRIPTS: Final = 30


def nodes(scripts: Sequence[HtmlElement]) -> list[Linked]:
    """The objects that a page describes, in its order; `scripts` hold its JSON-LD."""
    return [node for script in scripts[:MOST_SCRIPTS] for node in _nodes(loose_json.values(script.text or ""))]


def articles(nodes: Sequence[Linked]) -> list[Linked]:
    """The objects that describe an article, with what they refer to."""
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    return [_resolved(node, known) for node in nodes if _is_a(node, ARTICLE_TYPES)]


def page(nodes: Sequence[Linked]) -> Linked:
    """The object that describes the page itself, the first that is dated; empty when there is none."""
    pages = [node for node in nodes if _is_a(node, _PAGE_TYPES)]
    return next((each for each in pages if "datePublished" in each), next(iter(pages), {}))


def _resolved(node: Linked, known: dict[str, Linked]) -> Linked:
    """With what it only refers to, as generators write: {"author": {"@id": "#/person/1"}}."""

    def whole(value: Any) -> Any:
        if isinstance(value, list):
            return [whole(part) for part in value[:20]]
        is_reference = isinstance(value, dict) and isinstance(value.get("@id"), str) and not value.get("name")
        return known.get(value["@id"], value) if is_reference else value

    return {**node, **{name: whole(node[name]) for name in _REFERRING if name in node}}


def text_in(value: Any) -> str:
    """A value as text; of a list its first, of an object its own value; empty for everything else."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    return _HALVES.sub("\ufffd", value).strip() if isinstance(value, str) else ""


def texts(value: Any) -> list[str]:
    """The texts of a value that may be one or a list; what is neither text nor has a name is left out."""
    several = value if isinstance(value, list) else [value]
    named = (each.get("name") if isinstance(each, dict) and "name" in each else each for each in several[:50])
    return [text for text in map(text_in, named) if text]


def people(linked: Linked) -> list[str]:
    """The names of the authors that are persons, or not said to be anything else."""
    stated = linked.get("author") or linked.get("creator") or []
    authors = stated if isinstance(stated, list) else [stated]
    names = [
        text_in(author.get("name")) if isinstance(author, dict) else text_in(author)
        for author in authors
        if not isinstance(author, dict) or "Organization" not in str(author.get("@type"))
    ]
    return [name for name in names if name]


def image(linked: Linked) -> tuple[str, str]:
    """(address, caption) of its first image."""
    found = linked.get("image") or linked.get("thumbnailUrl")
    found = found[0] if isinstance(found, list) and found else found
    if isinstance(found, dict):
        return text_in(found.get("url") or found.get("contentUrl")), text_in(found.get("caption"))
    return text_in(found), ""


def text(linked: Linked) -> str:
    """The article's whole text; empty when it is not free: what readers must pay for, we do not give away."""
    return text_in(linked.get("articleBody")) if is_free(linked) else ""


def is_free(linked: Linked) -> bool:
    """Whether everybody may read the article, which is so unless the page says otherwise."""
    return str(linked.get("isAccessibleForFree", True)).lower() not in {"false", "0"}


def _is_a(node: Linked, types: frozenset[str]) -> bool:
    kinds = node.get("@type")
    names = (str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds]))
    return any(name in types for name in names)


def _nodes(loaded: Any, depth: int = 0) -> Iterator[Linked]:
    if depth > DEEPEST:
        return
    if isinstance(loaded, list):
        for part in loaded[:100]:
            yield from _nodes(part, depth + 1)
    elif isinstance(loaded, dict):
        yield loaded
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(loaded.get(name), depth + 1)
