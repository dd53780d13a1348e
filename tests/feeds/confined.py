"""Fetching and parsing strangers' answers under limits of memory and processor time that the system itself enforces.

A program of its own, `python -m tests.feeds.confined`: a job a line on its standard input, how it ended a line on its
standard output. Each job has a process to itself, so that one that is stopped for its greed harms no other."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import django
from django.conf import settings

from feeds import connecting, fetching
from feeds.documents import NotAFeed, parse
from feeds.fetching import Kind
from feeds.knowledge.outcomes import Failed, Fetched

PROJECT: Final = Path(__file__).resolve().parents[2]
MEGABYTE: Final = 1_000_000
_FEED: Final = b"<rss><channel><item><title>a</title><link>https://news.test/1</link></item></channel></rss>"
_noted: list[str] = []


def ended(jobs: Sequence[dict[str, Any]], *, within: float) -> dict[str, dict[str, Any]]:
    """How each job ended, by its id. A job has an id, the `url` of an answer on the loopback range, and its limits:
    `cpu_s`, `wall_s`, `rss_mb` (beyond what the program has anyway), `door_s` for the door's own deadline."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "newsportal.settings", "FETCH_ALLOW_NETWORKS": "127.0.0.0/8"}
    env["VAR_DIR"] = str(settings.VAR_DIR)
    said = subprocess.run(
        [sys.executable, "-m", "tests.feeds.confined"],
        cwd=PROJECT,
        env=env,
        input="".join(json.dumps(job) + "\n" for job in jobs),
        stdout=subprocess.PIPE,
        text=True,
        timeout=within,
        check=True,
    )
    return {row["id"]: row for row in map(json.loads, said.stdout.splitlines())}


def main() -> None:
    django.setup()
    connecting._ssl_context()  # all that is read once, so that no job pays for it
    parse(_FEED, url="https://news.test/")
    sys.addaudithook(_note)
    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps({**_alone(partial(_work, job), job), "id": job["id"]}), flush=True)


def _alone(work: Callable[[], dict[str, Any]], limits: dict[str, Any]) -> dict[str, Any]:
    """What the work says in a process of its own, or which limit ended it."""
    read_end, write_end = os.pipe()
    number = os.fork()
    if not number:
        os.close(read_end)
        _confine(limits)
        with os.fdopen(write_end, "w") as answer:
            json.dump(work(), answer)
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as answer:
        said = answer.read()
    status = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    return json.loads(said) if said and not status else {"end": f"process ended with {status}"}


def _confine(limits: dict[str, Any]) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + limits["rss_mb"] * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_s"], limits["cpu_s"] + 1))
    signal.alarm(limits["wall_s"])


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "open", "subprocess.Popen", "os.exec", "os.posix_spawn"}:
        _noted.append(f"{event} {arguments[0] if event != 'socket.connect' else arguments[1]}")


def _work(job: dict[str, Any]) -> dict[str, Any]:
    began, cpu = time.monotonic(), time.process_time()
    Kind.FEED._value_ = replace(Kind.FEED.value, seconds=job["door_s"])
    outcome = fetching.get(job["url"], kind=Kind.FEED)
    said = _parsed(outcome) if isinstance(outcome, Fetched) else {"end": type(outcome).__name__.lower()}
    if isinstance(outcome, Failed):
        said = {"end": "failed", "kind": outcome.kind, "detail": outcome.detail}
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    spent = {"cpu_s": time.process_time() - cpu, "wall_s": time.monotonic() - began, "rss_mb": most}
    return {**said, **spent, "noted": _noted}


def _parsed(answer: Fetched) -> dict[str, Any]:
    try:
        document = parse(answer.body, url=answer.url, content_type=answer.content_type)
    except NotAFeed as problem:
        return {"end": "no feed", "detail": str(problem)}
    items = document.headlines
    return {
        "end": "read",
        "items": len(items),
        "left_out": document.left_out,
        "identities": len({item.identity for item in items}),
        "longest_title": max((len(item.title) for item in items), default=0),
        "links": [item.link for item in items[:20]],
        "text": repr(items)[: 2 * MEGABYTE],
    }


if __name__ == "__main__":
    main()
