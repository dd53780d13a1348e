"""Accounts for the people who look after the portal."""

import importlib
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.management import call_command

from newsportal.enrolling import READERS, NameTakenError, enrol

pytestmark = pytest.mark.django_db


def test_a_fresh_portal_has_no_account_with_a_known_password() -> None:
    assert not User.objects.exists()
    passwords = {enrol("one"), enrol("two")}
    assert len(passwords) == 2
    assert min(map(len, passwords)) >= 14


def test_an_editor_moderates_and_does_not_configure() -> None:
    enrol("editor")
    editor = User.objects.get(username="editor")
    assert editor.has_perm("articles.moderate_image")
    assert not editor.has_perm("articles.change_source")
    assert not editor.is_superuser


def test_an_account_may_have_an_e_mail_address() -> None:
    call_command("make_editor", "editor", "--email", "desk@news.example", stdout=StringIO())
    assert User.objects.get().email == "desk@news.example"


def test_a_name_that_is_taken_is_refused() -> None:
    enrol("editor")
    with pytest.raises(NameTakenError, match="editor"):
        enrol("editor")


def test_a_reader_reports_and_is_no_staff() -> None:
    out = StringIO()
    call_command("make_editor", "reader", "--reader", stdout=out)
    reader = User.objects.get()
    assert (reader.is_staff, reader.get_all_permissions()) == (False, {"articles.report_image"})
    assert "signs in at /" in out.getvalue()
    assert "/account/login/" in out.getvalue()


def test_readers_of_before_lose_their_way_into_the_admin_and_nobody_else_does() -> None:
    migration = importlib.import_module("articles.migrations.0019_readers_are_no_staff")
    enrol("plain", group=READERS)
    enrol("editor")
    enrol("both")
    User.objects.get(username="both").groups.add(Group.objects.get(name=READERS))
    enrol("chief", is_administrator=True)
    User.objects.update(is_staff=True)
    migration.close(apps, None)
    assert list(User.objects.filter(is_staff=False).values_list("username", flat=True)) == ["plain"]
    migration.open_again(apps, None)
    assert not User.objects.filter(is_staff=False).exists()
