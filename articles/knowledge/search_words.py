"""A reader's search, taken apart: words, and what narrows them (source:, lang:, title:, after:, before:). Pure.

Any text is a search. What looks like a filter and is none ("http://", "12:30") is words; a filter whose value means
nothing is named, so that nobody takes its silence for an answer."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from articles.knowledge import page_keys
from articles.knowledge.languages import LANGUAGES
from articles.knowledge.plain_words import unaccented

LANGUAGE: Final = "lang"
SOURCE: Final = "source"
TITLE: Final = "title"
AFTER: Final = "after"
BEFORE: Final = "before"
# Each filter's names, in every language of the interface, without accents.
_NAMES: Final = {
    **dict.fromkeys(("source", "fuente", "مصدر", "المصدر"), SOURCE),
    **dict.fromkeys(("lang", "language", "langue", "idioma", "لغة", "اللغة"), LANGUAGE),
    **dict.fromkeys(("title", "titre", "titulo", "عنوان", "العنوان"), TITLE),
    **dict.fromkeys(("after", "since", "apres", "depuis", "despues", "desde", "بعد", "منذ"), AFTER),
    **dict.fromkeys(("before", "avant", "antes", "قبل"), BEFORE),
}
_TOKEN: Final = re.compile(r'(-?)(?:(\w+):(?=[^\s:/])("[^"]*"?|\S+)|("[^"]*"?|\S+))')
# Keyboards of telephones and of languages write quotation marks of their own.
_QUOTES: Final = str.maketrans(dict.fromkeys("«»“”„‟＂", '"') | dict.fromkeys("\0\u00ad\ufeff\u200e\u200f"))
# Small, it is gold in French, and a word as any other in English.
OR: Final = "OR"
_OR: Final = dict.fromkeys(("OU", "O", "أو"), OR) | {"or": '"or"', "Or": '"Or"'}
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True, kw_only=True)
class SearchWords:
    """What is looked for. `words` and `titles` are in the search box's own syntax (phrases in quotation marks, OR, a
    leading minus); `after` is the first day, `before` the first one that no longer counts."""

    words: str = ""
    titles: str = ""
    languages: tuple[str, ...] = ()  # codes; an article is of one of them
    other_languages: tuple[str, ...] = ()  # codes that it is not of
    sources: tuple[str, ...] = ()  # as they were written: slugs or names
    other_sources: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    unknown: tuple[str, ...] = ()  # filters that mean nothing, as they were written

    @property
    def is_empty(self) -> bool:
        return self == SearchWords(unknown=self.unknown)


def read(text: str) -> SearchWords:
    """The parts of a search, whatever was written."""
    found: dict[str, list[str]] = {"words": [], "unknown": []}
    written = unicodedata.normalize("NFC", text).translate(_QUOTES)
    for minus, name, value, word in _TOKEN.findall(written):
        kind = _NAMES.get(_plain(name)) if name else None
        if kind is None:
            found["words"].append(minus + (f"{name}:{value}" if name else _OR.get(word, word)))
        elif (meant := _meant(kind, value.strip('"'))) and not (minus and kind in {AFTER, BEFORE}):
            found.setdefault(_negated(kind) if minus else kind, []).append(meant)
        else:
            found["unknown"].append(f"{minus}{name}:{value}")
    return _made(found)


def _negated(kind: str) -> str:
    return f"-{kind}"


def _made(found: dict[str, list[str]]) -> SearchWords:
    titles = [*_quoted(found.get(TITLE, ())), *(f"-{word}" for word in _quoted(found.get(_negated(TITLE), ())))]
    after, before = found.get(AFTER), found.get(BEFORE)
    return SearchWords(
        words=" ".join(found["words"]),
        titles=" ".join(titles),
        languages=tuple(found.get(LANGUAGE, ())),
        other_languages=tuple(found.get(_negated(LANGUAGE), ())),
        sources=tuple(found.get(SOURCE, ())),
        other_sources=tuple(found.get(_negated(SOURCE), ())),
        after=date.fromisoformat(max(after)) if after else None,
        before=date.fromisoformat(min(before)) if before else None,
        unknown=tuple(found["unknown"]),
    )


def _quoted(words: Iterable[str]) -> list[str]:
    return [f'"{word}"' if " " in word else word for word in words]


def _meant(kind: str, value: str) -> str:
    """The value as it is kept: a language's code, an ISO day, else as written; empty when it means nothing."""
    if kind == LANGUAGE:
        return _language(_plain(value))
    if kind in {AFTER, BEFORE}:
        day = _day(value)
        return day.isoformat() if day else ""
    return value.strip()


def _language(value: str) -> str:
    known = (code for code, language in LANGUAGES.items() if value in {code, _plain(language.name)})
    return next(known, "")


def _day(value: str) -> date | None:
    """The first day of a year, of a month, or the day itself; digits of any script."""
    match = _DATE.fullmatch(value)
    if not match:
        return None
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        return date(year, month, day) if page_keys.FIRST_YEAR <= year <= page_keys.LAST_YEAR else None
    except ValueError:
        return None


def _plain(word: str) -> str:
    """In small letters, without accents."""
    return unaccented(word.casefold())
