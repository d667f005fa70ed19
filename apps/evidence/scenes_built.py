"""Scenes among buildings: pig farm, building site, workshop; each as a place, a problem and a solution. Pure."""

from apps.evidence.brushes import HEIGHT, WIDTH, blob, box, shade, turned, vary

TANK = [(560, 760), (1180, 740), (1400, 960), (500, 1000)]


# --- a pig farm ------------------------------------------------------------------------------------------------------


def farm(canvas):
    canvas.sky(330, (158, 186, 208), (228, 232, 232))
    canvas.hills(350, 170, (88, 116, 84))
    canvas.trees(400, 90, count=20, colour=(66, 98, 54))
    canvas.area([(1100, 390), (WIDTH, 380), (WIDTH, 640), (1100, 640)], (128, 146, 96), (112, 128, 74), rough=0.3)
    canvas.trees(600, 120, count=7, colour=(84, 116, 62), left=1160, right=WIDTH + 60)
    canvas.wall(0, 380, 1120, 640, (206, 200, 190), rough=0.2)
    roof = [(0, 270), (1060, 300), (1170, 400), (0, 400)]
    canvas.area(roof, (122, 120, 122), (92, 90, 92), rough=0.2, cell=(10, 30))
    for x in range(0, 1160, 26):
        canvas.pen.line([(x * 0.93, 272 + x * 0.026), (x, 400)], fill=(84, 82, 86), width=3)
    for x in range(60, 1060, 200):
        canvas.pen.rectangle([x, 450, x + 120, 540], fill=(56, 58, 60), outline=(176, 172, 164), width=8)
        for bar in range(x + 20, x + 120, 22):
            canvas.pen.line([(bar, 454), (bar, 536)], fill=(150, 150, 148), width=4)
    canvas.ground(636, (186, 182, 172), (166, 160, 148), rough=0.16)
    for x in range(-600, 2400, 240):
        canvas.pen.line([(800 + (x - 800) * 0.55, 640), (x, HEIGHT)], fill=(150, 146, 136), width=3)
    canvas.tree(1440, 640, 380)


def _tank(canvas, liquid_top, liquid_bottom, *, sunk):
    """The basin's rim and what stands in it, `sunk` pixels below the rim."""
    (a, b, c, d), wall = TANK, (150, 148, 142)
    canvas.area([d, c, (c[0] + 10, c[1] + 96), (d[0] - 6, d[1] + 100)], (174, 170, 162), (140, 136, 128), rough=0.2)
    canvas.pen.polygon(
        [(a[0] - 34, a[1] - 18), (b[0] + 28, b[1] - 18), (c[0] + 46, c[1] + 18), (d[0] - 44, d[1] + 22)],
        fill=(198, 194, 186),
    )
    canvas.pen.polygon(TANK, fill=shade(wall, 0.6))
    surface = [(a[0] + sunk * 0.3, a[1] + sunk), (b[0] - sunk * 0.2, b[1] + sunk), c, d]
    canvas.area(surface, liquid_top, liquid_bottom, rough=0.25, cell=(40, 7))


def overflow(canvas):
    dung = (76, 56, 36)
    canvas.soft([(700, 1110, 620, 60), (420, 1040, 330, 70), (1180, 1080, 330, 60)], (96, 76, 50), opacity=0.7, blur=30)
    _tank(canvas, (98, 74, 48), dung, sunk=0)
    spill = (
        (900, 1010, 420, 60),
        (640, 1090, 430, 90),
        (1120, 1100, 330, 70),
        (330, 1150, 240, 50),
        (1330, 1010, 130, 34),
    )
    for grow, tones in ((1.04, ((110, 84, 54), (90, 66, 42))), (1.0, ((88, 64, 40), (60, 43, 28)))):
        for x, y, wide, tall in spill:
            outline = blob(canvas.random, x, y, wide * grow, tall * grow, 34, 0.07)
            canvas.area(outline, *tones, rough=0.34, cell=(14, 5))
    canvas.area(
        [(470, 985), (1420, 950), (1430, 1030), (470, 1060)], (92, 68, 43), (84, 61, 39), rough=0.3, cell=(10, 8)
    )
    canvas.soft([(700, 1080, 240, 9), (1060, 1120, 180, 8), (380, 1150, 140, 8)], (156, 134, 104), opacity=0.6, blur=9)
    for x, y in canvas.spots(110, [(540, 780), (1180, 760), (1380, 950), (1240, 1140), (300, 1170), (420, 990)]):
        size = canvas.random.uniform(6, 20)
        canvas.pen.polygon(
            blob(canvas.random, x, y, size * 1.4, size * 0.6, 9), fill=vary(canvas.random, (112, 88, 58), 22)
        )
    for _ in range(60):
        x, y = canvas.random.uniform(300, 1400), canvas.random.uniform(560, 1000)
        canvas.pen.ellipse([x, y, x + 5, y + 4], fill=(28, 26, 24))


def clean_tank(canvas):
    _tank(canvas, (92, 100, 86), (70, 80, 70), sunk=60)
    (a, b, c, d) = TANK
    for part in range(5):
        left, right = part / 5, (part + 0.94) / 5
        slab = [_along(a, b, left), _along(a, b, right), _along(d, c, right), _along(d, c, left)]
        if part != 2:
            canvas.area(slab, (120, 158, 176), (88, 130, 152), rough=0.06)
            canvas.pen.line([*slab, slab[0]], fill=(70, 108, 128), width=3)
    for x in range(480, 1480, 130):
        canvas.pen.rectangle([x, 660, x + 8, 760], fill=(222, 180, 60))
    for y in (672, 712):
        canvas.pen.rectangle([480, y, 1440, y + 8], fill=(222, 180, 60))
    canvas.soft([(300, 1100, 240, 16), (1200, 1130, 200, 12)], (208, 206, 200), opacity=0.6, blur=20)
    canvas.sign(250, 900)


def _along(one, other, share):
    return (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share)


# --- a building site -------------------------------------------------------------------------------------------------


def site(canvas):
    canvas.sky(560, (168, 188, 204), (228, 228, 222))
    canvas.hills(560, 110, (110, 122, 112), layers=2)
    _tower_block(canvas, 160, 620, 110)
    _tower_block(canvas, 720, 1130, 190)
    pen = canvas.pen
    pen.rectangle([1300, 60, 1318, 600], fill=(206, 160, 40))
    pen.line([(940, 110), (1540, 110)], fill=(206, 160, 40), width=9)
    pen.line([(1309, 62), (960, 108)], fill=(120, 110, 80), width=3)
    pen.line([(1309, 62), (1520, 108)], fill=(120, 110, 80), width=3)
    pen.line([(1010, 112), (1010, 330)], fill=(70, 70, 70), width=3)
    canvas.wall(0, 560, WIDTH, 650, (96, 136, 172), rough=0.08)
    for x in range(0, WIDTH, 80):
        pen.line([(x, 560), (x, 650)], fill=(70, 106, 140), width=3)
    pen.rectangle([0, 552, WIDTH, 564], fill=(230, 232, 234))
    canvas.ground(646, (178, 160, 132), (160, 138, 108), rough=0.3)


def _tower_block(canvas, left, right, top):
    canvas.wall(left, top, right, 600, (186, 182, 174))
    for floor in range(top, 600, 62):
        canvas.pen.rectangle([left - 8, floor, right + 8, floor + 9], fill=(152, 148, 142))
        for x in range(left + 16, right - 40, 76):
            canvas.pen.rectangle([x, floor + 18, x + 46, floor + 56], fill=(88, 90, 92))
    for x in range(left - 10, right + 20, 38):
        canvas.pen.line([(x, top - 20), (x, 600)], fill=(116, 104, 84), width=3)


def _mounds():
    """Three heaps of earth, as outlines with their feet on the ground."""
    return (
        [(40, 860), (150, 770), (270, 690), (400, 640), (520, 690), (640, 780), (720, 860)],
        [(620, 920), (760, 800), (900, 700), (1060, 650), (1210, 720), (1340, 830), (1430, 920)],
        [(-60, 1060), (80, 940), (240, 880), (400, 900), (560, 990), (640, 1060)],
    )


def bare_earth(canvas):
    for mound in _mounds():
        canvas.area(mound, (192, 156, 112), (142, 108, 72), rough=0.38, cell=(6, 5))
        peak = min(mound, key=lambda at: at[1])
        canvas.area([peak, *mound[mound.index(peak) :]], (156, 120, 82), (116, 88, 58), rough=0.38, cell=(6, 5))
        for _ in range(26):
            x = canvas.random.uniform(mound[0][0], mound[-1][0])
            canvas.pen.polygon(
                blob(canvas.random, x, mound[0][1] - canvas.random.uniform(-20, 34), 18, 11, 7),
                fill=vary(canvas.random, (146, 114, 80), 18),
            )
    for track in (980, 1140):
        canvas.area(
            [(track, 930), (track + 50, 930), (track + 260, HEIGHT), (track + 120, HEIGHT)],
            (128, 104, 76),
            (112, 90, 64),
            rough=0.4,
            cell=(14, 10),
        )
    for tone, height, opacity in (((214, 190, 152), 700, 0.55), ((226, 206, 174), 820, 0.5)):
        puffs = [(canvas.random.uniform(200, WIDTH), height + canvas.random.gauss(0, 90), 190, 84) for _ in range(13)]
        canvas.soft(puffs, tone, opacity=opacity, blur=70)


def covered_earth(canvas):
    canvas.ground(652, (156, 156, 152), (128, 128, 124), rough=0.14)
    canvas.soft([(1100, 1100, 420, 24), (700, 1130, 240, 18)], (182, 192, 198), opacity=0.6, blur=24)
    for mound in _mounds():
        canvas.area(mound, (72, 142, 84), (44, 100, 58), rough=0.24, cell=(12, 8))
        peak = min(mound, key=lambda at: at[1])
        canvas.area([peak, *mound[mound.index(peak) :]], (52, 114, 66), (36, 84, 50), rough=0.24, cell=(12, 8))
        for x, y in mound:
            canvas.pen.line([(x, y), (x + (peak[0] - x) * 0.3, mound[0][1])], fill=(92, 158, 100), width=2)
        for corner in range(mound[0][0], mound[-1][0], 74):
            canvas.pen.polygon(blob(canvas.random, corner, mound[0][1] + 4, 22, 12, 8), fill=(196, 188, 168))
    _mist_cannon(canvas, 1380, 1040)


def _mist_cannon(canvas, x, foot):
    canvas.soft(
        [(x - 160 - step * 46, foot - 200 - step * 20, 50 + step * 15, 34 + step * 11) for step in range(11)],
        (238, 242, 246),
        opacity=0.6,
        blur=46,
    )
    pen = canvas.pen
    pen.rectangle([x - 90, foot - 60, x + 90, foot], fill=(52, 116, 178))
    for wheel in (-56, 56):
        pen.ellipse([x + wheel - 26, foot - 26, x + wheel + 26, foot + 26], fill=(40, 42, 44))
    pen.polygon(turned(box(210, 92), x - 30, foot - 130, 0.4), fill=(226, 150, 46))
    pen.polygon(turned(box(26, 112), x - 126, foot - 170, 0.4), fill=(190, 118, 30))


# --- a workshop on a street ------------------------------------------------------------------------------------------


def street(canvas):
    canvas.sky(220, (164, 188, 208), (228, 232, 232), clouds=4)
    canvas.trees(240, 110, count=15, colour=(70, 102, 58))
    canvas.wall(-20, 300, 80, 880, (186, 188, 190))
    canvas.wall(1520, 260, 1620, 880, (196, 180, 160))
    canvas.wall(60, 200, 1540, 880, (214, 204, 186), brick=(92, 34))
    canvas.pen.rectangle([30, 176, 1570, 214], fill=(122, 118, 116))
    canvas.pen.rectangle([320, 240, 1020, 320], fill=(42, 96, 128))
    for mark in range(7):
        canvas.pen.rectangle([366 + mark * 92, 258, 416 + mark * 92, 302], outline=(236, 238, 234), width=8)
    canvas.ground(876, (172, 170, 164), (146, 144, 140), rough=0.16)
    canvas.pen.polygon([(0, 1010), (WIDTH, 1010), (WIDTH, 1034), (0, 1034)], fill=(196, 194, 188))
    canvas.area([(0, 1034), (WIDTH, 1034), (WIDTH, HEIGHT), (0, HEIGHT)], (104, 104, 106), (88, 88, 92), rough=0.15)


def open_workshop(canvas):
    pen, random = canvas.pen, canvas.random
    pen.rectangle([300, 350, 1040, 880], fill=(36, 34, 34), outline=(134, 134, 134), width=14)
    canvas.soft([(670, 470, 330, 70)], (196, 180, 130), opacity=0.35, blur=60)
    pen.rectangle([430, 640, 900, 690], fill=(84, 104, 92))
    for leg in (450, 860):
        pen.rectangle([leg, 690, leg + 26, 872], fill=(64, 80, 72))
    pen.ellipse([600, 540, 760, 700], fill=(176, 178, 180), outline=(120, 122, 124), width=6)
    pen.rectangle([590, 640, 910, 672], fill=(178, 142, 92))
    for _ in range(120):
        reach = random.random() ** 0.7
        x, y = 700 + 330 * reach, 630 - 190 * reach + random.uniform(-150, 150) * reach
        pen.line(
            [(x, y), (x + 16, y - 5)], fill=random.choice(((255, 214, 110), (255, 168, 60), (255, 240, 190))), width=3
        )
    for left in (1150, 1340):
        pen.rectangle([left, 420, left + 150, 600], fill=(48, 50, 52), outline=(150, 150, 146), width=10)
        pen.polygon([(left + 150, 424), (left + 186, 440), (left + 186, 616), (left + 150, 598)], fill=(150, 176, 184))
    for plank in range(16):
        y = 900 - plank * 15
        pen.rectangle(
            [1110 + random.randint(-14, 14), y, 1520 + random.randint(-20, 20), y + 13],
            fill=vary(random, (190, 150, 98), 16),
        )
    canvas.soft([(660, 900, 420, 26), (960, 930, 300, 24)], (206, 178, 130), opacity=0.85, blur=20)
    canvas.soft([(760, 700, 330, 120), (1010, 760, 260, 90)], (216, 200, 168), opacity=0.32, blur=70)


def closed_workshop(canvas):
    pen = canvas.pen
    canvas.area([(300, 350), (1040, 350), (1040, 880), (300, 880)], (176, 184, 190), (150, 158, 166), rough=0.05)
    for y in range(350, 880, 24):
        pen.line([(300, y), (1040, y)], fill=(128, 136, 144), width=3)
    pen.rectangle([300, 350, 1040, 880], outline=(108, 114, 120), width=14)
    pen.rectangle([640, 820, 710, 842], fill=(70, 74, 78))
    for left in (1150, 1340):
        pen.rectangle([left, 420, left + 150, 600], fill=(150, 182, 196), outline=(232, 234, 234), width=10)
        pen.line([(left + 75, 424), (left + 75, 596)], fill=(232, 234, 234), width=8)
        pen.polygon([(left + 20, 436), (left + 60, 436), (left + 30, 590), (left + 14, 590)], fill=(186, 210, 220))
    for x in range(1110, 1530, 60):
        pen.rectangle([x, 640, x + 54, 876], fill=(112, 120, 126))
        for y in range(656, 870, 18):
            for hole in (12, 27, 42):
                pen.ellipse([x + hole - 3, y, x + hole + 3, y + 6], fill=(80, 86, 92))
    for x in (180, 1090):
        pen.polygon([(x - 44, 880), (x + 44, 880), (x + 34, 960), (x - 34, 960)], fill=(164, 96, 70))
        canvas.tree(x, 890, 230, (84, 126, 58))
