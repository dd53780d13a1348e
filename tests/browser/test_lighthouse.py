"""What Lighthouse says of the pages that readers see most, on a phone, in both directions of writing."""

import pytest

from benchmarks import lighthouse
from benchmarks.lighthouse import GOAL, PAGES, SKIPPED, Verdict
from tests.portals import Portal

pytestmark = [
    pytest.mark.browser,
    pytest.mark.workers,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not lighthouse.is_there(), reason="Lighthouse is not installed: script/lighthouse install"),
]


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("kind", PAGES)
def test_lighthouse_finds_nothing_to_blame(portal: Portal, kind: str, language: str) -> None:
    """Its performance is judged as on a phone that is no slower than this machine: others may use the machine as well.
    What stands still, what weighs little and what waits for nothing is judged in full."""
    verdict: Verdict = lighthouse.best(
        lighthouse.address(portal, kind, language), skip=SKIPPED.get(kind, ()), slowdown=1
    )
    assert {name: score for name, score in verdict.scores.items() if score < GOAL} == {}, verdict.failed
    assert verdict.shift == 0
