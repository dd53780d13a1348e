"""A known reader sees what became of their own reports, and nothing about others."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from articles.models import ReaderRecord
from newsportal.enrolling import READERS, enrol
from tests.articles.admin.acts import page

pytestmark = pytest.mark.django_db


def reader(name: str = "reader", **counts: int) -> Client:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name="Readers"))
    if counts:
        ReaderRecord.objects.create(account=user, **counts)
    client = Client()
    client.force_login(user)
    return client


def test_who_was_never_judged_weighs_as_anybody_and_reads_why() -> None:
    shown = page(reader(), "articles_image_record")
    assert "until editors have decided on 5 more of yours" in shown


def test_the_weight_is_shown_with_its_reckoning() -> None:
    shown = page(reader(upheld=8, dismissed=2), "articles_image_record")
    assert "Of 10 reports that editors decided on, 8 were upheld: 8 / 10 × 3 = 2.4" in shown


def test_the_record_is_one_s_own_whatever_is_asked_for() -> None:
    reader("other", upheld=97, dismissed=53)
    client = reader(upheld=1, dismissed=0)
    address = reverse("admin:articles_image_record")
    other = User.objects.get(username="other").pk
    for query in ("", f"?account={other}", "?user=other"):
        shown = client.get(address + query, headers={"Accept-Language": "en"}).content.decode()
        assert "<dd>97</dd>" not in shown
        assert "<dd>53</dd>" not in shown
        assert "until editors have decided on 4 more of yours" in shown


def test_a_reader_signs_in_with_the_password_that_was_given_and_finds_the_record(client: Client) -> None:
    password = enrol("reader", group=READERS)
    answer = client.post("/admin/login/?next=/admin/", {"username": "reader", "password": password}, follow=True)
    assert reverse("admin:articles_image_record") in answer.content.decode()


def test_editors_have_no_record_of_reports() -> None:
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.set(Group.objects.filter(name="Editors"))
    client = Client()
    client.force_login(user)
    assert client.get(reverse("admin:articles_image_record")).status_code == 403
