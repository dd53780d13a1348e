"""Accounts: Django's pages, on which permissions are named in the language of whoever hands them out."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from articles.admin.account import permission_name
from tests.articles.admin.acts import page

pytestmark = pytest.mark.django_db


def moderating() -> Permission:
    return Permission.objects.get(codename="moderate_image")


@pytest.mark.parametrize("name", ["auth_user_change", "auth_group_change"])
def test_permissions_are_offered_by_what_they_allow(chief: Client, name: str) -> None:
    row = Group.objects.get(name="Editors") if "group" in name else User.objects.get(username="admin")
    shown = page(chief, name, row.pk)
    assert "Articles and images | image | may decide on reports" in shown
    assert "Articles and images | source | may change" in shown


def test_every_permission_of_ours_has_a_name_of_its_own_in_every_language() -> None:
    ours = list(Permission.objects.filter(content_type__app_label__in=["articles", "feeds"]))
    assert len(ours) > 40
    for language in ("fr", "ar", "es"):
        with translation.override(language):
            names = {permission_name(permission) for permission in ours}
        assert len(names) == len(ours)
        assert [name for name in names if "Can " in name] == []


def test_a_permission_of_another_application_keeps_its_stored_name() -> None:
    permission = Permission(content_type=moderating().content_type, codename="frame_image", name="Can frame images")
    with translation.override("en"):
        assert permission_name(permission) == "Articles and images | image | Can frame images"


def test_a_permission_that_was_chosen_is_given(chief: Client) -> None:
    group = Group.objects.create(name="Desk")
    values = {"name": "Desk", "permissions": [moderating().pk]}
    chief.post(reverse("admin:auth_group_change", args=[group.pk]), values)
    assert list(group.permissions.all()) == [moderating()]


def test_a_long_list_of_permissions_costs_few_queries(
    chief: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    user = User.objects.get(username="admin")
    with django_assert_max_num_queries(14):
        page(chief, "auth_user_change", user.pk)
