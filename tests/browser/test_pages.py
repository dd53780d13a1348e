"""Every kind of page as people see it: in each language, on a phone and on a desk, with and without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.portals import Portal
from tests.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.workers]

LANGUAGES = ("fr", "ar", "en", "es")
KINDS = {
    "front page": "",
    "front page in one language": "in/ar/",
    "sources": "sources/",
    "source": "demo-gazette-mirador/",
    "search": "search/?q=marché",
    "nothing found": "search/?q=zzzzzz",
    "not found": "nowhere/",
}


def article(page: Page, portal: Portal, language: str) -> str:
    """The address of an article with a text, in that interface."""
    page.goto(f"{portal.url}/{language}/demo-gazette-mirador/")
    return f"{portal.url}{page.locator('.card__title a').first.get_attribute('href')}"


def open_kind(page: Page, portal: Portal, language: str, kind: str) -> None:
    page.goto(article(page, portal, language) if kind == "article" else f"{portal.url}/{language}/{KINDS[kind]}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS, "article"])
def test_a_page_fits_a_phone_in_the_direction_of_its_language_and_breaks_no_rule(
    portal: Portal, visit: Callable[..., Page], complaints: list[str], language: str, kind: str
) -> None:
    page = visit(width=360)
    open_kind(page, portal, language, kind)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == (
        "rtl" if language == "ar" else "ltr"
    )
    assert [line for line in complaints if "404" not in line or kind != "not found"] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("kind", ["front page", "article", "search", "sources"])
def test_a_page_is_accessible(
    portal: Portal, visit: Callable[..., Page], language: str, kind: str, scheme: str
) -> None:
    page = visit(color_scheme=scheme)
    open_kind(page, portal, language, kind)
    found = Axe().run(page)
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found.response["violations"]] == []


def test_no_page_asks_another_host_for_anything(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for kind in ("front page", "article", "sources"):
        open_kind(page, portal, "fr", kind)
        page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(f"{portal.url}/")] == []


def test_the_ticker_shows_the_languages_side_by_side_on_top_of_the_page(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/")
    languages = page.locator(".ticker [lang]").evaluate_all("items => items.map(item => item.lang)")
    assert {"fr", "ar"} <= set(languages)
    tops = [(page.locator(part).bounding_box() or {"y": -1})["y"] for part in (".ticker", ".masthead", "main")]
    assert tops == sorted(tops)


def test_the_ticker_brings_new_headlines_without_a_reload(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.clock.install()
    page.goto(f"{portal.url}/fr/")
    before = set(page.locator(".ticker a").evaluate_all("links => links.map(link => link.href)"))
    arrived = portal.headlines()
    eventually(lambda: portal.headlines() > arrived, within=60, what="a new headline")
    page.clock.fast_forward("00:31")
    page.wait_for_function(
        "known => [...document.querySelectorAll('.ticker a')].some(link => !known.includes(link.href))",
        arg=sorted(before),
    )


def test_the_ticker_stands_still_for_those_who_ask_for_less_motion(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit(reduced_motion="reduce")
    page.goto(f"{portal.url}/fr/")
    place = page.locator(".ticker a").first.bounding_box()
    page.wait_for_timeout(700)
    assert page.locator(".ticker a").first.bounding_box() == place


def test_everything_works_without_javascript(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit(java_script_enabled=False)
    page.goto(f"{portal.url}/fr/")
    page.locator(".search-box input[type=search]").fill("marché")
    page.locator(".search-box button").click()
    page.locator(".card__title a").first.click()
    expect(page.locator("h1.story__title")).to_be_visible()


def test_a_visitor_is_greeted_in_the_language_of_the_browser(portal: Portal, visit: Callable[..., Page]) -> None:
    for locale, language in (("ar-MA", "ar"), ("es-ES", "es"), ("en-GB", "en"), ("pl-PL", "fr")):
        page = visit(locale=locale)
        page.goto(f"{portal.url}/")
        assert re.search(rf"/{language}/$", page.url)


def test_the_pictures_of_the_documentation(
    portal: Portal, visit: Callable[..., Page], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """With --screenshots docs/images they are taken anew; always that they can be."""
    folder = Path(request.config.getoption("--screenshots") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    page = visit(locale="fr-FR", reduced_motion="reduce")
    page.goto(f"{portal.url}/fr/")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / "front-page.png")
    assert (folder / "front-page.png").stat().st_size > 50_000
