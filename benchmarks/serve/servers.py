"""The servers that are measured: the portal's own as docker-compose.yml runs it, its proxy, and a plain nginx."""

import os
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

from newsportal import embedded
from tests.processes import eventually, free_port, process
from tests.proxies import NGINX

_START_SECONDS: Final = 60
_KEPT: Final = {"PATH", "HOME", "LANG", "TMPDIR", "VAR_DIR"}
_FILE: Final = "page.html.gz"
# nginx as it comes, without a log: what a file costs that is only handed out.
_STATIC: Final = """
pid {folder}/static.pid; {user} worker_processes 1; error_log {folder}/static.error.log crit;
events {{ worker_connections 2048; }}
http {{
    sendfile on; access_log {folder}/static.log combined buffer=32k flush=1s;
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


@contextmanager
def web_server(folder: Path, **more: str) -> Iterator[tuple[int, int]]:
    """(port, process) of `manage.py serve`; `more` are settings over the defaults."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name in _KEPT} | {
        "DATABASE_URL": embedded.conninfo(settings.VAR_DIR),
        "WEB_PORT": str(port),
        "TRUSTED_PROXIES": "1",
        **more,
    }
    log = folder / f"web-{port}.log"
    with process(sys.executable, "manage.py", "serve", log=log, env=env) as started:
        eventually(lambda: answers(port, "/healthz"), within=_START_SECONDS, what=f"the web server answers ({log})")
        yield port, started.pid


@contextmanager
def static_file(folder: Path, content: bytes) -> Iterator[tuple[int, int, str]]:
    """(port, process, path) of an nginx that hands out one file with that content."""
    port = free_port()
    with tempfile.TemporaryDirectory(dir=folder) as name:
        own = Path(name)
        own.chmod(0o755)
        (own / "files").mkdir()
        (own / "files" / _FILE).write_bytes(content)
        file = own / "static.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        file.write_text(_STATIC.format(folder=own, port=port, user=user), encoding="ascii")
        command = (NGINX, "-c", str(file), "-p", str(own), "-g", "daemon off;")
        with process(*command, log=own / "static.log") as started:
            eventually(lambda: answers(port, f"/{_FILE}"), within=_START_SECONDS, what="nginx answers")
            yield port, started.pid, f"/{_FILE}"


def answers(port: int, path: str) -> bool:
    try:
        return bool(fetch(port, path))
    except OSError:
        return False


def fetch(port: int, path: str) -> bytes:
    """The body as it travels to a browser that reads gzip. OSError when it is refused."""
    with urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"}), timeout=30
    ) as answer:
        return bytes(answer.read())
