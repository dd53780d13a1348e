"""The one command: what it says, how it stops, what it refuses."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portals import environment, left_behind, running, up
from tests.processes import eventually, free_port

pytestmark = pytest.mark.workers


@pytest.fixture
def var_dir() -> Iterator[Path]:
    """Not under pytest's own folder: every run of pytest closes that to others, and Postgres is another user's."""
    folder = Path(tempfile.mkdtemp(prefix="newsportal-up-"))
    yield folder / "var"
    shutil.rmtree(folder)


def refusal(*options: str, **env: str) -> str:
    """What the command says when it does not start."""
    done = subprocess.run(up(*options), env=environment(**env), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


def test_the_first_start_shows_headlines_and_one_password_and_ctrl_c_leaves_nothing_behind(var_dir: Path) -> None:
    with running(var_dir) as portal:
        eventually(lambda: portal.headlines() > 3, within=60, what="headlines are named as they arrive")
        assert len(portal.password) >= 14
        assert portal.stop() == 0
    assert left_behind(var_dir) == []


def test_a_second_start_goes_on_where_the_first_stopped(var_dir: Path) -> None:
    demo_port = str(free_port())
    with running(var_dir, DEMO_PORT=demo_port) as first:
        eventually(lambda: first.headlines() > 3, within=60, what="headlines")
    with running(var_dir, DEMO_PORT=demo_port) as second:
        eventually(lambda: second.headlines() > 0, within=60, what="new headlines")
        assert "password" not in second.said
        named = [line for line in second.said.splitlines() if line in first.said]
        assert not [line for line in named if "·" in line], "a headline was published twice"


def test_a_killed_portal_leaves_only_what_the_next_start_takes_over(var_dir: Path) -> None:
    with running(var_dir) as portal:
        portal.process.send_signal(signal.SIGKILL)
        portal.process.wait()
        eventually(lambda: all("postgres" in line for line in left_behind(var_dir)), within=10, what="children ended")
    with running(var_dir) as again:
        eventually(lambda: again.headlines() > 0, within=60, what="headlines after the restart")
    assert left_behind(var_dir) == []


def test_a_worker_that_dies_is_started_again(var_dir: Path) -> None:
    with running(var_dir) as portal:
        eventually(lambda: portal.headlines() > 0, within=60, what="a headline")
        worker = worker_processes(var_dir)[0]
        os.kill(worker, signal.SIGKILL)
        eventually(lambda: "ended unexpectedly" in portal.said, within=10, what="the death is told")
        before = portal.headlines()
        eventually(lambda: portal.headlines() > before, within=60, what="headlines from the new worker")


def worker_processes(var_dir: Path) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            settings = (folder / "environ").read_bytes()
        except OSError:
            continue
        if b"\0work\0" in command and f"VAR_DIR={var_dir}".encode() in settings:
            found.append(int(folder.name))
    return found


def test_a_second_portal_on_the_same_data_is_refused_and_harms_nothing(var_dir: Path) -> None:
    with running(var_dir) as portal:
        said = refusal("--demo", "--port", str(free_port()), "--var", str(var_dir))
        assert "runs already" in said
        assert portal.url in said
        assert "--var" in said
        assert portal.process.poll() is None


def test_a_port_that_is_taken_is_named_with_another_one(var_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refusal("--demo", "--port", str(port), "--var", str(var_dir))
    assert f"Port {port}" in said
    assert f"--port {port + 1}" in said
    assert left_behind(var_dir) == []


def test_a_number_that_is_no_port_is_refused(var_dir: Path) -> None:
    assert "--port 70000 is no port" in refusal("--demo", "--port", "70000", "--var", str(var_dir))


def test_a_host_that_is_not_ours_is_refused(var_dir: Path) -> None:
    said = refusal("--demo", "--host", "192.0.2.1", "--var", str(var_dir))
    assert "Cannot listen on 192.0.2.1" in said
    assert "--host 127.0.0.1" in said


def test_a_setting_with_a_wrong_value_is_named_at_the_start(var_dir: Path) -> None:
    said = refusal("--var", str(var_dir), FETCH_CONCURRENCY="many")
    assert said.strip() == (
        "Newsportal cannot start with these settings: "
        "FETCH_CONCURRENCY='many' is not a whole number. Write one from 1 to 128."
    )


def test_settings_that_contradict_each_other_are_named_at_the_start(var_dir: Path) -> None:
    said = refusal("--var", str(var_dir), POLL_MIN_SECONDS="500", POLL_MAX_SECONDS="200")
    assert "POLL_MIN_SECONDS=500" in said


def test_a_database_that_does_not_answer_is_named(var_dir: Path) -> None:
    address = f"postgresql://nobody:secret@127.0.0.1:{free_port()}/nothing"
    said = refusal("--var", str(var_dir), "--port", str(free_port()), DATABASE_URL=address)
    assert "DATABASE_URL" in said
    assert "secret" not in said


def test_without_an_internet_the_portal_says_so_and_shows_invented_newspapers(var_dir: Path) -> None:
    # No network is reachable when every public address is refused: the same door, with no port open.
    port = free_port()
    env = environment(DEMO_PORT=str(free_port()), FETCH_PORTS="1")
    command = up("--port", str(port), "--var", str(var_dir))
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout
        said = []
        for line in started.stdout:
            said.append(line)
            if "·" in line:
                break
        started.send_signal(signal.SIGINT)
        started.stdout.read()
    assert any("none of the newspapers can be reached" in line for line in said)
    assert "·" in said[-1]
