"""Every journey of a reader by keyboard alone, and always visible where one is (WCAG 2.2, 2.1.1 and 2.4.7)."""

import re
import time
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import address_of
from tests.portals import Portal

pytestmark = [pytest.mark.browser, pytest.mark.workers]

MOST_STOPS: Final = 150  # of a page: whatever is further away cannot be reached with patience
THANKS: Final = {"fr": "Merci d'avoir signalé", "ar": "شكر"}
# What has the focus: its address or kind, whether it can be seen, and whether a ring or a mark tells so.
FOCUSED: Final = """() => {
    const it = document.activeElement, box = it.getBoundingClientRect();
    const ring = [null, "::after"].some(part => getComputedStyle(it, part).outlineStyle !== "none");
    return {
        tag: it.tagName, name: it.getAttribute("name") || "", leads: it.getAttribute("href") || "",
        isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight, hasRing: ring,
    };
}"""


def stops(page: Page) -> list[dict[str, object]]:
    """What Tab leads through, from the beginning of the page until the browser's own bars."""
    found: list[dict[str, object]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["tag"] == "BODY":
            break
        found.append(focused)
    return found


def tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no {selector} within {MOST_STOPS} steps of Tab on {page.url}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["front page", "article", "search", "report"])
def test_wherever_the_focus_goes_it_can_be_seen(
    portal: Portal, visit: Callable[..., Page], kind: str, scheme: str
) -> None:
    page = visit(color_scheme=scheme, reduced_motion="reduce")
    page.goto(address_of(kind, page, portal, "fr"))
    passed = stops(page)
    assert len(passed) > 10
    assert [stop for stop in passed if not (stop["isSeen"] and stop["hasRing"])] == []


def test_the_first_step_skips_to_the_content(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_picture_is_found_and_reported_by_keyboard_alone(
    portal: Portal, visit: Callable[..., Page], language: str
) -> None:
    page = visit(locale=language, address="192.0.2.150" if language == "fr" else "198.51.100.150")
    page.goto(f"{portal.url}/{language}/")
    page.keyboard.press("/")
    page.keyboard.type("source:demo-gazette-mirador")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    tab_to(page, "main .card:has(img) .card__title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/demo-gazette-mirador/*/")
    tab_to(page, "a.report-link")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report?*")
    tab_to(page, "input[name=reason]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=reason]:checked")).to_be_focused()
    time.sleep(0.7)  # nobody reads a form faster, so nothing that is sent faster counts
    tab_to(page, "button.button--primary")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(THANKS[language])


def test_the_ticker_is_stopped_and_its_headlines_are_reached(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller aux derniers titres")
    page.keyboard.press("Enter")
    page.wait_for_url("**#ticker-heading")
    page.keyboard.press("Tab")
    expect(page.locator(".ticker button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".ticker button")).to_have_accessible_name("Reprendre le défilement")
    tab_to(page, ".ticker a")
    page.keyboard.press("Enter")
    expect(page.locator("h1.story__title")).to_be_visible()


def test_languages_of_the_news_are_chosen_by_keyboard_alone(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit(width=390)
    page.goto(f"{portal.url}/fr/")
    tab_to(page, ".edition__summary")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=lang][value=ar]")
    page.keyboard.press("Space")
    tab_to(page, ".edition__form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/in/ar/")


def test_another_day_is_found_by_keyboard_alone(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{portal.url}/ar/on/")
    tab_to(page, ".calendar__days a:not([aria-current])")
    day = page.evaluate(FOCUSED)["leads"]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{day}")
    expect(page.locator("main .card__title a").first).to_be_visible()


def test_a_search_is_narrowed_and_followed_by_keyboard_alone(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/search/?q=marché")
    tab_to(page, ".filters__group:nth-of-type(2) a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/in/[a-z]+/search/|lang"))
    tab_to(page, ".subscribe a")
    assert str(page.evaluate(FOCUSED)["leads"]).startswith("/fr/")
