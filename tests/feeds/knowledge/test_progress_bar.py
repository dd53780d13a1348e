"""How far a long work is, as one line of a terminal."""

import pytest

from feeds.knowledge.progress_bar import line


@pytest.mark.parametrize(
    ("done", "bar"), [(0, "[....................]"), (1, "[##########..........]"), (2, "[####################]")]
)
def test_the_bar_fills_with_the_work(done: int, bar: str) -> None:
    assert line(done, 2, cells=30) == f"{bar} {done} of 2"


@pytest.mark.parametrize("cells", range(1, 120))
def test_no_line_is_wider_than_its_terminal(cells: int) -> None:
    assert len(line(4_999, 5_000, cells=cells)) < max(cells, 2)


def test_a_narrow_terminal_gets_the_count_alone() -> None:
    assert line(1_000, 5_000, cells=16) == "1,000 of 5,000"


def test_no_work_at_all_is_no_division_by_zero() -> None:
    assert line(0, 0, cells=80).endswith("0 of 0")
