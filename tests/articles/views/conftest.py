"""Readers' browsers: no cookie, and every check that a real request meets."""

import pytest
from django.test import Client


@pytest.fixture
def reader() -> Client:
    return Client(enforce_csrf_checks=True)
