"""Filing: the files of a picture in the image storage, and what its row says of them."""

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.knowledge.picture_forms import PictureForm
from articles.models import Image

if TYPE_CHECKING:
    from feeds.knowledge.lead_image import LeadImage  # at run time, Pillow and numpy would come into every web server


def describe(image: Image, picture: "LeadImage") -> None:
    """What the picture told, in the image's row; nothing is saved yet."""
    image.digest, image.picture_key = picture.digest, picture.picture_key
    image.widths, image.width, image.height = sorted(picture.renditions), picture.width, picture.height
    _describe_looks(image, picture)


def store(image: Image, picture: "LeadImage") -> None:
    """Every file of the picture. OSError when there is no room, or no answer."""
    for width, rendition in picture.renditions.items():
        _keep(image.file_name(width, PictureForm.WEBP), rendition.webp)
        _keep(image.file_name(width, PictureForm.JPEG), rendition.jpeg)


def complete(image: Image, picture: "LeadImage") -> None:
    """Give a stored image the JPEG files and the hashes that it lacks; `picture` was made of its own largest file."""
    for width in image.widths:
        _keep(image.file_name(width, PictureForm.JPEG), picture.renditions[width].jpeg)
    _describe_looks(image, picture)
    image.save(update_fields=["has_jpeg", "perceptual_hash", "confirming_hash"])


def _describe_looks(image: Image, picture: "LeadImage") -> None:
    image.has_jpeg = True
    image.perceptual_hash = picture.hashes.found_by if picture.hashes else None
    image.confirming_hash = picture.hashes.confirmed_by if picture.hashes else None


def _keep(name: str, body: bytes) -> None:
    """A file of that name has these bytes, unless it was cut off by a full disk or a killed worker."""
    is_there = default_storage.exists(name)
    if is_there and default_storage.size(name) == len(body):
        return
    if is_there:
        default_storage.delete(name)
    default_storage.save(name, ContentFile(body))
