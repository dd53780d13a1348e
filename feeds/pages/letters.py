"""A text for comparing with others: its letters and digits, in small letters, and nothing between them."""

import re
from typing import Final

# Signs of ASCII that are neither letters nor digits, as bytes: in UTF-8 none of them is a part of another character.
_SIGNS: Final = bytes(code for code in range(128) if not (chr(code).isalnum() or chr(code) == "_"))
_FURTHER_SIGNS: Final = re.compile(r"\W+")


def squeezed(text: str) -> str:
    """What `re` calls \\w of a text, casefolded. Clearing bytes of the signs that are most of them takes half the time
    of finding all with a pattern."""
    bare = text.casefold().encode("utf-8", "surrogatepass").translate(None, _SIGNS)
    said = bare.decode("utf-8", "surrogatepass")
    return said if said.isalnum() else _FURTHER_SIGNS.sub("", said)
