"""The whole text that some feeds carry themselves: whether it is one, and when it is better than its page's. Pure."""

import re
from typing import Final

from feeds.knowledge.text_quality import LOW
from feeds.pages import ArticlePage

LEAST_WHOLE: Final = 800  # characters of text from which a feed's own content counts as the article
LONGER: Final = 2  # times the page's text: then the page did not give its text
LEAST_LINE: Final = 40  # letters of a line that cannot stand in another text by chance
LEAST_SHARED: Final = 0.5  # share of the feed's lines that stand on the page: below it, the page gave another text
ENDING: Final = 120  # characters at the end, in which it says that it goes on elsewhere
_GOES_ON: Final = re.compile(
    r"(?:\[\s*(?:…|\.\.\.|&hellip;)\s*\]|…|\.\.\.)\W*$"
    r"|(?:read\s+(?:more|on|the\s+(?:full|rest))|continue\s+reading|keep\s+reading|full\s+(?:story|article)"
    r"|lire\s+(?:la\s+suite|plus|l[’']article)|la\s+suite\s+sur|en\s+savoir\s+plus|leer\s+más|seguir\s+leyendo|weiterlesen"
    r"|mehr\s+lesen|leia\s+mais|continua\s+a\s+leggere|читать\s+(?:далее|дальше)|اقر[أا]\s+المزيد|لقراءة\s+المزيد|تابع\s+القراءة"
    r"|阅读全文|閱讀全文|続きを読む)(?:[^.!?]|\.(?=\w)){0,60}$",
    re.IGNORECASE,
)
_NO_LETTER: Final = re.compile(r"\W+")


def is_whole(text: str) -> bool:
    """Whether the text of a feed's item, a line a block, is the article itself and not its beginning."""
    return len(text) >= LEAST_WHOLE and _GOES_ON.search(text[-ENDING:]) is None


def is_better(text: str, page: ArticlePage, *, is_feeds: bool) -> bool:
    """Whether the text that is known already is better than the one that was found on the page: where that gives a
    beginning only; and if the feed gave it (`is_feeds`), where the page sells the rest, or was read poorly and gave
    less or something else."""
    if page.is_ruled or not text:
        return False
    if not page.body_text or len(page.body_text) * LONGER < len(text):
        return True
    if not is_feeds or not is_whole(text):
        return False
    is_longer = len(text) > len(page.body_text)
    if page.quality >= LOW:
        return is_longer and page.is_partial
    return is_longer or _shared(text, page.body_text) < LEAST_SHARED


def _shared(text: str, other: str) -> float:
    """Share of a text's lines that stand in another."""
    lines = [line for line in map(_key, text.split("\n")) if len(line) >= LEAST_LINE]
    whole = _key(other)
    return sum(len(line) for line in lines if line in whole) / (sum(map(len, lines)) or 1)


def _key(text: str) -> str:
    return _NO_LETTER.sub("", text.casefold())
