"""Supervising: child processes that are started, watched, started again when they die, and stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

STOP_SECONDS: Final = 2.5  # a child's time to end by itself; a start and a stop of the whole portal fit into 5 s
MOST_DEATHS: Final = 5  # within QUIET_SECONDS: then starting again is no use
QUIET_SECONDS: Final = 60.0


class GaveUpError(Exception):
    """A child dies again and again; the message names it."""


@dataclass
class Child:
    """One management command as a process of its own, in a session of its own: the terminal's Ctrl-C is ours alone."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it with a pipe as its standard input, by whose end it notices ours (`following`)."""
        self.process = subprocess.Popen(  # noqa: S603  # our own program with our own arguments
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *self.command, "--with-parent"],
            stdin=subprocess.PIPE,
            start_new_session=True,
            cwd=settings.BASE_DIR,
            env={**os.environ, **self.environment},
        )

    @property
    def exit_code(self) -> int | None:
        """None while it runs, and before it was started."""
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self, *, within: float) -> None:
        """Wait so long for its end, then end it and whatever it started."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(within, 0.05))
        self.end_group()
        self.process.wait()

    def end_group(self) -> None:
        """End whatever it started and left behind: the web server's own children would live on and share its port."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):  # nobody is left; macOS: nobody but the dead
                os.killpg(self.process.pid, signal.SIGKILL)


def keep_alive(children: Sequence[Child], *, on_death: Callable[[Child], None]) -> None:
    """Start again whoever died, after `on_death`; GaveUpError when that happens MOST_DEATHS times within
    QUIET_SECONDS."""
    for child in children:
        if child.exit_code is None:
            continue
        now = time.monotonic()
        child.deaths = [*(death for death in child.deaths if now - death < QUIET_SECONDS), now]
        if len(child.deaths) >= MOST_DEATHS:
            raise GaveUpError(f"The {child.name} ended {MOST_DEATHS} times within {QUIET_SECONDS:.0f} s.")
        child.end_group()
        on_death(child)
        child.start()


def stop_all(children: Sequence[Child]) -> None:
    """Stop all at once; nothing is left behind after STOP_SECONDS."""
    ends = time.monotonic() + STOP_SECONDS
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop(within=ends - time.monotonic())
