"""Where a page of articles begins: a moment and an article's number, as addresses carry them. Pure.

Anybody may write any key into an address; what we could not have written is none."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

FIRST_YEAR: Final = 1970  # far before and after the dates that articles may have, and far from where dates end
LAST_YEAR: Final = 2100
_NUMBER_LENGTH: Final = 18  # digits; 19 may exceed Postgres' bigint


@dataclass(frozen=True, kw_only=True)
class PageKey:
    """The page begins after this article, in the order of (published_at, article_id), newest first."""

    published_at: datetime
    article_id: int

    def __str__(self) -> str:
        """Nothing of it is written otherwise in an address: a `+` that nobody escaped is a space."""
        moment = self.published_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return f"{moment}_{self.article_id}"


def read(text: str) -> PageKey | None:
    """The key with its moment in UTC; None when the text is no key, whatever else it is."""
    moment, _, number = text.rpartition("_")
    published_at, article_id = _moment(moment), whole_number(number)
    return PageKey(published_at=published_at, article_id=article_id) if published_at and article_id else None


def whole_number(text: str) -> int:
    """Above 0, in plain digits and not too great for Postgres; 0 when the text is no such number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _NUMBER_LENGTH else 0


def _moment(text: str) -> datetime | None:
    try:
        written = datetime.fromisoformat(text)
        moment = written.astimezone(UTC) if written.tzinfo else None
    except (ValueError, OverflowError):  # no date; one that UTC puts before the year 1 or after 9999
        return None
    return moment if moment and FIRST_YEAR <= moment.year <= LAST_YEAR else None
