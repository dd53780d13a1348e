"""What every test stands on: a Postgres of its own, and no way out of this machine."""

import os
import shutil
import socket

import tempfile

from pathlib import Path
from typing import Any

import pytest

# Before Django reads its settings: the operator's environment is not the tests' business.
_VAR = Path(tempfile.mkdtemp(prefix="newsportal-tests-"))
os.environ |= {"VAR_DIR": str(_VAR), "HOST_PAUSE_SECONDS": "0", "DEBUG": "off"}
for _name in ("DATABASE_URL", "BROKER_URL", "SITE_URL", "REPORT_THRESHOLD", "TRUSTED_PROXIES", "FETCH_ALLOW_NETWORKS"):
    os.environ.pop(_name, None)
_VAR.chmod(0o755)

from newsportal import embedded  # noqa: E402  # needs nothing of Django, but the environment above

_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def pytest_configure(config: pytest.Config) -> None:
    embedded.start(_VAR, options=_FAST)


def pytest_unconfigure(config: pytest.Config) -> None:
    embedded.stop(_VAR)
    shutil.rmtree(_VAR, ignore_errors=True)


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to anything but this machine are refused, with a word about which test tried."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host and not (str(host).startswith("127.") or host in {"localhost", "::1"}):
            raise OSError(f"a test tried to leave this machine for {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """An empty folder for stored pictures."""
    media_root: Path = tmp_path / "media"
    settings.MEDIA_ROOT = media_root
    return media_root
