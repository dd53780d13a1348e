"""A canvas for flat illustrations, 1200 x 675. The only importer of Pillow here.

Everything is drawn at twice the size and scaled down, which smooths the edges."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageColor, ImageDraw, ImageOps

WIDTH: Final = 1200
HEIGHT: Final = 675
_SCALE: Final = 2
_QUALITY: Final = 86

Point = tuple[float, float]


class Canvas:
    """Shapes by the picture's own coordinates, from (0, 0) above left to (1200, 675); colours as "#rrggbb"."""

    def __init__(self) -> None:
        self._picture = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), "white")
        self._pen = ImageDraw.Draw(self._picture, "RGBA")

    def gradient(self, above: str, below: str, *, top: float = 0, bottom: float = HEIGHT) -> None:
        """A vertical one over the whole width."""
        shades = Image.linear_gradient("L").resize((WIDTH * _SCALE, max(1, round((bottom - top) * _SCALE))))
        self._picture.paste(ImageOps.colorize(shades, above, below), (0, round(top * _SCALE)))

    def polygon(self, points: Sequence[Point], colour: str, *, alpha: float = 1) -> None:
        self._pen.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=_ink(colour, alpha))

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, *, radius: float = 0, alpha: float = 1
    ) -> None:
        """A rectangle from its upper left corner."""
        if width <= 0 or height <= 0:
            return
        corners = (x * _SCALE, y * _SCALE, (x + width) * _SCALE, (y + height) * _SCALE)
        self._pen.rounded_rectangle(corners, radius=radius * _SCALE, fill=_ink(colour, alpha))

    def disc(self, x: float, y: float, radius: float, colour: str, *, alpha: float = 1) -> None:
        self.oval(x, y, radius, radius, colour, alpha=alpha)

    def oval(self, x: float, y: float, across: float, down: float, colour: str, *, alpha: float = 1) -> None:
        """An ellipse about its centre, by its two radii."""
        self._pen.ellipse(_around(x, y, across, down), fill=_ink(colour, alpha))

    def dome(self, x: float, y: float, across: float, down: float, colour: str, *, alpha: float = 1) -> None:
        """The upper half of an ellipse standing on (x, y)."""
        self._pen.pieslice(_around(x, y, across, down), 180, 360, fill=_ink(colour, alpha))

    def line(self, points: Sequence[Point], colour: str, *, width: float = 2, alpha: float = 1) -> None:
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self._pen.line(scaled, fill=_ink(colour, alpha), width=max(1, round(width * _SCALE)), joint="curve")

    def glow(self, x: float, y: float, radius: float, colour: str, *, strength: float = 0.6) -> None:
        """Light that fades with the distance."""
        side = max(2, round(radius * 2 * _SCALE))
        falling = ImageOps.invert(Image.radial_gradient("L")).point(_fading(strength)).resize((side, side))
        corner = (round((x - radius) * _SCALE), round((y - radius) * _SCALE))
        self._picture.paste(Image.new("RGB", (side, side), colour), corner, falling)

    def haze(self, colour: str, *, top: float, bottom: float, strength: float = 0.5) -> None:
        """Mist that thickens downwards."""
        size = (WIDTH * _SCALE, max(1, round((bottom - top) * _SCALE)))
        mist = Image.linear_gradient("L").point([round(shade * strength) for shade in range(256)]).resize(size)
        self._picture.paste(Image.new("RGB", size, colour), (0, round(top * _SCALE)), mist)

    def jpeg(self, *, mirrored: bool = False) -> bytes:
        picture = self._picture.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        target = io.BytesIO()
        (ImageOps.mirror(picture) if mirrored else picture).save(target, "JPEG", quality=_QUALITY, optimize=True)
        return target.getvalue()


def _around(x: float, y: float, across: float, down: float) -> tuple[float, float, float, float]:
    return (x - across) * _SCALE, (y - down) * _SCALE, (x + across) * _SCALE, (y + down) * _SCALE


def _ink(colour: str, alpha: float) -> tuple[int, int, int, int]:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue, round(255 * alpha)


def _fading(strength: float) -> list[int]:
    """Pillow's radial gradient reaches its end at the middle of each side: from there outwards nothing."""
    return [round(255 * strength * (max(0, shade - 75) / 180) ** 2) for shade in range(256)]
