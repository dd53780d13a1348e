"""The line of headlines on another site: in its sandbox it moves on, keeps itself current, and leads to us."""

import pytest
from playwright.sync_api import Browser, expect

from tests.outside import Answer, Outside
from tests.portals import Portal
from tests.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.workers, pytest.mark.timeout(300)]
# A clock of the test's own does not reach into a frame of another process, and nobody needs to wait half a minute.
TENFOLD = "{ const every = setInterval; window.setInterval = (act, wait) => every(act, wait / 10); }"


def test_another_site_shows_the_line_which_keeps_itself_current_and_leads_to_us(
    portal: Portal, browser: Browser, complaints: list[str], outside: Outside
) -> None:
    """A browser without headers of the test's own: a frame without an origin would have to ask first whether it may
    send them."""
    page = browser.new_page(reduced_motion="reduce")
    page.add_init_script(TENFOLD)
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.goto(f"{portal.url}/fr/embed/?theme=dark")
    path, line = page.locator("iframe").get_attribute("src"), page.locator("textarea").input_value()
    there = line.partition('src="')[0] + f'src="{portal.url}{path}"' + line.partition('src="')[2].partition('"')[2]
    outside.answers["/"] = Answer(body=b"<!doctype html><html lang=fr><title>X</title>" + there.encode())
    outside.answers["/favicon.ico"] = Answer(status=204)
    page.goto(outside.url("/", address="127.0.0.2"))
    items = page.frame_locator("iframe").locator(".ticker__item a")
    expect(items).to_have_count(12)
    first = items.first.get_attribute("href")
    arrived = portal.headlines()
    eventually(lambda: portal.headlines() > arrived, within=60, what="a new headline")
    expect(items.first).not_to_have_attribute("href", first or "")
    assert complaints == []
    with page.expect_navigation():
        items.first.click()
    expect(page.locator("h1.story__title")).to_be_visible()
    assert page.url.startswith(f"{portal.url}/fr/")
    page.context.close()
