"""Front and section pages without a feed: their links to articles, as the editor's CSS selector chooses them, or as the
pattern that repeats on the page shows them.

Articles of one outlet have addresses of one shape (/section/slug-of-words-123.html), and titles of some length; menus,
tags and legal notices have not. So the links are grouped by the shape of their addresses, and the groups with the most
title in them count."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import islice
from statistics import mean
from typing import Final

from lxml.html import HtmlElement

from articles.knowledge import markup
from feeds.documents.feed_document import FeedDocument, FeedItem, NotAFeed
from feeds.documents.limits import TITLE_LENGTH
from feeds.documents.link_shape import is_article_like, link_shape, site_of
from feeds.documents.linking import link
from feeds.knowledge import css_selectors, page_tree
from feeds.knowledge.dates import parse_date

MOST_LINKS: Final = 200  # articles of one page
MOST_ANCHORS: Final = 5_000  # that are looked at
LEAST_LINKS: Final = 3  # fewer make no pattern
CARD_LEVELS: Final = 6  # how far around a link its date and picture are looked for
_SHORTEST: Final = 15  # characters of a title; _WIDE for scripts that need fewer
_WIDE: Final = 6
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5")
_TYPE: Final = frozenset({"b", "i", "em", "strong", "sup", "sub", "mark", "u", "q"})
_MENUS: Final = frozenset({"nav", "footer", "form", "select", "dialog"})
_MENU_ROLES: Final = frozenset({"navigation", "contentinfo", "menu", "menubar", "search", "dialog"})


@dataclass(frozen=True, kw_only=True)
class _Found:
    """An article that the page links to."""

    url: str
    title: str
    is_heading: bool
    element: HtmlElement  # the link, or what the selector chose


def read(text: str, *, url: str, zone: tzinfo = UTC, selector: str = "") -> FeedDocument:
    """The page's articles in its order. NotAFeed, with the remedy, when the selector, or without one the pattern, finds
    none."""
    tree = _tree(text)
    base = _base(tree, url)
    found = _selected(tree, base, url, selector) if selector else _repeated(tree, base, url)
    items = [_item(each, base, zone) for each in found[:MOST_LINKS]]
    if not items and selector:
        raise NotAFeed(
            f"an HTML page on which the selector {selector!r} finds no link with a title: look at the page and correct "
            "the selector, or leave it empty"
        )
    if not items:
        raise NotAFeed(
            "an HTML page without a repeated pattern of links to articles: set the selector of the links, or give the "
            "address of a section's page"
        )
    return FeedDocument(title=_title(tree), home_url=url, language=_language(tree), items=tuple(items))


def _tree(text: str) -> HtmlElement:
    tree = page_tree.of(text)
    if tree is None:
        raise NotAFeed("an HTML page that is empty, or too large to be read: give the address of a section's page")
    return tree


def _base(tree: HtmlElement, url: str) -> str:
    named = next((each.get("href") for each in tree.iter("base") if each.get("href")), "")
    return link(named, url=url) or url


def _selected(tree: HtmlElement, base: str, url: str, selector: str) -> list[_Found]:
    """The links that the selector chooses, or the first of what it chooses. They may lead to other sites."""
    try:
        css_selectors.check_selector(selector)
    except ValueError as problem:
        raise NotAFeed(f"an HTML page, but {problem}") from None
    chosen = css_selectors.chosen(tree, selector)
    made = (_chosen(element, base, url) for element in chosen[:MOST_ANCHORS])
    return list({each.url: each for each in reversed([found for found in made if found])}.values())[::-1]


def _chosen(element: HtmlElement, base: str, url: str) -> _Found | None:
    heading = next(element.iter(*_HEADINGS), None)
    inside = (*(heading.iter("a") if heading is not None else ()), *element.iter("a"))
    anchor = next((each for each in (*inside, *element.iterancestors("a")) if each.get("href")), None)
    address = _address(anchor, base) if anchor is not None else ""
    if anchor is None or not address or address == _bare(url):
        return None
    title = _plain(heading) if heading is not None else ""
    title = title or _title_of(anchor) or _plain(element)
    return _Found(url=address, title=title, is_heading=True, element=element) if title else None


def _repeated(tree: HtmlElement, base: str, url: str) -> list[_Found]:
    """The links of the shapes that carry the most title, at the page's own site, outside its menus."""
    candidates = list(_candidates(tree, base, url))
    groups: dict[str, list[float]] = defaultdict(list)
    for found in candidates:
        groups[link_shape(found.url)].append(_weight(found))
    repeated = {shape: weights for shape, weights in groups.items() if len(weights) >= LEAST_LINKS}
    least = mean(max(repeated.values(), key=sum)) / 2 if repeated else 0.0
    return [found for found in candidates if mean(repeated.get(link_shape(found.url), [-1.0])) >= least]


def _candidates(tree: HtmlElement, base: str, url: str) -> Iterator[_Found]:
    """Every article-like address once, with the best title that its links give it; in the page's order."""
    links: dict[str, list[HtmlElement]] = defaultdict(list)
    own, page = site_of(url), _bare(url)
    for anchor in islice(tree.iter("a"), MOST_ANCHORS):
        address = _address(anchor, base) if anchor.get("href") else ""
        if address and address != page and site_of(address) == own and not _is_in_menu(anchor):
            links[address].append(anchor)
    for address, anchors in links.items():
        titled = [_titled(address, anchor) for anchor in anchors]
        found = max(titled, key=lambda each: (each.is_heading, len(each.title)))
        if _is_title(found.title) and (found.is_heading or is_article_like(address)):
            yield found


def _titled(address: str, anchor: HtmlElement) -> _Found:
    title, is_heading = _title_of(anchor), _heads(anchor)
    if not _is_title(title):  # "Lire la suite": the card's heading says more
        heading = next((each for around in _card(anchor) for each in around.iter(*_HEADINGS)), None)
        if heading is not None:
            title, is_heading = _plain(heading), True
    return _Found(url=address, title=title, is_heading=is_heading, element=anchor)


def _title_of(anchor: HtmlElement) -> str:
    """Of a link around a whole card only the heading counts; of one around a picture what describes it."""
    heading = next(anchor.iter(*_HEADINGS), None)
    if heading is not None and _plain(heading):
        return _plain(heading)
    pictures = (image.get("alt") for image in anchor.iter("img"))
    said = (_plain(anchor), anchor.get("title"), anchor.get("aria-label"), *pictures)
    texts = [markup.clean_text(text, limit=TITLE_LENGTH) for text in said if text]
    return next((text for text in texts if _is_title(text)), texts[0] if texts else "")


def _heads(anchor: HtmlElement) -> bool:
    around = islice(anchor.iterancestors(), 3)
    return any(each.tag in _HEADINGS for each in around) or next(anchor.iter(*_HEADINGS), None) is not None


def _is_title(text: str) -> bool:
    return len(text) >= (_SHORTEST if all(sign < "\u2e80" for sign in text) else _WIDE) or text.count(" ") >= 3


def _weight(found: _Found) -> float:
    return min(len(found.title), 100) + (30 if found.is_heading else 0)


def _is_in_menu(anchor: HtmlElement) -> bool:
    """Or amid a text, that speaks of other things and links to some."""
    around = list(anchor.iterancestors())
    text = next((each for each in around if each.tag == "p"), None)
    is_amid_text = text is not None and len(_plain(text)) > 2 * max(len(_plain(anchor)), _SHORTEST)
    return is_amid_text or any(each.tag in _MENUS or (each.get("role") or "") in _MENU_ROLES for each in around)


def _card(element: HtmlElement) -> Iterator[HtmlElement]:
    """What surrounds a link, from the inside out, as long as it links to nothing else that could be an article."""
    own = element.get("href") or next((each.get("href") for each in element.iter("a")), "")
    for around in (element, *islice(element.iterancestors(), CARD_LEVELS)):
        others = (each.get("href") or "" for each in islice(around.iter("a"), 30))
        if around.tag == "body" or any(other != own and is_article_like(other) for other in others):
            return
        yield around


def _item(found: _Found, base: str, zone: tzinfo) -> FeedItem:
    cards = list(_card(found.element))
    return FeedItem(
        title=found.title,
        link=found.url,
        published_at=_first(_moment(each, zone) for card in cards for each in card.iter("time")),
        image_url=_first(_picture(each, base) for card in cards for each in card.iter("img")) or "",
    )


def _moment(element: HtmlElement, zone: tzinfo) -> datetime | None:
    """Only with its time of day: a day alone would put the article at midnight, and its page knows better."""
    dated = parse_date(element.get("datetime") or "", zone=zone)
    return dated[0].astimezone(UTC) if dated and dated[1] else None


def _picture(image: HtmlElement, base: str) -> str:
    named = (image.get(name) for name in ("data-src", "data-lazy-src", "data-original", "src"))
    return _first(link(each, url=base) for each in named if each) or ""


def _first[Value](values: Iterable[Value]) -> Value | None:
    return next((value for value in values if value), None)


def _address(anchor: HtmlElement, base: str) -> str:
    return _bare(link(anchor.get("href"), url=base))


def _bare(url: str) -> str:
    return url.partition("#")[0]


def _plain(element: HtmlElement) -> str:
    """The text, its parts with a space between them, but where only the type changes; without what is for machines."""
    texts = element.xpath(".//text()[not(parent::script or parent::style or parent::noscript)]")
    spaced = (text if text.getparent().tag in _TYPE else f" {text}" for text in texts)
    return markup.clean_text("".join(spaced), limit=TITLE_LENGTH)


def _title(tree: HtmlElement) -> str:
    named = next((each.get("content") for each in tree.iter("meta") if each.get("property") == "og:site_name"), "")
    title = next((each for each in tree.iter("title")), None)
    return markup.clean_text(named or (_plain(title) if title is not None else ""), limit=TITLE_LENGTH)


def _language(tree: HtmlElement) -> str:
    return (tree.get("lang") or "").replace("_", "-").partition("-")[0].strip().lower()[:8]
