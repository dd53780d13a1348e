"""Dates as feeds and pages write them: ISO 8601, RFC 822, asctime, months by name in forty languages, 2025年3月27日.
Pure."""

import re
from collections.abc import Sequence
from datetime import MAXYEAR, UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

from feeds.knowledge.month_names import MONTHS, folded

# Minutes east of Greenwich of the names that feeds write; names that mean several zones are left out.
_ZONES: Final = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    **dict.fromkeys(("cet", "bst", "west", "met"), 60),
    **dict.fromkeys(("cest", "eet", "mest", "sast"), 120),
    **dict.fromkeys(("eest", "msk"), 180),
    **dict.fromkeys(("est", "cdt"), -300),
    **dict.fromkeys(("mst", "pdt"), -420),
    "edt": -240,
    "mdt": -360,
    "pst": -480,
    "jst": 540,
}
_CJK: Final = r"(?<!\d)(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]"
_HALF: Final = r"[ap]\.?\s?m\b\.?|صباحا|مساء|ص\b|م\b"
_ZONE: Final = r"\(?(?P<zone>(?:gmt|utc|z|[a-z]{2,4})?(?:\s?[+-]\d{1,2}(?::?\d{2})?)?)(?!\w)"
_HOUR: Final = (  # 18:30, 18h30, 18.30 Uhr, 18时30分, 下午6:30
    r"(?P<east>上午|午前|오전|下午|午後|오후)?\s?(?P<hour>\d{1,2})\s?"
    r"(?:[:h时時点點시]\s?(?P<minute>\d{2})|\.(?P<dotted>\d{2})(?=\s?(?:uhr|h\b|gmt|bst|cest|cet|wib)))"
)
_TIME: Final = rf"(?:\D{{0,16}}?{_HOUR}(?::(?P<second>\d{{2}})(?:[.,]\d+)?)?\s?(?P<half>{_HALF})?(?:\s?{_ZONE})?)?"
_TIME_BEFORE: Final = re.compile(  # "18:30, Thursday 27 March"
    rf"(?<![\d.:]){_HOUR}(?::(?P<second>\d{{2}}))?\s?(?P<half>{_HALF})?"
    r"(?:\s?(?:uhr|(?P<zone>(?:utc|[a-z]{1,3}t)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?))(?!\w))?"
    r"[\s,،|/·–—-]{1,4}(?:[^\W\d_]{2,10}[.,،]?\s)?$",
    re.IGNORECASE,
)
_WORD: Final = r"(?:[^\W\d_]|(?!\w)[\u0900-\u0963\u0970-\u09e5])+"  # in India, vowels are signs of their own
_WORDS: Final = rf"{_WORD}(?:\s(?:ال)?(?:ثاني|اول)(?!\w))?"  # of a month's name
_TWICE: Final = rf"(?:\s?[/(]\s?{_WORDS}\)?)?"  # "نيسان / أبريل", as it is called in Beirut and in Cairo
_YEAR_FIRST: Final = r"(?<!\d)(?P<year>\d{4})(?P<sign>[-/.]\s?)(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)"
_NAMED: Final = (
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:er|\.|º|st|nd|rd|th)?[\s/-]*(?:de\s+|of\s+|d[’'])?"
    rf"(?P<month>{_WORDS}){_TWICE}[\s.,،׳/-]*"
    r"(?:del?\s+)?(?P<year>\d{4}|\d{2}(?=\s\d))(?!\d)"
)
_MONTH_FIRST: Final = (
    rf"(?<![^\W\d_])(?P<month>{_WORDS}){_TWICE}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    r"\s?[,،]?\s+(?:de\s+)?(?P<year>\d{4})(?!\d)"
)
_YEAR_NAMED: Final = (  # "2025. március 27.", "2025 m. kovo 27 d."
    rf"(?<!\d)(?P<year>\d{{4}})(?:\.|\s(?:m|urteko)\.?)?[\s/-](?P<month>{_WORD})\.?[\s/-](?P<day>\d{{1,2}})(?!\d)"
)
_DAY_FIRST: Final = (
    r"(?<!\d)(?P<day>\d{1,2})\s?(?P<sign>[/.|-])\s?(?P<month>\d{1,2})\s?(?P=sign)\s?(?P<year>\d{4})(?!\d)"
)
_SHORT_YEAR: Final = (
    r"(?<![\d./])(?P<day>\d{1,2})(?P<sign>[./])\s?(?P<month>\d{1,2})(?P=sign)\s?(?P<year>\d{2})(?![\d./]\d)(?!\d)"
)
_YEAR_LAST: Final = (  # as C's asctime and Java's Date write it
    r"(?P<month>[a-z]{3})\s(?P<day>\d{1,2})\s(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})(?P<half>)\s"
    r"(?:(?P<zone>[a-z]{2,4}|[+-]\d{2}:?\d{2})\s)?(?P<year>\d{4})(?!\d)"
)
_FORMS: Final = (
    *(
        re.compile(form + _TIME, re.IGNORECASE)
        for form in (_YEAR_FIRST, _NAMED, _MONTH_FIRST, _YEAR_NAMED, _DAY_FIRST, _SHORT_YEAR, _CJK)
    ),
    re.compile(_YEAR_LAST, re.IGNORECASE),
)
_ISO: Final = re.compile(
    r"(\d{4}-?\d{2}-?\d{2})[T ](\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?|:\d(?!\d))?)\s?(Z|[+-]\d{2}(?::?\d{2})?)?(?!\d)",
    re.IGNORECASE,
)
_TWO_NUMBERS: Final = re.compile(r"\d\D+\d")  # a text without has no date in any form
FEWEST_ALIKE: Final = 3  # dates of one document, before that says anything
FIRST_YEAR: Final = 1900  # an earlier one is of another calendar: 1404 in Persia, 1446 in Arabia
LONGEST: Final = 200  # characters: what is longer is a text with a date somewhere in it


def tell_nothing(dates: Sequence[datetime | None]) -> bool:
    """Whether they are the moment at which the whole document was made: of three items at least, all the same, and no
    full hour. A day without an hour stands at many items, and still tells the day."""
    first = dates[0] if len(dates) >= FEWEST_ALIKE else None
    return first is not None and bool(first.minute or first.second) and set(dates) == {first}


def parse_date(text: str, *, zone: tzinfo = UTC) -> tuple[datetime, bool] | None:
    """The moment, aware, and whether the text names a time of day. `zone` counts where the text names none.

    None when the text is no date; never raises."""
    return _parsed(text[: 2 * LONGEST], zone)


@lru_cache(maxsize=100)  # a page tells its date three times
def _parsed(text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    return _first_found(folded(text)[:LONGEST], zone) if _TWO_NUMBERS.search(text) else None


def _first_found(text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    """The first date of a text: each form is looked for before the one that was found so far."""
    iso = _ISO.match(text)
    first = _read(iso, zone) if iso else None
    end = 0 if first else len(text)
    for form in _FORMS:
        for match in form.finditer(text, 0, end) if end else ():
            if read := _read(match, zone):
                first, end = read, match.start()
                break
    return first


def _read(match: re.Match[str], zone: tzinfo) -> tuple[datetime, bool] | None:
    try:
        found = (_iso if match.re is _ISO else _built)(match, zone)
    except (ValueError, OverflowError):  # 31 February, hour 25, a zone of 99 hours
        return None
    return found if found and FIRST_YEAR <= found[0].year < MAXYEAR else None  # the last cannot be told in every zone


def _iso(match: re.Match[str], zone: tzinfo) -> tuple[datetime, bool]:
    """The whole of ISO 8601 that is in use; a day alone is left to the forms."""
    day, time, offset = match.groups()
    hours_and_minutes, _, seconds = time.rpartition(":")
    time = f"{hours_and_minutes}:0{seconds}" if len(seconds) == 1 else time  # "23:15:0Z"
    moment = datetime.fromisoformat(f"{day}T{time}{offset or ''}".upper().replace(",", "."))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone), True


def _built(match: re.Match[str], zone: tzinfo) -> tuple[datetime, bool] | None:
    month, day = _month(match["month"]), int(match["day"])
    if month > 12 >= day and "sign" in match.re.groupindex:
        month, day = day, month  # 03/27/2025: American
    if not month:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 1900 if year > 68 else 2000  # as POSIX reads two digits
    timed = match if match["hour"] else _TIME_BEFORE.search(match.string[: match.start()])
    if timed is None:
        return datetime(year, month, day, tzinfo=zone), False
    told = timed.groupdict("")
    hour, minute = int(told["hour"]), int(told["minute"] or told["dotted"])
    zone = _zone(told["zone"], zone)
    if (hour, minute) == (24, 0):  # the end of the day
        return datetime(year, month, day, tzinfo=zone) + timedelta(days=1), True
    hour, second = _of_24(hour, told["half"] or told.get("east", "")), min(int(told["second"] or 0), 59)
    return datetime(year, month, day, hour, minute, second, tzinfo=zone), True


def _month(name: str) -> int:
    if name.isdecimal():
        return int(name)
    name = name.lower()
    return MONTHS.get(name) or MONTHS.get(name.split(" ")[0].removeprefix("ב"), 0)  # "in", in Hebrew


def _of_24(hour: int, half: str) -> int:
    """10 pm, 10 م, 10 مساء and 下午 10 are 22 o'clock."""
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half.lower().startswith(("p", "م", "下", "午後", "오후")) else 0)


def _zone(name: str, default: tzinfo) -> tzinfo:
    """The zone of "+0100", "GMT+1" or "CET"; the default for names that nobody knows, and for "-0000"."""
    offset = re.search(r"([+-])(\d{1,2})(?::?(\d{2}))?$", name)
    if offset and offset[0] != "-0000":
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    known = _ZONES.get(name.strip().lower())
    return default if known is None else timezone(timedelta(minutes=known))
