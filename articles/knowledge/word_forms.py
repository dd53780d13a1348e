"""What else a word may look like in an article: its plural or singular, its feminine or masculine form, where Postgres'
stemmers, which see words without their accents, take the two for different words. Pure.

`información` stems to informacion, `informaciones` to inform; `rois` keeps its s, `élue` loses its e."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from articles.knowledge.plain_words import unaccented

SHORTEST: Final = 3  # letters
_WORD: Final = re.compile(r"[^\W\d_]+")


def forms_of(words: str, config: str) -> list[tuple[str, str]]:
    """(word, another form of it) for each word of a reader's, whatever stands between them."""
    found = dict.fromkeys(_WORD.findall(words)) if config in _FORMS else ()
    return [(word, form) for word in found for form in sorted(other_forms(word, config))]


def other_forms(word: str, config: str) -> frozenset[str]:
    """Without accents and in small letters, as that configuration's dictionaries see them anyway."""
    find = _FORMS.get(config)
    if find is None or len(word) < SHORTEST:
        return frozenset()
    written = word.casefold()
    return frozenset(find(written)) - {unaccented(written)}


def _french(written: str) -> Iterator[str]:
    """A participle is known by its accent: `arme` and `armée` are two things."""
    word = unaccented(re.sub(r"(?<=..)s$", "", written))
    yield from _counted(word)
    if re.search(r"és?$", written) or word.endswith("ier"):
        yield from _counted(f"{word}e")
    elif word.endswith("iere"):
        yield from _counted(word[:-1])


def _spanish(written: str) -> Iterator[str]:
    word = unaccented(written)
    if word.endswith(("ces", "z")):
        yield f"{word[:-3]}z" if word.endswith("s") else f"{word[:-1]}ces"
    elif re.search(r"[^aeious]es$", word):
        yield word[:-2]
    elif word.endswith("s"):
        yield word[:-1]
    else:
        yield f"{word}s" if word[-1] in "aeiou" else f"{word}es"


def _portuguese(written: str) -> Iterator[str]:
    word = unaccented(written)
    if word.endswith(("coes", "soes")):
        yield f"{word[:-3]}ao"
    elif word.endswith(("cao", "sao")):
        yield f"{word[:-2]}oes"
    else:
        yield from _counted(word.removesuffix("s"))


def _counted(word: str) -> tuple[str, str]:
    return word, f"{word}s"


_FORMS: Final[dict[str, Callable[[str], Iterator[str]]]] = {
    "news_fr": _french,
    "news_es": _spanish,
    "news_pt": _portuguese,
}
