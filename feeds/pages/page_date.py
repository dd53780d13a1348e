"""When an article was published: what its page says in many places, and what counts where they differ.

The order of trust and each rule for contradictions stand on counted cases of real pages: docs/decisions/0017."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from feeds.knowledge.dates import parse_date
from feeds.pages import shown_date, structured
from feeds.pages.marks import Marks, shown_in
from feeds.pages.origin import Origin
from feeds.pages.shown_date import Place, Shown
from feeds.pages.structured import Linked

_SHARED: Final = ("article:published_time", "og:article:published_time", "og:published_time", "og:pubdate")
_STRONG: Final = (
    *("datepublished", "dcterms.created", "dc.date.created", "pubdate", "publishdate", "publish-date", "publish_date"),
    *("publication_date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "article.published"),
    *("originalpublicationdate", "citation_publication_date", "citation_date", "dateposted", "rnews:datepublished"),
    *("published-date", "published_date", "publisheddate", "date-published", "date_published", "publication-date"),
    *("published-time", "published_time", "published_at", "publish_time", "dc:date.created", "release_date"),
    *("published", "article:published", "cxenseparse:publishtime", "prism.publicationdate", "date.created"),
    *("article_date_original", "datecreated", "article:published_date"),
)
# Names that content systems also give to the day of the last change, or of the latest export.
_WEAK: Final = (
    *("date", "dc.date", "dc.date.issued", "dcterms.issued", "dcterms.date", "dcterms.available", "ob:date"),
    *("citation_online_date", "bt:pubdate", "creation_date", "created", "timestamp"),
)
_CHANGED: Final = (
    *("article:modified_time", "og:updated_time", "last-modified", "datemodified", "dateupdate", "dcterms.modified"),
    "revised",
)
_NAMED: Final = ("og:title", "twitter:title")  # "Headline - 07.12.2017 - Weblog"
_IN_ADDRESS: Final = re.compile(
    r"/((?:19|20)\d{2})(?:([-/_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])|([-/])(1[0-2]|[1-9])\5([12]\d|3[01]|[1-9]))(?=[-/_.]|$|[^\d])"
)
_DAY_IN_ADDRESS: Final = re.compile(
    r"(?<=[/_-])(0[1-9]|[12]\d|3[01])([-_.])(0[1-9]|1[0-2])\2((?:19|20)\d{2})(?=[-/_.]|$)"
)
# A moment amid a number of the article: "/article/A2026012914320005196".
_MOMENT_IN_ADDRESS: Final = re.compile(
    r"(?<!\d)(20[0-4]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d\d*)?(?!\d)"
)
_ARCHIVED: Final = re.compile(r"^.*?/web/\d{4,14}[a-z_]*/")  # what an archive writes before the address it has kept
_IN_SCRIPT: Final = re.compile(
    r"(?:date_?published|(?:published|created)(?:_?(?:at|date|time|on))?|publish(?:ed|ing)?_?(?:date|time|at|on)|pub_?date|publication_?date|first_?published(?:_?at)?)"
    r"[\"']?\s*[:=]\s*[\"']((?:19|20)\d\d-\d\d-\d\d[^\"']{0,30})[\"']",
    re.IGNORECASE,
)
_TWO_NUMBERS: Final = re.compile(r"\s*(?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|1[0-2])[/.-]")  # of which either is the month
_PUBLISHED: Final = frozenset({"datepublished", "datecreated", "dateposted"})
MOST_MARKED: Final = 3
MOST_SCRIPT: Final = 200_000  # characters of scripts that are looked through
_DAY: Final = timedelta(days=1)
_HALF_DAY: Final = timedelta(hours=14)  # no zone is further from Greenwich


@dataclass(frozen=True, kw_only=True)
class Dated:
    moment: datetime  # aware
    has_time: bool
    origin: Origin
    may_be_swapped: bool = False  # its day and its month, as it is written


def of(linked: Linked, marks: Marks, *, headline: Place, url: str, zone: ZoneInfo) -> Dated | None:
    """The date of publication; None where the page names none. `headline` is where that stands, `zone` counts where the
    page names no other."""
    told, day = _told(linked, marks, zone), _in_address(url, zone)
    changed = _read(((text, Origin.CHANGED) for text in _changed(linked, marks)), zone)
    if not told:
        shown = _unswapped(shown_date.of(marks.dates, headline=headline, zone=zone), day)
        best = _untold(shown, marks, zone, changed, day)
    elif _is_settled(told, changed):
        return _timed(told[0], told)
    else:
        within = range(headline.number - shown_date.BEFORE, headline.number + shown_date.BEHIND + 1)
        beside = [mark for mark in marks.dates if mark.number in within]
        shown = _unswapped(shown_date.of(beside, headline=headline, zone=zone), day or _certain(told[0]))
        near = [_as_shown(each) for each in shown if each.is_near and not each.is_changed]
        best = _timed(_settled(told, shown, changed), [*told, *near])
    return _localised(best, told, shown, day, zone) if best else None


def _certain(dated: Dated) -> datetime | None:
    return None if dated.may_be_swapped else dated.moment


def _is_settled(told: Sequence[Dated], changed: Sequence[Dated]) -> bool:
    """Whether nothing that readers see could tell more: a date of a kind that is kept, in its own zone, unchanged."""
    best = told[0]
    is_local = best.has_time and best.moment.utcoffset() != timedelta(0)
    is_kept = any(each.origin is not Origin.META for each in told)
    return is_local and is_kept and all(_is_same_day(each.moment, best.moment) for each in changed)


def _told(linked: Linked, marks: Marks, zone: ZoneInfo) -> list[Dated]:
    """What the page's metadata say, the most trusted first."""
    metas = marks.metas
    written = [(structured.text_in(linked.get(name)), Origin.LINKED) for name in ("datePublished", "dateCreated")]
    written += [(metas[name][0], Origin.SHARING) for name in _SHARED if name in metas]
    written += [(metas[name][0], Origin.META) for name in _STRONG if name in metas]
    marked = (mark for mark in marks.dates if mark.name in _PUBLISHED)
    written += [(mark.value or shown_in(mark.element), Origin.MICRODATA) for mark in islice(marked, MOST_MARKED)]
    written += [(metas[name][0], Origin.META) for name in _WEAK if name in metas]
    return _read(written, zone)


def _read(written: Iterable[tuple[str, Origin]], zone: ZoneInfo) -> list[Dated]:
    read = ((parse_date(text, zone=zone), origin, text) for text, origin in written if text)
    return [
        Dated(moment=found[0], has_time=found[1], origin=origin, may_be_swapped=_TWO_NUMBERS.match(text) is not None)
        for found, origin, text in read
        if found
    ]


def _changed(linked: Linked, marks: Marks) -> list[str]:
    named = [marks.metas[name][0] for name in _CHANGED if name in marks.metas]
    return [structured.text_in(linked.get("dateModified")), *named]


def _settled(told: Sequence[Dated], shown: Sequence[Shown], changed: Sequence[Dated]) -> Dated:
    """The metadata's most trusted date, unless readers see only another one beside the headline, and that is marked as
    a date where the metadata are of the kind that nobody keeps, or is the one at which the page was dated anew."""
    best = told[0]
    near = sorted((each for each in shown if each.is_near and not each.is_changed), key=lambda each: each.is_margin)
    if not near or any(_is_same_day(each.moment, best.moment) for each in shown):
        return best
    first = near[0]
    if best.may_be_swapped and _is_swapped(first.moment, best.moment):
        return replace(best, moment=best.moment.replace(day=first.moment.day, month=first.moment.month))
    is_weak = all(each.origin is Origin.META for each in told)
    is_redated = _is_seen(first) and any(_is_same_day(first.moment, each.moment) for each in changed)
    return _as_shown(first) if (is_weak and first.is_marked) or is_redated else best


def _is_seen(each: Shown) -> bool:
    """Whether readers are told the day, and not an hour alone or "five minutes ago"."""
    return each.origin is not Origin.TIME or parse_date(each.text) is not None


def _is_swapped(one: datetime, other: datetime) -> bool:
    return (one.year, one.month, one.day) == (other.year, other.day, other.month)


def _untold(
    shown: Sequence[Shown], marks: Marks, zone: ZoneInfo, changed: Sequence[Dated], day: datetime | None
) -> Dated | None:
    """Where no metadata name a date: what readers are shown near the headline, the day in the address, what is marked
    as a date elsewhere, when the page was changed, a date in a script's data, any date at all."""
    near = sorted(
        (each for each in shown if each.is_near),
        key=lambda each: (
            each.is_changed,
            day is not None and not _is_beside(each.moment, day),
            not each.is_told,
            each.is_margin,
            each.distance < -shown_date.BESIDE,  # among the neighbours' dates, as a rule
            not 0 < each.distance <= shown_date.BESIDE,  # right below the headline
            not each.is_published,
        ),
    )
    if near and not near[0].is_changed and near[0].is_there_for_it and (not day or _is_beside(near[0].moment, day)):
        return _timed(_as_shown(near[0]), [_as_shown(each) for each in near if _is_the_same(each, near[0])])
    if day:
        return Dated(moment=day, has_time=False, origin=Origin.ADDRESS)
    rest = [each for each in shown if not each.is_near and not each.is_changed]
    marked = [each for each in rest if not each.is_margin and (each.is_published or each.is_marked)]
    if found := near or marked:
        return _as_shown(found[0])
    if said := [each for each in rest if each.is_marked and each.is_published]:
        return _as_shown(said[0])
    named = _read(((marks.metas[name][0], Origin.SHARING) for name in _NAMED if name in marks.metas), zone)
    scripts = _read(((text, Origin.SCRIPT) for text in _in_scripts(marks)), zone)
    others = sorted(
        (each for each in rest if each.is_there_for_it),
        key=lambda each: (not each.is_published, each.is_margin, each.origin is not Origin.TIME),
    )
    return next(iter((*named, *changed, *scripts, *map(_as_shown, others[:1]))), None)


def _is_the_same(one: Shown, other: Shown) -> bool:
    """Whether one date tells the other a second time, right beside it."""
    is_beside = abs(one.distance - other.distance) <= shown_date.BESIDE
    return is_beside and one.is_marked and one.moment.date() == other.moment.date()


def _unswapped(shown: Iterable[Shown], day: datetime | None) -> list[Shown]:
    """The dates, in those that may be read in two ways day and month as the day that is known tells them."""

    def whole(each: Shown) -> Shown:
        moment = each.moment
        if day is None or moment.day > 12 or _is_beside(moment, day):
            return each
        other = moment.replace(day=moment.month, month=moment.day)
        return replace(each, moment=other) if _is_beside(other, day) else each

    return [whole(each) for each in shown]


def _is_beside(moment: datetime, day: datetime) -> bool:
    """Whether a moment may be on that day, in some zone."""
    return abs((moment.date() - day.date()).days) <= 1


def _as_shown(each: Shown) -> Dated:
    return Dated(moment=each.moment, has_time=each.has_time, origin=each.origin)


def _in_scripts(marks: Marks) -> Iterator[str]:
    left = MOST_SCRIPT
    for script in marks.scripts:
        text = (script.text or "")[:left]
        left -= len(text)
        yield from (match.group(1) for match in _IN_SCRIPT.finditer(text))


def _in_address(url: str, zone: ZoneInfo) -> datetime | None:
    url = _ARCHIVED.sub("", url)
    if match := _IN_ADDRESS.search(url):
        year, _, month, day, _, short_month, short_day = match.groups()
        month, day = month or short_month, day or short_day
    elif match := _DAY_IN_ADDRESS.search(url):
        day, _, month, year = match.groups()
    elif match := _MOMENT_IN_ADDRESS.search(url):
        year, month, day = match.groups()
    else:
        return None
    try:
        return datetime(int(year), int(month), int(day), tzinfo=zone)
    except ValueError:  # 31 February
        return None


def _timed(best: Dated, told: Sequence[Dated]) -> Dated:
    """A day alone takes its time of day from another mark of the same day."""
    if best.has_time:
        return best
    timed = (each for each in told if each.has_time and abs(each.moment - best.moment) < _DAY)
    return next(timed, best)


def _is_same_day(one: datetime, other: datetime) -> bool:
    return one.date() == other.date() or abs(one - other) < timedelta(hours=1)


def _localised(
    best: Dated, told: Sequence[Dated], shown: Sequence[Shown], day: datetime | None, zone: ZoneInfo
) -> Dated:
    """A moment that is told in UTC, in the page's own zone, as the page shows it, or tells it a second time to the same
    second by another clock, or else as its source is known for: it stays the same moment."""
    is_utc = best.has_time and best.moment.utcoffset() == timedelta(0)
    if not is_utc or best.origin is Origin.SHOWN:  # what readers see is told by their own clock
        return best
    near = [each for each in shown if each.is_near and not each.is_margin and each.is_told]
    clocks = [moment for each in near for moment in each.moments]
    clocks += [each.moment for each in told if each.has_time and _is_other_clock(each.moment, best.moment)]
    offset = next(filter(None, (_offset(best.moment, moment) for moment in clocks)), None)
    if offset is None:
        days = [each.moment for each in near if not each.has_time and (each.is_marked or each.is_published)][:1]
        days += [day] if day else []
        offset = next(filter(None, (_offset_to_day(best.moment, each) for each in days)), None)
    return replace(best, moment=best.moment.astimezone(zone if offset is None else timezone(offset)))


def _is_other_clock(one: datetime, moment: datetime) -> bool:
    """Whether one is the same moment by another clock: it names that, or takes it for UTC and tells the same second of
    another hour, which no full hour proves."""
    is_same_second = (one.minute, one.second) == (moment.minute, moment.second) != (0, 0)
    return one == moment or (is_same_second and one.utcoffset() == timedelta(0))


def _offset(moment: datetime, shown: datetime) -> timedelta | None:
    """How far east of Greenwich a shown date is this moment; None where it is another one."""
    if shown == moment:
        return shown.utcoffset() or None
    offset = shown.replace(tzinfo=moment.tzinfo, second=0, microsecond=0) - moment.replace(second=0, microsecond=0)
    is_zone = offset % timedelta(minutes=30) == timedelta(0) and abs(offset) <= _HALF_DAY
    return offset if is_zone and offset else None


def _offset_to_day(moment: datetime, day: datetime) -> timedelta | None:
    """The nearest whole hours east of Greenwich where this moment falls on that day; None where it does anyway, or
    nowhere on earth."""
    apart = (day.date() - moment.date()).days
    if apart not in {-1, 1}:
        return None
    hours = 24 - moment.hour if apart == 1 else -moment.hour - 1
    return timedelta(hours=hours) if -12 <= hours <= 14 else None
