"""Scenes at the water: river bank, outfall; each as a place, a problem and a solution. Pure."""

from apps.evidence.brushes import HEIGHT, WIDTH, blend, blob, box, shade, turned, vary

LITTER = (
    (238, 240, 240),
    (206, 60, 54),
    (52, 104, 176),
    (232, 196, 70),
    (46, 48, 52),
    (120, 176, 120),
    (196, 152, 104),
)
NEAR_BANK = [(0, 690), (420, 760), (820, 880), (1120, 1030), (1260, HEIGHT), (0, HEIGHT)]


# --- a river bank ----------------------------------------------------------------------------------------------------


def river(canvas):
    canvas.sky(420, (142, 178, 208), (222, 232, 236))
    canvas.hills(440, 230, (86, 116, 84))
    canvas.trees(452, 66, count=26, colour=(70, 100, 58))
    canvas.area([(0, 440), (WIDTH, 448), (WIDTH, 500), (0, 470)], (120, 140, 84), (134, 142, 92), rough=0.3)
    water = [(0, 466), (WIDTH, 494), (WIDTH, HEIGHT), (0, HEIGHT)]
    canvas.area(water, (158, 180, 176), (88, 116, 110), rough=0.16, cell=(60, 5))
    canvas.soft([(x, 520, 90, 24) for x in range(0, WIDTH, 120)], (74, 98, 72), opacity=0.45, blur=34)
    canvas.soft(
        [(x + 40, y, 110, 3) for x in range(0, WIDTH, 260) for y in range(560, 1150, 74)],
        (206, 218, 220),
        opacity=0.3,
        blur=10,
    )
    _bank(canvas)


def _bank(canvas):
    edge = [(x, y + 16) for x, y in NEAR_BANK[:-1]]
    canvas.area([*edge, (0, HEIGHT)], (86, 72, 52), (86, 72, 52))
    canvas.area(NEAR_BANK, (128, 132, 80), (96, 104, 58), rough=0.34, cell=(6, 4))
    path = [(0, 930), (300, 960), (640, 1090), (760, HEIGHT), (0, HEIGHT)]
    canvas.area(path, (176, 162, 132), (152, 136, 108), rough=0.2, cell=(8, 4))
    for x, y in canvas.spots(22, [(0, 700), (800, 890), (1200, 1180), (900, 1130), (0, 770)]):
        canvas.pen.polygon(blob(canvas.random, x, y, 16, 10, 9), fill=vary(canvas.random, (150, 148, 140), 20))
    canvas.grass(canvas.spots(90, [(0, 700), (420, 770), (820, 890), (1240, 1190), (800, 1190), (560, 1040), (0, 910)]))
    canvas.tree(150, 800, 420, (66, 98, 48))


def rubbish(canvas):
    water_side = [(100, 640), (520, 720), (920, 840), (1220, 980), (1420, 1160), (1240, 1190), (820, 900), (0, 730)]
    canvas.soft([(500, 730, 420, 26), (950, 880, 260, 40), (1250, 1050, 160, 60)], (98, 88, 54), opacity=0.6, blur=40)
    for x, y in canvas.spots(46, water_side):
        litter(canvas, x, y)
    for x, y in canvas.spots(95, [(0, 720), (420, 780), (820, 900), (1180, 1150), (960, 1180), (600, 1010), (0, 880)]):
        litter(canvas, x, y)


def litter(canvas, x, y, size=None):
    """A bag, a bottle, a foam box or a scrap, larger towards the viewer."""
    random, pen = canvas.random, canvas.pen
    size = size or 16 + 34 * (y - 600) / 600
    colour, angle = vary(random, random.choice(LITTER), 12), random.uniform(-1.2, 1.2)
    pen.ellipse([x - size, y + size * 0.2, x + size, y + size * 0.6], fill=(74, 70, 48))
    thing = random.random()
    if thing < 0.45:
        bag = blob(random, x, y - size * 0.15, size, size * 0.66, 11, 0.3)
        pen.polygon(bag, fill=colour)
        pen.polygon(
            [(a * 0.5 + x * 0.5 - size * 0.2, b * 0.5 + y * 0.5 - size * 0.3) for a, b in bag], fill=shade(colour, 1.5)
        )
        pen.line([bag[2], (x, y), bag[8]], fill=shade(colour, 0.7), width=2)
    elif thing < 0.7:
        glass = blend(colour, (200, 226, 224), 0.6)
        pen.polygon(turned(box(size * 1.7, size * 0.56), x, y, angle), fill=glass)
        pen.polygon(turned(box(size * 0.5, size * 0.6), x, y, angle), fill=colour)
        neck = turned([(size, 0)], x, y, angle)[0]
        pen.polygon(turned(box(size * 0.4, size * 0.3), *neck, angle), fill=shade(colour, 0.8))
    elif thing < 0.86:
        pen.polygon(turned(box(size * 1.5, size), x, y, angle * 0.4), fill=(228, 230, 226))
        pen.polygon(turned(box(size * 1.2, size * 0.6), x, y - size * 0.14, angle * 0.4), fill=(196, 198, 194))
    else:
        pen.polygon(blob(random, x, y, size * 0.8, size * 0.5, 6, 0.4), fill=(168, 134, 92))


def clean_bank(canvas):
    canvas.soft([(900, 640, 620, 60), (1300, 800, 360, 120)], (150, 186, 190), opacity=0.4, blur=60)
    canvas.grass(
        canvas.spots(150, [(0, 706), (420, 780), (820, 900), (1180, 1150), (900, 1190), (600, 1010), (0, 900)]),
        (104, 142, 60),
    )
    canvas.sign(640, 960)


# --- an outfall ------------------------------------------------------------------------------------------------------


def outfall(canvas):
    canvas.sky(260, (170, 190, 204), (226, 230, 228), clouds=4)
    canvas.trees(290, 120, count=16, colour=(72, 102, 56))
    canvas.wall(0, 280, WIDTH, 800, (158, 156, 148), rough=0.25)
    for row in range(6):
        for column in range(-1, 12):
            x, y = column * 148 + (row % 2) * 74 + canvas.random.uniform(-8, 8), 300 + row * 86
            stone = blob(canvas.random, x + 70, y + 40, 74, 42, 12, 0.08)
            canvas.area(
                stone,
                vary(canvas.random, (172, 168, 158), 14),
                vary(canvas.random, (134, 132, 124), 10),
                rough=0.22,
                cell=(8, 6),
            )
    canvas.pen.rectangle([0, 268, WIDTH, 292], fill=(188, 186, 180))
    canvas.soft([(800, 800, 900, 46)], (70, 66, 58), opacity=0.5, blur=40)
    for reach, tone in ((160, (126, 124, 120)), (136, (92, 92, 90)), (118, (32, 32, 34))):
        canvas.pen.ellipse([980 - reach, 560 - reach, 980 + reach, 560 + reach], fill=tone)
    canvas.area(
        [(0, 790), (WIDTH, 790), (WIDTH, HEIGHT), (0, HEIGHT)], (120, 128, 116), (92, 104, 96), rough=0.2, cell=(50, 6)
    )


def _stream(canvas, top, bottom, *, wide):
    fall = [(980 - wide, 640), (980 + wide, 640), (980 + wide * 1.35, 850), (980 - wide * 1.35, 850)]
    canvas.area(fall, top, bottom, rough=0.3, cell=(5, 60))
    for _ in range(26):
        x = 980 + canvas.random.uniform(-wide, wide)
        y = canvas.random.uniform(640, 800)
        canvas.pen.line([(x, y), (x + (x - 980) * 0.25, y + 60)], fill=shade(top, 1.3), width=3)


def murky_water(canvas):
    canvas.area(
        [(0, 800), (WIDTH, 800), (WIDTH, HEIGHT), (0, HEIGHT)], (66, 62, 54), (38, 38, 36), rough=0.3, cell=(60, 7)
    )
    canvas.soft([(980, 900, 420, 70), (760, 1040, 560, 50)], (112, 100, 70), opacity=0.7, blur=50)
    canvas.soft([(980, 760, 150, 200)], (54, 50, 44), opacity=0.5, blur=60)
    _stream(canvas, (104, 98, 84), (76, 70, 58), wide=92)
    for x, y in canvas.spots(150, [(700, 830), (1270, 830), (1420, 960), (900, 1120), (400, 1080)]):
        size = canvas.random.uniform(8, 28)
        tone = vary(canvas.random, (216, 210, 190), 16)
        canvas.pen.ellipse([x - size * 1.5, y - size * 0.6, x + size * 1.5, y + size * 0.6], fill=tone)
        canvas.pen.ellipse([x - size, y - size * 0.45, x + size * 0.4, y + size * 0.1], fill=shade(tone, 1.7))


def clear_water(canvas):
    canvas.area(
        [(0, 800), (WIDTH, 800), (WIDTH, HEIGHT), (0, HEIGHT)],
        (150, 164, 150),
        (112, 134, 124),
        rough=0.1,
        cell=(40, 6),
    )
    for x, y in canvas.spots(170, [(0, 830), (WIDTH, 830), (WIDTH, 1190), (0, 1190)]):
        size = 10 + 26 * (y - 800) / 400
        canvas.pen.polygon(
            blob(canvas.random, x, y, size * 1.3, size * 0.7, 10, 0.15), fill=vary(canvas.random, (142, 144, 128), 24)
        )
    for reach in range(3):
        canvas.soft([(800, 860 + reach * 130, 1000, 44)], (126, 178, 178), opacity=0.55, blur=50)
    _stream(canvas, (202, 222, 222), (168, 200, 200), wide=40)
    for reach in (90, 170, 260):
        canvas.pen.ellipse(
            [980 - reach, 862 - reach * 0.16, 980 + reach, 862 + reach * 0.2], outline=(206, 224, 222), width=3
        )
    canvas.grass(canvas.spots(60, [(0, 790), (620, 790), (560, 850), (0, 880)]), (98, 138, 66), size=40)
    canvas.sign(420, 830)
