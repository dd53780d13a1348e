"""What a page asks of those who show its text elsewhere."""

import pytest

from feeds.pages import wishes
from feeds.pages.wishes import NONE, Wishes


@pytest.mark.parametrize(
    ("robots", "wished"),
    [
        ("index, follow", NONE),
        ("max-snippet:-1, max-image-preview:large", NONE),
        ("noarchive", Wishes(may_archive=False)),
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
    assert wishes.of({"robots": ["max-snippet:300", "max-snippet:100, noarchive"]}) == Wishes(
        may_archive=False, longest_excerpt=100
    )


def test_the_reservation_of_text_mining_is_read() -> None:
    assert not wishes.of({"tdm-reservation": ["1"]}).may_mine
    assert wishes.of({"tdm-reservation": ["0"]}).may_mine


def test_a_page_that_asks_nothing_has_no_wishes() -> None:
    assert wishes.of({}) == NONE
