"""What processes cost, by /proc: CPU seconds with those of ended children, and the memory that is theirs."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_SAMPLED_EVERY: Final = 0.5  # seconds
_GONE: Final = (FileNotFoundError, ProcessLookupError, PermissionError)


@dataclass
class Meter:
    """Processes by name, each with whatever it started. `peaks` are the most bytes a name had at one time: shared pages
    count by their share (PSS), so that a database's forks do not count its cache many times over."""

    roots: Mapping[str, int]  # process ids
    peaks: dict[str, int] = field(default_factory=dict)

    def cpu(self) -> dict[str, float]:
        """CPU seconds of each name since its start."""
        trees = _trees(self.roots)
        return {name: sum(map(_cpu_of, pids)) for name, pids in trees.items()}

    def note_memory(self) -> None:
        for name, pids in _trees(self.roots).items():
            self.peaks[name] = max(self.peaks.get(name, 0), sum(map(_memory_of, pids)))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Meanwhile the peaks are kept up to date."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(_SAMPLED_EVERY):
                self.note_memory()

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    return {name: after[name] - before[name] for name in after}


def _trees(roots: Mapping[str, int]) -> dict[str, set[int]]:
    """Each root with its living descendants."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(*_GONE):
            parents[int(folder.name)] = int(_stat(int(folder.name))[1])
    return {name: _descendants(root, parents) for name, root in roots.items()}


def _descendants(root: int, parents: Mapping[int, int]) -> set[int]:
    found, fresh = {root}, {root}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on, "state"; the second may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


def _cpu_of(pid: int) -> float:
    """utime, stime, and both of the children that it has waited for (proc(5): fields 14 to 17)."""
    with suppress(*_GONE):
        return sum(map(int, _stat(pid)[11:15])) / _TICKS
    return 0.0


def _memory_of(pid: int) -> int:
    with suppress(*_GONE):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return 0
