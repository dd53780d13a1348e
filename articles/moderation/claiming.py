"""Claiming: one editor at a time looks at a picture's case, so that two do not decide on it side by side.

A claim is a courtesy with an end, not a lock: whoever really wants to takes it over, and what holds a decision back is
that somebody else decided meanwhile (`moderating.decide`)."""

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from articles.models import Image, ImageClaim

LASTS: Final = timedelta(minutes=10)
_CLAIM: Final = """
    INSERT INTO articles_imageclaim AS known (picture, editor_id, ends_at)
    VALUES (%(picture)s, %(editor)s, now() + %(lasts)s)
    ON CONFLICT (picture) DO UPDATE SET editor_id = excluded.editor_id, ends_at = excluded.ends_at
        WHERE known.editor_id = excluded.editor_id OR known.ends_at <= now() OR %(take_over)s"""


def claim(*, image: Image, editor: User, take_over: bool = False) -> bool:
    """Claim a picture's case for LASTS from now on, or again; whether it is the editor's. Somebody else's claim ends
    only by its time, or by being taken over."""
    values: dict[str, Any] = {
        "picture": image.picture_name,
        "editor": editor.pk,
        "lasts": LASTS,
        "take_over": take_over,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return bool(cursor.rowcount)


def claim_next(*, images: QuerySet[Image], editor: User) -> Image | None:
    """Claim the first of these cases, in their order, that nobody else has; None when there is none. The editor's own
    are among them: whoever comes back goes on with them."""
    taken = set(ImageClaim.objects.filter(ends_at__gt=Now()).exclude(editor=editor).values_list("picture", flat=True))
    for image in images.iterator(chunk_size=20):
        if image.picture_name in taken:
            continue
        if claim(image=image, editor=editor):
            return image
    return None


def release(*, image: Image, editor: User) -> None:
    """Give the editor's own claim back."""
    ImageClaim.objects.filter(picture=image.picture_name, editor=editor).delete()


def claim_on(image: Image) -> ImageClaim | None:
    """The claim that anybody has on the picture now."""
    live = ImageClaim.objects.filter(picture=image.picture_name, ends_at__gt=Now())
    return live.select_related("editor").first()


def held_by_another(image: Image, editor: User) -> ImageClaim | None:
    """The claim that somebody else has on the picture now."""
    found = claim_on(image)
    return found if found and found.editor_id != editor.pk else None


def forget_ended() -> int:
    """Delete the claims whose time is over; how many."""
    return ImageClaim.objects.filter(ends_at__lte=Now()).delete()[0]
