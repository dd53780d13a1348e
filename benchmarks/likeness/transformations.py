"""What happens to a picture on its way from site to site."""

import io
from collections.abc import Callable
from typing import Any, Final

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

Picture = Image.Image


def _saved(picture: Picture, form: str, **options: Any) -> Picture:
    target = io.BytesIO()
    picture.save(target, form, **options)
    return Image.open(target).convert("RGB")


def _scaled(picture: Picture, share: float) -> Picture:
    width, height = (max(1, round(side * share)) for side in picture.size)
    return _saved(picture.resize((width, height), Image.Resampling.BICUBIC), "JPEG", quality=80)


def _cropped(picture: Picture, share: float) -> Picture:
    """That share of each side's length goes, half of it at either end."""
    width, height = picture.size
    left, top = round(width * share / 2), round(height * share / 2)
    return _saved(picture.crop((left, top, width - left, height - top)), "JPEG", quality=80)


def _with_logo(picture: Picture) -> Picture:
    marked = picture.copy()
    width, height = picture.size
    pen = ImageDraw.Draw(marked)
    pen.rectangle((width * 0.84, height * 0.86, width * 0.98, height * 0.96), fill="white")
    pen.ellipse((width * 0.85, height * 0.87, width * 0.9, height * 0.95), fill="crimson")
    return _saved(marked, "JPEG", quality=80)


def _with_caption(picture: Picture) -> Picture:
    marked = picture.copy()
    width, height = picture.size
    ImageDraw.Draw(marked).rectangle((0, height * 0.9, width, height), fill="black")
    return _saved(marked, "JPEG", quality=80)


TRANSFORMATIONS: Final[dict[str, Callable[[Picture], Picture]]] = {
    "JPEG, quality 30": lambda picture: _saved(picture, "JPEG", quality=30),
    "WebP, quality 50": lambda picture: _saved(picture, "WEBP", quality=50, method=0),
    "half as wide": lambda picture: _scaled(picture, 0.5),
    "a quarter as wide": lambda picture: _scaled(picture, 0.25),
    "cropped by 3 %": lambda picture: _cropped(picture, 0.03),
    "cropped by 8 %": lambda picture: _cropped(picture, 0.08),
    "brighter by 20 %": lambda picture: _saved(ImageEnhance.Brightness(picture).enhance(1.2), "JPEG", quality=80),
    "more contrast by 25 %": lambda picture: _saved(ImageEnhance.Contrast(picture).enhance(1.25), "JPEG", quality=80),
    "grey": lambda picture: _saved(picture.convert("L").convert("RGB"), "JPEG", quality=80),
    "blurred": lambda picture: _saved(picture.filter(ImageFilter.GaussianBlur(2)), "JPEG", quality=80),
    "a logo in a corner": _with_logo,
    "a bar below": _with_caption,
    "mirrored": ImageOps.mirror,
}
