"""Reading as one likes: dark or light, by keyboard alone, and without a network."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import CONTROLLED, wait_until_kept
from tests.portals import Portal

pytestmark = [pytest.mark.browser, pytest.mark.workers]

PAPER = "getComputedStyle(document.body).backgroundColor"
FOCUSED = "document.activeElement.textContent"


def test_a_reader_s_choice_of_a_dark_page_holds_on_every_page(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit(color_scheme="light")
    page.goto(f"{portal.url}/fr/")
    light = page.evaluate(PAPER)
    button = page.get_by_role("button", name="Page sombre")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    dark = page.evaluate(PAPER)
    assert dark != light
    page.goto(f"{portal.url}/ar/sources/")
    assert page.evaluate(PAPER) == dark
    button = page.get_by_role("button", name="صفحة داكنة")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(PAPER) == light


def test_without_a_choice_the_system_decides(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit(color_scheme="dark")
    page.goto(f"{portal.url}/fr/")
    expect(page.get_by_role("button", name="Page sombre")).to_have_attribute("aria-pressed", "true")
    page.emulate_media(color_scheme="light")
    expect(page.get_by_role("button", name="Page sombre")).to_have_attribute("aria-pressed", "false")


def test_an_article_leads_back_to_the_languages_and_countries_that_were_chosen(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    page = visit(locale="fr-FR")
    page.goto(f"{portal.url}/fr/in/ar,fr/from/ma/section/culture/")
    page.locator("main .card__title a").first.click()
    page.wait_for_url(re.compile(r"/\d+/$"))
    menu = page.locator(".sections-menu")
    menu.get_by_role("link", name="Sport").click()
    page.wait_for_url("**/fr/in/ar,fr/from/ma/section/sport/")
    page.goto(f"{portal.url}/fr/sources/")
    page.locator(".nameplate a").click()
    page.wait_for_url("**/fr/in/ar,fr/from/ma/")
    page.get_by_role("link", name="Toutes", exact=True).click()
    page.wait_for_url(f"{portal.url}/fr/")
    page.goto(f"{portal.url}/ar/sources/")
    expect(page.locator(".nameplate a")).to_have_attribute("href", "/ar/")


def test_the_search_on_an_article_s_page_asks_in_the_edition_that_was_chosen(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/in/ar,fr/from/ma/")
    page.locator("main .card__title a").first.click()
    page.wait_for_url(re.compile(r"/\d+/$"))
    page.locator("#masthead-search").fill("port")
    page.locator("#masthead-search").press("Enter")
    page.wait_for_url("**/fr/in/ar,fr/from/ma/search/?q=port")
    page.goto(f"{portal.url}/fr/nowhere/")
    expect(page.locator(".notice__search")).to_have_attribute("action", "/fr/in/ar,fr/from/ma/search/")
    page.goto(f"{portal.url}/fr/search/?q=port")
    expect(page.locator(".search-form")).to_have_attribute("action", "/fr/search/edition/")
    page.goto(f"{portal.url}/fr/search/")
    expect(page.locator(".search-box")).to_have_attribute("action", "/fr/in/ar,fr/from/ma/search/")
    expect(page.locator("a[hreflang=es]")).to_have_attribute("href", "/es/search/")
    page.goto(f"{portal.url}/fr/")
    expect(page.locator(".search-box")).to_have_attribute("action", "/fr/search/")


def test_an_empty_search_box_speaks_from_where_the_page_begins(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{portal.url}/ar/")
    box = page.locator("#masthead-search")
    expect(box).to_have_css("direction", "rtl")
    box.fill("port")
    expect(box).to_have_css("direction", "ltr")


def test_the_way_back_leads_to_the_choice_that_was_made_meanwhile(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/in/ar/")
    page.goto(f"{portal.url}/fr/sources/")
    expect(page.locator(".nameplate a")).to_have_attribute("href", "/fr/in/ar/")
    page.goto(f"{portal.url}/fr/from/ma/")
    page.go_back()
    expect(page.locator(".nameplate a")).to_have_attribute("href", "/fr/from/ma/")


@pytest.mark.parametrize("address", ["in/xx/", "section/nowhere/"])
def test_an_address_that_is_none_changes_no_choice(portal: Portal, visit: Callable[..., Page], address: str) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/in/ar/")
    page.goto(f"{portal.url}/fr/{address}")
    expect(page.locator(".nameplate a")).to_have_attribute("href", "/fr/in/ar/")


def test_a_choice_counts_in_whatever_letters_its_address_came(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/in/ar/")
    page.goto(f"{portal.url}/fr/in/ar%2Cfr/")
    expect(page.get_by_role("link", name="Toutes", exact=True)).to_have_attribute("href", "/fr/")
    page.goto(f"{portal.url}/fr/sources/")
    expect(page.locator(".nameplate a")).to_have_attribute("href", "/fr/in/ar,fr/")


def test_j_and_k_go_from_headline_to_headline_and_enter_reads(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/")
    titles = page.locator("main .card__title a").all_text_contents()
    seen = []
    for key in "jjjk":
        page.keyboard.press(key)
        seen.append(page.evaluate(FOCUSED))
    assert seen == [titles[0], titles[1], titles[2], titles[1]]
    page.keyboard.press("Enter")
    expect(page.locator("h1.story__title")).to_have_text(titles[1])


def test_a_slash_leads_to_the_search_where_keys_are_text(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/")
    page.keyboard.press("/")
    page.keyboard.type("jk?/")
    expect(page.locator("#masthead-search")).to_have_value("jk?/")
    page.keyboard.press("Escape")
    expect(page.locator("#masthead-search")).not_to_be_focused()


@pytest.mark.parametrize(("language", "heading"), [("fr", "Lire au clavier"), ("ar", "القراءة بلوحة المفاتيح")])
def test_a_question_mark_shows_the_keys(
    portal: Portal, visit: Callable[..., Page], language: str, heading: str
) -> None:
    page = visit()
    page.goto(f"{portal.url}/{language}/")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name=heading)).to_be_hidden()


def test_what_was_read_opens_without_a_network(
    portal: Portal, visit: Callable[..., Page], complaints: list[str]
) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/")
    page.evaluate(CONTROLLED)
    page.reload()
    page.locator("main .card__title a").first.click()
    title = page.locator("h1.story__title").text_content()
    article = page.url
    wait_until_kept(page, article, f"{portal.url}/fr/")
    assert complaints == []
    page.context.set_offline(True)
    page.goto(article)
    expect(page.locator("h1.story__title")).to_have_text(title or "")
    page.goto(f"{portal.url}/fr/")
    expect(page.locator("main .card__title a").first).to_be_visible()
    page.goto(portal.url)  # as an installed portal starts
    assert page.url == f"{portal.url}/fr/"
    page.goto(f"{portal.url}/ar/demo-gazette-mirador/")
    expect(page.get_by_role("heading", name="لا توجد شبكة في الوقت الحالي")).to_be_visible()


def test_the_portal_can_be_installed(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(f"{portal.url}/fr/")
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"] == f"{portal.url}/manifest.webmanifest"
    told = page.request.get(f"{portal.url}/manifest.webmanifest").json()["icons"]
    assert {each["purpose"] for each in told} == {"any", "maskable"}
    assert all(page.request.get(portal.url + each["src"]).ok for each in told)
    hindrances = {each["errorId"] for each in session.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert hindrances <= {"in-incognito"}  # a test's browser is a private window
