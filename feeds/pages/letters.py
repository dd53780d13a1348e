"""A text for comparing with others: its letters and digits, in small letters, and nothing between them."""

import re
from functools import lru_cache
from typing import Final

LINE: Final = 150  # characters of what may be asked for many times: a headline, a name of the site or of its writers

# Signs of ASCII that are neither letters nor digits, as bytes: in UTF-8 none of them is a part of another character.
_SIGNS: Final = bytes(code for code in range(128) if not (chr(code).isalnum() or chr(code) == "_"))
_FURTHER_SIGNS: Final = re.compile(r"\W+")


def in_one_line(text: str) -> str:
    """A text whose words are parted by single spaces, as nearly all are before anything is done to them: of the signs
    that part words only the space is printable."""
    return text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())


def squeezed(text: str) -> str:
    """What `re` calls \\w of a text, casefolded."""
    return _of_line(text) if len(text) <= LINE else _squeezed(text)


def _squeezed(text: str) -> str:
    """Clearing bytes of the signs that are most of them takes half the time of finding all with a pattern."""
    bare = text.casefold().encode("utf-8", "surrogatepass").translate(None, _SIGNS)
    said = bare.decode("utf-8", "surrogatepass")
    return said if said.isalnum() else _FURTHER_SIGNS.sub("", said)


_of_line: Final = lru_cache(maxsize=2_000)(_squeezed)
