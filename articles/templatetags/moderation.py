"""What the admin's pages say of the moderation queue."""

from typing import Any

from django import template

from articles.automatic_blocking import paused_until
from articles.models import Image, TakedownCase

register = template.Library()


@register.simple_tag
def images_needing_decision() -> int:
    return Image.objects.needing_decision().count()


@register.simple_tag
def cases_needing_decision() -> int:
    return TakedownCase.objects.undecided().count()


@register.inclusion_tag("admin/articles/image/resting.html")
def automatic_blocking() -> dict[str, Any]:
    """A word of warning while the rule pauses, nothing otherwise."""
    return {"until": paused_until()}
