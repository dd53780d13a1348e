"""The table: each kind of page from the application alone, and from the proxy beside a file of the same size."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks.ingest.costs import Meter
from benchmarks.serve.loading import Load, ask
from benchmarks.serve.servers import fetch, static_file, web_server
from tests.proxies import Proxy, nginx

FRONT: Final = "/fr/"
WARM_GOAL: Final = 1_500  # front pages for a CPU second of the application
COLD_GOAL: Final = 400  # articles, each for the first time, likewise
PROXY_GOAL: Final = 0.8  # of what a plain nginx does with a file of the same size
ROUNDS: Final = 5  # of proxy and file in turn; the least disturbed of each counts, since others use the machine as well
_HEAD: Final = f"{'':<34}{'requests/s':>11}{'p50 ms':>8}{'p95 ms':>8}{'kB':>7}"


def application(folder: Path, database: int, paths: dict[str, list[str]], seconds: int) -> bool:
    """Whether the application alone reaches the goals."""
    print(f"\n{_HEAD}{'web CPU ms':>12}{'db CPU ms':>11}{'a core':>8}", flush=True)
    article, search = paths["article"], paths["search"]
    rows = {
        "front page, again and again": [FRONT],
        "an article, again and again": article[-1:],
        "a search, again and again": search[:1],
        "articles, each once": article[::-1],
        "searches, each once": search[1:],
    }
    with web_server(folder) as (port, pid):
        loads = {name: _row(name, port, pid, database, asked, seconds, folder) for name, asked in rows.items()}
    with web_server(folder, PAGE_MEMORY_SECONDS="0") as (port, pid):
        _row("front page, made anew each time", port, pid, database, [FRONT], seconds, folder)
    warm, cold = loads["front page, again and again"], loads["articles, each once"]
    return warm.a_core("web") >= WARM_GOAL and cold.a_core("web") >= COLD_GOAL


def _row(name: str, port: int, pid: int, database: int, paths: Sequence[str], seconds: int, folder: Path) -> Load:
    size = len(fetch(port, paths[-1]))
    meter = Meter({"web": pid, "database": database})
    load = ask(port, paths, seconds=seconds, meter=meter, folder=folder)
    web, base = (1_000 * load.cpu[process] / load.requests for process in ("web", "database"))
    print(
        f"{name:<34}{load.a_second:>11,.0f}{load.p50:>8.1f}{load.p95:>8.1f}{size / 1_000:>7.1f}"
        f"{web:>12.2f}{base:>11.2f}{load.a_core('web'):>8,.0f}{_failures(load)}",
        flush=True,
    )
    return load


def behind_the_proxy(folder: Path, paths: dict[str, list[str]], seconds: int) -> bool:
    """Whether the proxy comes near to a plain nginx, by CPU time, on every kind of page."""
    print(f"\n{_HEAD}{'nginx CPU µs':>14}{'of a file':>11}", flush=True)
    kinds = {"front page": FRONT, "article": paths["article"][-1], "search": paths["search"][0]}
    with ExitStack() as stack:
        port, _ = stack.enter_context(web_server(folder))
        proxy = stack.enter_context(nginx(folder, port))
        reached = [_beside_a_file(name, path, proxy, seconds, folder) for name, path in kinds.items()]
    return all(reached)


def _beside_a_file(name: str, path: str, proxy: Proxy, seconds: int, folder: Path) -> bool:
    content = fetch(proxy.port, path)
    with static_file(folder, content) as (file_port, file_pid, file_path):
        pages: list[Load] = []
        files: list[Load] = []
        for _ in range(ROUNDS):
            for port, asked, pid, loads in (
                (proxy.port, path, proxy.pid, pages),
                (file_port, file_path, file_pid, files),
            ):
                loads.append(ask(port, [asked], seconds=seconds, meter=Meter({"nginx": pid}), folder=folder))
    ratio = _a_core(pages) / _a_core(files)
    for who, loads, told in ((f"{name}, proxy", pages, f"{ratio:>11.2f}"), ("  a file of that size", files, "")):
        best = max(loads, key=lambda load: load.a_core("nginx"))
        cpu = 1e6 / _a_core(loads)
        print(
            f"{who:<34}{best.a_second:>11,.0f}{best.p50:>8.2f}{best.p95:>8.2f}{len(content) / 1_000:>7.1f}"
            f"{cpu:>14.1f}{told}{_failures(*loads)}",
            flush=True,
        )
    return ratio >= PROXY_GOAL


def _a_core(loads: Sequence[Load]) -> float:
    return max(load.a_core("nginx") for load in loads)


def _failures(*loads: Load) -> str:
    failed = sum(load.failed for load in loads)
    return f"  {failed} FAILED" if failed else ""
