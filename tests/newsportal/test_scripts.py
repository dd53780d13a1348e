"""The commands of every day work from wherever they are called, in a project that was moved, and without a home."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import PROJECT

SCRIPTS = ("bootstrap", "lock", "server", "test")
STALE = "#!/no/such/folder/.venv/bin/python\n"


def path_to_uv() -> str:
    """The search path, on which bootstrap finds the uv that installed us and need not get another one."""
    return f"{PROJECT / '.tools' / 'uv' / 'bin'}{os.pathsep}{os.environ['PATH']}"


def call(*command: str | Path, cwd: Path, **env: str) -> str:
    """What a command prints; it must succeed."""
    kept = {name: value for name, value in os.environ.items() if name in {"HOME", "LANG", "TMPDIR"}}
    done = subprocess.run(
        command, cwd=cwd, env={**kept, "PATH": path_to_uv(), **env}, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    """The project as it is after its folder was moved: the programs beside its Python name the old place."""
    project = tmp_path / "moved project"
    shutil.copytree(PROJECT / "script", project / "script")
    for name in ("manage.py", "newsportal", "feeds", "articles", "tests", "locale", "requirements", "pyproject.toml"):
        (project / name).symlink_to(PROJECT / name)
    environment = Path(sys.prefix)
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "lib").symlink_to(environment / "lib")
    shutil.copy(environment / "pyvenv.cfg", project / ".venv")
    (project / ".venv" / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    shutil.copy(PROJECT / "requirements" / "dev.txt", project / ".venv" / "installed-from")
    for program in ("pytest", "mypy", "lint-imports"):
        (project / ".venv" / "bin" / program).write_text(STALE, encoding="ascii")
        (project / ".venv" / "bin" / program).chmod(0o755)
    return project


def test_a_script_that_is_called_through_a_link_finds_its_project(moved: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "portal").symlink_to(moved / "script" / "server")
    (tmp_path / "portal").symlink_to("bin/portal")
    assert "Run the whole portal" in call(tmp_path / "portal", "--help", cwd=tmp_path, VAR_DIR=str(tmp_path / "var"))


def test_the_folders_that_cd_searches_lead_no_script_astray(moved: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "script").mkdir(parents=True)
    surroundings = {"CDPATH": str(tmp_path / "elsewhere"), "VAR_DIR": str(tmp_path / "var")}
    said = call("script/server", "--help", cwd=moved, **surroundings)
    assert "Run the whole portal" in said


def test_the_tests_run_in_a_project_that_was_moved(moved: Path) -> None:
    assert "pytest" in call("script/test", "--version", cwd=moved, PYTEST_ADDOPTS="")


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_script_relies_on_a_program_that_names_the_folder_it_was_installed_in(script: str) -> None:
    text = (PROJECT / "script" / script).read_text(encoding="utf-8")
    assert set(re.findall(r"\.venv/bin/(\w+)", text)) <= {"python"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_leaves_nothing_in_the_systems_folder_for_temporary_files(script: str) -> None:
    assert "/tmp" not in (PROJECT / "script" / script).read_text(encoding="utf-8")


def test_an_environment_whose_python_is_gone_is_made_again(moved: Path) -> None:
    (moved / "requirements").unlink()
    (moved / "requirements").mkdir()
    (moved / "requirements" / "portal.txt").touch()  # no packages: this is about the environment alone
    (moved / "requirements" / "dev.txt").touch()
    (moved / "script" / "compile_messages").write_text("print('compiled')\n", encoding="ascii")
    shutil.rmtree(moved / ".venv")
    (moved / ".venv" / "bin").mkdir(parents=True)
    (moved / ".venv" / "bin" / "python").symlink_to("/no/such/python")
    (moved / ".venv" / "installed-from").touch()
    found = Path(sys.executable).resolve()
    assert "compiled" in call("script/bootstrap", cwd=moved, UV_PYTHON=str(found), UV_OFFLINE="1")
    assert call(moved / ".venv" / "bin" / "python", "-c", "print(1)", cwd=moved) == "1\n"


def test_without_a_home_that_can_be_written_uv_keeps_what_it_needs_in_the_project(moved: Path) -> None:
    kept = call("script/bootstrap", "uv", "cache", "dir", cwd=moved, HOME="/dev/null")
    assert Path(kept.strip()) == moved / ".tools" / "cache"


def test_a_home_that_can_be_written_is_used(moved: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    kept = call("script/bootstrap", "uv", "cache", "dir", cwd=moved, HOME=str(home))
    assert Path(kept.strip()) == home / ".cache" / "uv"
