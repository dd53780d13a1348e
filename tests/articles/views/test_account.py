"""Readers with an account sign in among the readers' pages, report with their weight, and get no further."""

import re
import time
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from articles.forms import signature
from articles.models import Image, ImageReport, ReaderRecord
from newsportal.enrolling import READERS, enrol
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
LOGIN, HOME = "/en/account/login/", "/en/account/"


@pytest.fixture
def image() -> Image:
    return make_image()


def make_reader(name: str = "reader", **counts: int) -> User:
    user = User.objects.create_user(name)
    user.groups.set(Group.objects.filter(name="Readers"))
    if counts:
        ReaderRecord.objects.create(account=user, **counts)
    return user


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def address(image: Image) -> str:
    return f"/en/account/image/{image.pk}/report"


def send(client: Client, image: Image, headers: dict[str, str] = OURS, **values: str) -> Any:
    known = {"reason": "private", "details": "Ma voisine", "signature": signature(image.pk, now=time.time() - 60)}
    return client.post(address(image), {**known, **values}, headers=headers)


def log_in(client: Client, name: str, password: str, wanted: str = "") -> Any:
    return client.post(LOGIN, {"username": name, "password": password, "next": wanted})


def read(client: Client, address: str = HOME) -> str:
    content: bytes = client.get(address).content
    return content.decode()


# -- signing in -------------------------------------------------------------------------------------------------------


def test_a_reader_signs_in_with_the_password_that_was_given_and_goes_on_to_the_report(
    client: Client, image: Image
) -> None:
    password = enrol("reader", group=READERS)
    assert client.get(address(image)).headers["Location"] == f"{LOGIN}?next={address(image)}"
    assert log_in(client, "reader", password, wanted=address(image)).headers["Location"] == address(image)
    assert log_in(client, "reader", password).headers["Location"] == HOME
    assert "Your reports" in read(client)


def test_the_form_of_the_sign_in_works_in_a_browser_that_keeps_cookies() -> None:
    """With the token that the page hands out, in a cookie that the browser sends back to it."""
    password = enrol("reader", group=READERS)
    careful = Client(enforce_csrf_checks=True)
    page = read(careful, LOGIN)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    values = {"username": "reader", "password": password, "csrfmiddlewaretoken": token[1]}
    assert careful.post(LOGIN, values).headers["Location"] == HOME
    assert Client(enforce_csrf_checks=True).post(LOGIN, values).status_code == 403


@pytest.mark.parametrize("path", [LOGIN, HOME, "/ar/account/password/"])
def test_cookies_of_readers_are_for_their_own_pages_alone(path: str) -> None:
    password = enrol("reader", group=READERS)
    client = Client()
    answers = [client.get(LOGIN), log_in(client, "reader", password), client.post("/en/account/logout/")]
    cookies = [cookie for answer in answers for cookie in answer.cookies.values()]
    assert {cookie.key for cookie in cookies} == {"csrftoken", "sessionid"}
    assert {cookie["path"] for cookie in cookies} == {HOME}
    assert {cookie["samesite"] for cookie in cookies if cookie.value} == {"Strict"}
    answer = client.get(path)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("path", ["/en/", "/en/accounts/", "/en/sources/account/", "/en/account"])
def test_no_other_page_sees_a_reader_s_cookie_or_sets_one(path: str) -> None:
    client = signed_in(make_reader())
    answer = client.get(path)
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("values", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}])
def test_who_may_do_more_or_nothing_signs_in_elsewhere(client: Client, values: dict[str, Any]) -> None:
    """No second way around the second factor."""
    User.objects.create_user("chief", password="a password of many letters", **values)
    User.objects.get().groups.set(Group.objects.filter(name="Readers"))
    assert log_in(client, "chief", "a password of many letters").status_code == 422
    assert "sessionid" not in client.cookies


def test_an_account_without_the_right_to_report_does_not_sign_in(client: Client) -> None:
    User.objects.create_user("stranger", password="a password of many letters")
    answer = log_in(client, "stranger", "a password of many letters")
    assert "does not report as a reader" in answer.content.decode()
    assert "sessionid" not in client.cookies


def test_a_session_of_an_editor_opens_nothing_here(image: Image) -> None:
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.set(Group.objects.filter(name__in=["Editors", "Readers"]))
    client = signed_in(editor)
    for path in (HOME, address(image), "/en/account/password/"):
        assert client.get(path).headers["Location"].startswith(LOGIN)


def test_a_reader_who_is_one_no_longer_is_asked_to_sign_in(image: Image) -> None:
    reader = make_reader()
    client = signed_in(reader)
    reader.groups.clear()
    assert send(client, image).headers["Location"].startswith(LOGIN)
    assert not image.reports.exists()


def test_a_reader_gets_no_further(image: Image) -> None:
    client = signed_in(make_reader())
    for path in ("/admin/", "/admin/articles/image/", reverse("admin:articles_image_report", args=[image.pk])):
        assert client.get(path).headers["Location"].startswith("/admin/login/")


def test_guesses_of_a_password_are_counted_here_too(client: Client) -> None:
    password = enrol("reader", group=READERS)
    for _ in range(5):
        assert log_in(client, "reader", "wrong").status_code == 422
    assert log_in(client, "reader", password).status_code == 422


@pytest.mark.parametrize("wanted", ["https://evil.test/", "//evil.test/en/account/", "/\\evil.test", "javascript:x"])
def test_signing_in_leads_to_no_other_site(client: Client, wanted: str) -> None:
    password = enrol("reader", group=READERS)
    assert log_in(client, "reader", password, wanted=wanted).headers["Location"] == HOME


def test_editors_are_shown_the_way_to_their_own_page_for_the_picture(client: Client, image: Image) -> None:
    desk = reverse("admin:articles_image_report", args=[image.pk])
    assert f'href="{desk}"' in read(client, f"{LOGIN}?next={address(image)}%3Farticle%3D5")
    for wanted in ("", "?next=/nowhere/at/all", "?next=https://evil.test/"):
        assert 'href="/admin/"' in read(client, LOGIN + wanted)


def test_a_session_ends_with_signing_out() -> None:
    client = signed_in(make_reader())
    kept = client.cookies["sessionid"].value
    client.post("/en/account/logout/")
    client.cookies["sessionid"] = kept
    assert client.get(HOME).headers["Location"].startswith(LOGIN)


def test_a_reader_changes_the_password_that_was_given(client: Client) -> None:
    given = enrol("reader", group=READERS)
    log_in(client, "reader", given)
    elsewhere = Client()
    log_in(elsewhere, "reader", given)
    new = "many letters in another order"
    short = client.post(
        "/en/account/password/", {"old_password": given, "new_password1": "short", "new_password2": "short"}
    )
    assert short.status_code == 422
    values = {"old_password": given, "new_password1": new, "new_password2": new}
    assert client.post("/en/account/password/", values).headers["Location"] == HOME
    assert "Your reports" in read(client)
    assert elsewhere.get(HOME).headers["Location"].startswith(LOGIN)
    assert log_in(Client(), "reader", new).headers["Location"] == HOME


# -- reporting --------------------------------------------------------------------------------------------------------


def test_a_known_reader_s_report_bears_the_reader_s_weight(image: Image) -> None:
    client = signed_in(make_reader(upheld=8, dismissed=2))
    assert send(client, image).headers["Location"].endswith("/image/thanks")
    report = image.reports.get()
    assert (report.weight, report.reason, report.details) == (2.4, "private", "Ma voisine")


def test_an_account_does_not_make_two_persons_of_one(image: Image) -> None:
    client = signed_in(make_reader())
    send(client, image)
    send(client, image)
    assert image.reports.count() == 1


def test_a_reader_has_limits_too() -> None:
    client = signed_in(make_reader())
    assert {send(client, make_image()).status_code for _ in range(8)} == {303}
    assert ImageReport.objects.count() == 5


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.test"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {}],
    ids=str,
)
def test_another_site_s_form_in_a_reader_s_browser_reports_nothing(image: Image, headers: dict[str, str]) -> None:
    assert send(signed_in(make_reader()), image, headers=headers).status_code == 403
    assert not image.reports.exists()


def test_a_report_without_the_form_s_token_is_refused(image: Image) -> None:
    assert send(signed_in(make_reader(), enforce_csrf_checks=True), image).status_code == 403
    assert not image.reports.exists()


def test_a_report_without_our_signature_is_refused(image: Image) -> None:
    assert send(signed_in(make_reader()), image, signature="5 1:x").status_code == 403
    assert not image.reports.exists()


def test_the_public_form_leads_to_the_account_s_and_needs_none(image: Image) -> None:
    article = make_article(image=image)
    form = read(Client(), f"/en/image/{image.pk}/report?article={article.pk}")
    assert f'href="{address(image)}?article={article.pk}"' in form
    assert "csrfmiddlewaretoken" not in form


# -- one's own record -------------------------------------------------------------------------------------------------


def test_who_was_never_judged_weighs_as_anybody_and_reads_why() -> None:
    assert "until editors have decided on 5 more of yours" in read(signed_in(make_reader()))


def test_the_weight_is_shown_with_its_reckoning() -> None:
    shown = read(signed_in(make_reader(upheld=8, dismissed=2)))
    assert "Of 10 reports that editors decided on, 8 were upheld: 8 / 10 × 3 = 2.4" in shown


def test_the_record_is_one_s_own_whatever_is_asked_for() -> None:
    other = make_reader("other", upheld=97, dismissed=53)
    client = signed_in(make_reader(upheld=1, dismissed=0))
    for query in ("", f"?account={other.pk}", "?user=other"):
        shown = read(client, HOME + query)
        assert "<strong>97</strong>" not in shown
        assert "<strong>53</strong>" not in shown
        assert "until editors have decided on 4 more of yours" in shown
