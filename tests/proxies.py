"""The caching proxy for tests and benchmarks: a real nginx with the portal's own configuration. This machine's paths
and ports take the place of the container's, nothing else is changed."""

import http.client
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.processes import PROJECT, eventually, free_port, process

CONFIGURATION: Final = (PROJECT / "newsportal/nginx.conf").read_text(encoding="utf-8")
NGINX: Final = shutil.which("nginx") or "/usr/sbin/nginx"


@dataclass(frozen=True)
class Answer:
    status: int
    cache: str | None
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Proxy:
    port: int
    pid: int = 0

    def get(self, path: str, **headers: str) -> Answer:
        visitor = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            visitor.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = visitor.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told.get("x-cache"), told, answer.read())
        finally:
            visitor.close()


@contextmanager
def nginx(folder: Path, web_port: int) -> Iterator[Proxy]:
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(_for_this_machine(folder, port, web_port), encoding="utf-8")
    command = (NGINX, "-c", str(file), "-p", str(folder), "-g", "daemon off;")
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=30)
    assert checked.returncode == 0, checked.stderr
    with process(*command, log=folder / "nginx.log") as started:
        eventually(lambda: _listens(port), within=30, what=f"nginx listens, {(folder / 'nginx.log').read_text()}")
        yield Proxy(port, started.pid)


def _for_this_machine(folder: Path, port: int, web_port: int) -> str:
    """Root's worker processes would be somebody who may not enter the test's folder."""
    kinds = ("client_body", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    changes = {
        r"^pid .*$": f"pid {folder}/pid;" + (" user root;" if os.geteuid() == 0 else ""),
        r"^worker_processes auto;": "worker_processes 1;",
        r"/dev/std(err|out)\b": f"{folder}/\\1.log",
        r"/var/cache/nginx": f"{folder}/cache",
        r"^http \{": f"http {{\n{temporary}",
        r"^ *resolver .*$": "",
        r"listen 8080": f"listen 127.0.0.1:{port}",
        r"web:8000": f"127.0.0.1:{web_port}",
    }
    text = CONFIGURATION
    for old, new in changes.items():
        text, count = re.subn(old, new, text, flags=re.MULTILINE)
        assert count, f"nginx.conf has no {old} any more"
    (folder / "cache").mkdir()
    return text


def _listens(port: int) -> bool:
    try:
        return Proxy(port).get("/healthz").status == 200
    except OSError:
        return False
