"""Pages that the living portal seldom shows: while they come nothing moves, they fit, and everybody can use them."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Page, ViewportSize

from tests.accessibility import violations
from tests.factories import make_article, make_source
from tests.growing import moved_while_growing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES: Final[list[ViewportSize]] = [{"width": 320, "height": 900}, {"width": 1280, "height": 900}]
TABLE: Final = (
    "<p>Les prix de la semaine.</p><table><caption>Prix au kilo</caption>"
    f"<thead><tr>{'<th>Marché de gros</th>' * 9}</tr></thead>"
    f"<tbody>{('<tr>' + '<td>12,50</td>' * 9 + '</tr>') * 6}</tbody></table><p>Ils montent.</p>"
)


def removed_article() -> str:
    article = make_article(
        source=make_source(slug="challenge"), removed_at="2026-03-01T00:00:00Z", removed_for="person"
    )
    return f"challenge/{article.pk}/"


def withdrawn_source() -> str:
    make_source(slug="challenge", is_shown=False, withdrawn_for="publisher")
    return "challenge/"


def table() -> str:
    article = make_article(source=make_source(slug="challenge"), title="La mercuriale", body_html=TABLE, body_text="12")
    return f"challenge/{article.pk}/"


def holds(window: Page) -> None:
    for size in SIZES:
        window.set_viewport_size(size)
        assert window.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert moved_while_growing(window) == []
    for scheme in ("light", "dark"):
        window.emulate_media(color_scheme=scheme)
        assert violations(window) == []


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("place", [removed_article, withdrawn_source, table])
def test_what_is_gone_and_what_is_wide_come_quietly(
    window: Page, live_server: Any, place: Callable[[], str], language: str
) -> None:
    window.emulate_media(reduced_motion="reduce")
    window.goto(f"{live_server.url}/{language}/{place()}")
    holds(window)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "500.html", "503.html"])
def test_a_fault_comes_quietly(window: Page, live_server: Any, name: str, language: str) -> None:
    with override(language):
        written = render_to_string(name)
    window.route("**/broken/", lambda route: route.fulfill(body=written, content_type="text/html; charset=utf-8"))
    window.goto(f"{live_server.url}/broken/")
    holds(window)
