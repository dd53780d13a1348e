"""Enrolling the people who look after the portal, and readers whose reports are known to be good."""

import secrets
from collections.abc import Callable

from django.contrib.auth.models import Group, User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

EDITORS = "Editors"  # the group that articles' migrations make: may moderate, and say how pages are read
READERS = "Readers"  # likewise: may report images as known readers
LONGEST_NAME = 150  # characters, as User.username


class NameTakenError(Exception):
    """An account of that name exists."""


def is_account_name(name: str) -> bool:
    """Whether an account may have it: by Django's own rule, which its forms keep."""
    return len(name) <= LONGEST_NAME and _passes(UnicodeUsernameValidator(), name)


def is_email(address: str) -> bool:
    return _passes(validate_email, address)


def _passes(check: Callable[[str], None], value: str) -> bool:
    try:
        check(value)
    except ValidationError:
        return False
    return True


@transaction.atomic
def enrol(name: str, *, email: str = "", group: str = EDITORS, is_administrator: bool = False) -> str:
    """Make an account and return its random password, which is stored nowhere. An administrator may do everything,
    others what their group may; readers sign in among the readers' pages, all others in the admin. Raises
    NameTakenError."""
    password = secrets.token_urlsafe(15)
    try:
        with transaction.atomic():
            is_staff = is_administrator or group != READERS
            user = User.objects.create_user(name, email, password, is_staff=is_staff, is_superuser=is_administrator)
    except IntegrityError:
        raise NameTakenError(f"There is an account {name!r} already.") from None
    if not is_administrator:
        user.groups.add(Group.objects.get(name=group))
    return password
