"""People with an account, and browsers that are signed in as one."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client
from playwright.sync_api import Page


def make_editor(name: str = "editor", rights: Collection[str] = ("view_image", "moderate_image")) -> User:
    """With rights of the editors' group, which a test with real transactions finds flushed away."""
    editor = User.objects.create_user(name, is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return editor


def log_in(window: Page, live_server: Any, user: User, place: str = "/admin/") -> None:
    """By the cookie, put where the portal does: the login form has a test of its own, and hashing a password takes its
    time."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    window.context.add_cookies([{"name": "sessionid", "value": session, "url": f"{live_server.url}{place}"}])
