"""Guessing passwords: a few times an account, a few times a network, and the answer never tells which."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.models import LoginGuesses
from articles.moderation.limiting import Limit
from newsportal import logins
from newsportal.logins import ThrottledBackend, forget_old_guesses

PASSWORD = "correct horse battery staple"
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.7"


@pytest.fixture
def editor(settings: Any) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # what is counted is not its time
    return User.objects.create_user("editor", password=PASSWORD, is_staff=True)


def log_in(password: str, *, name: str = "editor", address: str = HOME) -> Any:
    values = {"username": name, "password": password, "next": "/admin/"}
    return Client().post("/admin/login/", values, REMOTE_ADDR=address, headers={"Accept-Language": "en"})


def is_let_in(answer: Any) -> bool:
    return bool(answer.status_code == 302)


def later(**span: float) -> None:
    """As if all guesses had been made that much earlier."""
    for known in LoginGuesses.objects.all():
        LoginGuesses.objects.filter(pk=known.pk).update(since=known.since - timedelta(**span))


pytestmark = pytest.mark.django_db


def test_the_right_password_lets_in(editor: User) -> None:
    assert is_let_in(log_in(PASSWORD))


def test_after_five_wrong_passwords_the_right_one_does_not_help(editor: User) -> None:
    for _ in range(5):
        log_in("a guess")
    assert not is_let_in(log_in(PASSWORD))
    assert not is_let_in(log_in(PASSWORD, address=ELSEWHERE))


def test_a_quarter_of_an_hour_later_it_helps_again(editor: User) -> None:
    for _ in range(6):
        log_in("a guess")
    later(minutes=16)
    assert is_let_in(log_in(PASSWORD))


def test_the_right_password_makes_up_for_wrong_ones(editor: User) -> None:
    for _ in range(3):
        for _ in range(4):
            log_in("a guess")
        assert is_let_in(log_in(PASSWORD))


def test_the_name_may_be_written_in_any_case(editor: User) -> None:
    for name in ("editor", "Editor", "EDITOR", "eDitor", "edItor"):
        log_in("a guess", name=name)
    assert not is_let_in(log_in(PASSWORD))


def test_a_network_that_tries_many_names_waits_for_an_hour(editor: User) -> None:
    for number in range(20):
        log_in("a guess", name=f"name {number}", address=f"203.0.113.{number}")
    assert not is_let_in(log_in(PASSWORD))
    assert is_let_in(log_in(PASSWORD, address=ELSEWHERE))
    later(minutes=61)
    assert is_let_in(log_in(PASSWORD))


def test_editors_behind_one_address_log_in_as_often_as_they_like(editor: User) -> None:
    assert all(is_let_in(log_in(PASSWORD)) for _ in range(30))


def shown(answer: Any) -> str:
    """The page, without what differs on each."""
    page: str = answer.content.decode()
    before, _, rest = page.partition('name="csrfmiddlewaretoken" value="')
    return before + rest.partition('"')[2]


def test_a_wrong_password_an_unknown_name_and_a_wait_look_the_same(editor: User) -> None:
    wrong, unknown = log_in("a guess"), log_in("a guess", name="nobody")
    for _ in range(5):
        log_in("a guess")
    waiting = log_in(PASSWORD)
    assert "Please enter the correct username and password" in shown(wrong)
    named = [shown(answer).replace("nobody", "editor") for answer in (wrong, unknown, waiting)]
    assert named[0] == named[1] == named[2]
    assert {answer.status_code for answer in (wrong, unknown, waiting)} == {200}


def test_no_name_and_no_address_is_kept(editor: User) -> None:
    log_in("a guess")
    kept = str(list(LoginGuesses.objects.values()))
    assert LoginGuesses.objects.count() == 2
    assert "editor" not in kept
    assert "203.0.113" not in kept


def test_old_guesses_are_forgotten() -> None:
    moment = timezone.now()
    LoginGuesses.objects.create(mark="old", guesses=3, since=moment - timedelta(minutes=61))
    LoginGuesses.objects.create(mark="new", guesses=3, since=moment - timedelta(minutes=59))
    assert forget_old_guesses() == 1
    assert LoginGuesses.objects.get().mark == "new"


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_guesses_at_once_five_are_looked_at(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    start = Barrier(20, timeout=30)

    def looking(password: str, *args: Any, **options: Any) -> bool:
        looked_at.append(password)
        return check_password(password, *args, **options)

    monkeypatch.setattr("django.contrib.auth.base_user.check_password", looking)
    monkeypatch.setattr(logins, "NETWORK", Limit(most=1_000, seconds=3_600))

    def guess(number: int) -> None:
        start.wait()
        try:
            for turn in range(5):
                request = RequestFactory().post("/admin/login/", REMOTE_ADDR=HOME)
                with suppress(PermissionDenied):
                    assert not ThrottledBackend().authenticate(request, "editor", f"guess {number} {turn}")
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as guessers:
        list(guessers.map(guess, range(20)))
    assert len(looked_at) == 5


# -- sessions ---------------------------------------------------------------------------------------------------------


def test_a_session_ends_with_logging_out(editor: User) -> None:
    client = Client()
    client.force_login(editor)
    cookie = client.cookies["sessionid"].value
    client.post("/admin/logout/")
    client.cookies["sessionid"] = cookie
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")


def test_a_session_ends_with_a_change_of_the_password(editor: User) -> None:
    client = Client()
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200
    editor.set_password("another horse, another staple")
    editor.save()
    assert client.get("/admin/").status_code == 302


def test_logging_in_changes_the_session_s_name(editor: User) -> None:
    client = Client()
    client.cookies["sessionid"] = "planted0planted0planted0planted0"
    client.post("/admin/login/", {"username": "editor", "password": PASSWORD, "next": "/admin/"}, REMOTE_ADDR=HOME)
    assert client.cookies["sessionid"].value != "planted0planted0planted0planted0"


def test_a_session_is_short_and_its_cookie_is_for_the_admin_alone(editor: User) -> None:
    client = Client()
    client.post("/admin/login/", {"username": "editor", "password": PASSWORD, "next": "/admin/"}, REMOTE_ADDR=HOME)
    cookie = client.cookies["sessionid"]
    assert cookie["max-age"] == 43_200
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/admin/", "Strict", True)
