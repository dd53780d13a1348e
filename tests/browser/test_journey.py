"""From the ticker to a blocked image and back, as readers and an editor live it."""

import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.portals import Portal
from tests.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.workers, pytest.mark.timeout(300)]

THANKS = "شكر"  # every wording of the Arabic sentence begins with it
VISITORS = ("192.0.2.10", "198.51.100.20", "203.0.113.30")  # three networks (RFC 5737)


def arabic_article_from_the_ticker(page: Page, portal: Portal) -> str:
    """Follow the ticker's first Arabic headline; the address of its page."""
    page.goto(f"{portal.url}/ar/")
    page.locator(".ticker a[lang=ar]").first.evaluate("link => link.click()")
    page.wait_for_url("**/demo-barid-nana/*/")
    eventually(lambda: has_picture(page), within=60, what="the picture of a headline that has just arrived")
    return page.url


def has_picture(page: Page) -> bool:
    page.reload()
    return page.locator(".story__figure img").count() == 1


def report_from(page: Page, article: str) -> None:
    page.goto(article)
    page.locator("a.report-link").click()
    page.locator("input[name=reason]").first.check()
    time.sleep(0.7)  # nobody reads a form faster, so nothing that is sent faster counts
    page.locator("button.button--primary").click()
    expect(page.locator("main")).to_contain_text(THANKS)


def picture_of(page: Page) -> str:
    """The address of the article's picture."""
    return page.locator(".story__figure img").get_attribute("src") or ""


def files_that_hold(addresses: Iterable[str], folder: Path) -> list[str]:
    """The files of a portal, its database's among them, in which one of these addresses stands."""
    wanted = re.compile("|".join(map(re.escape, addresses)).encode())
    found = []
    for path in folder.rglob("*"):
        with suppress(OSError):  # gone meanwhile, or a socket
            found += [str(path)] if path.is_file() and wanted.search(path.read_bytes()) else []
    return found


def pages_that_show(page: Page, picture: str, addresses: list[str]) -> list[str]:
    key = re.search(r"/image/([0-9a-f]{32})/", picture)
    assert key, picture
    return [address for address in addresses if key[1] in page.request.get(address).text()]


def test_an_image_that_three_visitors_report_disappears_until_an_editor_lifts_the_block(
    portal: Portal, visit: Callable[..., Page], complaints: list[str]
) -> None:
    reader = visit(locale="ar")
    article = arabic_article_from_the_ticker(reader, portal)
    expect(reader.locator("h1")).to_have_attribute("dir", "rtl")
    picture = picture_of(reader)
    assert reader.request.get(f"{portal.url}{picture}").status == 200
    source = f"{portal.url}/ar/demo-barid-nana/"
    shown_on = pages_that_show(reader, picture, [article, source, f"{portal.url}/ar/", f"{portal.url}/fr/"])
    assert {article, source} <= set(shown_on)

    for address in VISITORS:
        assert reader.request.get(f"{portal.url}{picture}").status == 200, "blocked before several people reported it"
        report_from(visit(locale="ar", address=address), article)

    assert reader.request.get(f"{portal.url}{picture}").status == 410
    assert [address for address in VISITORS if address in portal.said] == []
    assert files_that_hold(VISITORS, portal.var_dir) == []
    assert pages_that_show(reader, picture, shown_on) == []

    lift_in_admin(visit(locale="en-GB"), portal, picture)
    assert reader.request.get(f"{portal.url}{picture}").status == 200
    shown_again = pages_that_show(reader, picture, shown_on)  # but where newer headlines took its place
    assert {article, source} <= set(shown_again)
    reader.goto(article)
    reader.locator(".story__figure img").scroll_into_view_if_needed()
    reader.wait_for_function("() => document.querySelector('.story__figure img').naturalWidth > 0")
    assert complaints == []


def lift_in_admin(editor: Page, portal: Portal, picture: str) -> None:
    editor.goto(f"{portal.url}/admin/")
    editor.fill("#id_username", "editor")
    editor.fill("#id_password", portal.password)
    editor.locator("[type=submit]").click()
    editor.wait_for_url(f"{portal.url}/admin/")
    number = re.search(r"/(\d+)-\d+\.jpg$", picture)
    assert number, picture
    editor.goto(f"{portal.url}/admin/articles/image/")
    expect(editor.locator("#result_list")).to_contain_text(number[1])
    editor.goto(f"{portal.url}/admin/articles/image/{number[1]}/change/")
    editor.locator("[name=reasoning]").fill("It shows an orchard and nothing else")
    editor.locator("button[value=lift]").click()
    expect(editor.locator(".messagelist")).to_be_visible()


def test_the_thanks_are_the_sentence_that_readers_know(portal: Portal, visit: Callable[..., Page]) -> None:
    reader = visit(address="192.0.2.99")
    reader.goto(f"{portal.url}/fr/demo-gazette-mirador/")
    reader.locator(".card:has(img) .card__title a").first.click()
    reader.get_by_role("link", name="Signaler cette image").click()
    reader.locator("input[name=reason]").first.check()
    time.sleep(0.7)
    reader.locator("button.button--primary").click()
    expect(reader.locator("main")).to_contain_text(
        "Merci d'avoir signalé! Cette image sera automatiquement bloquée après qu'elle soit signalée par plusieurs"
        " personnes."
    )


def test_an_article_page_says_where_and_when_it_was_published_and_leads_straight_there(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    reader = visit()
    reader.goto(f"{portal.url}/fr/demo-gazette-mirador/")
    reader.locator(".card__title a").first.click()
    said = " ".join(reader.locator(".story__published").inner_text().split())
    assert re.fullmatch(r"Publié dans La Gazette de Port-Mirador le \d\d - \d\d - \d{4}", said)
    origin = reader.get_by_role("link", name="Cliquez ici pour lire l'article depuis sa source.")
    assert (origin.get_attribute("href") or "").startswith("http://127.31.0.1:")
