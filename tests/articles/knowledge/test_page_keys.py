from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.knowledge.page_keys import PageKey, read, whole_number

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("moment", [NOON, NOON.replace(microsecond=123_456), datetime(1990, 1, 1, tzinfo=UTC)])
def test_a_key_is_read_as_it_was_written(moment: datetime) -> None:
    key = PageKey(published_at=moment, article_id=7)
    assert read(str(key)) == key


def test_a_moment_of_another_zone_is_read_in_utc() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    found = read(str(PageKey(published_at=there, article_id=7)))
    assert found is not None
    assert (found.published_at, found.published_at.tzinfo) == (NOON, UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "_", "x", "_7", "2026-03-01T12:00:00+00:00", "2026-03-01T12:00:00+00:00_", "2026-03-01T12:00:00_7"),
        *("2026-03-01T12:00:00+00:00_0", "2026-03-01T12:00:00+00:00_-7", "2026-03-01T12:00:00+00:00_٧"),
        *("2026-03-01T12:00:00+00:00_1_0", "2026-03-01T12:00:00+00:00_ 7", "2026-03-01T12:00:00+00:00_+7"),
        *("2026-03-01T12:00:00+00:00_9223372036854775808", "2026-03-01T12:00:00+00:00_" + "9" * 5_000),
        *("0001-01-01T00:00:00+00:00_1", "0001-01-01T00:00:00+23:59_1", "9999-12-31T23:59:59-23:59_5"),
        *("1970-01-01T00:00:00+00:01_1", "2100-12-31T23:59:00-00:01_1", "2026-03-01T12:00:00+99:00_1", "\0_1"),
    ],
)
def test_what_we_could_not_have_written_is_no_key(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("9" * 18, 10**18 - 1), ("9" * 19, 0), ("", 0), ("1e5", 0)])
def test_a_number_is_one_that_the_database_can_hold(text: str, number: int) -> None:
    assert whole_number(text) == number
