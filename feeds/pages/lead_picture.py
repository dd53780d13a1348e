"""Which picture of a page is the article's: the one its makers chose for sharing, else the first one in the article."""

import re
from typing import Final

from lxml.html import HtmlElement

NARROWEST: Final = 200  # pixels, where the page says how wide an image is
MOST_IMAGES: Final = 20
# Where lazy loading keeps the real address, before `src`, which then is a placeholder.
_KEPT_IN: Final = ("data-src", "data-lazy-src", "data-original", "data-full-src", "data-image", "src")
_SETS: Final = ("data-srcset", "data-lazy-srcset", "srcset")
_NO_PICTURE: Final = re.compile(
    r"^data:|\.svg(?:$|\?)|(?:blank|spacer|placeholder|pixel|avatar|logo)[^/]*$", re.IGNORECASE
)
_CANDIDATE: Final = re.compile(r"(\S+?)(?:\s+(\d+)(?:\.\d+)?[wx])?(?:,\s+|\s*,?\s*$)")


def first_shown(tree: HtmlElement) -> tuple[str, str]:
    """(address as written, alternative text) of the first picture of some size within the article."""
    for image in tree.xpath("//article//img | //main//img | //*[@itemprop='articleBody']//img")[:MOST_IMAGES]:
        address = _address(image)
        if address and not _is_small(image):
            return address, image.get("alt") or ""
    return "", ""


def within(element: HtmlElement) -> tuple[str, str] | None:
    """(address as written, alternative text) of the first picture in an element, or of the element that is one."""
    for image in [element] if element.tag == "img" else element.iter("img"):
        if address := _address(image):
            return address, image.get("alt") or ""
    return None


def may_be_picture(address: str) -> bool:
    """Whether an address names anything but a logo, a portrait or a placeholder."""
    return _NO_PICTURE.search(address) is None


def _address(image: HtmlElement) -> str:
    for name in _KEPT_IN:
        address = (image.get(name) or "").strip()
        if address and not _NO_PICTURE.search(address):
            return address
    picture = next(image.iterancestors("picture"), image)  # a parser may put the image within its <source>
    candidates = (
        found for each in picture.iter("source", "img") for name in _SETS for found in _candidates(each.get(name))
    )
    widest = max(candidates, default=(0, ""))[1]
    return widest if not _NO_PICTURE.search(widest) else ""


def _candidates(srcset: str | None) -> list[tuple[int, str]]:
    """(width or density, address) of each picture in a set."""
    found = (match.groups() for match in _CANDIDATE.finditer((srcset or "")[:5_000].strip()))
    return [(int((width or "0")[:6]), address) for address, width in found]


def _is_small(image: HtmlElement) -> bool:
    written = (image.get("width") or "").strip().removesuffix("px")
    return written.isdecimal() and len(written) < 6 and int(written) < NARROWEST
