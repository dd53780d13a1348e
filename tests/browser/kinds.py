"""The kinds of pages that readers see, and where one of each kind is."""

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page

from tests.portals import Portal

Finding = Callable[[Page, Portal, str], str]  # page, portal, language -> an address under the portal's


def _at(path: str) -> Finding:
    return lambda _page, _portal, language: f"/{language}/{path}"


def _article(page: Page, portal: Portal, language: str) -> str:
    """Of a source whose feed brings pictures and texts."""
    page.goto(f"{portal.url}/{language}/demo-gazette-mirador/")
    return page.locator(".card:has(img) .card__title a").first.get_attribute("href") or ""


def _article_as_text(page: Page, portal: Portal, language: str) -> str:
    return _article(page, portal, language).replace(f"/{language}/", f"/{language}/text/")


def _arabic_article(page: Page, portal: Portal, language: str) -> str:
    page.goto(f"{portal.url}/{language}/in/ar/")
    return page.locator("main .card__title a").first.get_attribute("href") or ""


def _author(page: Page, portal: Portal, language: str) -> str:
    page.goto(f"{portal.url}{_article(page, portal, language)}")
    return page.locator(".story__authors a").first.get_attribute("href") or ""


def _report(page: Page, portal: Portal, language: str) -> str:
    page.goto(f"{portal.url}{_article(page, portal, language)}")
    return page.locator("a[href*='/report']").first.get_attribute("href") or ""


def _request(page: Page, portal: Portal, language: str) -> str:
    page.goto(f"{portal.url}{_article(page, portal, language)}")
    return page.locator(".story__request a").get_attribute("href") or ""


KINDS: Final[dict[str, Finding]] = {
    "front page": _at(""),
    "front page in one language": _at("in/ar/"),
    "edition of several": _at("in/ar,fr/from/fr,ma/"),
    "section": _at("section/culture/"),
    "author": _author,
    "article": _article,
    "article in another script": _arabic_article,
    "source": _at("demo-gazette-mirador/"),
    "sources": _at("sources/"),
    "archive": _at("on/"),
    "search": _at("search/?q=marché"),
    "search in an edition": _at("in/ar,fr/from/fr,ma/search/?q=marché"),
    "nothing found": _at("search/?q=zzzzzz"),
    "report": _report,
    "thanks": _at("image/thanks"),
    "who asks for removal": _request,
    "request of a publisher": _at("moderation/publisher/source/demo-gazette-mirador/"),
    "moderation": _at("moderation/"),
    "for publishers": _at("moderation/publishers/"),
    "headlines for other sites": _at("embed/"),
    "offline": _at("offline/"),
    "not found": _at("nowhere/"),
    "day without articles": _at("on/2001-01-01/"),
    "front page as text": _at("text/"),
    "article as text": _article_as_text,
    "nothing found as text": _at("text/search/?q=marché+zzzzzz"),
}
# What a browser complains of there and nothing is wrong with: an answer 404; that a frame without an origin may not
# send the test's own header.
COMPLAINTS: Final = {
    "not found": "404",
    "day without articles": "404",
    "headlines for other sites": "origin 'null'|ERR_FAILED",
}


def address_of(kind: str, page: Page, portal: Portal, language: str) -> str:
    """The address of a page of that kind, in that interface language; `page` may be led elsewhere to find it."""
    return f"{portal.url}{KINDS[kind](page, portal, language)}"
