"""docs/settings.md and the code say the same: which variables there are, their defaults and their bounds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
READERS: Final = {"text", "secret", "flag", "number", "words", "choice", "choices", "time_zone"}
ROW: Final = re.compile(r"^\| `(?P<name>\w+)` \| (?P<default>[^|]+) \| (?P<allowed>[^|]+) \| (?P<meaning>[^|]+) \|$")
# What is read past env.py: by Django itself, by libpq, and for programs that we start.
NOT_SETTINGS: Final = {"DJANGO_SETTINGS_MODULE", "PGOPTIONS", "PATH"}

documented: Final = {
    match["name"]: match
    for line in (ROOT / "docs/settings.md").read_text(encoding="utf-8").splitlines()
    if (match := ROW.match(line))
}


def _modules() -> list[Path]:
    return sorted(path for room in ("newsportal", "feeds", "articles") for path in (ROOT / room).rglob("*.py"))


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _settings() -> dict[str, ast.Call]:
    """Every `env.reader("NAME", ...)` of the code, by name."""
    calls = [call for path in _modules() if path.name != "env.py" for call in _calls(path) if _is_reader(call)]
    return {str(_constant(call.args[0])): call for call in calls}


def _is_reader(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id="env"), attr=reader):
            return reader in READERS
    return False


def _constant(node: ast.expr) -> object:
    """The value of a literal; None for anything that has to be computed."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _keyword(call: ast.Call, name: str) -> object:
    return next((_constant(keyword.value) for keyword in call.keywords if keyword.arg == name), None)


def _default(call: ast.Call) -> object:
    return _constant(call.args[1]) if len(call.args) > 1 else _keyword(call, "default")


def _as_documented(default: object) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    return ",".join(map(str, default)) if isinstance(default, list) else str(default)


settings: Final = _settings()


def test_every_setting_is_documented() -> None:
    assert set(settings) - set(documented) == set()


def test_every_documented_variable_is_a_setting() -> None:
    assert set(documented) - set(settings) == set()


@pytest.mark.parametrize("name", sorted(name for name, call in settings.items() if _default(call) is not None))
def test_the_default_is_the_documented_one(name: str) -> None:
    assert documented[name]["default"] == f"`{_as_documented(_default(settings[name]))}`"


@pytest.mark.parametrize("name", sorted(name for name, call in settings.items() if _keyword(call, "least") is not None))
def test_the_bounds_are_the_documented_ones(name: str) -> None:
    call = settings[name]
    assert documented[name]["allowed"] == f"{_keyword(call, 'least')} to {_keyword(call, 'most')}"


@pytest.mark.parametrize("name", sorted(name for name, call in settings.items() if _keyword(call, "among")))
def test_the_choices_are_the_documented_ones(name: str) -> None:
    assert re.findall(r"`(\w+)`", documented[name]["allowed"]) == _keyword(settings[name], "among")


def test_what_may_stand_in_a_file_is_marked_as_secret() -> None:
    marked = {name for name, row in documented.items() if "*Secret.*" in row["meaning"]}
    secrets = {
        name for name, call in settings.items() if isinstance(call.func, ast.Attribute) and call.func.attr == "secret"
    }
    assert marked == secrets


def test_the_environment_is_read_in_one_place_only() -> None:
    past_it = {
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in _modules()
        if path.name != "env.py"
        for call in _calls(path)
        if re.match(r"os\.(environ\.\w+|getenv)\(", ast.unparse(call)) and _constant(call.args[0]) not in NOT_SETTINGS
    }
    assert past_it == set()
