"""What workers are made of: what their processes share, and what they keep."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection

from newsportal.celery import OPEN_FILES, _allow_open_files
from tests.processes import PROJECT, celery, eventually, redis, worker_environment

LOAD = """
import django, newsportal.celery
django.setup()
newsportal.celery._load_first()
from feeds.knowledge import text_language
import sys
print(text_language._loaded.cache_info().currsize, "trafilatura" in sys.modules)
"""
CLAIMS = """
    SELECT pid, query_start FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%%claimed AS%%'"""


def test_the_language_model_and_the_extractor_are_there_before_the_first_message() -> None:
    env = {**os.environ, "VAR_DIR": str(settings.VAR_DIR), "DJANGO_SETTINGS_MODULE": "newsportal.settings"}
    command = [sys.executable, "-c", LOAD]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("1 True", "")


@pytest.mark.workers
@pytest.mark.django_db(transaction=True)
def test_a_process_keeps_its_connection_from_one_task_to_the_next(tmp_path: Path) -> None:
    extractor = ("worker", "-Q", "extract", "-P", "prefork", "-c", "1", "-n", "extractor@%h")
    seen: set[tuple[int, object]] = set()

    def is_through(task: int) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(CLAIMS)
            seen.update(cursor.fetchall())
        return len(seen) > task

    with (
        redis(tmp_path) as broker,
        Celery(broker=broker, set_as_current=False) as sender,
        celery(*extractor, log=tmp_path / "extractor.log", env=worker_environment(broker)),
    ):
        for task in range(5):
            sender.send_task("feeds.extract", [[]], queue="extract")
            eventually(partial(is_through, task), within=60, what=f"task {task} asked the database")
    assert len({process for process, _ in seen}) <= 2  # as many as a pool opens when it is asked for the first


@pytest.fixture
def few_open_files() -> Iterator[int]:
    """This process may open no more than most systems allow at first; the most that it may allow itself."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1_024, before[1]))
    yield before[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_worker_may_have_a_connection_to_each_of_a_thousand_unknown_hosts(few_open_files: int) -> None:
    _allow_open_files()
    is_limited = few_open_files != resource.RLIM_INFINITY
    wanted = min(OPEN_FILES, few_open_files) if is_limited else OPEN_FILES
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (wanted, few_open_files)


def test_a_worker_that_may_open_more_files_keeps_that(few_open_files: int) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (few_open_files, few_open_files))
    _allow_open_files()
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == few_open_files


def test_whoever_starts_a_worker_without_a_database_reads_that_in_a_sentence(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)}
    command = [sys.executable, str(PROJECT / "manage.py"), "work"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer.")
    assert "Traceback" not in done.stderr
