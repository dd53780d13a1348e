"""The whole way of a request, in real browsers: a publisher asks without script and cookies, follows the link in the
message, an editor decides, and the reader sees that the article was removed."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from articles.context_processors import TICKER_LENGTH
from articles.models import Article, CaseDecision, CaseVerdict, Requester, TakedownCase
from articles.takedowns.taking_down import link_token
from newsportal.replying import reply
from tests.accessibility import violations
from tests.accounts import log_in, make_editor
from tests.articles.cases import decide, make_case
from tests.chromium import CONTROLLED, kept_pages, wait_until_kept
from tests.factories import make_article, make_source
from tests.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RIGHTS = ("view_takedowncase", "decide_takedown")
TITLE = "Le port de Kénitra s'agrandit"
WORDS = {
    "fr": (
        "Demander d’abréger",
        "Je parle au nom de l’éditeur",
        "Le retirer",
        "Nous détenons les droits",
        "Cet article",
    ),
    "ar": ("اطلب اختصار", "أتحدث باسم الناشر", "سحبه", "نحن أصحاب الحقوق", "سُحب هذا المقال"),
}
LOOKS: dict[str, tuple[int, Literal["light", "dark"]]] = {
    "phone-light": (390, "light"),
    "phone-dark": (390, "dark"),
    "desk-light": (1280, "light"),
    "desk-dark": (1280, "dark"),
}


@pytest.fixture(autouse=True)
def post_office(settings: Any, live_server: Any) -> list[Any]:
    settings.MAIL_HOST, settings.SITE_URL = "mail.example", live_server.url
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def article() -> Article:
    source = make_source(slug="journal", name="Le Journal", home_url="https://www.journal.ma/")
    text = "Les travaux avancent, et les premiers navires arriveront au printemps. " * 6
    return make_article(
        source=source, title=TITLE, lead=text[:140], body_html=f"<p>{text}</p>", published_at=timezone.now()
    )


def ask(page: Page, address: str, language: str) -> None:
    """Follow the link below the article, fill in the publisher's form and send it."""
    link, publisher, wish, reason, _gone = WORDS[language]
    page.goto(address)
    page.click(f"text={link}")
    page.click(f"text={publisher}")
    page.locator(".choice", has_text=wish).locator("input[name=wish]").check()
    assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
    page.locator(".choice", has_text=reason).locator("input[name=reason]").check()
    page.fill("[name=details]", "Nous avons retiré ce texte nous-mêmes.")
    page.fill("[name=name]", "Samira Benjelloun")
    page.fill("[name=email]", "redaction@journal.ma")
    page.check("[name=in_good_faith]")
    time.sleep(0.7)  # nobody reads a form faster, so nothing that is sent faster counts
    page.click(".report__form button[type=submit]")
    page.wait_for_url("**/moderation/sent/")


@pytest.mark.parametrize(("window", "language"), [("fr-FR", "fr"), ("ar", "ar")], indirect=["window"])
def test_from_a_publisher_s_request_to_the_page_that_is_gone(
    window: Page, browser: Browser, live_server: Any, article: Article, complaints: list[str], language: str
) -> None:
    address = f"{live_server.url}/{language}/journal/{article.pk}/"
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    publisher = context.new_page()
    ask(publisher, address, language)

    reply()
    [message] = mail.outbox
    assert message.to == ["redaction@journal.ma"]
    found = re.search(r"http\S+/confirm/\S+", str(message.body))
    assert found
    publisher.goto(found[0])
    assert not TakedownCase.objects.confirmed().exists(), "opening the link confirms nothing"
    publisher.click("main button[type=submit]")
    publisher.wait_for_url("**/moderation/confirmed/")
    publisher.goto(found[0])
    expect(publisher.locator("main button[type=submit]")).to_have_count(0)  # a link is used once
    assert context.cookies() == []

    log_in(window, live_server, make_editor("amina", RIGHTS))
    window.goto(f"{live_server.url}/admin/")
    window.click(".waiting a")
    window.click("#result_list tbody th a")
    expect(window.locator(".desk")).to_contain_text("Nous avons retiré ce texte")
    window.fill(".desk [name=reasoning]", "retiré par le journal lui-même")
    window.click("button[value=remove]")
    expect(window.locator(".messagelist .success")).to_have_count(1)
    decision = CaseDecision.objects.get()
    assert decision.editor
    assert decision.editor.username == "amina"

    reader = browser.new_page()
    gone = reader.goto(address)
    assert gone
    assert gone.status == 410
    expect(reader.locator("h1")).to_contain_text(WORDS[language][4])
    assert TITLE not in reader.content()
    reader.goto(f"{live_server.url}/{language}/")
    assert TITLE not in reader.content()
    reader.close()
    reply()
    assert [sent.to for sent in mail.outbox] == [["redaction@journal.ma"]] * 2
    assert complaints == []
    context.close()


def test_what_was_taken_away_is_not_read_offline_either(window: Page, live_server: Any, article: Article) -> None:
    other = make_source(slug="autre")
    later = [article.published_at + timedelta(minutes=number) for number in range(1, TICKER_LENGTH + 1)]
    kept, *_ = [make_article(source=other, title="Le tramway de Rabat", published_at=moment) for moment in later]
    addresses = {
        "gone": f"{live_server.url}/en/journal/{article.pk}/",
        "kept": f"{live_server.url}/en/autre/{kept.pk}/",  # which names the other nowhere, not even in the ticker
    }
    window.goto(f"{live_server.url}/en/")
    window.evaluate(CONTROLLED)
    for address in (*addresses.values(), f"{live_server.url}/en/"):
        window.goto(address)
        wait_until_kept(window, address)
    decide(make_case(Requester.PERSON, article), CaseVerdict.REMOVE)
    session = window.context.new_cdp_session(window)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")  # as a minute later: it asks once a minute
    window.goto(f"{live_server.url}/en/sources/")
    eventually(lambda: addresses["gone"] not in kept_pages(window), within=30, what="the article is forgotten")
    assert addresses["kept"] in kept_pages(window)
    session.send("Network.clearBrowserCache")  # as two minutes later
    window.context.set_offline(True)
    for address in (addresses["gone"], f"{live_server.url}/en/"):
        window.goto(address)
        assert TITLE not in window.content()
    window.goto(addresses["kept"])
    expect(window.locator("h1")).to_contain_text("Le tramway de Rabat")


@pytest.fixture
def pages(article: Article) -> Callable[[str], Iterator[tuple[str, str]]]:
    """Every page of the way, by name, in a language."""
    removed = make_article(source=article.source, removed_at=timezone.now(), removed_for=Requester.PUBLISHER)
    waiting = make_case(Requester.PUBLISHER, article, confirmed_at=None)

    def in_language(language: str) -> Iterator[tuple[str, str]]:
        yield "choose", f"/{language}/moderation/article/{article.pk}/"
        yield "publisher", f"/{language}/moderation/publisher/article/{article.pk}/"
        yield "person", f"/{language}/moderation/person/article/{article.pk}/"
        yield "source-form", f"/{language}/moderation/publisher/source/journal/"
        yield "sent", f"/{language}/moderation/sent/"
        yield "confirm", f"/{language}/moderation/confirm/{link_token(waiting.pk)}/"
        yield "confirmed", f"/{language}/moderation/confirmed/"
        yield "publishers", f"/{language}/moderation/publishers/"
        yield "log", f"/{language}/moderation/"
        yield "gone", f"/{language}/journal/{removed.pk}/"
        yield "source", f"/{language}/journal/"
        yield "article", f"/{language}/journal/{article.pk}/"

    return in_language


@pytest.fixture
def looks(request: pytest.FixtureRequest) -> Callable[[Page, str], Iterator[list[str]]]:
    """`looks(page, name)`: one look after the other at the page that is open, where it fits its screen; with the rules
    of axe to ask for there, where what dark colours do not change is seen in the light. Pictures are kept where they
    were asked for."""

    def each(page: Page, name: str) -> Iterator[list[str]]:
        for look, (width, scheme) in LOOKS.items():
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function("width => innerWidth === width", arg=width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, look)
            yield ["color-contrast"] if scheme == "dark" else []
            if folder := request.config.getoption("--screenshots"):
                page.screenshot(path=Path(folder) / f"{name}-{look}.png", full_page=True)

    return each


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.usefixtures("window")  # for its static files
def test_every_page_fits_its_screen_and_breaks_no_rule_of_accessibility(
    browser: Browser, live_server: Any, pages: Any, language: str, looks: Any
) -> None:
    page = browser.new_page(reduced_motion="reduce")
    for name, address in pages(language):
        page.goto(live_server.url + address)
        for rules in looks(page, f"takedown-{name}-{language}"):
            assert violations(page, rules) == [], name
    page.close()


@pytest.mark.parametrize(("window", "language"), [("fr-FR", "fr"), ("ar", "ar")], indirect=["window"])
def test_the_desk_fits_an_editor_s_screen(
    window: Page, live_server: Any, article: Article, complaints: list[str], language: str, looks: Any
) -> None:
    case = make_case(Requester.PUBLISHER, article)
    make_case(Requester.PUBLISHER, source=article.source, is_of_source=True)
    log_in(window, live_server, make_editor("amina", RIGHTS))
    for name, address in (("queue", ""), ("case", f"{case.pk}/change/")):
        window.goto(f"{live_server.url}/admin/articles/takedowncase/{address}")
        assert window.get_attribute("html", "lang") == language
        assert list(looks(window, f"desk-{name}-{language}"))
    assert complaints == []
