"""The second factor: what it takes to get into the admin, and what does not help."""

import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django_otp.oath import totp
from lxml.html import fromstring

from articles.models import RecoveryCode
from newsportal import verifying
from newsportal.models import Phone
from tests.articles.races import while_not_committed

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
ADMIN, FACTOR, CHECK = "/admin/", "/admin/second-factor/", "/admin/second-factor/check/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_editor(name: str = "editor") -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name="Editors"))
    return user


def shown_by_phone(user: User, *, steps: int = 0) -> str:
    """The code of now, or of so many half minutes later."""
    device = Phone.objects.get(user=user)
    return f"{totp(device.bin_key, t0=device.t0 - 30 * steps):06}"


def enrol(user: User) -> list[str]:
    """Switch it on as an editor would; the codes on paper."""
    client = signed_in(user)
    client.get(FACTOR)
    answer = client.post(FACTOR, {"code": shown_by_phone(user)}, headers=ENGLISH)
    codes: list[str] = fromstring(answer.content.decode()).xpath("//ul[contains(@class, 'codes')]//code/text()")
    assert len(codes) == 10
    Phone.objects.update(last_t=-1)  # as if half a minute had passed since
    return codes


def opens(client: Client, address: str = ADMIN) -> bool:
    return bool(client.get(address).status_code == 200)


def give(client: Client, code: str, **values: str) -> Any:
    return client.post(CHECK, {"code": code, **values}, headers=ENGLISH)


@pytest.fixture
def editor() -> User:
    return make_editor()


# -- optional, and switched on ----------------------------------------------------------------------------------------


def test_without_one_the_password_is_enough(editor: User) -> None:
    assert opens(signed_in(editor))


def test_it_is_on_once_the_phone_s_code_was_given(editor: User) -> None:
    client = signed_in(editor)
    page = client.get(FACTOR, headers=ENGLISH).content.decode()
    drawn = re.search(r"<svg.*</svg>", page, re.DOTALL)
    assert drawn
    assert "style=" not in drawn[0]
    assert verifying.secret_of(Phone.objects.get()) in page
    assert client.post(FACTOR, {"code": "000000"}).status_code == 422
    assert opens(signed_in(editor))
    enrol(editor)
    assert not opens(signed_in(editor))


def test_who_switched_it_on_goes_on_and_other_sessions_are_asked(editor: User) -> None:
    before = signed_in(editor)
    client = signed_in(editor)
    client.get(FACTOR)
    client.post(FACTOR, {"code": shown_by_phone(editor)})
    assert opens(client)
    assert before.get(ADMIN).headers["Location"].startswith(CHECK)


@pytest.mark.parametrize("address", [ADMIN, "/admin/articles/image/", "/admin/password_change/", "/admin/jsi18n/"])
def test_after_the_password_no_page_opens_before_the_code(editor: User, address: str) -> None:
    enrol(editor)
    client = signed_in(editor)
    for answer in (client.get(address), client.post(address, {})):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(CHECK)


def test_the_code_opens_where_one_wanted_to_go_under_a_new_session(editor: User) -> None:
    enrol(editor)
    client = signed_in(editor)
    before = client.cookies["sessionid"].value
    asked = client.get("/admin/articles/image/?queue=all").headers["Location"]
    assert "next=" in asked
    answer = give(client, shown_by_phone(editor), next="/admin/articles/image/?queue=all")
    assert answer.headers["Location"] == "/admin/articles/image/?queue=all"
    assert client.cookies["sessionid"].value != before
    assert opens(client)


@pytest.mark.parametrize("wanted", ["https://evil.test/", "//evil.test/admin/", "/\\evil.test", "/fr/", "javascript:x"])
def test_it_leads_nowhere_else(editor: User, wanted: str) -> None:
    enrol(editor)
    assert give(signed_in(editor), shown_by_phone(editor), next=wanted).headers["Location"] == ADMIN


def test_a_code_in_arabic_digits_is_that_code(editor: User) -> None:
    enrol(editor)
    arabic = shown_by_phone(editor).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert give(signed_in(editor), f" {arabic[:3]} {arabic[3:]} ").status_code == 302


# -- what does not help -----------------------------------------------------------------------------------------------


def test_a_code_is_good_once(editor: User) -> None:
    enrol(editor)
    code = shown_by_phone(editor)
    assert give(signed_in(editor), code).status_code == 302
    assert give(signed_in(editor), code).status_code == 422


@pytest.mark.parametrize("steps", [-4, 4])
def test_a_code_of_another_minute_is_none(editor: User, steps: int) -> None:
    enrol(editor)
    assert give(signed_in(editor), shown_by_phone(editor, steps=steps)).status_code == 422


def test_another_s_code_is_none(editor: User) -> None:
    enrol(editor)
    other = make_editor("other")
    codes = enrol(other)
    assert give(signed_in(editor), codes[0]).status_code == 422
    assert give(signed_in(editor), shown_by_phone(other)).status_code == 422 or shown_by_phone(other) == shown_by_phone(
        editor
    )


def test_after_five_wrong_codes_the_right_one_does_not_help(editor: User, caplog: pytest.LogCaptureFixture) -> None:
    codes = enrol(editor)
    with caplog.at_level(logging.WARNING):
        for _ in range(6):
            give(signed_in(editor), "123")
    assert give(signed_in(editor), shown_by_phone(editor)).status_code == 422
    assert give(signed_in(editor), codes[0]).status_code == 422
    assert "editor" not in caplog.text


@pytest.mark.parametrize("code", ["", "x" * 5_000, "12345\x00", "-12345", "1.2e35", "٣"])
def test_what_is_no_code_is_refused_in_the_same_words(editor: User, code: str) -> None:
    enrol(editor)
    answer = give(signed_in(editor), code)
    assert answer.status_code == 422
    assert "This code is not right" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_page_opened_twice_at_once_begins_one_device() -> None:
    editor = make_editor()
    while_not_committed(lambda: verifying.begin(editor), lambda: verifying.begin(editor))
    assert Phone.objects.filter(user=editor).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_send_one_code_at_once_one_gets_in() -> None:
    Group.objects.get_or_create(name="Editors")
    editor = make_editor()
    codes = enrol(editor)
    for code in (shown_by_phone(editor), codes[0]):
        clients = [signed_in(editor) for _ in range(4)]
        start = Barrier(len(clients))

        def send(client: Client, code: str = code, start: Barrier = start) -> int:
            start.wait(20)
            status: int = give(client, code).status_code
            connection.close()
            return status

        with ThreadPoolExecutor(len(clients)) as threads:
            assert sorted(threads.map(send, clients)) == [302, 422, 422, 422]


# -- codes on paper ---------------------------------------------------------------------------------------------------


def test_a_code_on_paper_opens_once(editor: User) -> None:
    codes = enrol(editor)
    assert give(signed_in(editor), codes[3].upper().replace("-", " ")).status_code == 302
    assert give(signed_in(editor), codes[3]).status_code == 422
    assert verifying.codes_left(editor) == 9


def test_codes_are_stored_as_hashes_alone(editor: User) -> None:
    codes = enrol(editor)
    stored = " ".join(RecoveryCode.objects.values_list("mark", flat=True))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


def test_new_codes_take_a_code_and_replace_the_old_ones(editor: User) -> None:
    codes = enrol(editor)
    client = signed_in(editor)
    give(client, codes[0])
    assert client.post(FACTOR, {"renew": "yes", "code": "1"}).status_code == 422
    assert client.post(FACTOR, {"renew": "yes", "code": codes[1]}).status_code == 200
    assert give(signed_in(editor), codes[2]).status_code == 422


def test_it_is_switched_off_with_a_code_and_without_one_not(editor: User) -> None:
    codes = enrol(editor)
    client = signed_in(editor)
    assert client.post(FACTOR, {"end": "yes", "code": codes[1]}).headers["Location"] == CHECK  # not asked yet
    give(client, codes[0])
    client.post(FACTOR, {"end": "yes", "code": "1"})
    assert not opens(signed_in(editor))
    client.post(FACTOR, {"end": "yes", "code": codes[1]})
    assert opens(signed_in(editor))
    assert opens(client)
    assert not RecoveryCode.objects.exists()


# -- demanded ---------------------------------------------------------------------------------------------------------


def test_where_it_is_demanded_editors_have_to_switch_it_on_first(editor: User, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    client = signed_in(editor)
    assert client.get("/admin/articles/image/").headers["Location"] == FACTOR
    assert opens(client, FACTOR)
    codes = enrol(editor)
    client = signed_in(editor)
    give(client, codes[0])
    assert opens(client, "/admin/articles/image/")
    page = client.get(FACTOR, headers=ENGLISH).content.decode()
    assert 'name="end"' not in page
    client.post(FACTOR, {"end": "yes", "code": codes[1]})
    assert verifying.device_of(editor)


def test_it_is_demanded_of_administrators_and_not_of_readers(settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    reader = User.objects.create_user("reader", is_staff=True)
    reader.groups.set(Group.objects.filter(name="Readers"))
    assert opens(signed_in(reader))
    assert not opens(signed_in(User.objects.create_superuser("chief")))


# -- taken away -------------------------------------------------------------------------------------------------------


def test_an_administrator_takes_it_away_on_record_and_its_sessions_end(editor: User) -> None:
    codes = enrol(editor)
    inside = signed_in(editor)
    give(inside, codes[0])
    chief = signed_in(User.objects.create_superuser("chief"))
    values = {"action": "reset_second_factor", "index": 0, "_selected_action": [editor.pk]}
    chief.post("/admin/auth/user/", values)
    assert LogEntry.objects.get().object_id == str(editor.pk)
    assert inside.get(ADMIN).headers["Location"].startswith("/admin/login/")
    assert opens(signed_in(editor))
    assert not RecoveryCode.objects.exists()


def test_an_editor_cannot_take_another_s_away(editor: User) -> None:
    other = make_editor("other")
    enrol(other)
    values = {"action": "reset_second_factor", "index": 0, "_selected_action": [other.pk]}
    assert signed_in(editor).post("/admin/auth/user/", values).status_code == 403
    assert verifying.device_of(other)


def test_a_command_takes_it_away_from_the_last_administrator(editor: User) -> None:
    enrol(editor)
    out = StringIO()
    call_command("reset_second_factor", "editor", stdout=out)
    assert "gone" in out.getvalue()
    assert opens(signed_in(editor))
    with pytest.raises(CommandError, match="no account 'nobody'"):
        call_command("reset_second_factor", "nobody")


def test_no_page_of_the_admin_shows_the_secret(editor: User) -> None:
    enrol(editor)
    device = Phone.objects.get()
    chief = signed_in(User.objects.create_superuser("chief"))
    assert chief.get(f"/admin/otp_totp/totpdevice/{device.pk}/change/").status_code == 404
    shown = chief.get(f"/admin/auth/user/{editor.pk}/change/").content.decode()
    assert device.key not in shown


def test_the_page_is_kept_in_no_cache_and_is_for_those_who_signed_in(editor: User, client: Client) -> None:
    assert client.get(FACTOR).headers["Location"].startswith("/admin/login/")
    assert client.post(CHECK, {"code": "123456"}).headers["Location"].startswith("/admin/login/")
    assert "no-store" in signed_in(editor).get(FACTOR).headers["Cache-Control"]


def test_the_clock_of_a_phone_may_be_half_a_minute_off(editor: User) -> None:
    enrol(editor)
    while time.time() % 30 > 28:  # a code of the next half minute must not become one of the next but one
        time.sleep(0.2)
    assert give(signed_in(editor), shown_by_phone(editor, steps=1)).status_code == 302
