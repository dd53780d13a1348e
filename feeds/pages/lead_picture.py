"""Which picture of a page is the article's: the one its makers chose for it, in the form in which they show it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final
from urllib.parse import unquote

from lxml.html import HtmlElement

from feeds.pages.origin import Origin

NARROWEST: Final = 200  # pixels, where the page says how wide an image is
WIDE: Final = 1_200  # pixels: no rendition that we keep is wider
MOST_IMAGES: Final = 100
MOST_AROUND: Final = 12
LONGEST_ADDRESS: Final = 2_000
LEAST_NAME: Final = 6  # letters of a name that tells one picture from others
# Where lazy loading keeps the real address, before `src`, which then is a placeholder.
_KEPT_IN: Final = ("data-src", "data-lazy-src", "data-original", "data-full-src", "data-image", "data-lazy", "src")
_SETS: Final = ("data-srcset", "data-lazy-srcset", "srcset")
_NO_PICTURE: Final = re.compile(
    r"^data:|\.svg(?:$|\?)|(?:blank|spacer|placeholder|pixel|avatar|gravatar|logo|1x1|transparent|loading)[^/]*$",
    re.IGNORECASE,
)
# A picture that a site gives to every page it has none for.
_OF_SITE: Final = re.compile(
    r"(?:logo|placeholder|default|fallback|no-?_?(?:image|picture|photo)|favicon|touch-?icon|blank|avatar"
    r"|(?:social|share|sharing|facebook|twitter|og)-?_?(?:image|img|card|default|thumb(?:nail)?|share|logo|icon)?)"
    r"[-_.x\d]*\.\w{3,4}(?:$|[?#])",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r",\s+")  # the candidates of a set: an address may hold commas
_FILE: Final = re.compile(r"([^/=&?]+)\.(?:jpe?g|png|webp|avif|gif)", re.IGNORECASE)
_SIZE: Final = re.compile(
    r"[-_~.]?\d{2,4}x\d{2,4}$"
    r"|[-_](?:scaled|large|medium|small|thumb(?:nail)?|crop(?:ped)?|[whsml]?\d{2,4}[wh]?|[0-9a-f]{8,12}|e\d{10,13})$",
    re.IGNORECASE,
)
_WIDTH: Final = re.compile(r"[-_](\d{2,4})x\d{2,4}(?:_c)?\.\w{3,4}(?:$|\?)")
_MARGIN: Final = re.compile(
    r"sidebar|related|teaser|author|avatar|logo|footer|comment|recommend|widget|promo|banner", re.IGNORECASE
)
_ARTICLE: Final = re.compile(
    r"(?:article|story|entry|post)-?_?(?:body|content|text|detail|main)|articleBody", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture, its alternative text, and where its address was found."""

    url: str  # as written
    alt: str = ""
    origin: Origin


def chosen(stated: Sequence[Picture], images: Sequence[HtmlElement]) -> Picture | None:
    """The picture of an article; None where it has none. `stated` are those in the page's metadata, the most trusted
    first, `images` all img elements of the page.

    Of a picture that the article shows, too, the form that it shows is taken: that one is cut for readers, the one for
    sharing for a card. What a site gives to every page is no article's picture."""
    own = next(
        (picture for picture in stated if may_be_picture(picture.url) and not _OF_SITE.search(picture.url)), None
    )
    if own is None:
        return next(_shown(images), None) or next(iter(stated), None)
    same = next(_shown(images, name=_name(own.url)), own)
    return replace(own, url=same.url, alt=own.alt or same.alt)


def within(element: HtmlElement) -> tuple[str, str] | None:
    """(address as written, alternative text) of the first picture in an element, or of the element that is one."""
    for image in [element] if element.tag == "img" else element.iter("img"):
        if address := _address(image):
            return address, image.get("alt") or ""
    return None


def may_be_picture(address: str) -> bool:
    """Whether an address names anything but a logo, a portrait or a placeholder."""
    return bool(address) and _NO_PICTURE.search(address) is None


def _shown(images: Sequence[HtmlElement], *, name: str = "") -> Iterator[Picture]:
    """The pictures of some size within the article, in the page's order; only those called `name` when it is given."""
    last = name.rpartition("/")[2]
    for image in images[:MOST_IMAGES]:
        address = "" if _is_small(image) else _address(image)
        address = "" if _is_thumbnail(address) else address
        may_be_it = last in address.casefold() or "%" in address  # much cheaper than its name
        if address and may_be_it and (not name or _name(address) == name) and _is_articles(image):
            yield Picture(url=address, alt=image.get("alt") or "", origin=Origin.BODY)


def _is_articles(image: HtmlElement) -> bool:
    """Whether it stands in the article, and not in its margins."""
    for element in islice(image.iterancestors(), MOST_AROUND):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in {"aside", "nav", "footer", "header"} or _MARGIN.search(names):
            return element.tag == "header" and any(each.tag == "article" for each in element.iterancestors())
        if element.tag in {"article", "main"} or element.get("itemprop") == "articleBody" or _ARTICLE.search(names):
            return True
    return False


def _address(image: HtmlElement) -> str:
    for name in _KEPT_IN:
        address = (image.get(name) or "").strip()
        if address and not _NO_PICTURE.search(address):
            return _wide_form(image, address)
    picture = next(image.iterancestors("picture"), image)  # a parser may put the image within its <source>
    candidates = (
        found for each in picture.iter("source", "img") for name in _SETS for found in _candidates(each.get(name))
    )
    widest = max(candidates, default=(0, ""))[1]
    return widest if not _NO_PICTURE.search(widest) else ""


def _wide_form(image: HtmlElement, address: str) -> str:
    """The address, or where the image's own set says that it is a narrow form of the picture, the narrowest one that is
    wide enough, else the widest: some sites name a thumbnail for browsers that know no sets."""
    forms = [form for name in _SETS for form in _candidates(image.get(name)) if may_be_picture(form[1])]
    if next((width for width, form in forms if form == address), WIDE) >= WIDE:
        return address
    return min((form for form in forms if form[0] >= WIDE), default=max(forms))[1]


def _candidates(srcset: str | None) -> Iterator[tuple[int, str]]:
    """(width or density, address) of each picture in a set."""
    for candidate in _BETWEEN.split((srcset or "")[:5_000].strip(" \t\r\n,")):
        address, _, size = candidate.partition(" ")
        width = size.strip().rstrip("wx").partition(".")[0]
        if address and not address.startswith("data:"):
            yield (int(width[:6]) if width.isdecimal() else 0), address


def _is_small(image: HtmlElement) -> bool:
    written = (image.get("width") or "").strip().removesuffix("px")
    return written.isdecimal() and len(written) < 6 and int(written) < NARROWEST


def _is_thumbnail(address: str) -> bool:
    """Whether an address says itself that its picture is small: "...-150x84.jpg"."""
    said = _WIDTH.search(address)
    return said is not None and int(said[1]) < NARROWEST


def _name(url: str) -> str:
    """What a picture is called, without what its size or its cut adds."""
    url = url[:LONGEST_ADDRESS]
    files = _FILE.findall(unquote(url))
    folder, _, last = url.partition("?")[0].rstrip("/").rpartition("/")
    name = files[-1] if files else last
    while (shorter := _SIZE.sub("", name)) != name and shorter:
        name = shorter
    if len(name) < LEAST_NAME:  # "wide__980x551": the folder names the picture
        name = f"{folder}/{name}"
    return name.casefold()
