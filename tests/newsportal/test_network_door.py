"""One way out of the portal: what the code can import and call, and what docs/security.md says of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
OPENS_CONNECTIONS: Final = frozenset(
    {
        *("socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc"),
        *("asyncio", "socketserver", "httpcore", "httpcore2", "httpx", "requests", "urllib3", "aiohttp", "pycurl"),
        *("websockets", "h2", "h11", "feedparser.http", "trafilatura.downloads"),
    }
)
# What of it each module may import, and what for.
MAY: Final = {
    "feeds/connecting.py": {"socket", "ssl", "httpcore2"},  # the door
    "feeds/fetching.py": {"httpcore2", "h2.exceptions"},  # the door
    "newsportal/claiming.py": {"socket"},  # whether a port of this machine is free
    "newsportal/management/commands/up.py": {"http.client"},  # whether our own web server answers
    "newsportal/demo/serving.py": {"socket", "socketserver", "http.server"},  # serves, never asks
}
FETCHES: Final = frozenset(
    {"urlopen", "urlretrieve", "fetch_url", "fetch_response", "create_connection", "getaddrinfo"}
)
SECURITY: Final = (ROOT / "docs/security.md").read_text(encoding="utf-8")
REQUIRED: Final = [
    *(
        f"{letter}-{number:02}"
        for letter, last in (("S", 10), ("F", 7), ("X", 7), ("L", 3), ("R", 13))
        for number in range(1, last + 1)
    ),
    *("A-01", "A-02", "A-03", "A-04", "A-06", "A-07", "A-08"),
]


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ("newsportal", "feeds", "articles"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from names if node.module in {"urllib", "trafilatura"} else [node.module]


def opens_connections(module: str) -> bool:
    parts = module.split(".")
    return any(".".join(parts[:count]) in OPENS_CONNECTIONS for count in range(1, len(parts) + 1))


def test_only_the_network_door_can_reach_the_world() -> None:
    found = {name: set(filter(opens_connections, imported(tree))) for name, tree in modules()}
    assert found["feeds/connecting.py"]
    assert {name: names for name, names in found.items() if names - MAY.get(name, set())} == {}


def test_no_code_calls_what_fetches_by_itself() -> None:
    calls = {
        f"{name}: {function}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (function := getattr(node.func, "attr", getattr(node.func, "id", ""))) in FETCHES
    }
    # The second asks for the addresses of this machine.
    assert calls == {"feeds/connecting.py: getaddrinfo", "newsportal/claiming.py: getaddrinfo"}


@pytest.mark.parametrize("requirement", REQUIRED)
def test_every_requirement_names_tests_that_exist(requirement: str) -> None:
    [row] = re.findall(rf"^\| {requirement} \|.*$", SECURITY, re.MULTILINE)
    named = set(re.findall(r"`(test_\w+)`", row))
    assert named
    assert named - _tests() == set()


def test_every_place_that_holds_a_requirement_exists() -> None:
    places = set(re.findall(r"`((?:feeds|articles|newsportal|tests)/[\w/.]+)`", SECURITY))
    assert len(places) > 10
    assert sorted(place for place in places if not (ROOT / place).exists()) == []


def _tests() -> set[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for path in files for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)}
