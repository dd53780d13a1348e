"""What editors may write as a selector, and what they are told when they may not."""

import pytest

from feeds.knowledge.css_selectors import LONGEST, MOST_STEPS, check_selector


@pytest.mark.parametrize(
    "selector", ["article h1", ".story > p, .story h2", "article:not(.pub) h2 a", "[itemprop='author']", "a[href^='/']"]
)
def test_selectors_of_every_day_can_be_used(selector: str) -> None:
    check_selector(selector)


@pytest.mark.parametrize(
    "selector", ["", "article {", "p::first-line", ".story:nonsense(2)", "[a=", "h2 >", "x|a", "$"]
)
def test_what_is_no_selector_is_named(selector: str) -> None:
    with pytest.raises(ValueError, match="is no CSS selector that can be used") as told:
        check_selector(selector)
    assert repr(selector) in str(told.value)


def test_a_selector_is_bounded_in_length_and_steps() -> None:
    with pytest.raises(ValueError, match=f"longer than {LONGEST} characters: write it simpler"):
        check_selector(".a" * LONGEST)
    check_selector(" ".join(["p"] * (MOST_STEPS + 1)))
    with pytest.raises(ValueError, match=f"more than {MOST_STEPS} steps: leave out the first"):
        check_selector(" ".join(["p"] * (MOST_STEPS + 2)))
