"""Which two letters are a country's code (ISO 3166)."""

from typing import Final

from babel import Locale

# What CLDR names beside the countries of ISO 3166: unions, islands with reserved codes, pseudo-regions.
_NO_COUNTRIES: Final = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


def is_country(code: str) -> bool:
    """Whether this is the code of a country, in capitals."""
    return len(code) == 2 and code in Locale("en").territories and code not in _NO_COUNTRIES
