"""The rules of the house that a program can check. What a rule is for stands in docs/architecture.md."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = ("newsportal", "feeds", "articles")
LONGEST_FILE: Final = 300  # lines
LONGEST_FUNCTION: Final = 40
BANNED_NAMES: Final = {"utils", "helpers", "common", "services", "managers", "signals", "misc"}
MARKS_SAFE: Final = {"articles/templatetags/articles.py"}  # prints what the sanitiser made, and nothing else
NOT_OURS: Final = {".git", ".venv", ".tools", "var", "__pycache__", ".hypothesis", "test-results"}
PICTURES_AND_PRODUCTS: Final = {".png", ".webp", ".jpg", ".ico", ".woff2", ".mo"}
# Written in two parts, so that this file itself passes.
REGISTRIES: Final = tuple(
    name + end
    for name, end in [
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("npmjs", ".org"),
        ("npmjs", ".com"),
        ("crates", ".io"),
        ("docker", ".io"),
        ("ghcr", ".io"),
        ("quay", ".io"),
    ]
)
UNFINISHED: Final = re.compile("|".join(rf"\b{word}\b" for word in ("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK")))
INLINE_CODE: Final = {
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without a file": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
}


@cache
def _tree() -> list[Path]:
    """Every file of the project, without what the scripts make."""
    files = []
    for folder, subfolders, names in ROOT.walk():
        subfolders[:] = sorted(name for name in subfolders if name not in NOT_OURS and not name.endswith("_cache"))
        files += [folder / name for name in sorted(names)]
    return files


def _files(*suffixes: str) -> list[Path]:
    return [path for path in _tree() if path.suffix in suffixes]


def _code() -> list[Path]:
    """The portal's own Python, without migrations and tests."""
    rooms = [path for path in _files(".py") if _name(path).startswith(tuple(f"{room}/" for room in ROOMS))]
    return [path for path in rooms if "migrations" not in path.parts]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _requirements(lock: Path) -> list[str]:
    """The requirements of a lock file, each with its hashes, on one line."""
    lines = _text(lock).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def test_the_rules_find_something_to_look_at() -> None:
    assert len(_code()) > 50
    assert len(_files(".html")) > 10


def test_no_file_is_too_long_to_read() -> None:
    lines = {_name(path): len(_text(path).splitlines()) for path in _code()}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_function_is_too_long_to_understand() -> None:
    long = {
        f"{_name(path)}:{function.lineno} {function.name}": length
        for path in _code()
        for function in _functions(ast.parse(_text(path)))
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {path.stem for path in _code()} | {path.parent.name for path in _code()}
    assert names & BANNED_NAMES == set()


def test_no_exception_is_caught_that_was_not_foreseen() -> None:
    caught = {
        f"{_name(path)}:{handler.lineno}"
        for path in _code()
        for handler in ast.walk(ast.parse(_text(path)))
        if isinstance(handler, ast.ExceptHandler) and _is_broad(handler)
    }
    assert caught == set()


def _is_broad(handler: ast.ExceptHandler) -> bool:
    named = ast.walk(handler.type) if handler.type else []
    return handler.type is None or any(
        isinstance(node, ast.Name) and node.id in {"Exception", "BaseException"} for node in named
    )


def test_only_one_place_calls_markup_safe() -> None:
    calls = re.compile(r"mark_safe|SafeString\(|SafeText|\|\s*safe\b|\{%\s*autoescape off")
    found = {_name(path) for path in [*_code(), *_files(".html", ".txt", ".xml")] if calls.search(_text(path))}
    assert found == MARKS_SAFE


def test_what_is_hidden_until_its_end_comes_has_an_end() -> None:
    """Without one it would never be shown."""
    rules = re.findall(r"(\S+|:is\([^()]+\)):not\(:has\(> template\)\)", _text(ROOT / "static/css/layout.css"))
    assert len(rules) == 2
    names = "|".join(re.findall(r"[.]([a-z_-]+)", " ".join(rules)))
    hidden = re.compile(rf'class="(?:[^"]* )?(?:{names})[ "{{]')
    own_style = "templates/embed/ticker.html"  # has no layout.css
    templates = [path for path in _files(".html") if "templates" in path.parts and _name(path) != own_style]
    begun = {_name(path): len(hidden.findall(_text(path))) for path in templates}
    assert sum(begun.values()) > 20
    assert begun == {_name(path): _text(path).count("<template></template>") for path in templates}


@pytest.mark.parametrize("kind", sorted(INLINE_CODE))
def test_no_template_has_code_that_the_content_security_policy_would_stop(kind: str) -> None:
    templates = [path for path in _files(".html") if "templates" in path.parts]
    assert [_name(path) for path in templates if INLINE_CODE[kind].search(_text(path))] == []


def test_nothing_is_left_unfinished() -> None:
    files = [*_files(".py", ".html", ".css", ".js", ".md", ".toml", ".yml"), *_scripts()]
    assert [_name(path) for path in files if UNFINISHED.search(_text(path))] == []


def _scripts() -> list[Path]:
    return [path for path in sorted((ROOT / "script").iterdir()) if path.is_file()]


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: str(path.name))
def test_every_package_of_a_lock_is_pinned_by_version_and_hash(lock: Path) -> None:
    requirements = _requirements(lock)
    assert len(requirements) > 20
    pinned = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}")
    assert [line for line in requirements if not pinned.match(line)] == []


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: str(path.name))
def test_a_lock_names_no_address(lock: Path) -> None:
    assert "://" not in _text(lock)


def test_what_the_portal_needs_is_locked_alike_for_its_tests() -> None:
    portal, dev = (
        {line.split()[0] for line in _requirements(ROOT / "requirements" / name)} for name in ("portal.txt", "dev.txt")
    )
    assert portal - dev == set()


def test_no_file_names_the_host_of_a_package_registry() -> None:
    everything = [path for path in _tree() if path.suffix not in PICTURES_AND_PRODUCTS]
    named = {
        f"{_name(path)}: {registry}"
        for path in everything
        for registry in REGISTRIES
        if registry in path.read_text(encoding="utf-8", errors="replace")
    }
    assert named == set()


# Folders with a table of their own on the map.
MAPPED: Final = re.findall(r"^\| `([\w/]+)/` \| \| [^\n]*\n\|---", _text(ROOT / "docs/architecture.md"), re.MULTILINE)


def test_the_map_of_the_house_begins_with_its_rooms() -> None:
    assert set(ROOMS) < set(MAPPED)


@pytest.mark.parametrize("room", MAPPED)
def test_the_map_of_the_house_names_every_module_of_a_room_and_no_other(room: str) -> None:
    table = _text(ROOT / "docs/architecture.md").partition(f"| `{room}/` | | ")[2].partition("\n\n")[0]
    first_column = " ".join(line.split(" | ")[0] for line in table.splitlines()[1:])
    named = {name.split("/")[0] for name in re.findall(r"`([\w/.]+)`", first_column)}
    there = {path.relative_to(ROOT / room).parts[0] for path in _files(".py") if path.is_relative_to(ROOT / room)}
    elsewhere = {Path(other).name for other in MAPPED if Path(other).parent == Path(room)}
    assert named | elsewhere == there - {"__init__.py", "migrations"}


@pytest.mark.parametrize(
    "page", sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]), ids=lambda page: page.name
)
def test_every_link_of_the_documentation_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?![a-z]+:)([^)#]+)", _text(page))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_traces_of_the_map_name_functions_that_exist() -> None:
    traces = _text(ROOT / "docs/architecture.md").partition("## Trace: one headline")[2].partition("## Where")[0]
    modules = {path.stem for path in _code()} | {path.parent.name for path in _code()}
    steps = {(module, name) for module, name in re.findall(r"\b([a-z_]+)\.([a-z_]+)\b", traces) if module in modules}
    assert len(steps) > 15
    assert {f"{module}.{name}" for module, name in steps if not _is_in(module, name)} == set()


def _is_in(module: str, name: str) -> bool:
    files = [path for path in _code() if module in {path.stem, path.parent.name}]
    return any(path.stem == name or re.search(rf"^def {name}\b", _text(path), re.MULTILINE) for path in files)


def test_every_test_is_a_sentence() -> None:
    short = [
        f"{_name(path)}:{function.lineno} {function.name}"
        for path in _files(".py")
        if path.name.startswith("test_")
        for function in _functions(ast.parse(_text(path)))
        if function.name.startswith("test_") and function.name.count("_") < 3
    ]
    assert short == []


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))
    for lock, wanted in (
        ("portal.txt", project["project"]["dependencies"]),
        ("dev.txt", project["dependency-groups"]["dev"]),
    ):
        pinned = dict(line.split(" ")[0].split("==") for line in _requirements(ROOT / "requirements" / lock))
        for requirement in map(Requirement, wanted):
            version = pinned.get(canonicalize_name(requirement.name), "0")
            assert requirement.specifier.contains(version), f"{requirement}: run script/lock"
