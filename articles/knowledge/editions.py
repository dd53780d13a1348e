"""Editions: which content languages and which countries a reader wants to see, as addresses carry them. Pure.

An edition is a beginning of an address, `in/ar,fr/from/ma/`: the same address shows the same page to everybody. There
is one spelling for each choice, so that caches keep one copy of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from articles.knowledge.countries import is_country
from articles.knowledge.languages import LANGUAGES

MOST: Final = 8  # languages, and as many countries; a longer choice is the beginning of everything
ADDRESS: Final = "(?:in/[A-Za-z,]+/)?(?:from/[A-Za-z,]+/)?"
_PARTS: Final = re.compile("(?:in/([A-Za-z,]+)/)?(?:from/([A-Za-z,]+)/)?")


class NotAnEdition(ValueError):
    """It names a language or country that there is not, or too many."""


@dataclass(frozen=True, kw_only=True)
class Edition:
    """Articles in one of these languages from a source of one of these countries; empty: all."""

    languages: tuple[str, ...] = ()  # content languages' codes, in the order of the alphabet, each once
    countries: tuple[str, ...] = ()  # ISO 3166 codes, likewise

    def __str__(self) -> str:
        """The beginning of an address, after the interface language; empty for everything."""
        languages = f"in/{','.join(self.languages)}/" if self.languages else ""
        return languages + (f"from/{','.join(self.countries).lower()}/" if self.countries else "")

    @property
    def language(self) -> str:
        """The one language of all its articles; empty where there are several."""
        return self.languages[0] if len(self.languages) == 1 else ""

    @property
    def is_plain(self) -> bool:
        """Everything, one language or one country. Only these are offered to search engines: the others are so many
        that a crawler would never come to an end, and show nothing that these do not."""
        return len(self.languages) + len(self.countries) <= 1


EVERYTHING: Final = Edition()


def read(address: str) -> Edition:
    """The edition of an address' beginning, in whatever order and case it was written; NotAnEdition when it is none."""
    match = _PARTS.fullmatch(address)
    if match is None:
        raise NotAnEdition(address)
    languages, countries = (list(filter(None, (part or "").split(","))) for part in match.groups())
    edition = choose(languages, countries)
    is_whole = len(edition.languages) == len({code.lower() for code in languages})
    if not is_whole or len(edition.countries) != len({code.upper() for code in countries}):
        raise NotAnEdition(address)
    return edition


def choose(languages: Iterable[str], countries: Iterable[str]) -> Edition:
    """The edition of what a form sent: what there is not is left out, and what is beyond MOST."""
    known = {code.lower() for code in languages} & LANGUAGES.keys()
    real = {code.upper() for code in countries if is_country(code.upper())}
    return Edition(languages=tuple(sorted(known))[:MOST], countries=tuple(sorted(real))[:MOST])
