import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from newsportal import health


@pytest.fixture(autouse=True)
def own_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life in a folder of the test's own."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def ask(name: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "newsportal.health", name]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


@pytest.mark.django_db
def test_the_web_server_is_well_when_the_database_answers() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_the_web_server_is_ill_when_the_database_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("no")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "POST", "DELETE"])
def test_the_web_server_is_only_asked_for_its_health(method: str) -> None:
    assert Client().generic(method, "/healthz").status_code == 405


@pytest.mark.django_db
def test_health_has_no_language_and_is_kept_by_no_cache() -> None:
    answer = Client().get("/healthz", headers={"Accept-Language": "ar"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_a_worker_that_showed_life_is_well() -> None:
    health.show_life("worker")
    assert ask("worker").returncode == 0


def test_a_beat_that_never_showed_life_is_ill_and_named() -> None:
    health.show_life("worker")
    done = ask("beat")
    assert (done.returncode, "beat" in done.stderr) == (1, True)


def test_a_worker_that_showed_life_too_long_ago_is_ill(tmp_path: Path) -> None:
    health.show_life("worker")
    [sign] = tmp_path.glob("newsportal-*.alive")
    long_ago = time.time() - health.MOST_SECONDS - 5
    os.utime(sign, (long_ago, long_ago))
    assert ask("worker").returncode == 1


def test_asking_for_the_health_of_anybody_else_is_refused() -> None:
    assert "worker" in ask("nobody").stderr
