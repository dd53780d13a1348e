"""Whose password, or second factor, was guessed too often is told: once, by e-mail, in their language, and nobody else
learns anything."""

import logging
import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.formats import date_format

from articles.models import LoginGuesses, LoginNotice
from newsportal import sealing, tasks
from newsportal.models import Phone, owner
from newsportal.warning import warn

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> list[Any]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MAIL_HOST, settings.SITE_NAME, settings.EMAIL_SUBJECT_PREFIX = "mail.example", "Kiosk", "Kiosk: "
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.SERVER_EMAIL, settings.LANGUAGE_CODE = "desk@news.example", "fr"
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("Amina", "amina@news.example", PASSWORD, is_staff=True)


def log_in(password: str = "a guess", *, name: str = "amina", language: str = "en") -> Any:
    values = {"username": name, "password": password, "next": "/admin/"}
    headers = {"Accept-Language": language}
    return Client().post("/admin/login/", values, REMOTE_ADDR="203.0.113.7", headers=headers)


def guess(times: int, name: str = "amina") -> None:
    for _ in range(times):
        log_in(name=name)


def test_whose_account_has_to_wait_is_told_once_however_long_it_is_guessed(editor: User, mailbox: list[Any]) -> None:
    guess(6)
    warn()
    guess(9)
    warn()
    [message] = mailbox
    assert (message.to, message.from_email) == (["amina@news.example"], "desk@news.example")
    assert message.subject == "Kiosk: Votre compte doit attendre"


def test_the_message_says_until_when_and_for_which_account(editor: User, mailbox: list[Any], settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    guess(6)
    since = timezone.now().replace(microsecond=0) - timedelta(minutes=3)
    LoginGuesses.objects.update(since=since)
    warn()
    ends = timezone.localtime(since + timedelta(minutes=15))
    with translation.override("en"):
        assert f"Until {date_format(ends, 'DATETIME_FORMAT')} (UTC) nobody" in mailbox[0].body
    assert "“Amina” at Kiosk" in mailbox[0].body
    assert "203.0.113" not in mailbox[0].body


def test_nobody_is_told_of_a_wait_that_is_over(editor: User, mailbox: list[Any]) -> None:
    guess(6)
    LoginGuesses.objects.update(since=timezone.now() - timedelta(minutes=16))
    warn()
    assert mailbox == []


def test_nobody_is_told_while_there_are_guesses_left(editor: User, mailbox: list[Any]) -> None:
    guess(5)
    warn()
    assert mailbox == []


@pytest.mark.parametrize("values", [{"email": ""}, {"is_active": False}])
def test_who_has_no_address_or_no_access_is_not_written_to(
    editor: User, mailbox: list[Any], values: dict[str, Any]
) -> None:
    User.objects.update(**values)
    guess(6)
    warn()
    assert mailbox == []


def test_of_a_name_that_is_nobody_s_nobody_is_told(editor: User, mailbox: list[Any]) -> None:
    guess(7, name="nobody")
    warn()
    assert mailbox == []
    assert not LoginNotice.objects.exists()


def test_a_network_that_has_to_wait_is_no_account(editor: User, mailbox: list[Any]) -> None:
    for number in range(21):
        log_in(name=f"name {number}")
    warn()
    assert mailbox == []


def test_a_wait_does_the_same_whether_there_is_such_an_account_or_not(editor: User) -> None:
    def statements(name: str) -> list[str]:
        guess(5, name=name)
        with CaptureQueriesContext(connection) as asked:
            log_in(name=name)
        return [query["sql"].partition("VALUES")[0] for query in asked.captured_queries]

    assert statements("amina") == statements("nobody")


def test_it_is_in_the_language_of_the_last_login_and_not_of_who_guessed(editor: User, mailbox: list[Any]) -> None:
    assert log_in(PASSWORD, name="Amina", language="ar").status_code == 302
    guess(6)
    warn()
    assert mailbox[0].subject == "Kiosk: على حسابك أن ينتظر"


def test_a_language_that_is_offered_no_more_gives_way_to_the_portal_s(editor: User, mailbox: list[Any]) -> None:
    LoginNotice.objects.create(account=editor, language="xx")
    guess(6)
    warn()
    assert mailbox[0].subject == "Kiosk: Votre compte doit attendre"


def test_who_is_guessed_all_day_is_told_again_the_next_day(editor: User, mailbox: list[Any]) -> None:
    guess(6)
    warn()
    LoginNotice.objects.update(told_at=timezone.now() - timedelta(hours=23))
    warn()
    assert len(mailbox) == 1
    LoginNotice.objects.update(told_at=timezone.now() - timedelta(hours=25))
    warn()
    assert len(mailbox) == 2


def test_what_the_mail_server_does_not_take_is_sent_later_and_the_log_names_nobody(
    editor: User, mailbox: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(self: EmailBackend, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected(f"no {messages[0].to}")

    guess(6)
    with monkeypatch.context() as broken, caplog.at_level(logging.DEBUG):
        broken.setattr(EmailBackend, "send_messages", refuse)
        warn()
    assert f"account {editor.pk} could not be told" in caplog.text
    assert "amina" not in caplog.text.casefold()
    warn()
    assert len(mailbox) == 1


def test_an_address_that_is_refused_for_good_is_tried_once(
    editor: User, mailbox: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[str] = []

    def refuse(self: EmailBackend, messages: Any) -> int:
        tried.extend(messages[0].to)
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"unknown")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    guess(6)
    warn()
    warn()
    assert tried == ["amina@news.example"]
    assert "is refused" in caplog.text


def test_without_a_mail_server_nobody_is_noted_as_told(editor: User, settings: Any) -> None:
    settings.MAIL_HOST = ""
    guess(6)
    warn()
    assert not LoginNotice.objects.exists()


def test_the_minute_s_task_tells_them(editor: User, mailbox: list[Any]) -> None:
    guess(6)
    tasks.notify()
    assert [message.to for message in mailbox] == [["amina@news.example"]]


# -- the second factor ------------------------------------------------------------------------------------------------


@pytest.fixture
def phone(editor: User, settings: Any) -> Phone:
    """The editor's, in use."""
    settings.LANGUAGE_CODE = "en"
    device: Phone = Phone.objects.create(
        user=editor, key=sealing.seal(b"a secret", of=owner(editor.pk)), confirmed=True
    )
    return device


def guess_codes(editor: User, times: int, code: str = "xxxx-xxxx-xxxx") -> None:
    client = Client()
    client.force_login(editor)
    for _ in range(times):
        assert client.post("/admin/second-factor/check/", {"code": code}).status_code == 422


@pytest.mark.parametrize("code", ["123", "abcd-efgh-jkmn"])
def test_whose_second_factor_is_guessed_is_told_that_their_password_is_known(
    editor: User, phone: Phone, mailbox: list[Any], code: str
) -> None:
    guess_codes(editor, 6, code)
    warn()
    guess_codes(editor, 3, code)
    warn()
    [message] = mailbox
    assert (message.to, message.subject) == (["amina@news.example"], "Kiosk: Somebody guesses your second factor")
    assert "“Amina” at Kiosk a wrong code was given 5 times" in message.body
    assert "whoever it was is past your password" in message.body


def test_nobody_is_told_of_wrong_codes_while_there_are_guesses_left_or_the_wait_is_over(
    editor: User, phone: Phone, mailbox: list[Any]
) -> None:
    guess_codes(editor, 5)
    warn()
    guess_codes(editor, 1)
    LoginGuesses.objects.update(since=timezone.now() - timedelta(minutes=16))
    warn()
    assert mailbox == []


def test_guesses_of_the_password_do_not_silence_those_of_the_second_factor(
    editor: User, phone: Phone, mailbox: list[Any]
) -> None:
    guess(6)
    warn()
    guess_codes(editor, 6)
    warn()
    warn()
    assert [message.subject.removeprefix("Kiosk: ") for message in mailbox] == [
        "Your account has to wait",
        "Somebody guesses your second factor",
    ]


def test_whose_second_factor_is_guessed_all_day_is_told_again_the_next_day(
    editor: User, phone: Phone, mailbox: list[Any]
) -> None:
    guess_codes(editor, 6)
    warn()
    for hours, number in ((23, 1), (25, 2)):
        LoginNotice.objects.update(told_of_factor_at=timezone.now() - timedelta(hours=hours))
        warn()
        assert len(mailbox) == number


def test_wrong_codes_while_a_phone_is_chosen_are_nobody_s_attack(
    editor: User, phone: Phone, mailbox: list[Any]
) -> None:
    Phone.objects.update(confirmed=False)
    client = Client()
    client.force_login(editor)
    for _ in range(6):
        assert client.post("/admin/second-factor/", {"code": "123"}).status_code == 422
    warn()
    assert mailbox == []


def test_a_notice_of_the_second_factor_that_was_not_taken_is_sent_later(
    editor: User, phone: Phone, mailbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailBackend, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("no")

    guess_codes(editor, 6)
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        warn()
    assert LoginNotice.objects.get().told_of_factor_at is None
    warn()
    assert len(mailbox) == 1
