"""A canvas of 1600 x 1200 and the brushes that the illustrated scenes are painted with. Pure."""

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1200
_COARSE = 5  # soft shapes are drawn this much smaller: they have no edges to lose


def shade(colour, factor):
    """The colour darker (below 1) or lighter (above 1)."""
    if factor <= 1:
        return tuple(int(part * factor) for part in colour)
    return tuple(int(255 - (255 - part) / factor) for part in colour)


def blend(one, other, share):
    return tuple(int(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def vary(random, colour, by=14):
    step = random.randint(-by, by)
    return tuple(max(0, min(255, part + step + random.randint(-4, 4))) for part in colour)


def blob(random, x, y, radius_x, radius_y, corners=14, rough=0.22):
    """An uneven closed outline around a point."""
    return [
        (
            x + radius_x * (1 + random.uniform(-rough, rough)) * math.cos(2 * math.pi * corner / corners),
            y + radius_y * (1 + random.uniform(-rough, rough)) * math.sin(2 * math.pi * corner / corners),
        )
        for corner in range(corners)
    ]


def turned(points, x, y, angle):
    """The points, given around the origin, turned and moved to a place."""
    cos, sin = math.cos(angle), math.sin(angle)
    return [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in points]


def box(width, height):
    return [(-width / 2, -height / 2), (width / 2, -height / 2), (width / 2, height / 2), (-width / 2, height / 2)]


class Canvas:
    def __init__(self, random: Random, image: Image.Image | None = None):
        self.random = random
        self.image = image or Image.new("RGB", (WIDTH, HEIGHT))
        self.pen = ImageDraw.Draw(self.image)

    def area(self, points, top, bottom, *, rough=0.0, cell=(7, 4), perspective=False):
        """A filled outline whose colour runs from top to bottom, uneven by `rough` in patches of `cell` pixels."""
        left, upper = (max(0, int(min(part))) for part in zip(*points, strict=True))
        right = min(WIDTH, int(max(x for x, _ in points)) + 1)
        lower = min(HEIGHT, int(max(y for _, y in points)) + 1)
        if right <= left or lower <= upper:
            return
        size = (right - left, lower - upper)
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in points], fill=255)
        # Mixed small and enlarged once: full size for every layer would be several times slower.
        small = (
            tuple(max(2, length // step) for length, step in zip(size, cell, strict=True)) if rough else (2, size[1])
        )
        paint = _gradient(top, bottom, small)
        if rough:
            paint = ImageChops.multiply(paint, self._patches(small, rough, perspective))
        self.image.paste(paint.resize(size, Image.Resampling.BILINEAR), (left, upper), mask)

    def ground(self, y, top, bottom, *, rough=0.3, cell=(5, 4)):
        """Everything below y, with patches that grow towards the viewer."""
        corners = [(0, y), (WIDTH, y), (WIDTH, HEIGHT), (0, HEIGHT)]
        self.area(corners, top, bottom, rough=rough, cell=cell, perspective=True)

    def soft(self, ellipses, colour, *, opacity=0.6, blur=30):
        """Ellipses (x, y, radius x, radius y) melting into one another: clouds, smoke, shadows, glow."""
        margin = 2.5 * blur
        left = max(0, int(min(x - rx for x, _, rx, _ in ellipses) - margin))
        upper = max(0, int(min(y - ry for _, y, _, ry in ellipses) - margin))
        right = min(WIDTH, int(max(x + rx for x, _, rx, _ in ellipses) + margin))
        lower = min(HEIGHT, int(max(y + ry for _, y, _, ry in ellipses) + margin))
        if right - left < _COARSE or lower - upper < _COARSE:
            return
        size = (right - left, lower - upper)
        mask = Image.new("L", (size[0] // _COARSE, size[1] // _COARSE))
        pen = ImageDraw.Draw(mask)
        for x, y, rx, ry in ellipses:
            corners = (x - left - rx, y - upper - ry, x - left + rx, y - upper + ry)
            pen.ellipse([part / _COARSE for part in corners], fill=int(255 * opacity))
        mask = mask.filter(ImageFilter.GaussianBlur(blur / _COARSE)).resize(size, Image.Resampling.BILINEAR)
        self.image.paste(colour, (left, upper, right, lower), mask)

    def sky(self, horizon, top, bottom, *, clouds=7):
        self.image.paste((118, 134, 98), (0, 0, WIDTH, HEIGHT))
        self.area([(0, 0), (WIDTH, 0), (WIDTH, horizon), (0, horizon)], top, bottom)
        puffs = []
        for _ in range(clouds):
            x, y = self.random.uniform(0, WIDTH), self.random.uniform(20, horizon * 0.75)
            puffs += [
                (x + self.random.gauss(0, 90), y + self.random.gauss(0, 12), self.random.uniform(50, 130), 18)
                for _ in range(6)
            ]
        self.soft(puffs, shade(bottom, 1.8), opacity=0.55, blur=36)

    def hills(self, base, height, colour, *, haze=(214, 224, 230), layers=3):
        """Ranges of hills, the far ones pale."""
        for layer in range(layers):
            nearness = (layer + 1) / layers
            phase, width = self.random.uniform(0, 6.3), self.random.uniform(210, 380)
            top = base - height * (1.15 - 0.62 * nearness)
            ridge = [
                (
                    x,
                    top
                    - height * 0.22 * math.sin(x / width + phase)
                    - height * 0.09 * math.sin(x / width * 2.7 + 2 * phase),
                )
                for x in range(0, WIDTH + 40, 40)
            ]
            tone = blend(haze, colour, 0.25 + 0.6 * nearness)
            self.area([*ridge, (WIDTH, base), (0, base)], tone, blend(tone, haze, 0.35), rough=0.13, cell=(6, 4))

    def tree(self, x, foot, size, colour=(62, 96, 48)):
        random, pen = self.random, self.pen
        trunk = size * 0.05
        pen.polygon(
            [(x - trunk, foot), (x - trunk / 2, foot - size), (x + trunk / 2, foot - size), (x + trunk, foot)],
            fill=(84, 68, 52),
        )
        for tone, lift, count in ((0.55, 0.0, 34), (0.8, 0.04, 34), (1.06, 0.1, 30), (1.32, 0.16, 16)):
            for _ in range(count):
                a, r = random.uniform(0, 6.3), random.random() ** 0.55
                cx = x + math.cos(a) * r * size * 0.31 - lift * size * 0.3
                cy = foot - size * (0.82 + lift * 0.7) + math.sin(a) * r * size * 0.34
                leaf = size * random.uniform(0.03, 0.085)
                pen.polygon(blob(random, cx, cy, leaf, leaf * 0.75, 6, 0.45), fill=vary(random, shade(colour, tone), 8))

    def trees(self, foot, size, *, count=22, colour=(62, 96, 48), left=0, right=WIDTH):
        """A row of bushy crowns, as seen from afar."""
        random = self.random
        for number in range(count):
            x = left + (right - left) * (number + random.random()) / count
            crown = size * random.uniform(0.6, 1.2)
            tone = vary(random, colour, 10)
            for part, leaves in ((0.55, 7), (0.82, 7), (1.1, 5)):
                for _ in range(leaves):
                    cx = x + random.uniform(-0.75, 0.75) * crown - (part - 0.55) * crown * 0.3
                    cy = foot - crown * (random.uniform(0.2, 0.62) + (part - 0.55) * 0.42)
                    leaf = crown * random.uniform(0.2, 0.36)
                    self.pen.polygon(blob(random, cx, cy, leaf, leaf * 0.7, 8, 0.25), fill=shade(tone, part))
            self.pen.rectangle([x - crown, foot - crown * 0.16, x + crown, foot], fill=shade(tone, 0.5))

    def grass(self, spots, colour=(92, 122, 58), *, size=26, blades=7):
        """A tuft on every spot (x, y); larger towards the viewer."""
        for x, y in spots:
            reach = size * (0.35 + 0.9 * y / HEIGHT)
            for _ in range(blades):
                lean = self.random.uniform(-0.6, 0.6)
                tip = (x + lean * reach, y - reach * self.random.uniform(0.6, 1.2))
                root = x + self.random.uniform(-0.35, 0.35) * reach
                self.pen.polygon([(root - 2, y), (root + 2, y), tip], fill=vary(self.random, colour, 22))

    def spots(self, count, points):
        """Random places inside an outline, the far ones first so that near things cover them."""
        mask = Image.new("1", (WIDTH // 8, HEIGHT // 8))
        ImageDraw.Draw(mask).polygon([(x / 8, y / 8) for x, y in points], fill=1)
        inside = mask.load()
        found = []
        for _ in range(count * 30):
            x, y = self.random.randrange(WIDTH), self.random.randrange(HEIGHT)
            if inside[x // 8, y // 8]:
                found.append((x, y))
            if len(found) == count:
                break
        return sorted(found, key=lambda spot: spot[1])

    def wall(self, left, top, right, bottom, colour, *, brick=None, rough=0.12):
        """An upright wall; `brick` is (width, height) of its courses."""
        self.area(
            [(left, top), (right, top), (right, bottom), (left, bottom)], colour, shade(colour, 0.86), rough=rough
        )
        if not brick:
            return
        width, height = brick
        for row, y in enumerate(range(int(top), int(bottom), height)):
            self.pen.line([(left, y), (right, y)], fill=shade(colour, 0.74), width=2)
            for x in range(int(left) + (row % 2) * width // 2, int(right), width):
                self.pen.line([(x, y), (x, min(y + height, bottom))], fill=shade(colour, 0.78), width=2)

    def sign(self, x, foot, colour=(30, 98, 168)):
        """A notice board; its lines are too far away to read."""
        for leg in (-46, 46):
            self.pen.rectangle([x + leg - 4, foot - 150, x + leg + 4, foot], fill=(150, 152, 154))
        self.pen.rectangle([x - 78, foot - 220, x + 78, foot - 112], fill=colour, outline=(235, 238, 240), width=5)
        for line, length in enumerate((104, 76, 90)):
            y = foot - 200 + line * 28
            self.pen.rectangle([x - length / 2, y, x + length / 2, y + 11], fill=(238, 242, 245))

    def _patches(self, size, depth, perspective):
        """Light and dark patches as a picture to multiply with; with perspective they are smaller at the top."""
        width, height = size
        noise = Image.frombytes("L", size, self.random.randbytes(width * height))
        noise = noise.point([int(255 - depth * level) for level in range(256)])
        if perspective:
            middle = (width * 0.38, height * 0.5, width * 0.62, height)
            corners = (0, 0, middle[0], middle[1], middle[2], middle[1], width, 0)
            noise = noise.transform(size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR)
        return Image.merge("RGB", (noise, noise, noise))


def _gradient(top, bottom, size):
    paint = Image.new("RGB", (1, 2))
    paint.putdata([top, bottom])
    return paint.resize(size, Image.Resampling.BILINEAR, box=(0, 0.5, 1, 1.5))
