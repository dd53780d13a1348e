"""What axe finds wrong on a page that a browser shows."""

from collections.abc import Sequence
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

IS_THERE: Final = "'axe' in window"
# What is right on a page would be ten times as much to hand over, and nobody reads it.
RUN: Final = """options => axe.run({resultTypes: ["violations"], ...options}).then(found =>
    found.violations.map(rule => [rule.id, rule.nodes.map(node => node.target)]))"""


def violations(page: Page, rules: Sequence[str] = ()) -> list[Any]:
    """[rule, [element, ...]] of each rule that is broken, of all rules of axe or of those."""
    if not page.evaluate(IS_THERE):
        page.evaluate(AXE_SCRIPT)
    found: list[Any] = page.evaluate(RUN, {"runOnly": list(rules)} if rules else {})
    return found
