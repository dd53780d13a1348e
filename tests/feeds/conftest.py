"""Who is signed in to the admin, in English."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client


@pytest.fixture
def operator() -> Client:
    return _signed_in(User.objects.create_superuser("operator"))


@pytest.fixture
def editor() -> Client:
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return _signed_in(user)


def _signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client
