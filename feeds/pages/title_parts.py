"""A line that names an article, and its parts: the headline, the section, the site."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from feeds.pages.letters import squeezed

# The bars of East Asia stand without spaces.
SEPARATOR: Final = re.compile(r"\s+(?:[|•·»—–:/]|-|::|>>)\s+|\s*\|\s+|\s+»\s*|\s*[｜ㅣ│]\s*")
_ENDING: Final = re.compile(r"(?:\s+(?:[|•·»—–:/]|-|::|>>)|\s*[|｜ㅣ│])\s*$")
_BEGINNING: Final = re.compile(r"^\s*[|•·»]\s+")  # a dash may open what somebody says
# Chinese and Japanese write no spaces around the site's name, nor around its section's: "武汉的声音_社会_新华网".
# A lone hyphen also joins words, so that it parts no more than one ending.
_CJK: Final = r"(?<=[\u3000-\u9fff\uff00-\uffef])\s*"
_CJK_NAME: Final = r"[^-_—|:：]*[\u3040-\u9fff]{2,}[^-_—|:：]*"
_CJK_ENDING: Final = re.compile(
    rf"(?:{_CJK}(?P<sign>_|\||--)(?=[^-_—|:：]{{2,8}}(?P=sign)){_CJK_NAME})?"
    rf"{_CJK}(?(sign)(?P=sign)|(?:--|[-_—|:：]))(?=[^-_—|:：]{{2,12}}$){_CJK_NAME}$"
)
_WORD: Final = re.compile(r"\w+")
LEAST_ALIKE: Final = 10  # letters
LEAST_NAME: Final = 5  # letters of a site's name that a longer name begins with ...
MOST_WORDS: Final = 4  # ... of so many words
LEAST_SHARE: Final = 0.25  # of a line that holds the other
SHARED_WORDS: Final = 0.6  # of the shorter of two wordings of one headline


def parts_of(title: str) -> list[str]:
    """The parts of a line between "|", " - ", "»" and their like."""
    return SEPARATOR.split(title)


def is_same(one: str, other: str) -> bool:
    """Whether two lines are the same letters and digits."""
    return squeezed(one) == squeezed(other)


def alike(one: str, other: str) -> bool:
    """Whether two lines word the same headline: one within the other, or most words shared."""
    short, long = sorted((squeezed(one), squeezed(other)), key=len)
    if len(short) > LEAST_ALIKE and short in long and len(short) >= LEAST_SHARE * len(long):
        return True
    few, many = sorted((words_of(one), words_of(other)), key=len)
    return len(few) > 3 and len(few & many) >= SHARED_WORDS * len(few)


def words_of(line: str) -> set[str]:
    """The words of a line, in small letters."""
    return set(_WORD.findall(line.casefold()))


def names_of_site(names: Iterable[str], url: str) -> set[str]:
    """What a site is called, its domain and its domain's own word, for comparing."""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if "://" in url else ""
    labels = host.split(".")
    own = labels[-2] if len(labels) > 1 else ""
    return {key for key in map(squeezed, (*names, host, own)) if len(key) > 2}


def without_site(title: str, sites: set[str]) -> str:
    """Cut "| Journal", "- Section - Journal" and "Journal - " before: parts that name the site, and short last ones."""
    title = _CJK_ENDING.sub("", title)
    parts = parts_of(title)
    for number in range(1, len(parts)):
        if squeezed("".join(parts[number:])) in sites:  # the site's name may itself be parted
            title = _ENDING.sub("", title[: _place(title, parts[number:])])
            parts = parts[:number]
            break
    while len(parts) > 1 and (len(parts[-1]) * 3 < len(title) - len(parts[-1]) or _is_of_site(parts[-1], sites)):
        title = _ENDING.sub("", title[: title.rindex(parts.pop())])
    if len(parts) > 1 and squeezed(parts[0]) in sites:
        title = title[title.index(parts[1], len(parts[0])) :]
    return _BEGINNING.sub("", _ENDING.sub("", title)).strip()


def _is_of_site(part: str, sites: set[str]) -> bool:
    """Whether a part is the site's name, or little more: "Quotidien Magazine"."""
    key, is_short = squeezed(part), part.count(" ") < MOST_WORDS
    return key in sites or (is_short and any(len(site) >= LEAST_NAME and key.startswith(site) for site in sites))


def without_ending_site(title: str, sites: set[str]) -> str:
    """Cut a last part that names the site, and nothing else."""
    parts = parts_of(title)
    is_site = len(parts) > 1 and squeezed(parts[-1]) in sites
    return _ENDING.sub("", title[: title.rindex(parts[-1])]) if is_site else title


def _place(title: str, parts: list[str]) -> int:
    """Where the last parts of a title begin."""
    place = len(title)
    for part in reversed(parts):
        place = title.rindex(part, 0, place)
    return place
