"""Pages as people use them: with and without JavaScript, with less motion, in the language of their browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import violations
from tests.browser.kinds import address_of
from tests.browser.shifts import LISTEN, SHIFTED
from tests.portals import Portal
from tests.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.workers]

PAGE_WIDTH = "document.documentElement.scrollWidth"


def test_no_page_asks_another_host_for_anything(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for kind in ("front page", "article", "sources"):
        page.goto(address_of(kind, page, portal, "fr"))
        page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(f"{portal.url}/")] == []


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.innerHTML = '<b>a</b>'",
        "new DOMParser().parseFromString('<b>a</b>', 'text/html')",
        "document.createElement('script').src = '/worker.js'",
        "navigator.serviceWorker.register('/worker.js')",
        "trustedTypes.createPolicy('ticker', { createHTML: text => text })",
        "trustedTypes.createPolicy('other', { createHTML: text => text })",
    ],
)
def test_no_script_makes_code_or_markup_of_a_text(portal: Portal, visit: Callable[..., Page], attempt: str) -> None:
    """But for the two that made their policies, once, while the page came."""
    page = visit()
    page.goto(f"{portal.url}/fr/")
    page.wait_for_load_state("networkidle")
    refused = page.evaluate(
        f"async () => {{ try {{ await ({attempt}); return '' }} catch (fault) {{ return fault.name }} }}"
    )
    assert refused == "TypeError"


def test_the_ticker_shows_the_languages_side_by_side_on_top_of_the_page(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/")
    languages = page.locator(".ticker [lang]").evaluate_all("items => items.map(item => item.lang)")
    assert {"fr", "ar"} <= set(languages)
    tops = [(page.locator(part).bounding_box() or {"y": -1})["y"] for part in (".ticker", ".masthead", "main")]
    assert tops == sorted(tops)


def test_the_ticker_brings_new_headlines_without_a_reload(
    portal: Portal, visit: Callable[..., Page], complaints: list[str]
) -> None:
    page = visit()
    page.clock.install()
    page.goto(f"{portal.url}/fr/")
    before = set(page.locator(".ticker a").evaluate_all("links => links.map(link => link.href)"))
    line = f"{portal.url}{page.locator('[data-ticker]').get_attribute('data-ticker')}"
    known = {address.removeprefix(portal.url) for address in before}

    def has_news() -> bool:  # a moment after it was published, which is how long the line is remembered
        return bool(set(re.findall('href="([^"]+)"', page.request.get(line).text())) - known)

    eventually(has_news, within=60, what="a new headline", every=0.5)
    page.clock.fast_forward("00:31")
    page.wait_for_function(
        "known => [...document.querySelectorAll('.ticker a')].some(link => !known.includes(link.href))",
        arg=sorted(before),
    )
    assert complaints == []


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
    page.wait_for_url("**/search/**")
    page.locator(".card__title a").first.click()
    expect(page.locator("h1.story__title")).to_be_visible()


def test_a_reader_chooses_languages_and_countries_without_javascript(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    page = visit(java_script_enabled=False, width=390)
    page.goto(f"{portal.url}/fr/")
    page.get_by_text("Langues et pays", exact=True).click()
    page.get_by_role("checkbox", name="العربية").check()
    page.get_by_role("checkbox", name="Français").check()
    page.get_by_role("checkbox", name="Maroc").check()
    page.get_by_role("button", name="Afficher ce choix").click()
    page.wait_for_url("**/fr/in/ar,fr/from/ma/")
    page.locator(".sections-menu").get_by_role("link", name="Culture").click()
    page.wait_for_url("**/fr/in/ar,fr/from/ma/section/culture/")
    languages = page.locator("main .card__title").evaluate_all("titles => titles.map(title => title.lang)")
    assert set(languages) <= {"ar", "fr"}


@pytest.mark.parametrize(
    ("locale", "width", "language", "sentence", "close"),
    [
        ("ar-MA", 390, "ar", "بلغة متصفحك", "إغلاق"),
        ("es-ES", 320, "es", "En el idioma de su navegador", "Cerrar"),
        ("fr-CA", 320, "fr", "Dans la langue de votre navigateur", "Fermer"),
        ("en-GB", 1280, "en", "In your browser's language", "Close"),
    ],
)
def test_a_visitor_is_greeted_in_the_language_of_the_browser_and_told_so(
    portal: Portal, visit: Callable[..., Page], locale: str, width: int, language: str, sentence: str, close: str
) -> None:
    """In the place that is kept for it, until it is closed, and not again at the address that one keeps."""
    page = visit(locale=locale, width=width)
    page.add_init_script(LISTEN)
    page.goto(portal.url)
    told = page.locator(".masthead__chosen")
    expect(told).to_contain_text(sentence)
    expect(told).to_be_visible()
    page.wait_for_url(f"{portal.url}/{language}/")
    assert page.evaluate(f"Promise.all([scrollY, {PAGE_WIDTH} - {width}, {SHIFTED}])") == [0, 0, 0]
    assert violations(page) == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=close)).to_be_focused()
    page.keyboard.press("Enter")
    expect(told).to_be_hidden()
    page.reload()
    expect(told).to_be_hidden()


def test_whose_language_there_is_not_is_told_nothing_of_it(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit(locale="pl-PL")
    page.goto(portal.url)
    assert page.url == f"{portal.url}/fr/"
    expect(page.locator(".masthead__chosen")).to_be_hidden()


def test_who_comes_in_to_save_data_is_told_so_as_well(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit(locale="es")
    page.set_extra_http_headers({"Save-Data": "on"})
    page.goto(portal.url)
    assert page.url == f"{portal.url}/es/text/#browser-language"
    expect(page.get_by_text("En el idioma de su navegador")).to_be_visible()
    page.get_by_role("link", name="Cerrar").click()
    expect(page.get_by_text("En el idioma de su navegador")).to_be_hidden()
