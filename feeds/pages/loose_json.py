"""JSON as sites really write it: comments around and within it, raw line ends, trailing commas, single quotes, quotes
within a text that nobody escaped, and several objects in a row. What stays ambiguous stays unread."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

LONGEST_MENDED: Final = 200_000  # characters
MOST_VALUES: Final = 30
_WRAPPING: Final = re.compile(r"<!\[CDATA\[|\]\]>|<!--|-->")
_TRAILING_COMMA: Final = re.compile(r",\s*([}\]])")
_VALUE: Final = re.compile(r"[^\s,;]")  # what stands between several: nothing, commas, semicolons
_OUTSIDE: Final = re.compile(r"//[^\n]*|/\*.*?\*/|[\"']", re.DOTALL)
_INSIDE: Final = {quote: re.compile(rf"\\.|{quote}", re.DOTALL) for quote in "\"'"}
_ENDS: Final = re.compile(r"\s*(?:[:}\]]|,\s*(?:[\"'{\[}\]\d/-]|true\b|false\b|null\b)|//|/\*|$)")
_DECODER: Final = json.JSONDecoder(strict=False)


def values(written: str) -> list[Any]:
    """What was written, as far as it can be read; none where that is not clear."""
    bare = _bare(_WRAPPING.sub("", written))
    for text in _readings(bare):
        try:
            return list(_values(text))
        except (ValueError, RecursionError):
            continue
    return []


def _readings(bare: str) -> Iterator[str]:
    yield bare
    yield _TRAILING_COMMA.sub(r"\1", bare)
    if len(bare) <= LONGEST_MENDED:
        yield _TRAILING_COMMA.sub(r"\1", "".join(_mended(bare)))


def _bare(written: str) -> str:
    begins = min((at for at in (written.find("{"), written.find("[")) if at >= 0), default=0)
    return written[begins : max(written.rfind("}"), written.rfind("]")) + 1]


def _values(text: str) -> Iterator[Any]:
    at = 0
    for _ in range(MOST_VALUES):
        if at >= len(text):
            return
        value, ends = _DECODER.raw_decode(text, at)
        yield value
        following = _VALUE.search(text, ends)
        at = following.start() if following else len(text)


def _mended(text: str) -> Iterator[str]:
    """The text without comments, and with strings as the standard wants them."""
    at = 0
    while found := _OUTSIDE.search(text, at):
        yield text[at : found.start()]
        at = found.end()
        if len(found[0]) == 1:
            inner, at = _string(text, at, found[0])
            yield f'"{inner}"'
    yield text[at:]


def _string(text: str, begins: int, quote: str) -> tuple[str, int]:
    """(a string's inside, where it ends): at the first quote behind which the object goes on; those before it, and
    double ones within single ones, were meant to be read."""
    parts: list[str] = []
    at = begins
    while found := _INSIDE[quote].search(text, at):
        parts.append(text[at : found.start()] if quote == '"' else text[at : found.start()].replace('"', '\\"'))
        at = found.end()
        if found[0] == quote and _ENDS.match(text, at):
            return "".join(parts), at
        parts.append({'"': '\\"', "'": "'", "\\'": "'"}.get(found[0], found[0]))
    return "".join((*parts, text[at:])), len(text)
