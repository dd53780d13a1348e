"""The admin in a real browser, under our Content-Security-Policy: nothing is refused, and what needs script works."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import ImageStatus
from tests.accounts import log_in, make_editor
from tests.articles.admin.acts import THREE_NETWORKS, report, status_of
from tests.factories import make_article, make_feed, make_image, make_source, make_stored_image

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery staple"


def test_the_login_works(window: Page, live_server: Any, complaints: list[str]) -> None:
    User.objects.create_superuser("admin", password=PASSWORD)
    window.goto(f"{live_server.url}/admin/")
    window.fill("#id_username", "admin")
    window.fill("#id_password", PASSWORD)
    window.click("input[type=submit]")
    expect(window.locator(".waiting").first).to_contain_text("No image needs a decision")
    expect(window.locator("#site-name")).to_contain_text("Newsportal")
    assert complaints == []


def test_the_slug_follows_the_name(window: Page, live_server: Any, complaints: list[str]) -> None:
    log_in(window, live_server, User.objects.create_superuser("admin"))
    window.goto(f"{live_server.url}/admin/articles/source/add/")
    window.locator("#id_name").press_sequentially("Médias du Maroc")
    expect(window.locator("#id_slug")).to_have_value("medias-du-maroc")
    assert complaints == []


@pytest.mark.parametrize(("window", "direction"), [("en-GB", "ltr"), ("ar", "rtl")], indirect=["window"])
@pytest.mark.parametrize("page", ["source/", "article/", "image/?queue=all", "moderationdecision/"])
def test_no_page_has_anything_that_the_policy_refuses(
    window: Page, live_server: Any, complaints: list[str], media: Path, page: str, direction: str
) -> None:
    image = make_stored_image(media)
    make_article(image=image, source=make_source())
    report(image, THREE_NETWORKS, details="Ma photo")
    log_in(window, live_server, User.objects.create_superuser("admin"))
    window.goto(f"{live_server.url}/admin/articles/{page}")
    window.click("#result_list tbody th a")
    window.wait_for_url("**/change/**")
    window.wait_for_load_state("networkidle")
    assert window.get_attribute("html", "dir") == direction
    assert complaints == []


@pytest.mark.parametrize(
    ("window", "direction", "lift"),
    [
        ("en-GB", "ltr", "Lift the block"),
        ("fr-FR", "ltr", "Lever le blocage"),
        ("ar", "rtl", "رفع الحجب"),
    ],
    indirect=["window"],
)
def test_an_editor_decides_with_the_picture_in_sight(
    window: Page, live_server: Any, complaints: list[str], media: Path, direction: str, lift: str
) -> None:
    image = make_stored_image(media)
    make_article(image=image, title="Le port de Kénitra")
    report(image, THREE_NETWORKS, details="Ma photo")
    assert status_of(image) == ImageStatus.BLOCKED
    log_in(window, live_server, make_editor())
    window.goto(f"{live_server.url}/admin/")
    window.click(".waiting a")
    window.click(f"th a:has-text('№ {image.pk}')")
    picture = window.locator(".desk .veil__picture")
    expect(picture).to_have_css("filter", re.compile("blur"))
    expect(window.locator("html")).to_have_attribute("dir", direction)
    window.check(".desk .veil__switch")
    expect(picture).to_have_css("filter", "none")
    expect(picture).to_have_js_property("naturalWidth", 320)
    window.fill(".desk [name=reasoning]", "une photo du port")
    window.click(f"button:has-text('{lift}')")
    expect(window.locator(".messagelist .success")).to_have_count(1)
    assert status_of(image) == ImageStatus.SHOWN
    assert complaints == []


def test_an_editor_decides_on_several_at_once(
    window: Page, live_server: Any, complaints: list[str], media: Path
) -> None:
    images = [make_image(), make_image()]
    for image in images:
        report(image, THREE_NETWORKS[:1])
    log_in(window, live_server, make_editor())
    window.goto(f"{live_server.url}/admin/articles/image/")
    window.check("#action-toggle")
    window.fill("[name=reasoning]", "même série")
    window.click("button[data-key=b]")
    window.wait_for_selector(".messagelist")
    assert {status_of(image) for image in images} == {ImageStatus.BLOCKED}
    assert [text for text in complaints if "404" not in text] == []  # these pictures were never stored


@pytest.mark.parametrize(("window", "column"), [("fr-FR", "Dernier relevé"), ("ar", "آخر تحديث")], indirect=["window"])
def test_a_list_on_a_phone_is_cards_whose_values_bear_their_names(
    window: Page, live_server: Any, complaints: list[str], column: str
) -> None:
    """Nothing has to be pushed sideways."""
    feed = make_feed(last_detail="ConnectTimeout: " + "x" * 100)
    log_in(window, live_server, User.objects.create_superuser("admin"))
    window.set_viewport_size({"width": 390, "height": 900})
    window.goto(f"{live_server.url}/admin/feeds/feed/")
    expect(window.locator("#result_list tbody th")).to_have_text(feed.source.name)
    expect(window.locator("#result_list .field-last_poll")).to_have_attribute("data-label", column)
    assert window.evaluate("document.querySelector('.results').scrollWidth") <= 390
    assert complaints == []


@pytest.mark.parametrize("window", ["fr-FR", "ar"], indirect=True)
@pytest.mark.parametrize(
    ("page", "column"), [("source/", "name"), ("image/?queue=all", "state"), ("article/", "title")]
)
def test_a_list_on_a_phone_is_sorted_by_links_above_its_cards(
    window: Page, live_server: Any, complaints: list[str], page: str, column: str
) -> None:
    for number in range(2):
        image = make_image()
        make_article(title=f"Titre {number}", image=image, source=make_source(name=f"Journal {number}"))
    log_in(window, live_server, User.objects.create_superuser("chief"))
    window.set_viewport_size({"width": 360, "height": 740})
    window.goto(f"{live_server.url}/admin/articles/{page}")
    link = window.locator(f"#result_list thead .column-{column} .text a")
    orders = []
    for _ in range(2):
        link.click()
        window.wait_for_url("**o=*")
        expect(window.locator(f"#result_list thead .column-{column}.sorted")).to_be_visible()
        orders.append(window.locator(f"#result_list tbody .field-{column}").all_inner_texts())
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 24
    assert len(orders[0]) == 2
    assert page.startswith("image") or orders[0] == orders[1][::-1]
    assert window.evaluate("document.documentElement.scrollWidth") == 360
    assert [text for text in complaints if "404" not in text] == []  # these pictures were never stored
