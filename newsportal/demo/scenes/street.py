"""Where people gather: market, wet street, football ground."""

from newsportal.demo.dice import Dice
from newsportal.demo.palettes import Palette, mix
from newsportal.demo.pictures import HEIGHT, WIDTH, Canvas
from newsportal.demo.scenes.elements import cloud, ground, person, ridge, sky, spread, windows


def market(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Striped awnings before an arcade, crates of fruit, customers, a string of lamps."""
    canvas.gradient(*palette.sky, bottom=340)
    cloud(canvas, palette, dice, y=70)
    _arcade(canvas, palette, dice, top=dice.between(110, 190))
    canvas.gradient(mix(palette.walls[0], palette.near, 0.35), mix(palette.walls[1], palette.near, 0.6), top=520)
    _lamps(canvas, palette, dice, y=dice.between(60, 120))
    x = dice.between(-160, -40)
    while x < WIDTH:
        width = dice.between(220, 300)
        _stall(canvas, palette, dice, x=x, width=width, top=dice.between(290, 340))
        x += width + dice.between(14, 46)
    for place in spread(dice, dice.whole(5, 8), left=30, right=1170):
        person(canvas, palette, dice, x=place, y=dice.between(622, 668), size=dice.between(160, 205))


def rain(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Umbrellas under the lamps of a wet street."""
    grey = mix(palette.sky[0], "#6d7f8f", 0.45)
    canvas.gradient(mix(grey, palette.dark, 0.25), mix(palette.sky[1], grey, 0.4))
    x = dice.between(-60, 0)
    while x < WIDTH:
        width, height = dice.between(110, 190), dice.between(260, 420)
        wall = mix(dice.pick(palette.walls), grey, 0.35)
        canvas.box(x, 500 - height, width, height, wall)
        canvas.polygon(
            [(x - 6, 500 - height), (x + width + 6, 500 - height), (x + width * 0.5, 440 - height)],
            mix(wall, palette.dark, 0.5),
        )
        windows(canvas, palette, dice, x=x, y=500 - height, width=width, height=height * 0.7, pane=20)
        canvas.box(x + 12, 405, width - 24, 95, palette.light, alpha=0.75)
        canvas.box(x + 4, 388, width - 8, 24, dice.pick(palette.accents))
        x += width
    street = mix(palette.near, "#56636e", 0.5)
    canvas.gradient(street, mix(street, palette.dark, 0.5), top=500)
    for _ in range(26):
        left, y = dice.between(0, WIDTH), dice.between(505, 660)
        canvas.box(left, y, dice.between(40, 150), 4, dice.pick((palette.light, *palette.accents)), radius=2, alpha=0.3)
    for lamp in range(3):
        _lamp(canvas, palette, x=dice.between(60, 160) + lamp * 420)
    places = [(dice.between(560, 665), x) for x in spread(dice, dice.whole(6, 9), left=40, right=1160)]
    for y, x in sorted(places):
        _umbrella(canvas, palette, dice, x=x, y=y)
    for _ in range(150):
        left, y, length = dice.between(0, WIDTH + 60), dice.between(-20, HEIGHT), dice.between(14, 34)
        canvas.line([(left, y), (left - length * 0.3, y + length)], "#ffffff", width=1.2, alpha=0.36)


def pitch(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """A football ground from behind the corner: stands, stripes, a goal, players."""
    sky(canvas, palette, dice, horizon=300, clouds=3)
    ground(canvas, ridge(dice, base=230, rise=50, waves=1.4), palette.far)
    _stands(canvas, palette, dice)
    _turf(canvas, palette, dice)
    shirts = (palette.accents[0], palette.accents[4])
    places = [(dice.between(390, 640), x) for x in spread(dice, dice.whole(7, 10), left=60, right=1140)]
    for number, (y, x) in enumerate(sorted(places)):
        size = 34 + (y - 330) * 0.34
        canvas.oval(x + 10, y, size * 0.3, size * 0.06, palette.dark, alpha=0.3)
        person(canvas, palette, dice, x=x, y=y, size=size, coat=shirts[number % 2])
    x, y = dice.between(220, 980), dice.between(600, 645)
    canvas.oval(x + 8, y + 17, 20, 5, palette.dark, alpha=0.3)
    canvas.disc(x, y, 17, "#ffffff")
    for spot in ((0, 0), (-10, -6), (9, -8), (4, 11)):
        canvas.disc(x + spot[0], y + spot[1], 4.2, palette.dark)


def _turf(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    """Mown in stripes, the lines of the box, the goal; half of it in the shade of the roof."""
    grass = mix("#3f8f4f", palette.near, 0.3 if palette.is_night else 0.12)
    stripes, vanishing = dice.whole(7, 12), dice.between(300, 900)
    canvas.box(0, 330, WIDTH, HEIGHT - 330, grass)
    for stripe in range(stripes):
        near = [-500 + stripe * 2200 / stripes, -500 + (stripe + 1) * 2200 / stripes]
        far = [vanishing + (x - vanishing) * 0.45 for x in near]
        corners = [(far[0], 330), (far[1], 330), (near[1], HEIGHT), (near[0], HEIGHT)]
        canvas.polygon(corners, grass if stripe % 2 else mix(grass, "#ffffff", 0.1))
    for touchline in (342, 470):
        canvas.line([(0, touchline), (WIDTH, touchline)], "#ffffff", width=3, alpha=0.85)
    canvas.line([(vanishing - 330, 470), (vanishing - 250, 342)], "#ffffff", width=3, alpha=0.85)
    canvas.line([(vanishing + 330, 470), (vanishing + 250, 342)], "#ffffff", width=3, alpha=0.85)
    _goal(canvas, x=vanishing, y=346)
    shade = dice.between(250, 950)
    canvas.polygon(
        [(0, 338), (shade, 338), (shade - dice.between(60, 260), HEIGHT), (0, HEIGHT)], palette.dark, alpha=0.16
    )


def _arcade(canvas: Canvas, palette: Palette, dice: Dice, *, top: float) -> None:
    wall = mix(palette.walls[0], palette.sky[1], 0.25)
    canvas.box(0, top, WIDTH, 540 - top, wall)
    canvas.box(0, top, WIDTH, 14, mix(wall, palette.dark, 0.35))
    shift = dice.between(-80, 0)
    for arch in range(8):
        x = shift + arch * 176
        canvas.box(x + 30, 330, 116, 200, palette.dark, alpha=0.45)
        canvas.dome(x + 88, 331, 58, 64, palette.dark, alpha=0.45)
        shutter = palette.accents[arch % 3]
        for side in (0, 1):
            canvas.box(x + 58 + side * 32, top + 44, 26, 62, mix(shutter, wall, 0.35))


def _lamps(canvas: Canvas, palette: Palette, dice: Dice, *, y: float) -> None:
    sag = dice.between(60, 120)
    curve = [(step * 40.0, y + sag * 4 * (step / 30) * (1 - step / 30)) for step in range(31)]
    canvas.line(curve, palette.dark, width=2)
    for number, (x, height) in enumerate(curve[1:-1:2]):
        canvas.glow(x, height + 12, 34, palette.light, strength=0.7)
        canvas.disc(x, height + 11, 8, palette.accents[number % 3] if number % 2 else palette.light)


def _stall(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, width: float, top: float) -> None:
    colour = dice.pick(palette.accents[:3])
    for post in (x + 8, x + width - 14):
        canvas.box(post, top, 7, 270, palette.dark)
    canvas.box(x, top + 80, width, 110, palette.dark, alpha=0.35)
    stripes = 8
    for stripe in range(stripes):
        left, right = x + width * stripe / stripes, x + width * (stripe + 1) / stripes
        shade = colour if stripe % 2 else "#fdf4e3"
        slope = [(left + 10 - 20 * stripe / stripes, top - 46), (right + 10 - 20 * (stripe + 1) / stripes, top - 46)]
        canvas.polygon([*slope, (right, top + 26), (left, top + 26)], shade)
        canvas.oval((left + right) / 2, top + 26, width / stripes / 2, 13, shade)
    wood = mix(palette.near, palette.walls[1], 0.35)
    canvas.box(x, top + 190, width, 90, wood)
    for plank in range(3):
        canvas.box(x, top + 214 + plank * 24, width, 2, palette.dark, alpha=0.3)
    fruit = ("#d7263d", "#f29e2e", "#f6cf4a", "#6a994e", "#7b2d4f")
    crates = 4
    for crate in range(crates):
        hue, left = dice.pick(fruit), x + 8 + crate * (width - 12) / crates
        for row in range(3):
            for column in range(4):
                spot = left + 8 + column * 13 + row % 2 * 5
                canvas.disc(spot, top + 188 - row * 10, 8, mix(hue, "#ffffff" if (row + column) % 2 else hue, 0.15))


def _lamp(canvas: Canvas, palette: Palette, *, x: float) -> None:
    canvas.line([(x, 540), (x, 260)], palette.dark, width=6)
    canvas.glow(x, 250, 150, palette.light, strength=0.7)
    canvas.polygon([(x - 16, 238), (x + 16, 238), (x + 10, 270), (x - 10, 270)], palette.light)
    canvas.polygon([(x - 22, 240), (x + 22, 240), (x, 220)], palette.dark)


def _umbrella(canvas: Canvas, palette: Palette, dice: Dice, *, x: float, y: float) -> None:
    size, colour = 110 + (y - 560) * 0.9, dice.pick(palette.accents)
    canvas.oval(x, y + 2, size * 0.3, 6, palette.dark, alpha=0.4)
    person(canvas, palette, dice, x=x, y=y, size=size, coat=mix(palette.dark, dice.pick(palette.accents), 0.35))
    top = y - size * 0.92
    canvas.line([(x + size * 0.14, y - size * 0.55), (x + size * 0.14, top - 30)], palette.dark, width=3)
    canvas.dome(x + size * 0.1, top, size * 0.46, size * 0.34, colour)
    canvas.dome(x + size * 0.1, top, size * 0.2, size * 0.34, mix(colour, "#ffffff", 0.22))
    for scallop in range(3):
        canvas.dome(x + size * (-0.207 + scallop * 0.307), top + 1, size * 0.153, size * 0.05, palette.dark, alpha=0.5)


def _stands(canvas: Canvas, palette: Palette, dice: Dice) -> None:
    canvas.polygon([(0, 190), (WIDTH, 190), (WIDTH, 336), (0, 336)], mix(palette.near, palette.dark, 0.4))
    crowd = (*palette.accents, *palette.walls)
    blocks = [(dice.pick(crowd), dice.between(0.35, 0.95)) for _ in range(7)]  # those who came together wear one colour
    for row in range(9):
        for seat in range(100):
            scarf, fullness = blocks[seat * len(blocks) // 100]
            if dice.chance(fullness):
                colour = scarf if dice.chance(0.55) else dice.pick(crowd)
                canvas.disc(seat * 12.2 + row % 2 * 6, 208 + row * 12, 4.3, colour, alpha=0.9)
    canvas.polygon([(0, 168), (WIDTH, 168), (WIDTH, 192), (0, 192)], palette.dark)
    canvas.box(0, 316, WIDTH, 22, mix(palette.accents[0], palette.dark, 0.2))
    for panel in range(8):
        canvas.box(panel * 150 + 6, 319, 138, 16, palette.accents[panel % 5], alpha=0.9)
    for x in (dice.between(70, 170), dice.between(1030, 1130)):
        canvas.line([(x, 190), (x, 60)], palette.dark, width=7)
        canvas.glow(x, 52, 130, palette.light, strength=0.8)
        canvas.box(x - 46, 34, 92, 34, palette.dark, radius=4)
        for bulb in range(8):
            canvas.disc(x - 33 + bulb % 4 * 22, 43 + bulb // 4 * 16, 6.5, palette.light)


def _goal(canvas: Canvas, *, x: float, y: float) -> None:
    for strand in range(15):
        canvas.line([(x - 98 + strand * 14, y - 70), (x - 98 + strand * 14, y)], "#ffffff", width=1, alpha=0.5)
    for strand in range(6):
        canvas.line([(x - 98, y - 64 + strand * 13), (x + 98, y - 64 + strand * 13)], "#ffffff", width=1, alpha=0.5)
    canvas.line([(x - 100, y + 2), (x - 100, y - 74), (x + 100, y - 74), (x + 100, y + 2)], "#ffffff", width=6)
