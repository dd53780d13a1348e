"""The keys that hide who reports: one a period, in files apart from the database, destroyed when their time is over.

A key serves for its own period and the next, so that reports on one picture, made with one key, can be compared for
that long. Whoever copies the database has none of them; once a key is destroyed, nobody can tell anything from its
marks (docs/decisions/0015)."""

import hashlib
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, kw_only=True)
class Key:
    """`day` is the one on which its period began (2026-11-23)."""

    day: str
    secret: str

    @property
    def name(self) -> str:
        """The day, so that names compare as times do, and a fingerprint: a key that was lost and made anew is another
        one. 20 characters."""
        return f"{self.day} {hashlib.sha256(self.secret.encode()).hexdigest()[:9]}"


def current() -> Key:
    """The key of this period, made when it is missing; ImproperlyConfigured when the folder cannot be written."""
    folder = Path(settings.REPORT_KEYS_DIR)
    day = _period(0)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        destroy_old()
        return _read(day) or _make(folder, day)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"REPORT_KEYS_DIR={folder}: the keys of reports cannot be kept there ({problem.strerror}). "
            "Name a folder that the web server may write to."
        ) from problem


def find(name: str) -> Key | None:
    """The key of that name; None when its time is over or its file is gone."""
    key = _read(name.partition(" ")[0]) if name >= oldest_kept() else None
    return key if key and key.name == name else None


def oldest_kept() -> str:
    """The day on which the period before this one began: keys whose name is less are destroyed."""
    return _period(1)


def destroy_old() -> int:
    """Delete the keys whose time is over; how many there were."""
    over = [path for path in Path(settings.REPORT_KEYS_DIR).glob("????-??-??") if path.name < oldest_kept()]
    for path in over:
        path.unlink(missing_ok=True)
    return len(over)


def today() -> date:
    """In UTC, by which periods are counted."""
    return datetime.now(UTC).date()


def _period(back: int) -> str:
    """The first day of the period that lies so many before this one."""
    days = settings.REPORT_KEY_DAYS
    return date.fromordinal((today().toordinal() // days - back) * days).isoformat()


def _read(day: str) -> Key | None:
    try:
        return Key(day=day, secret=(Path(settings.REPORT_KEYS_DIR) / day).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None


def _make(folder: Path, day: str) -> Key:
    """When another process makes it at the same time, the first one's holds."""
    with tempfile.NamedTemporaryFile("w", dir=folder, prefix="draft.", encoding="ascii") as draft:
        draft.write(secrets.token_urlsafe(48))
        draft.flush()
        with suppress(FileExistsError):
            (folder / day).hardlink_to(draft.name)
    return Key(day=day, secret=(folder / day).read_text(encoding="ascii"))
