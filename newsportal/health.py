"""Health: `/healthz` for the web server; signs of life for workers and beat, whom no request can ask.

`python -m newsportal.health worker` (or beat) exits with 0 when that process on this machine gave a sign of life within
MOST_SECONDS. It needs no settings, so that a container can ask every few seconds."""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

MOST_SECONDS: Final = 60


@require_safe
@cache_control(no_store=True)
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def show_life(name: str) -> None:
    _sign(name).touch()


def is_alive(name: str) -> bool:
    try:
        return time.time() - _sign(name).stat().st_mtime <= MOST_SECONDS
    except FileNotFoundError:
        return False


def _sign(name: str) -> Path:
    return Path(tempfile.gettempdir()) / f"newsportal-{os.getuid()}-{name}.alive"


if __name__ == "__main__":
    if sys.argv[1:] not in (["worker"], ["beat"]):
        sys.exit("Say whose health: python -m newsportal.health worker, or beat")
    sys.exit(0 if is_alive(sys.argv[1]) else f"{sys.argv[1]}: no sign of life for {MOST_SECONDS} s")
