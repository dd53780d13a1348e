"""The load: wrk asks as fast as it is answered, on connections that stay open, and tells how long each answer took."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.ingest.costs import Meter, spent

CONNECTIONS: Final = 16
# Each address of the file once, then from the beginning; as a browser asks, which reads gzip.
_SCRIPT: Final = """
local paths, n = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
wrk.headers["Accept-Encoding"] = "gzip, deflate, br"
request = function()
  n = n %% #paths + 1
  return wrk.format("GET", paths[n])
end
done = function(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  local told = '\\nresult {"requests": %%d, "bytes": %%d, "seconds": %%f, "failed": %%d, "p50": %%f, "p95": %%f}\\n'
  io.write(string.format(told, summary.requests, summary.bytes, summary.duration / 1e6, failed,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3))
end
"""


@dataclass(frozen=True, kw_only=True)
class Load:
    """What came of it. `p50` and `p95` in milliseconds, `cpu` in seconds by process."""

    requests: int
    bytes: int
    seconds: float
    failed: int
    p50: float
    p95: float
    cpu: Mapping[str, float]

    @property
    def a_second(self) -> float:
        return self.requests / self.seconds

    def a_core(self, name: str) -> float:
        """Requests for a CPU second of that process."""
        return self.requests / max(self.cpu[name], 1e-3)


def ask(port: int, paths: Sequence[str], *, seconds: int, meter: Meter, folder: Path) -> Load:
    """Ask for these addresses in turn. `meter` knows the processes that answer."""
    listed, script = folder / "paths", folder / "wrk.lua"
    listed.write_text("\n".join(paths) + "\n", encoding="ascii")
    script.write_text(_SCRIPT % listed, encoding="ascii")
    options = ("--threads=1", f"--connections={CONNECTIONS}", f"--duration={seconds}s", f"--script={script}")
    before = meter.cpu()
    done = subprocess.run(  # noqa: S603  # our own words
        ("wrk", *options, f"http://127.0.0.1:{port}"),  # noqa: S607  # wherever it is installed
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.rpartition("result ")[2])
    return Load(**told, cpu=spent(before, meter.cpu()))
