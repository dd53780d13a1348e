"""A text for comparing with others: its letters and digits, in small letters, and nothing between them."""

import re
from functools import lru_cache
from typing import Final

LINE: Final = 200  # characters: shorter texts are titles and names, which one page has compared again and again
# Signs of ASCII that are neither letters nor digits, as bytes: in UTF-8 none of them is a part of another character.
_SIGNS: Final = bytes(code for code in range(128) if not (chr(code).isalnum() or chr(code) == "_"))
_FURTHER_SIGNS: Final = re.compile(r"\W+")


def squeezed(text: str) -> str:
    """What `re` calls \\w of a text, casefolded."""
    return _line(text) if len(text) <= LINE else _without_signs(text)


def _without_signs(text: str) -> str:
    """Clearing bytes of the signs that are most of them is several times faster than finding all with a pattern."""
    bare = text.casefold().encode("utf-8", "surrogatepass").translate(None, _SIGNS)
    return bare.decode("ascii") if bare.isascii() else _FURTHER_SIGNS.sub("", bare.decode("utf-8", "surrogatepass"))


_line: Final = lru_cache(maxsize=1_000)(_without_signs)
