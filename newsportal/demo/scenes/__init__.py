"""What the demo's pictures show: a scene by its name draws itself in a palette, varied by dice."""

from collections.abc import Callable, Mapping
from typing import Final

from newsportal.demo.dice import Dice
from newsportal.demo.palettes import Palette
from newsportal.demo.pictures import Canvas
from newsportal.demo.scenes import country, shore, street, town

Scene = Callable[[Canvas, Palette, Dice], None]

SCENES: Final[Mapping[str, Scene]] = {
    "beach": shore.beach,
    "fields": country.fields,
    "harbour": shore.harbour,
    "market": street.market,
    "medina": town.medina,
    "mountains": country.mountains,
    "oasis": town.oasis,
    "pitch": street.pitch,
    "railway": country.railway,
    "rain": street.rain,
    "skyline": town.skyline,
    "turbines": country.turbines,
    "village": town.village,
}
