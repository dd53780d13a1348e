"""Words as they are compared, whatever the language and however somebody writes them. Pure."""

import re
import unicodedata
from typing import Final

from articles.knowledge import arabic

_BETWEEN: Final = re.compile(r"[\W_]+")


def unaccented(text: str) -> str:
    """Without accents and vowel signs, its letters taken apart."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def plain(text: str) -> str:
    """Its words in small letters and digits of any script, one space between them: without accents, capitals, marks
    and vowel signs. Empty when it has neither letters nor digits."""
    bare = unicodedata.normalize("NFC", unaccented(arabic.fold(text).casefold()))
    return _BETWEEN.sub(" ", bare).strip()
