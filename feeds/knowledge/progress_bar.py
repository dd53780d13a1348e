"""How far a long work is, as one line of a terminal. Pure."""

from typing import Final

CLEAR: Final = "\r\x1b[K"  # back to the beginning of the line, and nothing left on it
WIDEST: Final = 40  # cells of the bar alone


def line(done: int, total: int, *, cells: int) -> str:
    """At most `cells` wide: a bar and the count, or the count alone where there is no room for more."""
    count = f"{done:,} of {total:,}"
    width = min(cells - len(count) - 4, WIDEST)
    if width < 4:
        return count[: max(cells - 1, 0)]
    filled = width * done // max(total, 1)
    return f"[{'#' * filled}{'.' * (width - filled)}] {count}"
