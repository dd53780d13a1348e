"""What every test stands on: a Postgres of its own, and no way out of this machine."""

import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from django.conf import settings as portal_settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection

from newsportal import embedded
from tests.outside import Outside

# The same examples in every run: a suite that fails one time in a hundred says nothing of the change that it fails on.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")
pytest_plugins = ["tests.chromium"]
_STARTED = datetime.now(UTC)
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="DIR", help="where browser tests put the documentation's pictures")
    longer = "torture the street while N articles come in (with -o faulthandler_timeout=0)"
    parser.addoption("--torture", type=int, default=0, metavar="N", help=longer)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests of one file that need the same of the database run in one process, and share what the file sets up once."""
    item.add_marker(pytest.mark.xdist_group(f"{item.path.relative_to(item.config.rootpath)}:{_database(item)}"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Those with real transactions come last: they flush also what the migrations brought, which others count on."""
    items.sort(key=_database)
    for item in items if config.getoption("--torture") else []:
        item.add_marker(pytest.mark.timeout(1_800), append=False)


def _database(item: pytest.Item) -> int:
    """0: the test needs none; 1: one that is rolled back; 2: one that is flushed."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    if fixtures & {"transactional_db", "live_server"} or (marker and marker.kwargs.get("transaction")):
        return 2
    return 1 if marker or "db" in fixtures else 0


def pytest_configure(config: pytest.Config) -> None:
    """Start a Postgres in every process that runs tests; the one that hands them out (pytest-xdist's) needs none."""
    if config.getoption("dist") == "no" or hasattr(config, "workerinput"):
        embedded.start(portal_settings.VAR_DIR, options=_FAST)


def pytest_unconfigure(config: pytest.Config) -> None:
    embedded.stop(portal_settings.VAR_DIR)
    shutil.rmtree(portal_settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A pool of connections leads to the database that was named when it was made, whatever is named since: one from
    before the tests' own database was made would have them work on the portal's."""
    pooled: Any = connection
    pooled.close_pool()


@pytest.fixture(scope="session", autouse=True)
def collected_static_files() -> None:
    """The static files under their hashed names, as in production."""
    call_command("collectstatic", interactive=False, verbosity=0)


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


@pytest.fixture(autouse=True)
def no_reports_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has used up a limit in another test, and in this one no window of a limit ends, nor a key's period: their
    clocks stand still, lest every minute, hour and day be the wrong moment for some test."""
    caches["limits"].clear()
    monkeypatch.setattr("articles.moderation.limiting.time", SimpleNamespace(time=_STARTED.timestamp))
    monkeypatch.setattr("articles.moderation.keyring.today", _STARTED.date)


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """An empty folder for stored pictures."""
    media_root: Path = tmp_path / "media"
    settings.MEDIA_ROOT = media_root
    return media_root


@pytest.fixture
def outside(settings: Any) -> Iterator[Outside]:
    """A stand-in for the world's servers, on the loopback range, which the network door may visit in this test."""
    settings.FETCH_ALLOW_NETWORKS = ["127.0.0.0/8"]
    with Outside() as server:
        yield server
