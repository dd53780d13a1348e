"""Receiving: a report from wherever it was sent, within the limits."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.models import User

from articles import limiting, moderating, reporters
from articles.limiting import Admission


def receive_report(
    meta: Mapping[str, str], *, image_id: int, reason: str, details: str, account: User | None = None
) -> None:
    """Within the limits it is a report, beyond them nothing; it counts unless nobody can tell which. `meta` is the
    request's, which tells the address."""
    address = reporters.client_address(meta, settings.TRUSTED_PROXIES)
    admission = limiting.admit(address)
    if admission is not Admission.REFUSED:
        moderating.report_image(
            image_id=image_id,
            reason=reason,
            details=details,
            address=address,
            account=account,
            counts=admission is Admission.COUNTED,
        )
