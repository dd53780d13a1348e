"""An author's name as addresses carry it: one spelling for the accents, capitals and spaces of all. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from articles import arabic

LONGEST: Final = 100  # characters
_BETWEEN: Final = re.compile(r"[^\w]+|_+")


def author_key(name: str) -> str:
    """Small letters and digits of any script, words joined by hyphens: "Amina El‑Idrissi" is amina-el-idrissi, and
    "Dr. Élodie  N’Guyen" dr-elodie-n-guyen. Empty when a name has neither letters nor digits."""
    decomposed = unicodedata.normalize("NFKD", arabic.fold(name).casefold())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return _BETWEEN.sub("-", unicodedata.normalize("NFC", bare)).strip("-")[:LONGEST].rstrip("-")


def author_keys(names: Iterable[str]) -> list[str]:
    """Each once, in their order."""
    return list(dict.fromkeys(filter(None, map(author_key, names))))
