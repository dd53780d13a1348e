"""By the water: the harbour with its lighthouse, the beach with its sails."""

from newsportal.demo.dice import Dice
from newsportal.demo.palettes import Palette, mix
from newsportal.demo.pictures import HEIGHT, WIDTH, Canvas
from newsportal.demo.scenes.elements import birds, ground, house, palm, person, ridge, sea, sky


def harbour(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Houses along the far quay, a lighthouse on its mole, boats."""
    horizon = dice.between(330, 400)
    sun_x, _ = sky(canvas, palette, dice, horizon=horizon)
    ground(canvas, ridge(dice, base=horizon - 70, rise=55, waves=1.5), palette.far)
    ground(canvas, ridge(dice, base=horizon - 28, rise=30, waves=2.5), mix(palette.far, palette.middle, 0.6))
    sea(canvas, palette, dice, horizon=horizon, sun_x=sun_x)
    _quay(canvas, palette, dice, horizon)
    _lighthouse(canvas, palette, x=dice.between(800, 1020), y=horizon + 34, size=dice.between(210, 290))
    for distance in sorted(dice.between(0.15, 1) for _ in range(dice.whole(3, 5))):
        _boat(canvas, palette, dice, x=dice.between(80, 1050), y=horizon + 60 + distance * 190, size=45 + 95 * distance)
    birds(canvas, palette, dice, bottom=horizon - 120)


def beach(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Sails in a bay, parasols and bathers on the sand, a few kites."""
    horizon = dice.between(230, 300)
    sun_x, _ = sky(canvas, palette, dice, horizon=horizon, clouds=4)
    ground(canvas, ridge(dice, base=horizon - 10, rise=38, waves=1.2), palette.far)
    sea(canvas, palette, dice, horizon=horizon, sun_x=sun_x)
    for _ in range(dice.whole(6, 13)):
        _sail(canvas, palette, dice, x=dice.between(40, 1160), y=horizon + dice.between(12, 120))
    shore = ridge(dice, base=dice.between(470, 520), rise=34, waves=0.8)
    ground(canvas, [(x, y - 14) for x, y in shore], "#ffffff", alpha=0.45)
    ground(canvas, [(x, y - 5) for x, y in shore], "#ffffff", alpha=0.55)
    sand = mix(palette.walls[0], palette.sun, 0.35)
    ground(canvas, shore, mix(sand, palette.middle, 0.2))
    ground(canvas, [(x, y + 22) for x, y in shore], sand)
    for _ in range(dice.whole(4, 7)):
        _parasol(canvas, palette, dice, x=dice.between(60, 1140), y=dice.between(585, 655))
    for _ in range(dice.whole(3, 6)):
        person(canvas, palette, dice, x=dice.between(60, 1140), y=dice.between(590, 650), size=dice.between(58, 76))
    for _ in range(dice.whole(2, 5)):
        _kite(canvas, palette, dice, top=horizon - 60)
    if dice.chance(0.6):
        palm(canvas, palette, dice, x=dice.between(40, 130), y=HEIGHT, size=dice.between(330, 430))


def _quay(canvas: Canvas, palette: Palette, dice: Dice, horizon: float) -> None:
    x, end = dice.between(-40, 40), dice.between(480, 680)
    while x < end:
        width = dice.between(44, 78)
        house(canvas, palette, dice, x=x, y=horizon + 8, width=width, height=dice.between(58, 128))
        x += width + dice.between(0, 7)
    canvas.box(-10, horizon + 4, end + 60, 18, mix(palette.near, palette.dark, 0.4))
    canvas.box(-10, horizon + 22, end + 60, 46, palette.dark, alpha=0.16)


def _lighthouse(canvas: Canvas, palette: Palette, *, x: float, y: float, size: float) -> None:
    stone = mix(palette.near, palette.dark, 0.5)
    canvas.polygon(
        [(x - 130, y + 26), (x - 84, y - 8), (x + 90, y - 8), (WIDTH + 10, y + 6), (WIDTH + 10, y + 30)], stone
    )
    canvas.box(x - 125, y + 24, 1400, 26, palette.dark, alpha=0.14)
    foot, head = size * 0.13, size * 0.08
    for band in range(6):
        low, high = band / 6, (band + 1) / 6
        at_low, at_high = foot + (head - foot) * low, foot + (head - foot) * high
        corners = [
            (x - at_low, y - size * low * 0.82),
            (x + at_low, y - size * low * 0.82),
            (x + at_high, y - size * high * 0.82),
            (x - at_high, y - size * high * 0.82),
        ]
        canvas.polygon(corners, palette.accents[0] if band % 2 else "#fbf4e6")
    canvas.polygon(
        [(x + foot * 0.3, y), (x + foot, y), (x + head, y - size * 0.82), (x + head * 0.3, y - size * 0.82)],
        palette.dark,
        alpha=0.16,
    )
    canvas.box(x - head * 1.4, y - size * 0.85, head * 2.8, size * 0.035, palette.dark)
    canvas.glow(x, y - size * 0.91, size * 0.6, palette.light, strength=0.8)
    canvas.box(x - head * 0.7, y - size * 0.95, head * 1.4, size * 0.1, palette.light)
    canvas.dome(x, y - size * 0.945, head * 0.9, size * 0.06, palette.dark)


def _boat(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float, size: float) -> None:
    hull, trim = dice.pick(palette.accents), dice.pick(palette.accents)
    canvas.oval(x + size * 0.5, y + size * 0.05, size * 0.62, size * 0.07, palette.dark, alpha=0.22)
    canvas.box(x + size * 0.34, y - size * 0.52, size * 0.34, size * 0.3, "#fbf4e6", radius=3)
    for pane in range(2):
        canvas.box(x + size * (0.4 + pane * 0.13), y - size * 0.46, size * 0.09, size * 0.1, palette.dark, alpha=0.7)
    canvas.box(x + size * 0.31, y - size * 0.56, size * 0.4, size * 0.05, trim)
    canvas.line([(x + size * 0.2, y - size * 0.2), (x + size * 0.2, y - size * 1.05)], palette.dark, width=2.4)
    canvas.line(
        [(x + size * 0.2, y - size * 1.0), (x + size * 0.98, y - size * 0.3)], palette.dark, width=1.2, alpha=0.6
    )
    outline = [
        (x - size * 0.08, y - size * 0.32),
        (x + size * 1.1, y - size * 0.28),
        (x + size * 0.92, y + size * 0.04),
        (x + size * 0.08, y + size * 0.04),
    ]
    canvas.polygon(outline, hull)
    canvas.polygon(
        [outline[0], outline[1], (x + size * 1.06, y - size * 0.21), (x - size * 0.05, y - size * 0.24)], trim
    )
    canvas.polygon(
        [(x + size * 0.06, y - size * 0.02), (x + size * 0.96, y - size * 0.02), outline[2], outline[3]], palette.dark
    )


def _sail(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float) -> None:
    size = 26 + (y - 230) * 0.3
    colour = dice.pick((*palette.accents, "#ffffff", "#ffffff"))
    canvas.polygon([(x, y - size * 1.25), (x, y - 4), (x + size * 0.62, y - 4)], colour)
    canvas.polygon([(x - 3, y - size), (x - 3, y - 4), (x - size * 0.4, y - 4)], mix(colour, "#ffffff", 0.45))
    canvas.polygon(
        [(x - size * 0.42, y - 2), (x + size * 0.55, y - 2), (x + size * 0.4, y + 5), (x - size * 0.28, y + 5)],
        palette.dark,
    )


def _parasol(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float) -> None:
    size, colour = dice.between(46, 66), dice.pick(palette.accents[:3])
    canvas.oval(x + 18, y, size * 0.9, 7, palette.dark, alpha=0.16)
    canvas.line([(x, y), (x, y - size * 1.3)], palette.dark, width=3)
    canvas.dome(x, y - size * 0.8, size, size * 0.62, "#fdf6e8")
    for share in (0.66, 0.33):
        canvas.dome(x, y - size * 0.8, size * share, size * 0.62, colour if share == 0.66 else "#fdf6e8")
    canvas.box(x - 40, y - 3, 84, 6, dice.pick(palette.accents), radius=2)


def _kite(canvas: Canvas, palette: Palette, dice: Dice, *, top: float) -> None:
    x, y, size = dice.between(120, 1080), dice.between(50, max(60, top)), dice.between(18, 30)
    foot = (x + dice.between(-90, 90), 600.0)
    canvas.line([(x, y + size), foot], palette.dark, width=1, alpha=0.4)
    colour = dice.pick(palette.accents[:3])
    canvas.polygon([(x, y - size * 1.2), (x + size * 0.8, y), (x, y + size * 1.4), (x - size * 0.8, y)], colour)
    canvas.polygon([(x, y - size * 1.2), (x + size * 0.8, y), (x, y + size * 1.4)], mix(colour, "#ffffff", 0.4))
