"""Scenes on open land: field, vacant plot; each as a place, a problem and a solution. Pure."""

import math

from apps.evidence.brushes import HEIGHT, WIDTH, blob, shade, vary
from apps.evidence.scenes_water import litter

# --- a field ---------------------------------------------------------------------------------------------------------


def field(canvas):
    canvas.sky(430, (150, 180, 206), (226, 230, 226))
    canvas.hills(446, 180, (92, 118, 92))
    for x in (220, 330, 1180):
        foot = 452
        canvas.wall(x, foot - 50, x + 86, foot, (224, 220, 210))
        canvas.pen.polygon(
            [(x - 10, foot - 48), (x + 18, foot - 78), (x + 70, foot - 78), (x + 96, foot - 48)], fill=(96, 84, 80)
        )
        canvas.pen.rectangle([x + 34, foot - 34, x + 50, foot], fill=(110, 90, 76))
    canvas.trees(468, 46, count=34, colour=(78, 104, 60))
    canvas.ground(462, (190, 172, 110), (176, 150, 86), rough=0.3)
    canvas.area([(0, 474), (WIDTH, 474), (WIDTH, 488), (0, 492)], (118, 140, 78), (108, 130, 70), rough=0.3)


def _rows(canvas, colour, *, count=40, thick=1.0):
    """Furrows that meet at the horizon."""
    for number in range(-count, count + 1):
        near, far = WIDTH / 2 + number * 130, WIDTH / 2 + number * 13
        width = 30 * thick
        canvas.pen.polygon(
            [(near - width, HEIGHT), (near + width, HEIGHT), (far + 2.4, 494), (far - 2.4, 494)],
            fill=vary(canvas.random, colour, 7),
        )


def burning_straw(canvas):
    canvas.ground(490, (204, 182, 116), (188, 158, 88), rough=0.3)
    _rows(canvas, (164, 136, 76), thick=0.5)
    canvas.grass(
        canvas.spots(260, [(0, 500), (WIDTH, 500), (WIDTH, 1190), (0, 1190)]), (206, 180, 104), size=30, blades=4
    )
    burnt = [(340, 640, 330, 30), (700, 700, 300, 36), (980, 660, 260, 26), (560, 800, 330, 50), (900, 860, 260, 46)]
    canvas.soft(burnt, (30, 27, 25), opacity=0.95, blur=20)
    fires = []
    for left, right, y, wave in ((180, 1180, 640, 34), (330, 1080, 790, 46)):
        for x in range(left, right, 44):
            near = y + wave * math.sin(x / 130) + canvas.random.uniform(-8, 8)
            fires.append(
                (x + canvas.random.uniform(-22, 22), near, canvas.random.uniform(0.4, 1.3) * (near - 480) * 0.13)
            )
    canvas.soft([(x, y - size * 0.6, size * 1.6, size) for x, y, size in fires], (255, 142, 36), opacity=0.5, blur=36)
    for x, y, size in sorted(fires, key=lambda fire: fire[1]):
        _flame(canvas, x, y, size)
    _smoke(canvas)


def _smoke(canvas):
    """Billows that rise, drift to the right, spread and grow pale; their lit side is up and left."""
    random = canvas.random
    canvas.soft([(800, 470, 900, 70)], (196, 190, 182), opacity=0.5, blur=60)
    puffs = []
    for step in range(64):
        up = step / 63
        spread = 46 + 150 * up
        puffs.append(
            (
                620 + 700 * up**1.5 + random.gauss(0, 40 + 40 * up),
                660 - 640 * up + random.gauss(0, 24),
                spread,
                spread * 0.66,
            )
        )
    canvas.soft(puffs, (104, 100, 96), opacity=0.72, blur=26)
    for tone, move, part in (
        ((150, 146, 142), 0.25, 0.74),
        ((188, 185, 180), 0.42, 0.5),
        ((214, 212, 208), 0.55, 0.28),
    ):
        lit = [(x - rx * move + random.gauss(0, 14), y - ry * move, rx * part, ry * part) for x, y, rx, ry in puffs]
        canvas.soft(lit, tone, opacity=0.62, blur=24)


def _flame(canvas, x, y, size):
    random = canvas.random
    for colour, part in (((214, 74, 22), 1.0), ((248, 150, 36), 0.66), ((255, 228, 128), 0.34)):
        for _ in range(3):
            at, tall = x + random.uniform(-0.5, 0.5) * size, size * part * random.uniform(0.9, 1.9)
            wide, lean = size * 0.34 * part, random.uniform(-0.1, 0.35) * size
            left = [(at - wide, y), (at - wide * 0.8, y - tall * 0.35), (at - wide * 0.2 + lean * 0.4, y - tall * 0.7)]
            right = [
                (at + lean, y - tall),
                (at + wide * 0.45 + lean * 0.3, y - tall * 0.6),
                (at + wide, y - tall * 0.2),
                (at + wide, y),
            ]
            canvas.pen.polygon(left + right, fill=colour)


def ploughed_field(canvas):
    canvas.ground(490, (140, 108, 76), (104, 74, 48), rough=0.2)
    _rows(canvas, (84, 60, 40), thick=0.8)
    for number in range(-40, 41):
        near, far = WIDTH / 2 + number * 130 + 40, WIDTH / 2 + number * 13 + 4
        canvas.pen.line([(near, HEIGHT), (far, 494)], fill=(158, 122, 88), width=3)
    for x, y, size in ((1180, 560, 40), (1270, 572, 44), (1220, 530, 38)):
        canvas.pen.ellipse([x - size, y - size * 1.1, x + size, y + size * 0.5], fill=(196, 168, 96))
        canvas.pen.ellipse(
            [x - size * 0.6, y - size * 0.8, x + size * 0.6, y + size * 0.2], outline=(160, 132, 70), width=4
        )
    canvas.grass(canvas.spots(60, [(0, 496), (WIDTH, 496), (WIDTH, 520), (0, 520)]), (110, 136, 66))


# --- a vacant plot ---------------------------------------------------------------------------------------------------


def plot(canvas):
    canvas.sky(400, (156, 184, 208), (226, 232, 234))
    canvas.hills(420, 150, (96, 120, 96))
    canvas.trees(470, 90, count=18, colour=(70, 100, 58))
    canvas.wall(0, 450, WIDTH, 640, (206, 198, 184), brick=(76, 32))
    canvas.pen.rectangle([0, 436, WIDTH, 454], fill=(150, 92, 76))
    canvas.ground(636, (150, 138, 112), (122, 108, 82), rough=0.3)
    canvas.grass(canvas.spots(46, [(0, 646), (WIDTH, 646), (WIDTH, 700), (0, 700)]), (110, 124, 70))


def heap(canvas):
    random = canvas.random
    canvas.soft([(800, 1000, 720, 90)], (60, 52, 42), opacity=0.6, blur=60)
    tones = ((168, 160, 150), (134, 124, 112), (188, 120, 92), (206, 202, 194), (110, 98, 84), (150, 126, 96))
    for layer in range(520):
        up = 1 - layer / 520
        half = 640 * (1 - up) ** 0.72 + 60
        x = 800 + random.uniform(-half, half)
        lift = max(0.0, 1 - abs(x - 800) / 700) ** 0.8
        y = 1010 - 470 * up * lift + random.uniform(-12, 30)
        size = random.uniform(16, 44)
        colour = vary(random, random.choice(tones), 12)
        piece = blob(random, x, y, size, size * 0.7, random.choice((4, 5, 6, 7)), 0.35)
        canvas.pen.polygon([(a + 5, b + 8) for a, b in piece], fill=shade(colour, 0.52))
        canvas.pen.polygon(piece, fill=colour)
        if layer % 3 == 0:
            canvas.pen.line(piece[-2:] + piece[:1], fill=shade(colour, 1.5), width=3)
    for x, y in sorted(
        ((800 + random.gauss(0, 330), 960 + random.gauss(0, 70)) for _ in range(34)), key=lambda at: at[1]
    ):
        litter(canvas, x, min(y, 1150), 26)


def planted_plot(canvas):
    canvas.ground(690, (132, 134, 82), (104, 108, 58), rough=0.3)
    canvas.grass(
        canvas.spots(420, [(0, 690), (WIDTH, 690), (WIDTH, 1190), (0, 1190)]), (106, 150, 64), size=24, blades=5
    )
    for row, (foot, size) in enumerate(((745, 120), (850, 165), (1010, 230))):
        for column in range(4):
            x = 190 + column * 400 + row * 120 + canvas.random.uniform(-20, 20)
            canvas.soft([(x + 20, foot + 6, size * 0.3, 10)], (60, 70, 40), opacity=0.5, blur=14)
            canvas.tree(x, foot, size, (88, 132, 58))
