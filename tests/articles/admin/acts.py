"""What people do in the admin, and what they see then."""

from typing import Any

from django.test import Client
from django.urls import reverse

from articles.models import Image, Reason
from articles.moderation.moderating import report_image

THREE_NETWORKS = ["203.0.113.1", "198.51.100.1", "192.0.2.1"]


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    response = client.get(reverse(f"admin:{name}", args=args) + query, headers={"Accept-Language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def act(client: Client, model: str, action: str, *rows: Any, **values: Any) -> Any:
    """An action of a list on some of its rows; images are chosen from all, reported or not."""
    address = reverse(f"admin:articles_{model}_changelist") + ("?queue=all" if model == "image" else "")
    values = {"action": action, "index": 0, "_selected_action": [row.pk for row in rows], **values}
    return client.post(address, values, follow=True, headers={"Accept-Language": "en"})


def report(image: Image, addresses: list[str], reason: str = Reason.WRONG, details: str = "") -> None:
    for address in addresses:
        report_image(image_id=image.pk, reason=reason, details=details, address=address)


def status_of(image: Image) -> str:
    image.refresh_from_db()
    return image.status
