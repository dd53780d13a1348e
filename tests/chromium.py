"""A real browser that tells of everything it refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
# Other sites' pages are let through to this machine, so that the portal's own defence is what stops them.
SWITCHES = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-features=LocalNetworkAccessChecks"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
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
