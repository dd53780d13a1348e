"""One running portal with its demo newspapers for all browser tests."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.portals import Portal, running
from tests.processes import eventually

FIRST_HEADLINES = 20


@pytest.fixture(scope="package")
def portal() -> Iterator[Portal]:
    """Behind one trusted proxy, so that a test may come from any address."""
    folder = Path(tempfile.mkdtemp(prefix="newsportal-browser-"))
    with running(folder / "var", TRUSTED_PROXIES="1", FRONT_PAGE_SECONDS="0", ARTICLE_SECONDS="0") as portal:
        eventually(lambda: portal.headlines() >= 6, within=60, what="first headlines")
        eventually(lambda: len(list((folder / "var" / "media").rglob("*.webp"))) > 30, within=90, what="pictures")
        yield portal
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def visit(browser: Browser, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """`visit(locale="ar", address="192.0.2.7", width=390)`: a page of a new visitor's browser."""
    contexts: list[BrowserContext] = []

    def new(*, locale: str = "fr-FR", address: str = "192.0.2.1", width: int = 1280, **more: Any) -> Page:
        headers = {"X-Forwarded-For": address}
        size: Any = {"width": width, "height": 900}
        context = browser.new_context(locale=locale, extra_http_headers=headers, viewport=size, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield new
    for context in contexts:
        context.close()
