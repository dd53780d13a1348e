"""The time zone of a page whose source has none that anybody set: that of the country whose domain its address has, or
in which its language is at home. Only of countries where nearly all publishers live by one clock."""

import re
from typing import Final
from urllib.parse import urlsplit

UNSET: Final = "UTC"
_CLOCKS: Final = (
    "Africa/Casablanca ma",
    "Africa/Algiers dz",
    "Africa/Tunis tn",
    "Africa/Cairo eg",
    "Africa/Johannesburg za",
    "Africa/Lagos ng",
    "Africa/Nairobi ke",
    "Asia/Riyadh sa",
    "Asia/Dubai ae",
    "Asia/Baghdad iq",
    "Asia/Beirut lb",
    "Asia/Amman jo",
    "Asia/Jerusalem il",
    "Asia/Tehran ir",
    "Asia/Karachi pk",
    "Asia/Kolkata in",
    "Asia/Dhaka bd",
    "Asia/Bangkok th",
    "Asia/Ho_Chi_Minh vn",
    "Asia/Manila ph",
    "Asia/Singapore sg",
    "Asia/Shanghai cn",
    "Asia/Taipei tw",
    "Asia/Hong_Kong hk",
    "Asia/Seoul kr",
    "Asia/Tokyo jp",
    "Pacific/Auckland nz",
    "Europe/London uk",
    "Europe/Dublin ie",
    "Europe/Lisbon pt",
    "Europe/Paris fr",
    "Europe/Madrid es",
    "Europe/Rome it",
    "Europe/Berlin de",
    "Europe/Vienna at",
    "Europe/Zurich ch",
    "Europe/Brussels be",
    "Europe/Amsterdam nl",
    "Europe/Luxembourg lu",
    "Europe/Copenhagen dk",
    "Europe/Oslo no",
    "Europe/Stockholm se",
    "Europe/Helsinki fi",
    "Europe/Warsaw pl",
    "Europe/Prague cz",
    "Europe/Bratislava sk",
    "Europe/Budapest hu",
    "Europe/Bucharest ro",
    "Europe/Sofia bg",
    "Europe/Athens gr",
    "Europe/Istanbul tr",
    "Europe/Kyiv ua",
    "America/Argentina/Buenos_Aires ar",
    "America/Lima pe",
    "America/Santiago cl",
    "America/Montevideo uy",
)
# Languages that are written by one clock, each with its home: German from Hamburg to Vienna.
_HOMES: Final = """
    ja jp, ko kr, th th, vi vn, zh cn, he il, fa ir, hi in, tr tr, el gr, pl pl, cs cz, sk sk,
    hu hu, ro ro, bg bg, uk ua, fi fi, sv se, da dk, nb no, nn no, no no, de de, it it, nl nl"""
# And those whose letters nobody else writes; Japanese writes the Chinese ones as well.
_LETTERS: Final = (
    ("ja", re.compile("[\u3041-\u30fa]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("th", re.compile("[\u0e01-\u0e30]{2}")),
    ("he", re.compile("[\u05d0-\u05ea]{2}")),
    ("el", re.compile("[\u03ac-\u03ce]{2}")),
    ("zh", re.compile("[\u4e00-\u9fff]{2}")),
)
_OF_COUNTRY: Final = {country: zone for zone, country in (line.split() for line in _CLOCKS)}
HOME: Final = dict(pair.split() for pair in _HOMES.split(","))


def of(url: str, *, told: str, language: str = "", title: str = "") -> str:
    """An IANA name: `told` where somebody told it, else the clock of the country that the page's address names, or of
    the home of its language, a primary subtag; where the page names none, the letters of its title may."""
    if told != UNSET:
        return told
    host = urlsplit(url).hostname or "" if "://" in url else ""
    language = language or next((written for written, letters in _LETTERS if letters.search(title)), "")
    return _OF_COUNTRY.get(host.rpartition(".")[2]) or _OF_COUNTRY.get(HOME.get(language, ""), told)
