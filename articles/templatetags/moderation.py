"""What the admin's pages say of the moderation queue."""

from typing import Any

from django import template

from articles import moderating
from articles.models import Image

register = template.Library()


@register.simple_tag
def images_needing_decision() -> int:
    return Image.objects.needing_decision().count()


@register.inclusion_tag("admin/articles/image/resting.html")
def automatic_blocking() -> dict[str, Any]:
    """A word of warning while the rule rests, nothing otherwise."""
    return {"until": moderating.rule_rests_until(), "blocks": moderating.AUTOMATIC_BLOCKS_AN_HOUR}
