"""Towns from outside: skyline, medina, village and oasis."""

from newsportal.demo.dice import Dice
from newsportal.demo.palettes import Palette, mix
from newsportal.demo.pictures import HEIGHT, WIDTH, Canvas
from newsportal.demo.scenes.elements import (
    birds,
    fir,
    ground,
    height_at,
    house,
    palm,
    ridge,
    sea,
    sky,
    spread,
    tree,
    windows,
)


def skyline(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Three rows of buildings above a river."""
    horizon = dice.between(470, 530)
    sun_x, _ = sky(canvas, palette, dice, horizon=horizon - 140, clouds=4)
    for plane, (low, high) in enumerate(((150, 330), (110, 250), (60, 165))):
        colour = mix(palette.far, palette.near, plane * 0.4)
        x = dice.between(-60, 0)
        while x < WIDTH:
            width, height = dice.between(60, 130), dice.between(low, high)
            _building(canvas, palette, dice, colour, x=x, y=horizon, width=width, height=height, is_near=plane > 0)
            x += width + dice.between(-6, 34)
        canvas.haze(palette.sky[1], top=horizon - 150, bottom=horizon, strength=0.4 - plane * 0.12)
    sea(canvas, palette, dice, horizon=horizon, sun_x=sun_x)
    canvas.box(0, horizon - 6, WIDTH, 14, mix(palette.near, palette.dark, 0.5))
    for _ in range(dice.whole(7, 12)):
        tree(canvas, palette, dice, x=dice.between(0, WIDTH), y=horizon, size=dice.between(36, 70))
    _bridge(canvas, palette, dice, y=horizon + 52)
    birds(canvas, palette, dice, bottom=180)


def medina(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Cubes of houses up a hill, minarets, palms in front of the wall."""
    sky(canvas, palette, dice, horizon=360)
    ground(canvas, ridge(dice, base=300, rise=85, waves=1.6, jagged=True), palette.far)
    hill = ridge(dice, base=dice.between(390, 430), rise=dice.between(60, 100), waves=0.8)
    ground(canvas, hill, palette.middle)
    _minaret(canvas, palette, dice, hill, x=dice.between(260, 480))
    for row in range(6):
        x = dice.between(-50, 0)
        while x < WIDTH:
            width = dice.between(54, 104)
            y = height_at(hill, x + width / 2) + 40 + row * 44
            _cube(canvas, palette, dice, x=x, y=y, width=width, height=dice.between(54, 94), depth=row / 6)
            x += width * dice.between(0.86, 1.1)
        if row == 2:
            _minaret(canvas, palette, dice, hill, x=dice.between(680, 980))
    wall = mix(palette.walls[1], palette.near, 0.4)
    canvas.box(0, 605, WIDTH, 80, wall)
    for merlon in range(0, WIDTH, 34):
        canvas.box(merlon, 590, 20, 18, wall)
    for place in spread(dice, dice.whole(4, 6), left=20, right=1180):
        palm(canvas, palette, dice, x=place, y=HEIGHT, size=dice.between(130, 240))
    birds(canvas, palette, dice, bottom=200)


def village(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Gables about a tower in the evening, firs, a path."""
    sky(canvas, palette, dice, horizon=360, clouds=2)
    ground(canvas, ridge(dice, base=280, rise=70, waves=1.3), palette.far)
    ground(canvas, ridge(dice, base=350, rise=50, waves=1.9), palette.middle)
    meadow = ridge(dice, base=dice.between(470, 510), rise=36, waves=0.9)
    tower = dice.between(380, 820)
    _tower(canvas, palette, x=tower, y=height_at(meadow, tower) + 30, size=dice.between(210, 270))
    ground(canvas, meadow, mix(palette.near, palette.middle, 0.3))
    for row in range(3):
        for _ in range(6 - row):
            x = dice.between(90, 1040)
            y = height_at(meadow, x) + 8 + row * 46
            width = 62 + row * 18
            house(canvas, palette, dice, x=x, y=y, width=width, height=width * dice.between(0.6, 0.85))
            canvas.glow(x + width / 2, y - width * 0.3, width * 1.1, palette.light, strength=0.28)
    foot = dice.between(420, 780)
    canvas.polygon(
        [(foot - 150, HEIGHT), (foot + 90, HEIGHT), (tower + 26, 560), (tower + 4, 560)], palette.walls[0], alpha=0.5
    )
    for _ in range(dice.whole(9, 15)):
        fir(canvas, palette, x=dice.between(0, WIDTH), y=dice.between(610, 690), size=dice.between(70, 150))


def oasis(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """A kasbah of earth, palms and a pool before the dunes."""
    sun_x, _ = sky(canvas, palette, dice, horizon=380, clouds=1)
    sand = mix(palette.walls[0], palette.middle, 0.35)
    ground(canvas, ridge(dice, base=330, rise=48, waves=1.1), mix(sand, palette.far, 0.5))
    ground(canvas, ridge(dice, base=395, rise=42, waves=1.7), mix(sand, palette.near, 0.18))
    _kasbah(canvas, palette, dice, x=dice.between(180, 560), y=470, size=dice.between(150, 200))
    ground(canvas, ridge(dice, base=475, rise=14, waves=1.4), sand)
    for place in spread(dice, dice.whole(8, 12), left=20, right=1180):
        palm(canvas, palette, dice, x=place, y=dice.between(485, 520), size=dice.between(100, 190))
    sea(canvas, palette, dice, horizon=560, sun_x=sun_x)
    shore = ridge(dice, base=545, rise=12, waves=2.2)
    canvas.polygon([*shore, *[(x, y + 26) for x, y in reversed(shore)]], mix(palette.near, palette.middle, 0.3))
    for place in (dice.between(50, 200), dice.between(980, 1150)):
        palm(canvas, palette, dice, x=place, y=HEIGHT, size=dice.between(330, 430))


def _building(
    canvas: Canvas,
    palette: Palette,
    dice: Dice,
    colour: str,
    *,
    x: float,
    y: float,
    width: float,
    height: float,
    is_near: bool,
) -> None:
    canvas.box(x, y - height, width, height, colour)
    canvas.box(x + width * 0.6, y - height, width * 0.4, height, palette.dark, alpha=0.1)
    match dice.whole(0, 4):
        case 0:
            canvas.dome(x + width / 2, y - height, width * 0.36, width * 0.4, colour)
            canvas.line([(x + width / 2, y - height - width * 0.6), (x + width / 2, y - height)], colour, width=3)
        case 1:
            canvas.polygon(
                [(x, y - height), (x + width, y - height), (x + width * 0.5, y - height - width * 0.42)], colour
            )
        case 2:
            canvas.box(x + width * 0.2, y - height - 22, width * 0.6, 24, colour)
            canvas.line([(x + width * 0.3, y - height - 64), (x + width * 0.3, y - height)], colour, width=2)
        case _:
            canvas.box(x + width * 0.62, y - height - 14, width * 0.24, 16, colour)
    if is_near:
        windows(canvas, palette, dice, x=x, y=y - height, width=width, height=height, pane=8)


def _bridge(canvas: Canvas, palette: Palette, dice: Dice, *, y: float) -> None:
    colour = mix(palette.near, palette.dark, 0.65)
    canvas.box(0, y, WIDTH, 13, colour)
    spans = dice.whole(3, 5)
    for span in range(spans + 1):
        x = span * WIDTH / spans
        canvas.box(x - 15, y, 30, HEIGHT - y, colour)
    for span in range(spans):
        left, right = span * WIDTH / spans, (span + 1) * WIDTH / spans
        for post in range(1, 12):
            share = post / 12
            x = left + (right - left) * share
            canvas.line([(x, y), (x, y - 46 * 4 * share * (1 - share))], colour, width=2)
        arch = [(left + (right - left) * part / 24, y - 46 * 4 * (part / 24) * (1 - part / 24)) for part in range(25)]
        canvas.line(arch, colour, width=6)


def _cube(
    canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float, width: float, height: float, depth: float
) -> None:
    wall = mix(palette.sky[1], dice.pick(palette.walls), 0.5 + depth * 0.5)
    canvas.box(x, y - height, width, height + 60, wall)
    canvas.box(x + width * 0.66, y - height, width * 0.34, height + 60, palette.dark, alpha=0.14)
    canvas.box(x, y - height, width, 4, palette.dark, alpha=0.2)
    for opening in range(dice.whole(1, 2)):
        left = x + width * (0.18 + opening * 0.4)
        glass = palette.light if dice.chance(0.5 if palette.is_night else 0.12) else palette.dark
        canvas.box(left, y - height * 0.6, width * 0.14, height * 0.26, glass, alpha=0.85)
        canvas.dome(left + width * 0.07, y - height * 0.59, width * 0.07, width * 0.09, glass, alpha=0.85)


def _minaret(canvas: Canvas, palette: Palette, dice: Dice, hill: list[tuple[float, float]], *, x: float) -> None:
    foot, size, half = height_at(hill, x) + 120, dice.between(270, 330), dice.between(22, 29)
    wall, tiles = mix(palette.walls[0], palette.sky[1], 0.2), palette.accents[2]
    canvas.box(x - half, foot - size, half * 2, size, wall)
    canvas.box(x + half * 0.3, foot - size, half * 0.7, size, palette.dark, alpha=0.15)
    canvas.box(x - half, foot - size + 14, half * 2, 15, tiles)
    for merlon in range(4):
        canvas.box(x - half + merlon * half * 0.56, foot - size - 9, half * 0.34, 10, wall)
    canvas.box(x - half * 0.45, foot - size - 48, half * 0.9, 48, wall)
    canvas.dome(x, foot - size - 47, half * 0.5, half * 0.6, tiles)
    canvas.line([(x, foot - size - 90), (x, foot - size - 55)], palette.dark, width=2.5)
    for ball in range(3):
        canvas.disc(x, foot - size - 66 - ball * 9, 4.5 - ball, palette.accents[1])
    for opening in range(3):
        canvas.box(x - 5, foot - size + 48 + opening * 48, 10, 20, palette.dark, alpha=0.6)


def _tower(canvas: Canvas, palette: Palette, *, x: float, y: float, size: float) -> None:
    wall, half = palette.walls[3], size * 0.12
    canvas.box(x - half, y - size * 0.66, half * 2, size * 0.66, wall)
    canvas.box(x + half * 0.3, y - size * 0.66, half * 0.7, size * 0.66, palette.dark, alpha=0.14)
    canvas.polygon([(x - half * 1.2, y - size * 0.66), (x + half * 1.2, y - size * 0.66), (x, y - size)], palette.dark)
    canvas.disc(x, y - size * 0.52, half * 0.5, palette.light)
    canvas.line([(x, y - size * 0.52), (x, y - size * 0.555)], palette.dark, width=2)
    canvas.line([(x, y - size * 0.52), (x + half * 0.3, y - size * 0.52)], palette.dark, width=2)


def _kasbah(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float, size: float) -> None:
    for block in range(dice.whole(4, 6)):
        wall = mix(mix(palette.walls[1], palette.light, 0.25), palette.near, dice.between(0, 0.25))
        left, width = x + block * size * dice.between(0.5, 0.66), size * dice.between(0.42, 0.6)
        height = size * dice.between(0.6, 1.15)
        canvas.polygon(
            [(left, y), (left + width, y), (left + width * 0.92, y - height), (left + width * 0.08, y - height)], wall
        )
        canvas.polygon(
            [
                (left + width * 0.64, y),
                (left + width, y),
                (left + width * 0.92, y - height),
                (left + width * 0.64, y - height),
            ],
            palette.dark,
            alpha=0.13,
        )
        for merlon in range(4):
            canvas.polygon(_merlon(left + width * (0.1 + merlon * 0.215), y - height, width * 0.15), wall)
        for row in range(3):
            for column in range(3):
                canvas.box(
                    left + width * (0.26 + column * 0.2),
                    y - height * (0.82 - row * 0.22),
                    width * 0.07,
                    height * 0.1,
                    palette.dark,
                    alpha=0.55,
                )


def _merlon(x: float, y: float, width: float) -> list[tuple[float, float]]:
    return [(x, y + 1), (x + width, y + 1), (x + width * 0.7, y - width * 0.9), (x + width * 0.3, y - width * 0.9)]
