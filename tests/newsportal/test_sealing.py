"""Secrets of second factors are nowhere in the database, and survive a change of SECRET_KEY."""

import importlib
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsportal import sealing, verifying
from newsportal.models import Phone
from tests.newsportal.test_second_factor import CHECK, FACTOR, enrol, give, make_editor, shown_by_phone, signed_in

pytestmark = pytest.mark.django_db
SECRET = bytes(range(20))
NEW_KEY = "a new key of many letters, not to be guessed by anybody"
migration = importlib.import_module("newsportal.migrations.0001_sealed_second_factors")


def change_key(settings: Any, *, keeps_the_old: bool) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if keeps_the_old else []
    settings.SECRET_KEY = NEW_KEY


def prepare() -> tuple[str, str]:
    out, problems = StringIO(), StringIO()
    call_command("prepare", stdout=out, stderr=problems)
    return out.getvalue(), problems.getvalue()


@pytest.fixture
def editor() -> User:
    return make_editor()


def test_what_is_sealed_is_read_again_and_no_two_look_alike() -> None:
    sealed = sealing.seal(SECRET, of="a")
    assert sealing.unseal(sealed, of="a") == SECRET
    assert sealing.seal(SECRET, of="a") != sealed


@pytest.mark.parametrize("moved_to", ["b", ""])
def test_what_was_sealed_for_one_is_not_another_s(moved_to: str) -> None:
    with pytest.raises(sealing.UnreadableError, match="SECRET_KEY_FALLBACKS"):
        sealing.unseal(sealing.seal(SECRET, of="a"), of=moved_to)


def test_what_was_tampered_with_cannot_be_read() -> None:
    sealed = sealing.seal(SECRET, of="a")
    for wrong in (sealed[:-3] + "AAA", sealed[:20], "sealed:", "sealed:é", SECRET.hex(), ""):
        with pytest.raises(sealing.UnreadableError):
            sealing.unseal(wrong, of="a")


def test_the_database_alone_gives_no_second_factor(editor: User) -> None:
    enrol(editor)
    secret = Phone.objects.get().bin_key
    with connection.cursor() as cursor:
        cursor.execute("SELECT device::text FROM otp_totp_totpdevice AS device")
        [row] = [text for (text,) in cursor.fetchall()]
    assert "sealed:" in row
    assert not any(form in row for form in (secret.hex(), verifying.secret_of(Phone.objects.get()).replace(" ", "")))


def test_secrets_in_clear_are_sealed_and_the_phone_s_codes_stay_good(editor: User) -> None:
    enrol(editor)
    secret = Phone.objects.get().bin_key
    migration.unseal(apps, None)
    assert TOTPDevice.objects.get().bin_key == secret
    migration.seal(apps, None)
    assert Phone.objects.get().bin_key == secret
    assert give(signed_in(editor), shown_by_phone(editor)).status_code == 302


def test_after_a_change_of_the_key_phone_and_paper_are_good_by_the_former_one(editor: User, settings: Any) -> None:
    codes = enrol(editor)
    change_key(settings, keeps_the_old=True)
    assert give(signed_in(editor), shown_by_phone(editor)).status_code == 302
    assert give(signed_in(editor), codes[0]).status_code == 302


def test_once_prepared_the_former_key_is_needed_no_more_by_phones(editor: User, settings: Any) -> None:
    enrol(editor)
    change_key(settings, keeps_the_old=True)
    assert prepare() == ("tables: up to date\nsecond factors: 1 sealed with the new SECRET_KEY\n", "")
    assert prepare() == ("tables: up to date\n", "")
    settings.SECRET_KEY_FALLBACKS = []
    assert give(signed_in(editor), shown_by_phone(editor)).status_code == 302


def test_a_secret_that_no_key_opens_is_named_with_what_helps(
    editor: User, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    enrol(editor)
    change_key(settings, keeps_the_old=False)
    answer = give(signed_in(editor), "123456")
    assert answer.status_code == 422
    assert "cannot read your second factor" in answer.content.decode()
    assert "SECRET_KEY_FALLBACKS" in caplog.text
    assert "reset_second_factor" in caplog.text
    _out, problems = prepare()
    assert "1 cannot be read, of editor." in problems
    assert "reset_second_factor" in problems


def test_who_had_only_begun_begins_anew_when_the_key_was_lost(editor: User, settings: Any) -> None:
    client = signed_in(editor)
    client.get(FACTOR)
    begun = Phone.objects.get()
    change_key(settings, keeps_the_old=False)
    client = signed_in(editor)
    assert client.post(FACTOR, {"code": "123456"}).status_code == 422
    assert Phone.objects.get().key != begun.key
    assert client.post(FACTOR, {"code": shown_by_phone(editor)}).status_code == 200
    assert signed_in(editor).get("/admin/").headers["Location"].startswith(CHECK)
