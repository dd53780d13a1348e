"""What readers and editors do, in few words."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User

from articles.models import Image, Reason, Verdict
from articles.moderation import keyring
from articles.moderation.moderating import decide, report_image

THREE_NETWORKS = ("203.0.113.1", "198.51.100.1", "192.0.2.1")
SIX_NETWORKS = (*THREE_NETWORKS, "2001:db8:1::1", "2001:db8:2::1", "2001:db8:3::1")


def report(image: Image, addresses: Iterable[str], *, account: User | None = None, counts: bool = True) -> None:
    for address in addresses:
        report_image(
            image_id=image.pk, reason=Reason.HARMFUL, details="", address=address, account=account, counts=counts
        )


def rule(image: Image, verdict: Verdict, editor: User) -> None:
    decide(images=[image.pk], verdict=verdict, reasoning="seen", editor=editor)


def status_of(image: Image) -> str:
    image.refresh_from_db()
    return image.status


def reports_count(image: Image) -> int:
    image.refresh_from_db()
    return image.reports_count


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """By the clock that keys are rotated by; day 0 is the first of a week."""
    day = date.fromordinal(105_000 * 7) + timedelta(days=days)
    monkeypatch.setattr(keyring, "today", lambda: day)
