"""For how long caches may keep a page: fresh, and stale."""

import pytest

from articles.views.caching import LONGEST, directives


@pytest.mark.parametrize("seconds", [1, 30, 120, 570, 599])
def test_fresh_and_stale_together_no_page_is_kept_for_more_than_ten_minutes(seconds: int) -> None:
    told = directives(seconds)
    assert told["max_age"] == seconds
    assert seconds + max(told["stale_while_revalidate"], told["stale_if_error"]) <= LONGEST


@pytest.mark.parametrize("seconds", [0, LONGEST])
def test_what_is_never_fresh_or_fresh_for_all_the_time_is_never_stale(seconds: int) -> None:
    assert directives(seconds) == {"public": True, "max_age": seconds}
