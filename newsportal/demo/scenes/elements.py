"""What several scenes show: sky, hills, trees, houses, people."""

import math
from typing import Final

from newsportal.demo.dice import Dice
from newsportal.demo.palettes import Palette, mix
from newsportal.demo.pictures import HEIGHT, WIDTH, Canvas, Point

Curve = list[Point]
_STEP: Final = 12  # pixels between the points of a curve


def sky(canvas: Canvas, palette: Palette, dice: Dice, *, horizon: float, clouds: int = 3) -> Point:
    """Everything above the horizon; where the sun or moon stands."""
    canvas.gradient(*palette.sky, bottom=horizon + 40)
    x, y = dice.between(180, 1020), dice.between(90, horizon - 90)
    if palette.is_night:
        for _ in range(90):
            canvas.disc(
                dice.between(0, WIDTH),
                dice.between(0, horizon - 40),
                dice.between(0.6, 1.9),
                palette.sun,
                alpha=dice.between(0.3, 0.9),
            )
    radius = dice.between(34, 62)
    canvas.glow(x, y, radius * 6.5, palette.sun, strength=0.75)
    canvas.disc(x, y, radius, palette.sun)
    for _ in range(clouds):
        cloud(canvas, palette, dice, y=dice.between(60, horizon * 0.62))
    return x, y


def cloud(canvas: Canvas, palette: Palette, dice: Dice, *, y: float) -> None:
    """A flat-bottomed one of a few heaps."""
    x, size = dice.between(-60, 1120), dice.between(0.6, 1.5)
    colour = mix(palette.sky[1], "#ffffff", 0.15 if palette.is_night else 0.65)
    alpha = 0.22 if palette.is_night else 0.6
    canvas.box(x, y - 15 * size, 190 * size, 30 * size, colour, radius=15 * size, alpha=alpha)
    shift = dice.between(20, 60) * size
    canvas.box(x + shift, y - 36 * size, 112 * size, 30 * size, colour, radius=15 * size, alpha=alpha)
    canvas.box(x - shift, y + 8 * size, 120 * size, 14 * size, colour, radius=7 * size, alpha=alpha * 0.7)


def birds(canvas: Canvas, palette: Palette, dice: Dice, *, bottom: float) -> None:
    x, y = dice.between(200, 900), dice.between(60, bottom)
    for _ in range(dice.whole(3, 6)):
        left, up, span = x + dice.between(-130, 130), y + dice.between(-45, 45), dice.between(7, 15)
        wings = [(left - span, up - span * 0.45), (left, up), (left + span, up - span * 0.45)]
        canvas.line(wings, palette.dark, width=2.2, alpha=0.75)


def ridge(dice: Dice, *, base: float, rise: float, waves: float = 2, jagged: bool = False) -> Curve:
    """The outline of hills across the picture; `rise` pixels up and down, `waves` of them."""
    phases = [dice.between(0, math.tau) for _ in range(3)]

    def height(x: float) -> float:
        turn = x / WIDTH * math.tau * waves
        soft = math.sin(turn + phases[0]) * 0.6 + math.sin(turn * 2.3 + phases[1]) * 0.3
        return soft + math.sin(turn * 5.1 + phases[2]) * 0.1

    if not jagged:
        return [(x, base - rise * height(x)) for x in range(0, WIDTH + _STEP, _STEP)]
    points: Curve = []
    x = -40.0
    while x < WIDTH + 120:
        up = dice.between(0.2, 1) if len(points) % 2 else -dice.between(0.1, 0.8)
        points.append((x, base - rise * (0.7 * up + 0.5 * height(x))))
        x += dice.between(60, 130)
    return points


def ground(canvas: Canvas, curve: Curve, colour: str, *, alpha: float = 1, bottom: float = HEIGHT) -> None:
    """The land below an outline."""
    canvas.polygon([*curve, (curve[-1][0], bottom), (curve[0][0], bottom)], colour, alpha=alpha)


def height_at(curve: Curve, x: float) -> float:
    return min(curve, key=lambda point: abs(point[0] - x))[1]


def sea(canvas: Canvas, palette: Palette, dice: Dice, *, horizon: float, sun_x: float) -> None:
    """Water with the light of the sun on it."""
    canvas.gradient(*palette.water, top=horizon, bottom=HEIGHT)
    for row in range(16):
        y = horizon + 5 + row * row * 1.3
        reach = 26 + row * 7
        for _ in range(2):
            x = sun_x + dice.between(-reach, reach)
            width = dice.between(20, 60) * (0.5 + row / 10)
            canvas.box(x - width / 2, y, width, 2 + row / 4, palette.sun, radius=2, alpha=0.6 - row * 0.025)
    for _ in range(26):
        y = horizon + 14 + (HEIGHT - horizon) * dice.share() ** 1.4
        width = dice.between(30, 120)
        canvas.box(dice.between(0, WIDTH), y, width, 2.2, mix(palette.water[0], "#ffffff", 0.4), radius=1, alpha=0.35)


def palm(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float, size: float) -> None:
    """A date palm whose foot is at (x, y), `size` pixels tall."""
    lean = dice.between(-0.12, 0.12) * size
    top = (x + lean, y - size)
    trunk = [
        (x - size * 0.035, y),
        (x + size * 0.035, y),
        (top[0] + size * 0.02, top[1]),
        (top[0] - size * 0.02, top[1]),
    ]
    canvas.polygon(trunk, palette.dark)
    for turn in range(11):
        angle = math.pi * (-0.12 + 1.24 * turn / 10) + dice.between(-0.07, 0.07)
        colour = mix(palette.near, palette.dark, 0.2 + 0.5 * (turn % 2))
        canvas.polygon(_frond(top, angle, size * dice.between(0.36, 0.44)), colour)
    for offset in (-0.03, 0.03):
        canvas.disc(top[0] + offset * size, top[1] + size * 0.04, size * 0.025, palette.accents[2])


def _frond(root: Point, angle: float, length: float) -> list[Point]:
    """A leaf that leaves its root at an angle and bends under its weight."""

    def spine(share: float, lift: float) -> Point:
        drop = length * (0.75 * share * share - lift * 4 * share * (1 - share))
        return root[0] + math.cos(angle) * length * share, root[1] - math.sin(angle) * length * 0.55 * share + drop

    shares = [step / 8 for step in range(9)]
    return [*(spine(share, 0.26) for share in shares), *(spine(share, 0.17) for share in reversed(shares))]


def tree(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float, size: float) -> None:
    """A round-headed tree."""
    colour = mix(palette.near, palette.dark, dice.between(0, 0.4))
    canvas.box(x - size * 0.04, y - size * 0.5, size * 0.08, size * 0.5, palette.dark)
    canvas.oval(x, y - size * 0.66, size * 0.3, size * 0.38, colour)
    canvas.oval(x + size * 0.08, y - size * 0.72, size * 0.18, size * 0.26, mix(colour, palette.sun, 0.14))


def fir(canvas: Canvas, palette: Palette, *, x: float, y: float, size: float, colour: str = "") -> None:
    for tier in range(3):
        top, half = y - size + tier * size * 0.24, size * (0.16 + tier * 0.07)
        canvas.polygon([(x, top), (x + half, top + size * 0.42), (x - half, top + size * 0.42)], colour or palette.dark)
    canvas.box(x - size * 0.03, y - size * 0.12, size * 0.06, size * 0.12, colour or palette.dark)


def windows(
    canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float, width: float, height: float, pane: float = 9
) -> None:
    """Rows of windows on a wall, some lit."""
    gap = pane * 1.9
    columns, rows = int((width - pane) // gap), int((height - pane) // (gap * 1.15))
    margin = (width - (columns - 1) * gap - pane) / 2
    for row in range(rows):
        for column in range(columns):
            lit = dice.chance(0.55 if palette.is_night else 0.3)
            canvas.box(
                x + margin + column * gap,
                y + pane + row * gap * 1.15,
                pane,
                pane * 1.35,
                palette.light if lit else palette.dark,
                alpha=0.95 if lit else 0.32,
            )


def house(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float, width: float, height: float) -> None:
    """A gabled one whose lower left corner is (x, y)."""
    wall = dice.pick(palette.walls)
    canvas.box(x, y - height, width, height, wall)
    canvas.box(x + width * 0.62, y - height, width * 0.38, height, palette.dark, alpha=0.1)
    peak = dice.between(0.34, 0.5) * width
    roof = mix(dice.pick(palette.accents[:3]), palette.dark, 0.42)
    canvas.polygon([(x - 5, y - height), (x + width / 2, y - height - peak), (x + width + 5, y - height)], roof)
    if dice.chance(0.5):
        canvas.box(x + width * 0.7, y - height - peak * 0.85, width * 0.1, peak * 0.6, roof)
    windows(canvas, palette, dice, x=x, y=y - height, width=width, height=height * 0.86, pane=max(7, width * 0.13))


def person(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float, size: float, coat: str = "") -> None:
    """Somebody standing, `size` pixels tall."""
    colour = coat or dice.pick(palette.accents)
    skin = dice.pick(("#8d5a3b", "#c98d62", "#e4b48c", "#5f3b28"))
    for side in (-1, 1):
        canvas.box(x + side * size * 0.055 - size * 0.035, y - size * 0.36, size * 0.07, size * 0.36, palette.dark)
    canvas.box(x - size * 0.13, y - size * 0.78, size * 0.26, size * 0.5, colour, radius=size * 0.08)
    canvas.disc(x, y - size * 0.88, size * 0.095, skin)
    canvas.dome(x, y - size * 0.89, size * 0.1, size * 0.11, palette.dark)


def spread(dice: Dice, number: int, *, left: float, right: float) -> list[float]:
    """`number` places across the picture, irregular but never on one heap."""
    room = (right - left) / number
    return [left + room * (place + dice.between(0.12, 0.88)) for place in range(number)]
