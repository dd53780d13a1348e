"""Images with given looks: hashes as far apart as a test wants them."""

from typing import Any, Final

from articles.models import Image, ImageStatus
from articles.publishing import admit_image
from tests.factories import make_image

FOUND_BY: Final = 0x1357_9BDF_0246_8ACE
CONFIRMED_BY: Final = 0x7A5A_3C3C_0FF0_6996


def apart(bits: int) -> int:
    """A finding hash so many bits from FOUND_BY."""
    return FOUND_BY ^ ((1 << bits) - 1)


def make_like(bits: int = 0, **values: Any) -> Image:
    """A stored image whose looks are so many bits from those of `make_like()`."""
    looks = {"perceptual_hash": apart(bits), "confirming_hash": CONFIRMED_BY}
    return make_image(**{**looks, **values})


def arrive(bits: int = 0, **values: Any) -> Image:
    """Such an image, just stored by a worker."""
    image = make_like(bits, **values)
    Image.objects.filter(pk=image.pk).update(status=ImageStatus.PENDING, digest="", picture_key="", widths=[])
    admit_image(image)
    image.refresh_from_db()
    return image
