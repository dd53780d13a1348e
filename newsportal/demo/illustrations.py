"""The picture of an article, drawn when it is first asked for."""

from functools import lru_cache

from newsportal.demo.dice import Dice
from newsportal.demo.newspapers import NEWSPAPERS, newspaper
from newsportal.demo.palettes import PALETTES
from newsportal.demo.pictures import Canvas
from newsportal.demo.scenes import SCENES

_STEP = 3  # palettes from one article to the next, so that neighbours have another light


@lru_cache(maxsize=48)  # a picture takes a tenth of a second to draw and about 70 kB to keep
def illustration(scene: str, slug: str, number: int) -> bytes:
    """A JPEG of 1200 x 675 that scene, newspaper and number alone decide; KeyError when there is no such scene."""
    first = NEWSPAPERS.index(newspaper(slug))
    dice = Dice(f"{scene}/{slug}/{number}")
    canvas = Canvas()
    SCENES[scene](canvas, PALETTES[(first + number * _STEP) % len(PALETTES)], dice)
    return canvas.jpeg(mirrored=dice.chance(0.5))
