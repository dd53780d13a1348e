"""The two forms in which every picture is stored and served: by the end of its address, as files and as media types."""

from enum import StrEnum


class PictureForm(StrEnum):
    WEBP = "webp"
    JPEG = "jpg"

    @property
    def media_type(self) -> str:
        return "image/jpeg" if self is PictureForm.JPEG else "image/webp"
