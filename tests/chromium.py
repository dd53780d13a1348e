"""A real browser that tells of everything it refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.processes import eventually

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
# Other sites' pages are let through to this machine, so that the portal's own defence is what stops them.
SWITCHES = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-features=LocalNetworkAccessChecks"]
# Milliseconds, which Playwright gives an action; it gives an `expect` five seconds, too few on a busy machine.
PATIENCE = 30_000
# Settled when the service worker has the page in hand. What `wait_for_function` waits for must be a function as well:
# an expression is read anew each time, which the policy against eval refuses from the second time on.
CONTROLLED = """navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ? true : new Promise(
    resolve => navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true })))"""
KEPT = "caches.open('pages').then(pages => pages.keys()).then(keys => keys.map(key => key.url))"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser wrote into its console: refused code, missing files."""
    return []


@pytest.fixture
def window(browser: Any, complaints: list[str], settings: Any, request: Any) -> Iterator[Page]:
    """A browser that speaks English, or the language that a test names."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # as the test's server finds them
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    context = browser.new_context(locale=getattr(request, "param", "en-GB"), viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()


@pytest.fixture(params=[True, False], ids=["with the policy", "without"])
def policy(request: Any, settings: Any) -> bool:
    if not request.param:
        settings.SECURE_CSP = {}
    return bool(request.param)


@pytest.fixture
def ran(window: Page) -> list[str]:
    """What of it ran."""
    known: list[str] = []

    def tell(what: str) -> None:  # Playwright takes no built-in method
        known.append(what)

    window.expose_function("tell", tell)
    window.add_init_script("window.alert = window.confirm = window.prompt = what => window.tell(String(what))")
    window.goto("about:blank")  # from where on `set_content` is watched as well
    return known


def kept_pages(page: Page) -> list[str]:
    """The addresses of the pages that the service worker keeps for when there is no network."""
    kept: list[str] = page.evaluate(KEPT)
    return kept


def wait_until_kept(page: Page, *addresses: str) -> None:
    """A page is kept after it was shown, and a worker that is stopped before has not kept it."""
    eventually(lambda: set(addresses) <= set(kept_pages(page)), within=30, what=f"{addresses} are kept")
