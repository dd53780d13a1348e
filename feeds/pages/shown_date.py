"""The dates that a page shows its readers: how far from the headline, and what they are said to be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from feeds.knowledge.dates import parse_date
from feeds.pages.marks import LONGEST_DATED, DateMark, shown_in
from feeds.pages.origin import Origin

BEFORE: Final = 20  # pieces of text above the headline that are near it
BEHIND: Final = 40  # and below it
BESIDE: Final = 5  # pieces of text from the headline: so near, an element's name is no proof that it is a margin
BARE: Final = 20  # characters of a text that is a date and nothing else
LONGEST_BARE: Final = 36  # the same with weekday and hour ...
MOST_BARE: Final = 2  # ... and so many words
SHORT: Final = 60  # characters of a text that is there to tell a date
EARLIEST: Final = 40  # characters at the beginning of a longer text in which it may tell one
FIRST_YEAR: Final = 1991  # of the web: an earlier day, unless marked as a date, is one of those that the text tells of
MOST_AROUND: Final = 10  # elements around a date that may say whose it is
_PARTED: Final = 40  # characters: a shorter text may be the part of a date that stands in several elements
_HOUR_ALONE: Final = re.compile(r"\D{0,16}\d\d?\s?[:hH]\s?\d\d(?!\d)\D{0,8}$")
_DATELINE: Final = re.compile(r"[\s(–-]*\d|[^\W\d_]+(?:[ -][^\W\d_]+)?,? \(\d")  # "Karlsruhe (27.03.2025)"
_BESIDE: Final = 40  # characters before a date that may say what it is
_AFTER_ANOTHER: Final = re.compile(r"^.*\d")  # what is said of a date before this one
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_OF_ANOTHER: Final = re.compile(
    r"©|\(c\)\s|copyright|rights\s+reserved|alle rechte|tous droits|todos los derechos|\bissn\b|foto:|photo:",
    re.IGNORECASE,
)
_MARGIN: Final = re.compile(
    r"comment(?!s?-?(?:open|count|closed))|kommentar|sidebar(?!-)|related|teaser|recommend|footer|copyright|popular"
    r"|most-?_?read|latest|calendar|ticker|newsletter|carousel|trending|read-?_?more|today-?_?date|date-?_?today|current-?_?(?:date|time)|clock|top-?_?bar|joined|member-?_?since|registered",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(
    r"updat|modif|aktualisiert|geändert|änderung|stand:|zuletzt|mis(?:e)?\s+à\s+jour|actualiz|atualiz|aggiornat|обновл|изменен"
    r"|aktualizac|zaktualiz|ενημ|تحديث|güncel|更新|修改|업데이트|수정|bijgewerkt|oppdater|uppdater|opdater|päivitetty"
    r"|gewijzigd|ændret|endret|ändrad|muokattu|zmienion|změněn|оновлен|змінен|تعديل|עודכן|değiştir|diperbarui",
    re.IGNORECASE,
)
_PUBLISHED: Final = re.compile(
    r"publi|veröffentlicht|erschienen|posted|erstellt|ن\u064f?شر|опубликован|pubblicat|opublikowan|yayın|δημοσ|gepubliceerd"
    r"|公開|掲載|発表|发布|發布|发表|등록|입력"
    r"|опубліков|публикуван|zveřejněn|julkaistu|udgivet|פורסם|diterbitkan",
    re.IGNORECASE,
)
# "updated" alone: as hAtom's class for the date of an entry it says nothing.
_CHANGED_CLASS: Final = re.compile(
    r"modified|last-?_?updated?|updated?[-_](?:at|on|date|time)|^updated$", re.IGNORECASE
)
_DATED_CLASS: Final = re.compile(r"date|publi|time|posted|datum|fecha|data\b|stamp|meta|byline", re.IGNORECASE)
_ENDS: Final = frozenset({"article", "main", "body", "html"})
_MARGINS: Final = frozenset({"aside", "footer", "nav"})


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a headline stands: the number of the piece of text before it, its element, and those around that."""

    number: int = 0
    heading: HtmlElement | None = None
    around: frozenset[HtmlElement] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One date that readers see."""

    moment: datetime  # aware
    has_time: bool
    distance: int  # pieces of text behind the headline
    text: str
    origin: Origin
    moments: tuple[datetime, ...]  # with a time of day: as it is marked up, and as it is shown
    is_marked: bool  # by an element for dates, or by one that calls itself so
    is_published: bool  # it says "published"
    is_changed: bool  # it says "updated"
    is_margin: bool  # it stands among comments, related articles, or in a margin

    @property
    def is_near(self) -> bool:
        is_own = not self.is_margin or (self.is_marked and abs(self.distance) <= BESIDE)
        return -BEFORE <= self.distance <= BEHIND and is_own

    @property
    def is_bare(self) -> bool:
        """Whether the text is hardly more than the date: with its weekday and its hour it is longer."""
        return len(self.text) <= BARE or (len(self.text) <= LONGEST_BARE and len(_WORD.findall(self.text)) <= MOST_BARE)

    @property
    def is_told(self) -> bool:
        """Whether its element or the words beside it call it a date, or nothing else stands there."""
        return self.is_marked or self.is_published or self.is_bare

    @property
    def is_there_for_it(self) -> bool:
        """Whether it is there to tell a date, and is not a sentence that mentions one."""
        return self.is_marked or self.is_published or len(self.text) <= SHORT


def of(marks: Sequence[DateMark], *, headline: Place, zone: ZoneInfo) -> Iterator[Shown]:
    """The dates in the page's order; `headline` is where it stands."""
    for mark in marks:
        text = shown_in(mark.element) if mark.is_time or mark.name else " ".join(mark.text[: 2 * LONGEST_DATED].split())
        read = _read(mark, text, zone)
        if not read or _OF_ANOTHER.search(text):
            continue
        before = _AFTER_ANOTHER.sub("", _before(mark.element)) if len(text) < SHORT else ""
        names = _names(mark.element)
        is_marked = mark.is_time or bool(mark.name) or bool(_DATED_CLASS.search(names))
        if read[0][0].year < FIRST_YEAR and not is_marked:
            continue
        says_published = bool(_PUBLISHED.search(text))
        says_changed = mark.name == "datemodified" or bool(_CHANGED.search(f"{before} {text}"))
        yield Shown(
            moment=read[0][0],
            has_time=read[0][1],
            distance=mark.number - headline.number,
            text=text,
            origin=Origin.TIME if mark.is_time else Origin.SHOWN,
            moments=tuple(moment for moment, has_time in read if has_time),
            is_marked=is_marked,
            is_published=says_published or mark.name.startswith("datep") or bool(_PUBLISHED.search(before)),
            is_changed=not says_published and (says_changed or bool(_CHANGED_CLASS.search(names))),
            is_margin=_is_margin(mark.element, headline.around),
        )


def _read(mark: DateMark, text: str, zone: ZoneInfo) -> list[tuple[datetime, bool]]:
    """The readings of one mark, (moment, whether it names a time of day): the marked up first, then the shown."""
    beginning = text[:EARLIEST] if _DATELINE.match(text) else ""
    shown = text if len(text) <= LONGEST_DATED else beginning
    written = [mark.value, shown]
    if mark.value and _PUBLISHED.search(shown):  # "Posted 27 March | Updated 2 April", of which the latter is marked up
        written.reverse()
    read = [found for line in written if line and (found := parse_date(line, zone=zone))]
    if read and not read[0][1]:
        read = [*(timed for timed in (*read[1:], *_timed(mark.element, shown, zone)) if _is_it(timed, read[0])), *read]
    if not read and len(text) < _PARTED and (parent := mark.element.getparent()) is not None:
        whole = shown_in(parent)
        read = [found] if len(whole) <= 2 * _PARTED and (found := parse_date(whole, zone=zone)) else []
    return read


def _timed(element: HtmlElement, shown: str, zone: ZoneInfo) -> list[tuple[datetime, bool]]:
    """The reading of a day whose hour stands beside it, in an element of its own."""
    following = element.getnext()
    behind = f"{element.tail or ''} {'' if following is None else shown_in(following)}"
    hour = next((beside for beside in (behind, _before(element)) if _HOUR_ALONE.match(beside)), "")
    found = parse_date(f"{shown} {hour}", zone=zone) if hour else None
    return [found] if found else []


def _is_it(timed: tuple[datetime, bool], day: tuple[datetime, bool]) -> bool:
    """Whether a reading tells the hour of that day."""
    return timed[1] and timed[0].date() == day[0].date()


def _names(element: HtmlElement) -> str:
    """What an element and the one around it call themselves."""
    around = (element, *islice(element.iterancestors(), 1))
    return " ".join(map(_called, around))


def _called(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip()


def _before(element: HtmlElement) -> str:
    """What stands just before a date: "Published", "Mis à jour le"."""
    before = element.getprevious()
    if before is not None:
        return f"{shown_in(before)[-_BESIDE:]} {(before.tail or '')[-_BESIDE:]}"
    parent = element.getparent()
    above = None if parent is None else parent.getprevious()
    beside = "" if parent is None else (parent.text or "")[-_BESIDE:]
    return beside if above is None else f"{shown_in(above)[-_BESIDE:]} {beside}"


def _is_margin(element: HtmlElement, headlined: frozenset[HtmlElement]) -> bool:
    """Whether it stands among comments, related articles, or in a margin of the page: not where the headline is."""
    for each in (element, *islice(element.iterancestors(), MOST_AROUND)):
        if each.tag in _ENDS or each in headlined:
            return False
        if each.tag in _MARGINS or _MARGIN.search(_called(each)):
            return True
    return False
