"""A whole portal for a test: `manage.py up --demo` with a data folder of its own, as a person would run it."""

import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen, TimeoutExpired

from tests.processes import PROJECT, eventually, free_port, process

START_SECONDS = 100  # it takes five; on a busy machine only what never starts is a fault
STOP_SECONDS = 40  # a person sees it end within five; on a busy machine only what never ends is a fault
HEADLINE = re.compile(r"^\d\d:\d\d:\d\d +\S", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Portal:
    """A running portal: where it is, what it has said so far, and its process."""

    url: str  # without a slash at its end
    var_dir: Path
    log: Path
    process: "Popen[bytes]"

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def password(self) -> str:
        """Of the account "editor"; only the first start of a portal says it."""
        found = re.search(r"password (\S+)", self.said)
        assert found, self.said
        return found[1]

    def headlines(self) -> int:
        return len(HEADLINE.findall(self.said))

    def stop(self) -> int:
        """Ctrl-C, and what the command then ended with."""
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(STOP_SECONDS)
        except TimeoutExpired:
            raise AssertionError(f"still running {STOP_SECONDS} s after Ctrl-C:\n{self.said}") from None


def environment(**more: str) -> dict[str, str]:
    """What a person's terminal has, and nothing of the tests' own."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return {**kept, "PYTHONUNBUFFERED": "1", **more}


def up(*options: str) -> tuple[str, ...]:
    return (sys.executable, str(PROJECT / "manage.py"), "up", *options)


@contextmanager
def running(var_dir: Path, *options: str, port: int | None = None, demo: bool = True, **env: str) -> Iterator[Portal]:
    """A portal that already answers, with demo newspapers. It is stopped at the end unless it was before."""
    port = port or free_port()
    var_dir.mkdir(parents=True, exist_ok=True)
    log = Path(tempfile.mkstemp(prefix="up-", suffix=".log", dir=var_dir.parent)[1])
    asked = ["--demo"] if demo else []
    command = up(*asked, "--port", str(port), "--var", str(var_dir), *options)
    demo_port = env.pop("DEMO_PORT", str(free_port()))
    with process(*command, log=log, env=environment(DEMO_PORT=demo_port, **env)) as started:
        portal = Portal(url=f"http://127.0.0.1:{port}", var_dir=var_dir, log=log, process=started)

        def is_up() -> bool:
            assert started.poll() is None, portal.said
            return "The portal is at" in portal.said

        eventually(is_up, within=START_SECONDS, what="the portal is up")
        try:
            yield portal
        finally:
            if started.poll() is None:
                portal.stop()


def left_behind(var_dir: Path) -> list[str]:
    """The command lines of processes that still work for that data folder."""
    return list(processes_of(var_dir).values())


def processes_of(var_dir: Path, word: str = "") -> dict[int, str]:
    """The processes that work for that data folder and have the word in their command line: number -> command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            settings = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:  # it ended meanwhile
            continue
        if str(var_dir) in command or f"VAR_DIR={var_dir}" in settings.split("\0"):
            found[int(folder.name)] = command
    return {number: command for number, command in found.items() if word in command}
