"""What the admin's first page says of the moderation queue."""

from django import template

from articles.models import Image

register = template.Library()


@register.simple_tag
def images_needing_decision() -> int:
    return Image.objects.needing_decision().count()
