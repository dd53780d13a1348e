"""What a page asks of those who show its text elsewhere."""

from datetime import UTC, datetime

import pytest

from feeds.pages import wishes
from feeds.pages.wishes import NONE, Wishes


@pytest.mark.parametrize(
    ("robots", "wished"),
    [
        ("index, follow", NONE),
        ("max-snippet:-1, max-image-preview:large", NONE),
        ("noindex, noarchive", NONE),
        ("NOSNIPPET", Wishes(longest_excerpt=0)),
        ("max-snippet: 160", Wishes(longest_excerpt=160)),
        ("max-snippet:160, nosnippet", Wishes(longest_excerpt=0)),
        ("noimageindex", Wishes(may_show_image=False)),
        ("max-image-preview:none", Wishes(may_show_image=False)),
    ],
)
def test_the_robots_element_is_read(robots: str, wished: Wishes) -> None:
    assert wishes.of({"robots": [robots]}) == wished


def test_of_several_elements_the_strictest_counts() -> None:
    assert wishes.of({"robots": ["max-snippet:300", "max-snippet:100, noimageindex"]}) == Wishes(
        longest_excerpt=100, may_show_image=False
    )


def test_the_day_from_which_nothing_may_be_shown_is_read() -> None:
    asked = wishes.of({"robots": ["max-snippet:200, unavailable_after: 25 Jun 2025 15:00:00 GMT"]})
    assert asked == Wishes(longest_excerpt=200, ends_at=datetime(2025, 6, 25, 15, tzinfo=UTC))


def test_the_header_of_the_answer_counts_as_much_as_the_page() -> None:
    sent = "max-snippet:200, noimageindex\nunavailable_after: 2025-06-25"
    found = Wishes(longest_excerpt=300).and_sent(sent)
    assert found == Wishes(longest_excerpt=200, may_show_image=False, ends_at=datetime(2025, 6, 25, tzinfo=UTC))
    assert Wishes(longest_excerpt=100).and_sent("") == Wishes(longest_excerpt=100)


def test_a_header_that_asks_one_program_only_is_not_for_us() -> None:
    assert NONE.and_sent("googlebot: noimageindex, nosnippet") == NONE


def test_a_page_that_asks_nothing_has_no_wishes() -> None:
    assert wishes.of({}) == NONE
