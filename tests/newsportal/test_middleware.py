"""What every request passes through: patience with the database, few words about what was refused."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any, Final

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from psycopg.errors import AdminShutdown, QueryCanceled
from psycopg_pool import PoolTimeout

from newsportal import embedded
from tests.processes import PROJECT

LIMITS: Final = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the portal's own log says."""
    handler = next(found for found in logging.getLogger().handlers if found.name == "stderr")
    assert isinstance(handler, logging.StreamHandler)
    written = StringIO()
    usual = handler.setStream(written)
    yield written
    if usual:
        handler.setStream(usual)


# -- the database does not answer -------------------------------------------------------------------------------------


@pytest.fixture
def locked_articles(transactional_db: None) -> Iterator[None]:
    """Somebody else holds the articles, and the web server waits for 0.1 s."""
    name = str(connection.settings_dict["NAME"])
    with psycopg.connect(embedded.conninfo(settings.VAR_DIR), dbname=name) as other, connection.cursor() as cursor:
        other.execute("LOCK TABLE articles_article IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET lock_timeout = '100ms'")
        yield
        other.rollback()
        cursor.execute("RESET lock_timeout")


@pytest.mark.parametrize(
    ("page", "words"), [("/en/", "The presses are too busy"), ("/ar/sources/", "المطابع"), ("/fr/a/1/", "débordées")]
)
def test_a_page_that_the_database_does_not_answer_for_says_so(
    locked_articles: None, log: StringIO, page: str, words: str
) -> None:
    answer = Client(raise_request_exception=False).get(page)
    assert answer.status_code == 503
    assert words in answer.content.decode()
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("5", "no-store")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    logged = log.getvalue()
    assert "the database does not answer (LockNotAvailable)" in logged
    assert "Traceback" not in logged


def test_a_fault_of_ours_is_still_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("articles.views.front.page_of", broken)
    assert Client(raise_request_exception=False).get("/fr/").status_code == 500


def limits_after(first: str, **more: str) -> list[str]:
    """The database's limits in a process of ours that does this before it asks."""
    ask = (
        f"{first}\nimport django; django.setup()\nfrom django.db import connection\n"
        f"cursor = connection.cursor()\nfor name in {LIMITS}: print(cursor.execute('SHOW ' + name).fetchone()[0])"
    )
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    env = {**kept, "VAR_DIR": str(settings.VAR_DIR), "DJANGO_SETTINGS_MODULE": "newsportal.settings", **more}
    done = subprocess.run([sys.executable, "-c", ask], cwd=PROJECT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_web_server_waits_for_seconds_and_workers_for_a_minute() -> None:
    assert limits_after("import newsportal.wsgi") == ["5s", "2s", "30s"]
    assert limits_after("import newsportal.celery") == ["1min", "0", "1min"]


def test_commands_and_so_migrations_have_no_limit() -> None:
    assert limits_after("") == ["0", "0", "0"]


def test_the_operator_s_own_limits_come_first() -> None:
    assert limits_after("import newsportal.wsgi", PGOPTIONS="-c statement_timeout=9s") == ["9s", "0", "0"]
    assert limits_after("import newsportal.wsgi", PGOPTIONS="") == ["0", "0", "0"]


# -- what was refused -------------------------------------------------------------------------------------------------


def test_a_form_of_another_site_is_refused_with_a_page_of_ours(db: None) -> None:
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post("/admin/login/", {"username": "x"}, headers={"Accept-Language": "en"})
    shown = answer.content.decode()
    assert answer.status_code == 403
    assert "This is not allowed" in shown
    assert "<style" not in shown


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [("/fr/image/5/report", {"reason": "wrong"}, 403), ("/admin/login/", {f"f{n}": "1" for n in range(1_200)}, 400)],
    ids=["permission denied", "suspicious"],
)
def test_a_refused_request_is_logged_in_one_line(
    db: None, log: StringIO, address: str, fields: dict[str, str], status: int
) -> None:
    assert Client(raise_request_exception=False).post(address, fields).status_code == status
    logged = log.getvalue()
    assert logged.strip()
    assert "Traceback" not in logged


def test_a_fault_of_ours_is_logged_with_its_traceback(monkeypatch: pytest.MonkeyPatch, log: StringIO) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("articles.views.front.page_of", broken)
    Client(raise_request_exception=False).get("/fr/")
    assert "ZeroDivisionError" in log.getvalue()


@pytest.mark.parametrize(
    ("cause", "is_away"),
    [(PoolTimeout(), True), (AdminShutdown(), True), (QueryCanceled(), False)],
    ids=["no connection", "shut down", "a statement that takes too long"],
)
def test_a_database_that_is_away_is_logged_in_one_line_and_its_other_troubles_with_their_traceback(
    log: StringIO, cause: Exception, is_away: bool
) -> None:
    try:
        raise OperationalError("it is away") from cause
    except OperationalError:
        logging.getLogger("celery.app.trace").exception("Task feeds.wake failed")
    assert "Task feeds.wake failed" in log.getvalue()
    assert ("Traceback" in log.getvalue()) is not is_away


# -- https ------------------------------------------------------------------------------------------------------------


def https(*arguments: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    chosen = {
        "HTTPS": "on",
        "TRUSTED_PROXIES": "1",
        "BROKER_URL": "redis://redis:6379/0",
        "ALLOWED_HOSTS": "testserver",
    }
    env = {**kept, **chosen, "VAR_DIR": str(settings.VAR_DIR), "DJANGO_SETTINGS_MODULE": "newsportal.settings"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT, env=env, capture_output=True, text=True, timeout=60
    )


def test_a_site_with_https_passes_the_checks_of_a_deployment() -> None:
    done = https("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_a_site_with_https_leads_there_and_keeps_browsers_there() -> None:
    done = https(
        "-c",
        "import django; django.setup()\nfrom django.test import Client\n"
        "for proto in ('http', 'https'):\n"
        "  for path in ('/robots.txt', '/healthz'):\n"
        "    answer = Client().get(path, headers={'X-Forwarded-Proto': proto})\n"
        "    told = [answer.headers.get(name, '') for name in ('Location', 'Strict-Transport-Security')]\n"
        "    print(answer.status_code, *told, 'upgrade' in answer.headers.get('Content-Security-Policy', ''))",
    )
    assert done.stdout.splitlines() == [
        "301 https://testserver/robots.txt  False",
        "200   True",
        "200  max-age=31536000 True",
        "200  max-age=31536000 True",
    ], done.stderr


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/"])
def test_no_search_engine_lists_the_admin(client: Client, db: None, address: str) -> None:
    assert client.get(address).headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_site_without_https_asks_for_none(client: Client) -> None:
    assert "upgrade-insecure-requests" not in client.get("/robots.txt").headers["Content-Security-Policy"]
