"""What a process made a moment ago and need not make again: whole pages, and the parts that all of them share.

Nothing is remembered for longer than PAGE_MEMORY_SECONDS, so that nobody has to say what changed; and all of it is
forgotten when something was decided here, so that who decided sees it. What was begun before that is not kept."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

MOST_BYTES: Final = 32 * 1024 * 1024  # of pages; far more than a moment brings
MOST_PARTS: Final = 500


class Memory[Value]:
    """Values by key, each for `PAGE_MEMORY_SECONDS`, the oldest going first when they weigh more than `most`."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._weight = 0
        self._kept: OrderedDict[Hashable, tuple[float, int, Value]] = OrderedDict()
        self._lock = threading.Lock()
        self.age = 0  # how often all was forgotten

    def get(self, key: Hashable) -> Value | None:
        found = self._kept.get(key)
        return found[2] if found and found[0] > time.monotonic() else None

    def put(self, key: Hashable, value: Value, *, age: int, weight: int = 1) -> None:
        """Keep what was begun when the memory had that `age`."""
        until = time.monotonic() + settings.PAGE_MEMORY_SECONDS
        with self._lock:
            if age != self.age or not settings.PAGE_MEMORY_SECONDS or weight > self._most:
                return
            self._drop(key)
            self._kept[key] = (until, weight, value)
            self._weight += weight
            while self._weight > self._most:
                self._drop(next(iter(self._kept)))

    def forget(self) -> None:
        with self._lock:
            self.age += 1
            self._weight = 0
            self._kept.clear()

    def _drop(self, key: Hashable) -> None:
        _, weight, _ = self._kept.pop(key, (0.0, 0, None))
        self._weight -= weight


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with status 200, as it travels: its header fields and its body."""

    headers: dict[str, str]
    body: bytes


pages: Final = Memory[Page](most=MOST_BYTES)
_parts: Final = Memory[Any](most=MOST_PARTS)


def remembered[Part](key: Hashable, make: Callable[[], Part]) -> Part:
    """A part of pages, as it was made a moment ago, or anew. Who gets it must not change it. A key stands for one kind
    of value."""
    found: Part | None = _parts.get(key)
    if found is not None:
        return found
    age = _parts.age
    part = make()
    _parts.put(key, part, age=age)
    return part


def forget_all() -> None:
    pages.forget()
    _parts.forget()
