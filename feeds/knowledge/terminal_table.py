"""Columns that stand upright in a terminal, whatever the script of the names in them.

A terminal counts cells: a wide East Asian character takes two, a combining mark or a format character none. What
comes from the world loses its control characters, which could move the cursor or worse."""

import unicodedata
from collections.abc import Sequence
from typing import Final

LEFT_TO_RIGHT_MARK: Final = "\u200e"  # after an Arabic name, or the digits that follow would change sides
GAP: Final = "  "
ELLIPSIS: Final = "…"
_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
_DIRECTING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they outlive their cell
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


def clean(text: str) -> str:
    """One line without characters that a terminal would obey."""
    kept = (" " if unicodedata.category(each) in _UNPRINTABLE else each for each in text if each not in _DIRECTING)
    return " ".join("".join(kept).split())


def width(text: str) -> int:
    """Cells that a terminal gives to a line of text."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"} or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def cut(text: str, most: int) -> str:
    """The text in at most so many cells; what is cut ends with an ellipsis."""
    if width(text) <= most:
        return text
    kept, taken = [], 0
    for character in text:
        taken += _cells(character)
        if taken > most - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + ELLIPSIS


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, cells: int, widest: int = 32) -> list[str]:
    """Lines of at most `cells` cells: every column as wide as its widest text, but at most `widest`; the last takes
    what is left. Lines with Arabic or Hebrew begin and go on from the left nevertheless."""
    lines = [[clean(text) for text in line] for line in (head, *rows)]
    widths = _widths(lines, widest)
    return [_line(line, widths, max(_rest(widths, cells), len(ELLIPSIS) + 8)) for line in lines]


def room_for_last(head: Sequence[str], rows: Sequence[Sequence[str]], *, cells: int, widest: int = 32) -> int:
    """The cells that `table` has left for the last column; below zero when the others do not fit."""
    return _rest(_widths([[clean(text) for text in line] for line in (head, *rows)], widest), cells)


def _widths(lines: Sequence[Sequence[str]], widest: int) -> list[int]:
    return [min(max(width(line[column]) for line in lines), widest) for column in range(len(lines[0]) - 1)]


def _rest(widths: Sequence[int], cells: int) -> int:
    return cells - sum(widths) - len(GAP) * len(widths)


def _line(texts: Sequence[str], widths: Sequence[int], rest: int) -> str:
    parts = [_padded(cut(text, cells), cells) for text, cells in zip(texts, widths, strict=False)]
    line = GAP.join([*parts, _padded(cut(texts[-1], rest), 0)]).rstrip()
    return f"{LEFT_TO_RIGHT_MARK}{line}" if LEFT_TO_RIGHT_MARK in line else line


def _padded(text: str, cells: int) -> str:
    is_turned = any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)
    return text + LEFT_TO_RIGHT_MARK * is_turned + " " * (cells - width(text))


def plain(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines for other programs: whole texts between tabs."""
    return ["\t".join(clean(text) for text in line) for line in (head, *rows)]
