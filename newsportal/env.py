"""Settings from the environment: each reader refuses nonsense and names the variable and the remedy."""

import os
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def secret(name: str) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names (docker secrets); empty when none is set."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{name}_FILE: cannot read {path} ({problem.strerror}). Name a readable file."
        ) from problem


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "on" if default else "off").lower()
    if value not in {"on", "off", "true", "false", "1", "0", "yes", "no"}:
        raise ImproperlyConfigured(f"{name}={value!r} is neither on nor off. Write {name}=on or {name}=off.")
    return value in {"on", "true", "1", "yes"}


def number[N: (int, float)](name: str, default: N, *, least: N, most: N) -> N:
    kind = type(default)
    value = text(name, str(default))
    try:
        parsed = kind(value)
    except ValueError:
        word = "a whole number" if kind is int else "a number"
        raise ImproperlyConfigured(f"{name}={value!r} is not {word}. Write one from {least} to {most}.") from None
    if not least <= parsed <= most:
        raise ImproperlyConfigured(f"{name}={value} is out of range. Write a number from {least} to {most}.")
    return parsed


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones, such as Africa
        raise ImproperlyConfigured(f"{name}={value!r} is no time zone. Write one like Africa/Casablanca.") from None
    return value


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def choice(name: str, default: str, *, among: Sequence[str]) -> str:
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name}={value!r} is unknown. Write one of: {', '.join(among)}.")
    return value


def choices(name: str, default: Sequence[str], *, among: Sequence[str]) -> list[str]:
    """A comma-separated list of at least one, each of them known, none twice."""
    values = list(dict.fromkeys(words(name, default)))
    if unknown := [value for value in values if value not in among]:
        raise ImproperlyConfigured(f"{name} names {unknown[0]!r}, which is unknown. Write some of: {', '.join(among)}.")
    if not values:
        raise ImproperlyConfigured(f"{name} names none. Write some of: {', '.join(among)}.")
    return values
