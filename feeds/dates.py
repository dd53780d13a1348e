"""Dates as feeds and pages write them: ISO 8601, RFC 822, months by name in French, Arabic, Spanish, English. Pure."""

import re
from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv enero ene يناير جانفي كانون_الثاني",
            "february feb février fevrier févr fevr febrero فبراير فيفري شباط",
            "march mar mars marzo مارس آذار اذار",
            "april apr avril avr abril abr أبريل ابريل إبريل أفريل نيسان",
            "may mai mayo ماي مايو أيار ايار",
            "june jun juin junio يونيو جوان حزيران",
            "july jul juillet juil julio يوليوز يوليو جويلية تموز",
            "august aug août aout agosto ago غشت أغسطس اغسطس أوت آب",
            "september sep sept septembre septiembre شتنبر سبتمبر أيلول ايلول",
            "october oct octobre octubre أكتوبر اكتوبر تشرين_الأول",
            "november nov novembre noviembre نونبر نوفمبر تشرين_الثاني",
            "december dec décembre decembre déc diciembre dic دجنبر ديسمبر كانون_الأول",
        ),
        start=1,
    )
    for name in names.replace("_", " ").split(" ")
    if name not in {"كانون", "تشرين", "الثاني", "الأول"}
}
_TWO_WORDS: Final = {"كانون الثاني": 1, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12}
_NAMED: Final = re.compile(
    r"(?P<day>\d{1,2})(?:er|\.|º)?\s+(?:de\s+)?(?P<month>[^\W\d_]+(?:\s(?:الثاني|الأول))?)\.?,?\s+(?:de\s+|del\s+)?(?P<year>\d{4})"
    r"(?:\D{1,12}?(?P<hour>\d{1,2})\s?[:hH]\s?(?P<minute>\d{2}))?"
)
_MONTH_FIRST: Final = re.compile(
    r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
    r"(?:\D{1,12}?(?P<hour>\d{1,2}):(?P<minute>\d{2}))?"
)
_NUMERIC: Final = re.compile(
    r"\b(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?:\D{1,12}?(?P<hour>\d{1,2})\s?[:hH]\s?(?P<minute>\d{2}))?"
)
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?")


def parse_date(text: str, *, zone: tzinfo = UTC) -> tuple[datetime, bool] | None:
    """The moment, aware, and whether the text names a time of day. `zone` counts where the text names none.

    None when the text is no date; never raises."""
    text = " ".join(text.translate(_DIGITS).split())[:200]
    for read in (_iso, _rfc822, _named, _numeric):
        try:
            found = read(text, zone)
        except (ValueError, OverflowError, TypeError, IndexError):  # 31 February, year 0, hour 25
            continue
        if found:
            return found
    return None


def _iso(text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    match = _ISO.match(text)
    if not match:
        return None
    written = match.group().replace(",", ".").replace(" +", "+").replace(" -", "-").replace(" Z", "Z")
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone), len(written) > 10


def _rfc822(text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    if not re.match(r"(?:\w{3,9},?\s)?\d{1,2}\s\w{3}", text):
        return None
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone), ":" in text


def _named(text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    match = _NAMED.search(text) or _MONTH_FIRST.search(text)
    if not match:
        return None
    name = match["month"].lower()
    month = _TWO_WORDS.get(name) or _MONTHS.get(name.split(" ")[0])
    return _built(match, month, zone) if month else None


def _numeric(text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    match = _NUMERIC.search(text)
    return _built(match, int(match["month"]), zone) if match else None


def _built(match: re.Match[str], month: int, zone: tzinfo) -> tuple[datetime, bool]:
    day = date(int(match["year"]), month, int(match["day"]))
    has_time = match["hour"] is not None
    hour, minute = (int(match["hour"]), int(match["minute"])) if has_time else (0, 0)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone), has_time
