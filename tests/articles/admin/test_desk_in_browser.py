"""An editor's whole journey at the desk, by keys and buttons, in both directions of writing and on a phone."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from articles.models import Image, ImageClaim, ImageStatus, ModerationDecision, Source, Verdict
from articles.moderation import claiming
from newsportal.models import Phone
from tests.accounts import log_in, make_editor
from tests.articles.admin.acts import THREE_NETWORKS, report, status_of
from tests.articles.looks import CONFIRMED_BY, apart
from tests.factories import make_article, make_stored_image

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("window", ["fr-FR", "ar"], indirect=True)
# What a keyboard with Arabic letters says where others have their K.
ARABIC_K = "ن"


@pytest.fixture
def editor(window: Page, live_server: Any) -> User:
    user = make_editor()
    log_in(window, live_server, user)
    return user


def reported(media: Path, **looks: int) -> Image:
    image = make_stored_image(media)
    Image.objects.filter(pk=image.pk).update(**looks)
    make_article(image=image, title="Le port de Kénitra")
    report(image, THREE_NETWORKS[:2], details="Ma photo")
    return image


def press(window: Page, key: str) -> None:
    """And wait for the page that it leads to."""
    before = window.evaluate("performance.timeOrigin")
    window.keyboard.press(key)
    window.wait_for_function("before => performance.timeOrigin !== before", arg=before)
    window.wait_for_load_state()


def fits(window: Page) -> bool:
    return bool(window.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@LANGUAGES
def test_a_case_is_claimed_looked_at_kept_and_undone_by_keys(
    window: Page, live_server: Any, complaints: list[str], media: Path, editor: User
) -> None:
    image = reported(media)
    window.goto(f"{live_server.url}/admin/articles/image/")
    press(window, "n")
    assert window.url.endswith(reverse("admin:articles_image_change", args=[image.pk]))
    assert ImageClaim.objects.get().editor == editor
    window.keyboard.press("v")
    expect(window.locator(".desk .veil__picture")).to_have_css("filter", "none")
    window.keyboard.press("w")
    window.keyboard.type("keep it, by all means")  # letters that are keys elsewhere
    window.keyboard.press("Escape")
    press(window, "k")
    decision = ModerationDecision.objects.get()
    assert (decision.verdict, decision.reasoning) == (Verdict.KEEP, "keep it, by all means")
    expect(window.locator(".messagelist .success")).to_have_count(1)
    press(window, "u")
    assert not ModerationDecision.objects.standing().exists()
    expect(window.locator("#result_list tbody tr")).to_have_count(1)
    assert complaints == []


@LANGUAGES
def test_a_picture_and_its_like_are_blocked_by_a_key_and_come_back_with_the_undoing(
    window: Page, live_server: Any, complaints: list[str], media: Path, editor: User
) -> None:
    image = reported(media, perceptual_hash=apart(0), confirming_hash=CONFIRMED_BY)
    like = make_stored_image(media)
    Image.objects.filter(pk=like.pk).update(perceptual_hash=apart(1), confirming_hash=CONFIRMED_BY)
    window.goto(live_server.url + reverse("admin:articles_image_change", args=[image.pk]))
    press(window, "l")
    assert [status_of(each) for each in (image, like)] == [ImageStatus.BLOCKED, ImageStatus.BLOCKED]
    press(window, "u")
    assert [status_of(each) for each in (image, like)] == [ImageStatus.SHOWN, ImageStatus.SHOWN]
    assert complaints == []


@LANGUAGES
def test_several_are_decided_at_once_by_a_key_and_undone_together(
    window: Page, live_server: Any, complaints: list[str], media: Path, editor: User
) -> None:
    images = [reported(media), reported(media)]
    window.goto(f"{live_server.url}/admin/articles/image/")
    window.check("#action-toggle")
    press(window, "b")
    assert {status_of(image) for image in images} == {ImageStatus.BLOCKED}
    press(window, "u")
    assert {status_of(image) for image in images} == {ImageStatus.SHOWN}
    assert complaints == []


@pytest.mark.parametrize("window", ["ar"], indirect=True)
def test_keys_are_where_they_are_on_a_keyboard_with_arabic_letters(
    window: Page, live_server: Any, media: Path, editor: User
) -> None:
    image = reported(media)
    window.goto(live_server.url + reverse("admin:articles_image_change", args=[image.pk]))
    window.evaluate(
        "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code: 'KeyK', bubbles: true}))",
        ARABIC_K,
    )
    expect(window.locator(".messagelist .success")).to_have_count(1)
    assert ModerationDecision.objects.get().verdict == Verdict.KEEP


def test_keys_can_be_switched_off(window: Page, live_server: Any, media: Path, editor: User) -> None:
    image = reported(media)
    address = live_server.url + reverse("admin:articles_image_change", args=[image.pk])
    window.goto(address)
    window.keyboard.press("?")
    window.uncheck("[data-keys-switch]")
    window.goto(address)
    window.keyboard.press("b")
    window.keyboard.press("v")
    assert not window.is_checked(".desk .veil__switch")
    assert not ModerationDecision.objects.exists()


@LANGUAGES
def test_another_s_case_is_shown_as_such_and_taken_over(
    window: Page, live_server: Any, complaints: list[str], media: Path, editor: User
) -> None:
    image = reported(media)
    claiming.claim(image=image, editor=User.objects.create_user("bilal"))
    window.goto(live_server.url + reverse("admin:articles_image_change", args=[image.pk]))
    assert "bilal" in window.inner_text(".queue-bar--taken")
    expect(window.locator("#decision button:not(:disabled)")).to_have_count(0)
    press(window, "c")
    assert ImageClaim.objects.get().editor == editor
    press(window, "k")
    assert ModerationDecision.objects.get().editor == editor
    assert complaints == []


@LANGUAGES
def test_no_more_pictures_from_a_source_with_the_reasoning_that_was_typed(
    window: Page, live_server: Any, complaints: list[str], media: Path, editor: User
) -> None:
    image = reported(media)
    window.goto(live_server.url + reverse("admin:articles_image_change", args=[image.pk]))
    window.fill(".desk [name=reasoning]", "des victimes, chaque jour")
    window.click(".sources button[value=no]")
    expect(window.locator(".sources button[value=yes]")).to_have_count(1)
    assert "des victimes, chaque jour" in window.inner_text(".sources")
    assert not Source.objects.get().shows_pictures
    assert complaints == []


@pytest.fixture
def phone(window: Page) -> Page:
    window.set_viewport_size({"width": 360, "height": 740})
    return window


@LANGUAGES
def test_every_page_of_the_desk_fits_on_a_phone(
    phone: Page, live_server: Any, complaints: list[str], media: Path
) -> None:
    image = reported(media)
    log_in(phone, live_server, User.objects.create_superuser("chief"))
    case = reverse("admin:articles_image_change", args=[image.pk])
    for address in (
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/image/",
        case,
        "/admin/articles/image/figures/",
        "/admin/second-factor/",
    ):
        phone.goto(live_server.url + address)
        assert fits(phone), address
    assert complaints == []


@LANGUAGES
def test_the_second_factor_is_switched_on_and_asked_for(
    window: Page, live_server: Any, complaints: list[str], editor: User
) -> None:
    window.goto(f"{live_server.url}/admin/second-factor/")
    assert window.locator(".qr").bounding_box()
    device = Phone.objects.get()
    window.fill("#code", f"{totp(device.bin_key):06}")
    window.click("#content form button")
    code = window.locator(".second-factor__codes code").first.inner_text()
    window.context.clear_cookies()
    log_in(window, live_server, editor)
    window.goto(f"{live_server.url}/admin/articles/image/")
    assert "/second-factor/check/" in window.url
    window.fill("#code", code)
    window.click("#content form button")
    window.wait_for_url(f"{live_server.url}/admin/articles/image/")
    assert complaints == []
