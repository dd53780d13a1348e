"""Reporting in a real browser: without script and cookies, and not by pages of other sites."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.http import HttpRequest
from playwright.sync_api import Browser, Page, expect

from articles.forms import signature
from articles.models import Image, ImageReport, ReaderRecord
from articles.views import own_pages
from articles.views.own_pages import is_from_own_page
from tests.accessibility import violations
from tests.factories import make_article, make_image, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVIL = "http://evil.test/"


@pytest.fixture
def image() -> Image:
    image = make_image()
    make_article(image=image, source=make_source(slug="challenge"), title="Le port de Kénitra")
    return image


JOURNEYS = {
    "en": ("Report this image", "It does not belong to this article", "Send the report", "Thank you for reporting!"),
    "fr": ("Signaler cette image", "Elle ne correspond pas à cet article", "Envoyer", "Merci d'avoir signalé!"),
    "ar": ("بلّغ عن هذه الصورة", "صورة لا تخص هذا المقال", "إرسال البلاغ", "شكر"),
}


@pytest.mark.parametrize("width", [360, 1280], ids=["phone", "desk"])
@pytest.mark.parametrize("language", JOURNEYS)
@pytest.mark.usefixtures("window")  # for its static files
def test_a_reader_without_script_and_cookies_reports_an_image(
    browser: Browser, live_server: Any, image: Image, language: str, width: int
) -> None:
    link, reason, button, thanks = JOURNEYS[language]
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/{language}/challenge/{image.articles.get().pk}/")
    page.click(f"text={link}")
    page.check(f"text={reason}")
    assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
    page.fill("textarea", "Un autre port")
    time.sleep(0.6)  # a reader's, at least
    page.click(f".report__form button:has-text('{button}')")
    expect(page.locator("main")).to_contain_text(thanks)
    page.click(".notice a.button")
    expect(page.locator("h1")).to_have_text("Le port de Kénitra")
    assert context.cookies() == []
    assert (image.reports.get().reason, image.reports.get().details) == ("wrong", "Un autre port")
    context.close()


@pytest.mark.parametrize(("window", "language"), [("fr-FR", "fr"), ("ar", "ar")], indirect=["window"])
def test_the_form_is_as_wide_as_a_phone_and_breaks_no_rule_of_accessibility(
    window: Page, live_server: Any, image: Image, language: str, complaints: list[str]
) -> None:
    window.set_viewport_size({"width": 360, "height": 800})
    for address in (f"image/{image.pk}/report?article={image.articles.get().pk}", "image/thanks"):
        window.goto(f"{live_server.url}/{language}/{address}")
        assert window.evaluate("document.documentElement.scrollWidth") <= 360
        assert violations(window) == []
    assert [text for text in complaints if "404" not in text] == []  # this picture was never stored


def test_a_known_reader_signs_in_reports_and_is_nobody_elsewhere(
    window: Page, live_server: Any, image: Image, complaints: list[str]
) -> None:
    reader = User.objects.create_user("reader", password="many letters of a reader")
    reader.user_permissions.set(Permission.objects.filter(codename="report_image"))
    ReaderRecord.objects.create(account=reader, upheld=5)
    window.goto(f"{live_server.url}/en/image/{image.pk}/report?article={image.articles.get().pk}")
    window.click("text=Report with an account")
    window.fill("#id_username", "reader")
    window.fill("#id_password", "many letters of a reader")
    window.click(".report__form button")
    window.wait_for_url(f"**/en/account/image/{image.pk}/report?article=*")
    window.check("text=It does not belong to this article")
    window.wait_for_timeout(700)  # a reader's, at least
    window.click("text=Send the report")
    window.wait_for_url("**/en/image/thanks?article=*")
    assert image.reports.get().weight == 3.0
    of_context = window.context.cookies
    assert {cookie["name"] for cookie in of_context(f"{live_server.url}/en/account/")} == {"csrftoken", "sessionid"}
    for elsewhere in ("/en/", "/admin/", "/ar/account/", f"/en/image/{image.pk}/report"):
        assert of_context(live_server.url + elsewhere) == []
    window.goto(f"{live_server.url}/en/account/")
    window.click("text=Log out")
    window.wait_for_url("**/en/account/login/")
    assert {cookie["name"] for cookie in of_context()} == {"csrftoken"}
    assert [text for text in complaints if "404" not in text] == []


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What our server made of each report that reached it: the origin that the browser named, and whether it was
    taken for one of our own pages'. Asked of the server, since a browser tells nothing of what a frame was refused."""
    verdicts: list[tuple[str, bool]] = []
    judge = is_from_own_page

    def judging(request: HttpRequest) -> bool:
        verdict = judge(request)
        verdicts.append((request.headers.get("Origin", ""), verdict))
        return verdict

    monkeypatch.setattr(own_pages, "is_from_own_page", judging)
    return verdicts


def attack(window: Page, live_server: Any, image: Image, html: str) -> None:
    """Open another site's page that does what other sites' pages can do."""
    address = f"{live_server.url}/en/image/{image.pk}/report"
    signed = signature(image.pk, now=time.time() - 60)  # which anybody can ask us for
    fields = f'<input name="reason" value="wrong"><input name="signature" value="{signed}">'
    html = html.replace("FORM", f'<form method="post" action="{address}">{fields}</form>')
    html = html.replace("ADDRESS", address).replace("BODY", f"reason=wrong&signature={signed}")
    window.context.route(f"{EVIL}**", lambda route: route.fulfill(content_type="text/html", body=html))
    window.goto(EVIL)


def wait_for(window: Page, has_happened: Callable[[], bool], what: str) -> None:
    """As long as the slowest machine takes; meanwhile the browser's messages are heard."""
    for _ in range(300):
        if has_happened():
            return
        window.wait_for_timeout(100)
    raise AssertionError(f"not within 30 s: {what}")


SUBMIT = "<script>document.forms[0].submit()</script>"


@pytest.mark.parametrize(
    ("html", "origin"),
    [
        (f"FORM{SUBMIT}", "http://evil.test"),
        (f"<meta name='referrer' content='no-referrer'>FORM{SUBMIT}", "null"),
        (f"""<iframe sandbox="allow-scripts allow-forms" srcdoc='FORM{SUBMIT}'></iframe>""", "null"),
    ],
    ids=["a form", "a form that hides where it is", "a sandboxed frame"],
)
def test_another_site_s_form_reports_nothing(
    window: Page, live_server: Any, image: Image, judged: list[tuple[str, bool]], html: str, origin: str
) -> None:
    attack(window, live_server, image, html)
    wait_for(window, lambda: bool(judged), "the report reaches the server")
    assert judged == [(origin, False)]
    assert not ImageReport.objects.exists()


@pytest.mark.parametrize(
    "script",
    [
        "fetch('ADDRESS', {method: 'POST', mode: 'no-cors', body: new URLSearchParams('BODY')})",
        "navigator.sendBeacon('ADDRESS', new URLSearchParams('BODY'))",
    ],
    ids=["fetch", "beacon"],
)
def test_another_site_s_script_reports_nothing(
    window: Page, live_server: Any, image: Image, judged: list[tuple[str, bool]], script: str
) -> None:
    attack(window, live_server, image, f"<script>{script}</script>")
    wait_for(window, lambda: bool(judged), "the report reaches the server")
    assert judged == [("http://evil.test", False)]
    assert not ImageReport.objects.exists()


def test_the_form_cannot_be_framed(window: Page, live_server: Any, image: Image, complaints: list[str]) -> None:
    attack(window, live_server, image, "<iframe src='ADDRESS'></iframe>")
    wait_for(window, lambda: any("frame-ancestors" in complaint for complaint in complaints), "the frame is refused")
