"""Permitting: whether a source's pictures are fetched and shown, by editors' decisions on record."""

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Image, PicturePolicy, Source


@transaction.atomic
def permit_pictures(
    *, source: int, shows_pictures: bool, reasoning: str, editor: User, image: Image | None = None
) -> PicturePolicy | None:
    """Let an editor's decision on a source's pictures take effect, and record it; `image` is the one on whose page it
    was made. None when it is so already, or the source is unknown: nothing is recorded then.

    Without pictures, none of the source's articles shows one, those that no other source's article shows are no longer
    served, and none is fetched. With them again, what is stored shows at once, and what was not fetched is ordered
    within the hour (feeds.storing.order_permitted). What editors decided on single images stays as it is."""
    held = Source.objects.select_for_update(no_key=True).filter(pk=source).first()
    if held is None or held.shows_pictures == shows_pictures:
        return None
    Source.objects.filter(pk=held.pk).update(shows_pictures=shows_pictures)
    last = held.picture_policies.first()
    return PicturePolicy.objects.create(
        source=held,
        shows_pictures=shows_pictures,
        reasoning=reasoning,
        editor=editor,
        image=image,
        overrides=last,
    )
