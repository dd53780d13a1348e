"""The bundled newspapers as servers: HTTP, starting and stopping, the command."""

import gzip
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import pytest
from django.core.management import CommandError, call_command

from newsportal.demo import NEWSPAPERS, DemoServer, Newspaper
from tests.newsportal.asking import get, status_of

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., subprocess.Popen[str]]
each_newspaper = pytest.mark.parametrize("paper", NEWSPAPERS, ids=lambda paper: paper.slug)


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    with DemoServer(publish_every=None) as server:
        yield server


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `manage.py demo` with some arguments; whatever is still running is ended after the test."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(ROOT / "manage.py"), "demo", *arguments]
        surroundings = os.environ | {"VAR_DIR": str(tmp_path)}
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, env=surroundings, stdin=pipe, stdout=pipe, stderr=pipe, text=True))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate(timeout=20)


# -- HTTP -------------------------------------------------------------------------------------------------------------


@each_newspaper
def test_a_feed_that_has_not_changed_answers_304_to_its_own_validators(demo: DemoServer, paper: Newspaper) -> None:
    url = paper.feed_url(demo.port)
    with get(url) as answer:
        tag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
    assert status_of(url, If_None_Match=tag) == 304
    assert status_of(url, If_Modified_Since=modified) == 304
    assert status_of(url, If_None_Match='"another"', If_Modified_Since=modified) == 200


def test_a_new_article_makes_the_feeds_validators_old(demo: DemoServer) -> None:
    paper = NEWSPAPERS[0]
    url = paper.feed_url(demo.port)
    with get(url) as answer:
        tag = answer.headers["ETag"]
    demo.publish(paper.slug)
    assert status_of(url, If_None_Match=tag) == 200


def test_pages_are_compressed_for_those_who_accept_it(demo: DemoServer) -> None:
    url = NEWSPAPERS[2].home_url(demo.port)
    with get(url) as answer:
        plain, encoding = answer.read(), answer.headers["Content-Encoding"]
    with get(url, Accept_Encoding="deflate, gzip") as answer:
        assert (encoding, answer.headers["Content-Encoding"]) == (None, "gzip")
        assert gzip.decompress(answer.read()) == plain
    with get(url, Accept_Encoding="gzip;q=0") as answer:
        assert answer.headers["Content-Encoding"] is None


def test_robots_txt_lets_articles_be_read_and_searches_not(demo: DemoServer) -> None:
    home = NEWSPAPERS[0].home_url(demo.port)
    robots = RobotFileParser(urljoin(home, "/robots.txt"))
    robots.read()
    assert robots.can_fetch("Newsportal", demo.published(NEWSPAPERS[0].slug)[0].link)
    assert not robots.can_fetch("Newsportal", urljoin(home, "/search?q=phare"))


def test_a_page_that_does_not_exist_is_a_404_in_the_newspapers_language(demo: DemoServer) -> None:
    with pytest.raises(HTTPError) as problem:
        get(urljoin(NEWSPAPERS[3].home_url(demo.port), "/no/such/page"))
    with problem.value:
        assert (problem.value.code, "behind the piano" in problem.value.read().decode()) == (404, True)


def test_head_answers_like_get_without_the_body(demo: DemoServer) -> None:
    connection = HTTPConnection(NEWSPAPERS[0].address, demo.port, timeout=10)
    connection.request("HEAD", "/")
    head = connection.getresponse()
    assert (head.status, head.read()) == (200, b"")
    connection.request("GET", "/")  # on the same connection, which is kept alive
    assert len(connection.getresponse().read()) == int(head.headers["Content-Length"])
    connection.close()


# -- starting and stopping --------------------------------------------------------------------------------------------


def test_a_taken_port_is_named_with_the_remedy_and_no_address_is_kept() -> None:
    with socket.socket() as squatter:
        squatter.bind((NEWSPAPERS[2].address, 0))
        squatter.listen()
        port = squatter.getsockname()[1]
        with pytest.raises(OSError, match=rf"port {port} of {NEWSPAPERS[2].address} is taken.*--port"):
            DemoServer(port=port).__enter__()
    with DemoServer(port=port) as server:  # also on the addresses that were free before
        assert status_of(NEWSPAPERS[0].home_url(server.port)) == 200


def test_a_server_ends_at_once_though_a_reader_keeps_its_connection() -> None:
    with DemoServer() as server:
        connection = HTTPConnection(NEWSPAPERS[0].address, server.port, timeout=60)
        connection.request("GET", "/robots.txt")
        connection.getresponse().read()
        begun = time.monotonic()
    assert time.monotonic() - begun < 60  # as long as the reader would have waited
    connection.close()


def free_port() -> int:
    with DemoServer(published_at_start=0) as server:
        return server.port


def wait_until_served(port: int) -> None:
    """Until the last newspaper answers; they are all bound before the first one does."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            assert status_of(NEWSPAPERS[-1].home_url(port)) == 200
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nothing answers on port {port}")


def test_the_command_names_every_newspaper_and_how_to_poll_it_and_ends_on_a_signal(start: Start) -> None:
    port = free_port()
    process = start("--port", str(port))
    wait_until_served(port)
    process.send_signal(signal.SIGTERM)
    introduction, complaints = process.communicate(timeout=30)
    for paper in NEWSPAPERS:
        assert f"{paper.name} ({paper.language}): {paper.home_url(port)}" in introduction
        assert paper.feed_url(port) in introduction
    assert "FETCH_ALLOW_NETWORKS=127.31.0.0/16" in introduction
    assert (complaints, process.returncode) == ("", 0)


def test_the_command_ends_with_the_process_that_started_it(start: Start) -> None:
    port = free_port()
    process = start("--port", str(port), "--with-parent")
    wait_until_served(port)
    assert process.poll() is None
    process.communicate(timeout=30)  # closes its standard input, as the death of its parent would
    assert process.returncode == 0


def test_the_command_says_in_one_line_that_its_port_is_taken(start: Start) -> None:
    with DemoServer() as server:
        complaints = start("--port", str(server.port)).communicate(timeout=60)[1]
    assert complaints.startswith(
        f"CommandError: The demo newspapers cannot run: port {server.port} of 127.31.0.1 is taken"
    )
    assert complaints.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [(("--port", "70000"), "--port 70000 is no port"), (("--every", "0"), "--every 0 is out of range")],
)
def test_the_command_refuses_nonsense_by_name(arguments: tuple[str, str], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        call_command("demo", *arguments)
