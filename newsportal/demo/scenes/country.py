"""Open land: mountains, fields, a viaduct, wind turbines."""

import math

from newsportal.demo.dice import Dice
from newsportal.demo.palettes import Palette, mix
from newsportal.demo.pictures import HEIGHT, WIDTH, Canvas, Point
from newsportal.demo.scenes.elements import birds, cloud, fir, ground, height_at, house, ridge, sea, sky, spread, tree


def mountains(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Ridges one behind the other, the highest with snow, above a lake."""
    sun_x, _ = sky(canvas, palette, dice, horizon=330, clouds=3)
    _peaks(canvas, palette, dice)
    for plane in range(3):
        outline = ridge(dice, base=335 + plane * 58, rise=58 - plane * 10, waves=1.5 + plane * 0.6)
        ground(canvas, outline, mix(palette.far, palette.near, (plane + 1) / 3.4))
        canvas.haze(palette.sky[1], top=350 + plane * 40, bottom=480 + plane * 30, strength=0.3)
    shore = dice.between(515, 560)
    sea(canvas, palette, dice, horizon=shore, sun_x=sun_x)
    for side in (-1, 1):
        for _ in range(dice.whole(5, 9)):
            x = WIDTH / 2 + side * dice.between(260, 610)
            fir(canvas, palette, x=x, y=dice.between(600, 690), size=dice.between(120, 260))
    birds(canvas, palette, dice, bottom=200)


def fields(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Furrows that run to a farm under the hills."""
    horizon = dice.between(300, 350)
    sky(canvas, palette, dice, horizon=horizon, clouds=4)
    ground(canvas, ridge(dice, base=horizon - 20, rise=52, waves=1.4), palette.far)
    ground(canvas, ridge(dice, base=horizon + 14, rise=24, waves=2.1), palette.middle)
    far_field = ridge(dice, base=horizon + 48, rise=14, waves=1.2)
    crop = mix(palette.near, "#7d8f3a", 0.25 if palette.is_night else 0.45)
    ground(canvas, far_field, mix(palette.middle, palette.accents[2], 0.35))
    vanishing = dice.between(300, 900)
    _furrows(canvas, crop, mix(crop, palette.sun, 0.28), vanishing, top=horizon + 66)
    farm = dice.between(160, 900)
    for part in range(dice.whole(2, 3)):
        house(canvas, palette, dice, x=farm + part * 84, y=horizon + 70, width=78, height=dice.between(44, 62))
    for _ in range(dice.whole(8, 14)):
        x = dice.between(0, WIDTH)
        tree(canvas, palette, dice, x=x, y=horizon + 74, size=dice.between(50, 120))
    for _ in range(2):
        tree(canvas, palette, dice, x=dice.between(40, 1160), y=HEIGHT + 20, size=dice.between(260, 340))
    birds(canvas, palette, dice, bottom=180)


def railway(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """A train on a viaduct across a valley."""
    sky(canvas, palette, dice, horizon=330, clouds=3)
    ground(canvas, ridge(dice, base=300, rise=90, waves=1.3), palette.far)
    ground(canvas, ridge(dice, base=390, rise=60, waves=1.8), mix(palette.far, palette.middle, 0.7))
    canvas.haze(palette.sky[1], top=330, bottom=560, strength=0.4)
    deck = dice.between(330, 380)
    _viaduct(canvas, palette, dice, deck)
    _train(canvas, palette, dice, deck)
    valley = [(x, y + 150 - 0.00042 * (x - 600) ** 2) for x, y in ridge(dice, base=520, rise=22, waves=2)]
    ground(canvas, valley, palette.near)
    for _ in range(dice.whole(16, 24)):
        x = dice.between(0, WIDTH)
        y = height_at(valley, x) + dice.between(10, 80)
        fir(canvas, palette, x=x, y=y, size=dice.between(50, 110), colour=mix(palette.near, palette.dark, dice.share()))
    birds(canvas, palette, dice, bottom=200)


def turbines(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Wind turbines on rolling hills, the nearest tallest."""
    sky(canvas, palette, dice, horizon=400, clouds=3)
    cloud(canvas, palette, dice, y=150)
    for plane in range(3):
        hills = ridge(dice, base=380 + plane * 82, rise=46, waves=1.1 + plane * 0.35)
        for x in spread(dice, dice.whole(2, 4) if plane < 2 else dice.whole(1, 2), left=60, right=1140):
            _turbine(canvas, palette, dice, x=x, y=height_at(hills, x) + 8, size=110 + plane * 120)
        ground(canvas, hills, mix(palette.far, palette.near, 0.2 + plane * 0.4))
        canvas.haze(palette.sky[1], top=400 + plane * 70, bottom=520 + plane * 70, strength=0.18)
        for _ in range(5):
            x = dice.between(0, WIDTH)
            tree(canvas, palette, dice, x=x, y=height_at(hills, x) + 26, size=24 + plane * 26)
    for _ in range(dice.whole(6, 11)):
        _sheep(canvas, palette, x=dice.between(40, 1160), y=dice.between(600, 655))


def _peaks(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Triangles with a shaded side and a cap of snow."""
    stone = mix(palette.far, palette.middle, 0.35)
    snow = mix("#ffffff", palette.sky[1], 0.25)
    for _ in range(dice.whole(5, 8)):
        x, top, half = dice.between(0, WIDTH), dice.between(90, 230), dice.between(170, 300)
        foot = 430
        canvas.polygon([(x - half, foot), (x, top), (x + half, foot)], stone)
        canvas.polygon([(x + half * 0.12, foot), (x, top), (x + half, foot)], palette.dark, alpha=0.16)
        cap = (foot - top) * 0.3
        side = half * 0.3
        jags = [
            (x - side, top + cap),
            (x - side * 0.5, top + cap * 0.72),
            (x, top + cap * 1.1),
            (x + side * 0.45, top + cap * 0.76),
            (x + side, top + cap),
        ]
        canvas.polygon([(x, top), *reversed(jags)], snow)


def _furrows(canvas: Canvas, dark: str, light: str, vanishing: float, *, top: float) -> None:
    canvas.polygon([(0, top), (WIDTH, top), (WIDTH, HEIGHT), (0, HEIGHT)], dark)
    rows = 30
    for row in range(rows):
        left, right = -1300 + row * 3800 / rows, -1300 + (row + 0.5) * 3800 / rows
        far = [vanishing + (x - vanishing) * 0.14 for x in (left, right)]
        canvas.polygon([(far[0], top), (far[1], top), (right, HEIGHT), (left, HEIGHT)], light)
    canvas.haze(dark, top=top, bottom=HEIGHT, strength=0.35)


def _viaduct(canvas: Canvas, palette: Palette, dice: Dice, deck: float) -> None:
    stone = mix(palette.walls[1], palette.near, 0.35)
    span = dice.between(128, 168)
    canvas.box(0, deck, WIDTH, 34, stone)
    canvas.box(0, deck, WIDTH, 7, mix(stone, "#ffffff", 0.25))
    x = -dice.between(0, span)
    while x < WIDTH + span:
        canvas.box(x - 15, deck + 30, 30, HEIGHT - deck, stone)
        canvas.box(x + 3, deck + 30, 12, HEIGHT - deck, palette.dark, alpha=0.18)
        canvas.polygon(_spandrel(x + 15, deck + 33, (span - 30) / 2), stone)
        canvas.polygon([(2 * x - px, py) for px, py in _spandrel(x + 15, deck + 33, (span - 30) / 2)], stone)
        x += span


def _spandrel(x: float, y: float, radius: float) -> list[Point]:
    """The stone between a pier and the round of its arch."""
    turns = [math.pi / 2 * step / 12 for step in range(13)]
    return [(x, y), *[(x + radius - radius * math.cos(turn), y + radius - radius * math.sin(turn)) for turn in turns]]


def _train(canvas: Canvas, palette: Palette, dice: Dice, deck: float) -> None:
    colour, length = dice.pick(palette.accents[:3]), 148
    x = dice.between(-60, 240)
    for carriage in range(dice.whole(4, 6)):
        left = x + carriage * (length + 7)
        canvas.box(left, deck - 50, length, 44, colour, radius=9)
        canvas.box(left, deck - 22, length, 7, "#fdf6e8")
        canvas.box(left + 6, deck - 54, length - 12, 6, palette.dark, radius=3)
        for pane in range(6):
            canvas.box(left + 12 + pane * 22, deck - 43, 15, 15, palette.light, radius=3)
        for wheel in (24, 46, length - 46, length - 24):
            canvas.disc(left + wheel, deck - 3, 7, palette.dark)


def _turbine(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float, size: float) -> None:
    white = mix("#ffffff", palette.sky[1], 0.25)
    canvas.polygon(
        [(x - size * 0.022, y), (x + size * 0.022, y), (x + size * 0.01, y - size), (x - size * 0.01, y - size)], white
    )
    canvas.polygon(
        [(x, y), (x + size * 0.022, y), (x + size * 0.01, y - size), (x, y - size)], palette.dark, alpha=0.15
    )
    turn = dice.between(0, math.tau / 3)
    for blade in range(3):
        angle = turn + blade * math.tau / 3
        along, aside = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        shape = ((0, 0.012), (0.16, 0.035), (0.62, 0.004), (0.16, -0.008), (0, -0.012))
        canvas.polygon(
            [
                (x + size * (a * along[0] + b * aside[0]), y - size + size * (a * along[1] + b * aside[1]))
                for a, b in shape
            ],
            white,
        )
    canvas.disc(x, y - size, size * 0.026, mix(white, palette.dark, 0.2))


def _sheep(canvas: Canvas, palette: Palette, *, x: float, y: float) -> None:
    for leg in (-8, -3, 5, 10):
        canvas.line([(x + leg, y), (x + leg, y + 13)], palette.dark, width=2.6)
    canvas.oval(x, y, 17, 11, "#fbf6ec")
    canvas.disc(x - 16, y - 5, 6, palette.dark)
