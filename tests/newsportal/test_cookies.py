"""Cookies by https: their names are such that no neighbouring host, and nobody on the line, can set one of ours."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from playwright.sync_api import Page

from newsportal.enrolling import READERS, enrol
from tests.accounts import make_editor

PASSWORD = "a password of many letters"
ADMIN, ACCOUNT = "__Host-admin-", "__Host-account-"


@pytest.fixture
def https(settings: Any) -> None:
    settings.SECURE_HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.fixture
def editor(db: None) -> User:
    return make_editor()


def sent(*pairs: tuple[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in pairs)}


def session_of(user: User) -> str:
    """The value of the cookie with which the user is signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def is_signed_in(address: str, *pairs: tuple[str, str]) -> bool:
    return Client(headers=sent(*pairs)).get(address).status_code == 200


@pytest.mark.parametrize(("login", "prefix"), [("/admin/login/", ADMIN), ("/fr/account/login/", ACCOUNT)])
def test_a_browser_takes_each_cookie_from_this_host_alone(https: None, editor: User, login: str, prefix: str) -> None:
    name = "editor" if prefix == ADMIN else "reader"
    editor.set_password(PASSWORD)
    editor.save()
    password = PASSWORD if prefix == ADMIN else enrol("reader", group=READERS)
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(login).content.decode())
    assert token
    form = {"username": name, "password": password, "csrfmiddlewaretoken": token[1]}
    entered = client.post(login, form, secure=True, headers={"Referer": "https://testserver/"})
    assert entered.status_code == 302
    assert set(client.cookies) == {f"{prefix}csrftoken", f"{prefix}sessionid"}
    left = client.post(login.replace("login", "logout"), secure=True, headers={"Origin": "https://testserver"})
    for cookie in (*entered.cookies.values(), *left.cookies.values()):
        assert (cookie["path"], cookie["domain"], cookie["secure"]) == ("/", "", True)


def test_a_cookie_of_another_name_signs_nobody_in(https: None, editor: User) -> None:
    """Such as a neighbouring host may set: the name alone, another place's, or a space that some readers take away."""
    session = session_of(editor)
    assert is_signed_in("/admin/", (f"{ADMIN}sessionid", session))
    for name in ("sessionid", f"{ACCOUNT}sessionid", f"\u2000{ADMIN}sessionid", f"\xa0{ADMIN}sessionid", f"{ADMIN}x"):
        assert not is_signed_in("/admin/", (name, session)), ascii(name)


def test_readers_pages_and_the_desk_have_cookies_of_their_own(https: None, db: None) -> None:
    reader = User.objects.create_user("reader")
    reader.groups.set(Group.objects.filter(name=READERS))
    session = session_of(reader)
    assert is_signed_in("/fr/account/", (f"{ACCOUNT}sessionid", session))
    assert is_signed_in("/ar/account/", (f"{ADMIN}sessionid", "other"), (f"{ACCOUNT}sessionid", session))
    assert not is_signed_in("/fr/account/", (f"{ADMIN}sessionid", session))


@pytest.mark.parametrize("path", ["/en/", "/en/account", "/static/css/base.css", "/robots.txt"])
def test_a_page_for_everybody_is_the_same_with_and_without_them(https: None, editor: User, path: str) -> None:
    plain = Client().get(path)
    known = Client(headers=sent((f"{ADMIN}sessionid", session_of(editor)))).get(path)
    assert not known.cookies
    assert known.getvalue() == plain.getvalue()
    assert "Cookie" not in known.get("Vary", "")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_editor_signs_in_and_out_in_a_browser(https: None, live_server: Any, window: Page) -> None:
    """Chromium takes such names from this machine without https as well, and refuses them where anything is missing."""
    editor = make_editor()
    editor.set_password(PASSWORD)
    editor.save()
    window.goto(f"{live_server.url}/admin/")
    window.fill("#id_username", "editor")
    window.fill("#id_password", PASSWORD)
    window.click("[type=submit]")
    window.wait_for_url("**/admin/")
    window.goto(f"{live_server.url}/en/")
    window.goto(f"{live_server.url}/admin/articles/image/")
    assert {cookie["name"] for cookie in window.context.cookies()} == {f"{ADMIN}csrftoken", f"{ADMIN}sessionid"}
    window.click("#logout-form button")
    window.wait_for_url("**/admin/logout/")
    assert {cookie["name"] for cookie in window.context.cookies()} == {f"{ADMIN}csrftoken"}
