"""The one command: what it says, how it stops, what it refuses."""

import fcntl
import http.client
import os
import pty
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import termios
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from newsportal import claiming, embedded
from tests.portals import START_SECONDS, STOP_SECONDS, Portal, environment, left_behind, processes_of, running, up
from tests.processes import eventually, free_port, kill

pytestmark = pytest.mark.workers


@pytest.fixture
def var_dir() -> Iterator[Path]:
    """Not under pytest's own folder: every run of pytest closes that to others, and Postgres is another user's."""
    folder = Path(tempfile.mkdtemp(prefix="newsportal-up-"))
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def demo_port() -> str:
    """Where the newspapers of the first start are, and stay."""
    return str(free_port())


@pytest.fixture(scope="module")
def first(demo_port: str) -> Iterator[Portal]:
    """The first start on an empty folder, until Ctrl-C; its folder is there for what a further start shows."""
    folder = Path(tempfile.mkdtemp(prefix="newsportal-up-"))
    with running(folder / "var", DEMO_PORT=demo_port) as portal:
        eventually(lambda: portal.headlines() > 3, within=60, what="headlines")
        portal.stop()
    yield portal
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shared() -> Iterator[Portal]:
    """One portal for what can be seen in a single run: on all addresses, with one more name of the operator's."""
    folder = Path(tempfile.mkdtemp(prefix="newsportal-up-"))
    with running(folder / "var", "--host", "0.0.0.0", ALLOWED_HOSTS="news.example") as portal:
        yield portal
    shutil.rmtree(folder)


def refusal(*options: str, **env: str) -> str:
    """What the command says when it does not start."""
    done = subprocess.run(up(*options), env=environment(**env), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


def test_the_first_start_shows_headlines_and_one_password_and_ctrl_c_leaves_nothing_behind(first: Portal) -> None:
    assert first.headlines() > 3, "they are named as they arrive"
    assert len(first.password) >= 14
    assert first.process.returncode == 0
    assert left_behind(first.var_dir) == []
    assert "shutdown" not in first.said, "one line of ours tells of the end"


def test_a_closed_terminal_stops_everything(first: Portal, demo_port: str) -> None:
    ours, theirs = pty.openpty()
    portal = subprocess.Popen(
        up("--demo", "--port", str(free_port()), "--var", str(first.var_dir)),
        env=environment(DEMO_PORT=demo_port),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=own_terminal,  # noqa: PLW1509  # nothing else lets it own a terminal
    )
    os.close(theirs)
    try:
        said, ends = b"", time.monotonic() + START_SECONDS
        while b"The portal is at" not in said:
            assert select.select([ours], [], [], max(ends - time.monotonic(), 0))[0], said
            heard = os.read(ours, 4096)
            assert heard, said
            said += heard
        os.close(ours)
        assert portal.wait(STOP_SECONDS) == 0
    finally:
        kill(portal)
    assert left_behind(first.var_dir) == []


def own_terminal() -> None:
    """In the child: take the terminal, and hear of its end even where the tests themselves run under nohup."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def test_a_second_start_goes_on_where_the_first_stopped(first: Portal, demo_port: str) -> None:
    with running(first.var_dir, DEMO_PORT=demo_port) as second:
        eventually(lambda: second.headlines() > 0, within=60, what="new headlines")
        assert "password" not in second.said
        named = [line for line in second.said.splitlines() if line in first.said]
        assert not [line for line in named if "·" in line], "a headline was published twice"


def test_a_killed_portal_leaves_only_what_the_next_start_takes_over(var_dir: Path) -> None:
    with running(var_dir) as portal:
        portal.process.send_signal(signal.SIGKILL)
        portal.process.wait(20)
        eventually(lambda: all("postgres" in line for line in left_behind(var_dir)), within=30, what="children ended")
    with running(var_dir) as again:
        eventually(lambda: again.headlines() > 0, within=60, what="headlines after the restart")
    assert left_behind(var_dir) == []


def test_the_pages_answer_under_every_name_of_the_machine(shared: Portal) -> None:
    port = urlsplit(shared.url).port
    names = ["127.0.0.1", "localhost", "[::1]", "news.example", socket.gethostname()]
    own = [f"[{address}]" if ":" in address else address for address in claiming.own_addresses()]
    asked = {name: status(shared, Host=f"{name}:{port}") for name in [*names, *own]}
    assert set(asked.values()) == {200}, asked
    assert status(shared, Host="strangers.example") == 400


def status(portal: Portal, **headers: str) -> int:
    """What the health check answers. 0: nothing."""
    try:
        return answered(portal, "/healthz", **headers)[0]
    except OSError:
        return 0


def answered(portal: Portal, path: str, **headers: str) -> tuple[int, str]:
    server = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=10)
    try:
        server.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = server.getresponse()
        return answer.status, answer.read().decode()
    finally:
        server.close()


@pytest.mark.parametrize("charset", ["utf-16", "punycode", "zlib", "undefined", "", "\xff"])
def test_what_charset_a_visitor_names_changes_no_address(shared: Portal, charset: str) -> None:
    """It would change the page that caches keep for everybody."""
    code, page = answered(shared, "/fr/search/?q=march%C3%A9", Content_Type=f"text/plain; charset={charset}")
    assert code == 200
    assert 'value="march\xe9"' in page


def test_a_second_portal_on_the_same_data_is_refused_and_harms_nothing(shared: Portal) -> None:
    said = refusal("--demo", "--port", str(free_port()), "--var", str(shared.var_dir))
    assert "runs already" in said
    assert shared.url in said
    assert "--var" in said
    assert status(shared) == 200


def test_no_request_fails_after_the_database_ended_its_connections(shared: Portal) -> None:
    with ThreadPoolExecutor(8) as readers:
        assert set(readers.map(lambda _: status(shared), range(40))) == {200}
    with database(shared) as server:
        ended = server.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND state = 'idle' AND pid <> pg_backend_pid()"
        ).fetchone()
    assert ended
    assert ended[0] > 1
    assert [status(shared) for _ in range(10)] == [200] * 10


@contextmanager
def database(portal: Portal) -> "Iterator[psycopg.Connection]":
    with psycopg.connect(embedded.conninfo(portal.var_dir), autocommit=True) as connection:
        yield connection


def test_a_web_server_that_dies_takes_its_processes_with_it_and_is_started_again(shared: Portal) -> None:
    servers = processes_of(shared.var_dir, " serve ").keys()  # granian's own processes keep its command line
    (master,) = [process for process in servers if os.getpgid(process) == process]
    children = servers - {master}
    assert children, "granian serves from a process of its own"
    told = shared.said.count("ended unexpectedly")
    os.kill(master, signal.SIGKILL)
    eventually(lambda: shared.said.count("ended unexpectedly") > told, within=30, what="the death is told")
    eventually(lambda: not processes_of(shared.var_dir).keys() & children, within=2, what="its children ended")
    eventually(lambda: status(shared) == 200, within=20, what="the new one answers")


def test_only_the_death_of_the_worker_ends_its_leases(shared: Portal) -> None:
    lease(shared)
    for victim, name, is_kept in ((" demo ", "demo newspapers", True), (" work ", "worker", False)):
        kill_and_await(shared, victim, name)
        assert is_leased(shared) == is_kept, name
    before = shared.headlines()
    eventually(lambda: shared.headlines() > before, within=60, what="headlines from the new worker")


def kill_and_await(portal: Portal, victim: str, name: str) -> None:
    """Kill a part of the portal, until it is told and the part runs again."""
    told = portal.said.count("ended unexpectedly")
    for process in processes_of(portal.var_dir, victim):
        os.kill(process, signal.SIGKILL)
    eventually(lambda: portal.said.count("ended unexpectedly") > told, within=30, what="the death is told")
    eventually(lambda: bool(processes_of(portal.var_dir, victim)), within=30, what=f"the {name} runs again")


def lease(portal: Portal) -> None:
    """Hold a host that nobody visits, as a worker would."""
    with database(portal) as server:
        server.execute("""
            INSERT INTO feeds_host SELECT (jsonb_populate_record(host, jsonb_build_object(
                'id', 1000000, 'name', 'held.example', 'leased_until', now() + interval '1 hour',
                'lease_token', gen_random_uuid()))).* FROM feeds_host host LIMIT 1""")


def is_leased(portal: Portal) -> bool:
    with database(portal) as server:
        return bool(server.execute("SELECT 1 FROM feeds_host WHERE id = 1000000 AND leased_until > now()").fetchone())


def test_a_port_that_is_taken_is_named_with_another_one(var_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refusal("--demo", "--port", str(port), "--var", str(var_dir))
    assert f"Port {port}" in said
    assert f"--port {port + 1}" in said
    assert left_behind(var_dir) == []


@pytest.mark.parametrize("keys", [{}, {"SECRET_KEY": "x" * 50}])
def test_a_place_that_cannot_hold_data_is_named_with_the_remedy(tmp_path: Path, keys: dict[str, str]) -> None:
    (tmp_path / "file").touch()
    said = refusal("--demo", "--port", str(free_port()), "--var", str(tmp_path / "file"), **keys)
    assert str(tmp_path / "file") in said
    assert "Name a folder that you may write to: --var DIR." in said
    assert said.count("\n") == 1


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
    with running(var_dir, demo=False, FETCH_PORTS="1") as portal:
        assert "none of the newspapers can be reached" in portal.said
        eventually(lambda: portal.headlines() > 0, within=60, what="headlines of the invented newspapers")
        assert portal.stop() == 0
