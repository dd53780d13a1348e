"""Lead images: the bytes of a stranger's picture become our own renditions and hashes. The only importer of Pillow.

Limits after imgproxy, Synapse and the hostile set of the security study: what a picture is, its bytes decide."""

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from feeds.knowledge.perceptual_hash import NEIGHBOURS, WAVES, Hashes, hashes

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 20_000
SMALLEST: Final = (100, 60)  # pixels, the thumbnails of old content systems: below it an icon, a tracking pixel
WIDEST: Final = 5.0  # sides in proportion: beyond it a banner or a rule
WIDTHS: Final = (320, 640, 1200)
# Measured on pictures 1600 pixels wide, for all files together: WebP at effort 4 costs 160 ms, at 2 it costs 90 ms and
# is 5 % larger, at 1 25 % larger. JPEG costs 7 ms, and is for what does not read WebP (some mail and sharing programs).
WEBP: Final = {"quality": 78, "method": 2}
JPEG: Final = {"quality": 75, "optimize": True}
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# For the whole process, and once: warnings.catch_warnings is not safe where images are read in several threads.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
warnings.filterwarnings(
    "ignore", category=UserWarning, module="PIL"
)  # a stranger's broken EXIF is not our log's matter
# What Pillow's decoders and its reader of EXIF raise on broken files is not one class.
_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,
    LookupError,
    TypeError,
    ArithmeticError,
    EOFError,
    AttributeError,
    RuntimeError,
    UserWarning,
    struct.error,
)


class UnusableImage(ValueError):
    """The bytes are no picture that may be shown; the message says why."""


class NeedsMemory(UnusableImage):
    """It may be one, but takes, or may take, more memory than there is."""


@dataclass(frozen=True)
class Rendition:
    """One width, in both forms."""

    webp: bytes
    jpeg: bytes


@dataclass(frozen=True, kw_only=True)
class LeadImage:
    """A picture re-encoded: nothing of the original's bytes, metadata or later frames is left in the renditions."""

    width: int  # pixels, of the largest rendition
    height: int
    digest: str  # sha256 of the bytes received, hex
    hashes: Hashes | None  # None: too little detail to know it again by
    picture_key: str  # 32 hex digits, of the largest rendition
    renditions: dict[int, Rendition]  # by width; never wider than the original, unless that is the smallest


def read(body: bytes) -> LeadImage:
    """Decode, check and re-encode; UnusableImage when the bytes are no picture for a page."""
    picture = _decoded(body)
    renditions = {scaled.width: _encoded(scaled) for scaled in _scaled(picture)}
    widest = max(renditions)
    return LeadImage(
        width=widest,
        height=max(1, round(picture.height * widest / picture.width)),
        digest=hashlib.sha256(body).hexdigest(),
        hashes=hashes_of(picture),
        picture_key=hashlib.blake2b(renditions[widest].webp, digest_size=16).hexdigest(),
        renditions=renditions,
    )


def hashes_of(picture: Image.Image) -> Hashes | None:
    """By which the picture is known again; None when it has too little detail for that."""
    grey = picture.convert("L")
    neighbours = grey.resize(NEIGHBOURS, Image.Resampling.LANCZOS).tobytes()
    return hashes(neighbours, grey.resize(WAVES, Image.Resampling.BOX).tobytes())


def _decoded(body: bytes) -> Image.Image:
    """The first frame, upright, in RGB, at most as large as the widest rendition needs."""
    try:
        opened = Image.open(io.BytesIO(body), formats=FORMATS)
        _check_size(*opened.size)
        opened.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
        opened.load()
        return _flattened(_upright(_smaller(opened)))
    except UnusableImage:
        raise
    except UnidentifiedImageError:
        raise UnusableImage("the bytes are no JPEG, PNG, WebP, GIF or AVIF picture") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnusableImage(f"the picture has more than {MOST_PIXELS:,} pixels") from None
    except MemoryError:
        raise NeedsMemory("the picture takes more memory than a decoder has") from None
    except _BROKEN as problem:
        # The decoder of WebP says the same of a broken picture and of one that it gets too little memory for.
        refusal = NeedsMemory if body[8:12] == b"WEBP" else UnusableImage
        raise refusal(f"the picture is broken: {problem}"[:200]) from None


def _smaller(picture: Image.Image) -> Image.Image:
    """At most three times as wide as the widest rendition, before colours are converted: that takes several copies."""
    factor = picture.width // (2 * WIDTHS[-1])
    is_plain = picture.mode in {"RGB", "RGBA", "L", "CMYK"} and "transparency" not in picture.info
    return picture.reduce(factor) if factor > 1 and is_plain else picture


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
    """The widest first, each made from the one before: a third of the work, and no difference to the eye."""
    widths = [width for width in WIDTHS if width <= picture.width] or [picture.width]
    if picture.width < WIDTHS[-1] and picture.width > widths[-1] * 1.2:
        widths.append(picture.width)
    scaled = [_resized(picture, widths[-1])]
    for width in reversed(widths[:-1]):
        height = max(1, round(picture.height * width / picture.width))
        scaled.append(scaled[-1].resize((width, height), Image.Resampling.LANCZOS))
    return scaled


def _resized(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(picture: Image.Image) -> Rendition:
    clean = Image.new("RGB", picture.size)  # a fresh canvas has no metadata to forget
    clean.paste(picture)
    return Rendition(webp=_saved(clean, "WEBP", WEBP), jpeg=_saved(clean, "JPEG", JPEG))


def _saved(picture: Image.Image, form: str, options: dict[str, int]) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()
