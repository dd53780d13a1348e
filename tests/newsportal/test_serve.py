"""The web server alone, and what stops its start."""

import subprocess
import sys
from pathlib import Path

from tests.portals import environment
from tests.processes import PROJECT


def test_a_folder_that_cannot_hold_the_keys_of_reports_stops_the_start_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    env = environment(VAR_DIR=str(tmp_path), REPORT_KEYS_DIR=str(tmp_path / "file"))
    command = [sys.executable, "manage.py", "serve"]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "Newsportal cannot start with these settings: REPORT_KEYS_DIR=" in done.stderr
    assert "Name a folder that the web server may write to." in done.stderr
