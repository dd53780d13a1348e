"""An editor's report decides at once, and nobody else's does."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from articles.models import Image, ImageStatus, Verdict
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


def test_an_editor_s_report_blocks_at_once_and_is_on_record(image: Image) -> None:
    client, editor = signed_in("Editors")
    answer = send(client, image)
    assert answer.headers["Location"] == reverse("admin:articles_image_change", args=[image.pk])
    decision = image.decisions.get()
    assert (decision.verdict, decision.editor, decision.rule) == (Verdict.BLOCK, editor, "")
    assert decision.reasoning.endswith("Ma voisine")
    assert status_of(image) == ImageStatus.BLOCKED
    assert not image.reports.exists()


@pytest.mark.parametrize("groups", [(), ("Readers",)])
def test_staff_without_the_right_to_decide_may_not_block(image: Image, groups: tuple[str, ...]) -> None:
    client, _staff = signed_in(*groups)
    assert client.get(address(image)).status_code == 403
    assert send(client, image).status_code == 403
    assert status_of(image) == ImageStatus.SHOWN


def test_a_visitor_is_asked_to_log_in(client: Client, image: Image) -> None:
    assert send(client, image).headers["Location"].startswith("/admin/login/")
    assert not image.reports.exists()


def test_a_report_without_a_reason_is_asked_for_again(image: Image) -> None:
    client, _editor = signed_in("Editors")
    answer = send(client, image, reason="")
    assert answer.status_code == 422
    assert 'id="reason-errors" role="alert"' in answer.content.decode()
    assert not image.reports.exists()
