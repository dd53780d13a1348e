"""Own-made pictures, the same for the same number: photographs of a kind (scenes with light, shapes and textures), and
cards without much detail (two tones, lines of text, gradients), which must never be matched."""

from typing import Any, Final

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Plane = NDArray[np.float32]  # height x width, 0 to 1
SIZES: Final = ((3, 2), (16, 9), (4, 3), (191, 100), (1, 1), (4, 5))  # proportions, the frequent ones first
_LIKELY: Final = (0.4, 0.25, 0.15, 0.1, 0.05, 0.05)


def photograph(number: int, *, width: int) -> Image.Image:
    """A scene: a sky or a wall, a ground, a few things and people before it, light from one side, grain."""
    dice = default_rng(number)
    across, down = SIZES[dice.choice(len(SIZES), p=_LIKELY)]
    y, x = _grid(width, max(1, round(width * down / across)))
    scene = _tinted(_clouds(dice, x.shape, roughness=dice.uniform(1.2, 2.4)), dice)
    horizon = dice.uniform(0.25, 0.85)
    ground = y > horizon + dice.uniform(0, 0.12) * _ridge(x, dice)
    scene[ground] = _tinted(_clouds(dice, x.shape, roughness=dice.uniform(0.8, 2.0)), dice)[ground]
    for _ in range(dice.integers(3, 14)):
        _put(scene, dice, x, y)
    light = 1 + dice.uniform(-0.5, 0.5) * (x - 0.5) + dice.uniform(-0.5, 0.5) * (y - 0.5)
    scene *= light[..., None]
    scene += dice.normal(0, dice.uniform(0.005, 0.03), x.shape)[..., None]
    return _picture(scene)


def card(number: int, *, width: int) -> Image.Image:
    """A flat ground, a gradient or two tones, with a mark or with lines of text, as placeholders and quotations are."""
    dice = default_rng((1, number))
    height = round(width * 9 / 16)
    made = _ground(dice, width, height)
    pen = ImageDraw.Draw(made)
    ink = tuple(int(level) for level in dice.integers(0, 256, 3))
    if dice.random() < 0.7:
        font: Any = ImageFont.load_default(size=width * dice.uniform(0.03, 0.08))
        for line in range(dice.integers(1, 7)):
            letters = "".join(chr(97 + letter) for letter in dice.integers(0, 26, dice.integers(8, 30)))
            pen.text((width * 0.08, height * (0.12 + 0.13 * line)), letters, fill=ink, font=font)
    if dice.random() < 0.5:
        left, top = width * dice.uniform(0, 0.7), height * dice.uniform(0, 0.7)
        side = width * dice.uniform(0.08, 0.3)
        (pen.ellipse if dice.random() < 0.5 else pen.rectangle)((left, top, left + side, top + side), fill=ink)
    return made


def _ground(dice: Generator, width: int, height: int) -> Image.Image:
    first, second = dice.uniform(0, 1, 3), dice.uniform(0, 1, 3)
    y, x = _grid(width, height)
    kind = dice.integers(3)
    share: NDArray[Any]
    if kind == 0:
        share = np.zeros_like(x)
    elif kind == 1:
        share = (x * dice.uniform(-1, 1) + y * dice.uniform(-1, 1) + 1) / 2
    else:
        share = ((x if dice.random() < 0.5 else y) > dice.uniform(0.2, 0.8)).astype(np.float32)
    return _picture(first * (1 - share[..., None]) + second * share[..., None])


def _grid(width: int, height: int) -> tuple[Plane, Plane]:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return y / height, x / width


def _clouds(dice: Generator, shape: tuple[int, ...], *, roughness: float) -> Plane:
    """Noise whose strength falls with its frequency, as the light of natural scenes does; drawn coarse, so that the
    same number gives the same scene at every size."""
    side = 64
    rows, columns = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None]
    frequency = np.hypot(rows, columns)
    frequency[0, 0] = 1
    wave = np.exp(2j * np.pi * dice.random(frequency.shape)) / frequency**roughness
    wave[0, 0] = 0
    plane = np.fft.irfft2(wave, (side, side))
    plane = (plane - plane.min()) / (np.ptp(plane) or 1)
    drawn = Image.fromarray(plane.astype(np.float32)).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    return np.asarray(drawn, np.float32)


def _tinted(plane: Plane, dice: Generator) -> NDArray[Any]:
    """Grey becomes the way from one colour to another; the two are seldom equally bright."""
    dark, bright = dice.uniform(0, 0.6, 3), dice.uniform(0.2, 1, 3)
    return np.asarray(dark + (bright - dark) * plane[..., None])


def _ridge(x: Plane, dice: Generator) -> Plane:
    heights = dice.uniform(-1, 1, 9)
    return np.interp(x, np.linspace(0, 1, 9), heights).astype(np.float32)


def _put(scene: NDArray[Any], dice: Generator, x: Plane, y: Plane) -> None:
    """One thing: a body, a block with windows, or a slanted board; shaded from one side, with a soft edge."""
    kind = dice.integers(3)
    at_x, at_y = dice.uniform(0, 1), dice.uniform(0.2, 1)
    across, down = dice.uniform(0.03, 0.3), dice.uniform(0.05, 0.45)
    turn = dice.uniform(-0.6, 0.6) if kind == 2 else 0.0
    u = ((x - at_x) * np.cos(turn) + (y - at_y) * np.sin(turn)) / across
    v = ((y - at_y) * np.cos(turn) - (x - at_x) * np.sin(turn)) / down
    reach = np.hypot(u, v) if kind == 0 else np.maximum(abs(u), abs(v))
    cover = np.clip((1 - reach) * 25, 0, 1)[..., None] * dice.uniform(0.7, 1)
    colour = dice.uniform(0, 1, 3) * (1 + dice.uniform(-0.5, 0.5) * np.clip(u, -1, 1))[..., None]
    if kind == 1:
        panes = (np.sin(u * dice.uniform(5, 30)) * np.sin(v * dice.uniform(5, 30)) > 0.2)[..., None]
        colour = colour * (1 - 0.5 * panes)
    scene *= 1 - cover
    scene += colour * cover


def _picture(scene: NDArray[Any]) -> Image.Image:
    return Image.fromarray((np.clip(scene, 0, 1) * 255).astype(np.uint8))
