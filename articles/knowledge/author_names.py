"""An author's name as addresses carry it: one spelling for the accents, capitals and spaces of all. Pure."""

from collections.abc import Iterable
from typing import Final

from articles.knowledge.plain_words import plain

LONGEST: Final = 100  # characters


def author_key(name: str) -> str:
    """Small letters and digits of any script, words joined by hyphens: "Amina El‑Idrissi" is amina-el-idrissi, and
    "Dr. Élodie  N’Guyen" dr-elodie-n-guyen. Empty when a name has neither letters nor digits."""
    return plain(name).replace(" ", "-")[:LONGEST].rstrip("-")


def author_keys(names: Iterable[str]) -> list[str]:
    """Each once, in their order."""
    return list(dict.fromkeys(filter(None, map(author_key, names))))
