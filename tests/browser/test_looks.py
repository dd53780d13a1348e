"""Every kind of page in every language: it fits, in both schemes it can be used by everybody, and it can be looked at:

script/screenshots DIR      takes the pictures of all of them"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility import violations
from tests.browser.kinds import COMPLAINTS, KINDS, address_of
from tests.browser.shifts import LISTEN, SHIFTED
from tests.growing import moved_while_growing
from tests.portals import Portal

pytestmark = [pytest.mark.browser, pytest.mark.workers]

LANGUAGES: Final = ("fr", "ar", "en", "es")
# What axe looks for in each scheme: everything, and then what colours alone decide.
SCHEMES: Final[dict[Literal["light", "dark"], list[str]]] = {"light": [], "dark": ["color-contrast"]}
NARROWEST: Final = 320  # CSS pixels: a small phone, and a desk at 400 % (WCAG 2.2, 1.4.10)
WIDTHS: Final = {"phone": 390, "desk": 1280}
PAGE_WIDTH: Final = "document.documentElement.scrollWidth"
DIRECTION: Final = "getComputedStyle(document.documentElement).direction"
# When every picture in sight has come: a wider window asks for larger ones.
DRAWN: Final = """Promise.all(Array.from(document.images)
    .filter(image => image.getBoundingClientRect().top < innerHeight)
    .map(image => image.decode().catch(fault => fault.name)))"""
SEEN: Final = 0.001  # a word by its length; .1 is good (web.dev, Cumulative Layout Shift)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_the_narrowest_screen_and_is_accessible_in_the_light_and_in_the_dark(
    portal: Portal,
    visit: Callable[..., Page],
    complaints: list[str],
    pictures: Callable[..., None],
    language: str,
    kind: str,
) -> None:
    """And while it comes, nothing moves. In one visit: to open four pages of each of eighty kinds would take as long as
    all other tests of the browser."""
    page = visit(width=NARROWEST, reduced_motion="reduce")
    address = address_of(kind, page, portal, language)
    page.add_init_script(LISTEN)
    page.goto(address)
    assert page.evaluate(PAGE_WIDTH) <= NARROWEST
    assert page.evaluate(DIRECTION) == ("rtl" if language == "ar" else "ltr")
    assert page.evaluate(SHIFTED) < SEEN
    expected = re.compile(COMPLAINTS.get(kind, "$."))
    assert [line for line in complaints if not expected.search(line)] == []
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        assert violations(page, rules) == []
        pictures(page, f"{kind}-{language}-{scheme}")
    for width in (NARROWEST, WIDTHS["desk"]):
        page.set_viewport_size({"width": width, "height": 900})
        assert moved_while_growing(page) == []


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("ar", "dark")])
def test_an_open_choice_of_languages_and_countries_is_accessible(
    portal: Portal, visit: Callable[..., Page], language: str, scheme: str
) -> None:
    page = visit(color_scheme=scheme, width=NARROWEST)
    page.goto(f"{portal.url}/{language}/in/ar,fr/from/ma/")
    page.locator(".edition__summary").click()
    expect(page.locator(".edition__form")).to_be_visible()
    assert page.evaluate(PAGE_WIDTH) <= NARROWEST
    assert violations(page) == []


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Callable[..., None]:
    """`pictures(page, name)` keeps what the page looks like on a phone and on a desk, where pictures were asked for."""
    folder = request.config.getoption("--screenshots")

    def keep(page: Page, name: str) -> None:
        for device, width in WIDTHS.items() if folder else ():
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(DRAWN)
            path = Path(folder) / f"{name.replace(' ', '_')}-{device}.png"
            page.screenshot(path=path, full_page=device == "phone")
        page.set_viewport_size({"width": NARROWEST, "height": 900})

    return keep


def test_pictures_are_kept_where_they_were_asked_for(
    portal: Portal,
    visit: Callable[..., Page],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(request.config.option, "screenshots", str(tmp_path))
    page = visit(reduced_motion="reduce")
    page.goto(f"{portal.url}/fr/")
    request.getfixturevalue("pictures")(page, "front page-fr-light")
    kept = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert kept.keys() == {"front_page-fr-light-phone.png", "front_page-fr-light-desk.png"}
    assert min(kept.values()) > 50_000


def test_a_part_that_moves_while_its_page_comes_is_named(visit: Callable[..., Page]) -> None:
    page = visit()
    page.set_content('<main style="display: grid"><h1>Headline</h1><div style="order: -1">Ticker</div></main>')
    (moved,) = moved_while_growing(page)
    assert re.fullmatch(r"H1\. Headline by 0,\d\d after DIV\. Ticker", moved)
