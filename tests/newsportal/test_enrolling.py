"""Accounts for the people who look after the portal."""

import pytest
from django.contrib.auth.models import User

from newsportal.enrolling import NameTakenError, enrol

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


def test_a_name_that_is_taken_is_refused() -> None:
    enrol("editor")
    with pytest.raises(NameTakenError, match="editor"):
        enrol("editor")
