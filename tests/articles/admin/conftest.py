"""People with an account."""

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def chief() -> Client:
    """Who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    return client
