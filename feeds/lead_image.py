"""Lead images: the bytes of a stranger's picture become our own renditions and hashes. The only importer of Pillow.

Limits after imgproxy, Synapse and the hostile set of the security study: what a picture is, its bytes decide."""

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 20_000
SMALLEST: Final = (100, 60)  # pixels, the thumbnails of old content systems: below it an icon, a tracking pixel
WIDEST: Final = 5.0  # sides in proportion: beyond it a banner or a rule
WIDTHS: Final = (320, 640, 1200)
QUALITY: Final = 78
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# For the whole process, and once: warnings.catch_warnings is not safe where images are read in several threads.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
warnings.filterwarnings(
    "ignore", category=UserWarning, module="PIL"
)  # a stranger's broken EXIF is not our log's matter
# What Pillow's decoders and its reader of EXIF raise on broken files is not one class.
_BROKEN: Final = (OSError, ValueError, SyntaxError, LookupError, TypeError, ArithmeticError, EOFError, MemoryError,
                  AttributeError, RuntimeError, UserWarning, struct.error)  # fmt: skip


class UnusableImage(ValueError):
    """The bytes are no picture that may be shown; the message says why."""


@dataclass(frozen=True, kw_only=True)
class LeadImage:
    """A picture re-encoded: nothing of the original's bytes, metadata or later frames is left in the renditions."""

    width: int  # pixels, of the largest rendition
    height: int
    digest: str  # sha256 of the bytes received, hex
    perceptual_hash: int  # dHash, signed 64 bits, as Postgres' bigint
    picture_key: str  # 32 hex digits, of the largest rendition
    renditions: dict[int, bytes]  # WebP by width; never wider than the original, unless that is the smallest


def read(body: bytes) -> LeadImage:
    """Decode, check and re-encode; UnusableImage when the bytes are no picture for a page."""
    picture = _decoded(body)
    renditions = {scaled.width: _encoded(scaled) for scaled in _scaled(picture)}
    widest = max(renditions)
    return LeadImage(
        width=widest,
        height=max(1, round(picture.height * widest / picture.width)),
        digest=hashlib.sha256(body).hexdigest(),
        perceptual_hash=dhash(picture),
        picture_key=hashlib.blake2b(renditions[widest], digest_size=16).hexdigest(),
        renditions=renditions,
    )


def dhash(picture: Image.Image) -> int:
    """64 comparisons of neighbouring pixels in a 9 x 8 grey thumbnail, the first in the highest bit."""
    grey = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    pixels = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (pixels[row * 9 + column + 1] > pixels[row * 9 + column])
    return bits - 2**64 if bits >= 2**63 else bits


def _decoded(body: bytes) -> Image.Image:
    """The first frame, upright, in RGB, at most as large as the widest rendition needs."""
    try:
        opened = Image.open(io.BytesIO(body), formats=FORMATS)
        _check_size(*opened.size)
        opened.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
        opened.load()
        return _flattened(_upright(opened))
    except UnusableImage:
        raise
    except UnidentifiedImageError:
        raise UnusableImage("the bytes are no JPEG, PNG, WebP, GIF or AVIF picture") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnusableImage(f"the picture has more than {MOST_PIXELS:,} pixels") from None
    except _BROKEN as problem:
        raise UnusableImage(f"the picture is broken: {problem}"[:200]) from None


def _upright(picture: Image.Image) -> Image.Image:
    """As the camera was held; as it is when the note of that is unreadable."""
    try:
        return ImageOps.exif_transpose(picture)
    except _BROKEN:
        return picture


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise UnusableImage(f"{width} x {height} pixels are too many")
    if width < SMALLEST[0] or height < SMALLEST[1]:
        raise UnusableImage(f"{width} x {height} pixels are too few for a lead image")
    if max(width / height, height / width) > WIDEST:
        raise UnusableImage(f"{width} x {height} is a strip, not a picture")


def _flattened(picture: Image.Image) -> Image.Image:
    """RGB, what is transparent on white, 16 bits a pixel brought down to 8."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda level: level / 256).convert("L")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        opaque = picture.convert("RGBA")
        white = Image.new("RGBA", opaque.size, "white")
        return Image.alpha_composite(white, opaque).convert("RGB")
    return picture.convert("RGB")


def _scaled(picture: Image.Image) -> list[Image.Image]:
    widths = [width for width in WIDTHS if width <= picture.width] or [picture.width]
    if picture.width < WIDTHS[-1] and picture.width > widths[-1] * 1.2:
        widths.append(picture.width)
    return [_resized(picture, width) for width in widths]


def _resized(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(picture: Image.Image) -> bytes:
    clean = Image.new("RGB", picture.size)  # a fresh canvas has no metadata to forget
    clean.paste(picture)
    target = io.BytesIO()
    clean.save(target, "WEBP", quality=QUALITY, method=4)
    return target.getvalue()
