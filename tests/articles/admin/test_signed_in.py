"""Reporting with an account: known readers are weighed, editors decide at once, and nobody else may."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from articles.models import Image, ImageStatus, ReaderRecord, Verdict
from tests.articles.admin.acts import status_of
from tests.factories import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def image() -> Image:
    return make_image()


def signed_in(*groups: str) -> tuple[Client, User]:
    user = User.objects.create_user("person", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user)
    return client, user


def address(image: Image) -> str:
    return reverse("admin:articles_image_report", args=[image.pk])


def send(client: Client, image: Image, **values: str) -> Any:
    return client.post(address(image), {"reason": "private", "details": "Ma voisine", **values})


def test_a_known_reader_s_report_bears_the_reader_s_weight(image: Image) -> None:
    client, reader = signed_in("Readers")
    ReaderRecord.objects.create(account=reader, upheld=8, dismissed=2)
    answer = send(client, image)
    assert answer.headers["Location"].endswith("/image/thanks")
    report = image.reports.get()
    assert (report.weight, report.reason, report.details) == (2.4, "private", "Ma voisine")
    assert status_of(image) == ImageStatus.SHOWN


def test_an_editor_s_report_blocks_at_once_and_is_on_record(image: Image) -> None:
    client, editor = signed_in("Editors")
    answer = send(client, image)
    assert answer.headers["Location"] == reverse("admin:articles_image_change", args=[image.pk])
    decision = image.decisions.get()
    assert (decision.verdict, decision.editor, decision.rule) == (Verdict.BLOCK, editor, "")
    assert decision.reasoning.endswith("Ma voisine")
    assert status_of(image) == ImageStatus.BLOCKED
    assert not image.reports.exists()


def test_a_reader_may_report_and_nothing_else(image: Image) -> None:
    client, _reader = signed_in("Readers")
    assert client.get(address(image)).status_code == 200
    for name in ("articles_image_changelist", "articles_article_changelist", "articles_source_changelist"):
        assert client.get(reverse(f"admin:{name}")).status_code == 403
    decide = reverse("admin:articles_image_decide", args=[image.pk])
    assert client.post(decide, {"verdict": "block"}).status_code == 403
    assert status_of(image) == ImageStatus.SHOWN


def test_staff_without_the_group_may_not_report(image: Image) -> None:
    client, _staff = signed_in()
    assert client.get(address(image)).status_code == 403
    assert send(client, image).status_code == 403
    assert not image.reports.exists()


def test_a_visitor_is_asked_to_log_in(client: Client, image: Image) -> None:
    assert send(client, image).headers["Location"].startswith("/admin/login/")
    assert not image.reports.exists()


def test_a_report_without_a_reason_is_asked_for_again(image: Image) -> None:
    client, _reader = signed_in("Readers")
    answer = send(client, image, reason="")
    assert answer.status_code == 422
    assert 'id="reason-errors" role="alert"' in answer.content.decode()
    assert not image.reports.exists()


def test_a_reader_has_limits_too(image: Image) -> None:
    client, _reader = signed_in("Readers")
    answers = {send(client, make_image()).status_code for _ in range(8)}
    assert answers == {302}
    assert sum(image.reports.count() for image in Image.objects.all()) == 5


def test_another_site_s_form_in_a_reader_s_browser_reports_nothing(image: Image) -> None:
    _client, reader = signed_in("Readers")
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(reader)
    assert send(careful, image).status_code == 403
    assert not image.reports.exists()


def test_the_public_form_leads_to_the_account_s(client: Client, image: Image) -> None:
    assert f'href="{address(image)}"' in client.get(f"/fr/image/{image.pk}/report").content.decode()
