"""Illustrated photos of environmental problems, before and after, for demonstrations and tests. Pure.

The same kind, seed and moment give the same bytes. Before and after of one seed show the same place from the
same spot, as the papers of a closure ask for.
"""

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from io import BytesIO
from random import Random

from PIL import ExifTags, Image, ImageDraw, ImageEnhance, ImageFont

from apps.evidence import scenes_built, scenes_land, scenes_water
from apps.evidence.brushes import HEIGHT, WIDTH, Canvas

_QUALITY = 70


class Scene(StrEnum):
    RIVER_RUBBISH = "river_rubbish"
    STRAW_BURNING = "straw_burning"
    MANURE_OVERFLOW = "manure_overflow"
    CONSTRUCTION_DUST = "construction_dust"
    MURKY_OUTFALL = "murky_outfall"
    NOISY_WORKSHOP = "noisy_workshop"
    WASTE_HEAP = "waste_heap"


_PAINTERS = {
    Scene.RIVER_RUBBISH: (scenes_water.river, scenes_water.rubbish, scenes_water.clean_bank),
    Scene.STRAW_BURNING: (scenes_land.field, scenes_land.burning_straw, scenes_land.ploughed_field),
    Scene.MURKY_OUTFALL: (scenes_water.outfall, scenes_water.murky_water, scenes_water.clear_water),
    Scene.WASTE_HEAP: (scenes_land.plot, scenes_land.heap, scenes_land.planted_plot),
    Scene.MANURE_OVERFLOW: (scenes_built.farm, scenes_built.overflow, scenes_built.clean_tank),
    Scene.CONSTRUCTION_DUST: (scenes_built.site, scenes_built.bare_earth, scenes_built.covered_earth),
    Scene.NOISY_WORKSHOP: (scenes_built.street, scenes_built.open_workshop, scenes_built.closed_workshop),
}


def draw_scene(
    kind: str, *, seed: int, before: bool, taken_at: datetime, width: int = 1280, height: int = 960
) -> bytes:
    """A JPEG with EXIF time. `taken_at` is aware; its own wall clock is written, with its offset."""
    kind = Scene(kind)
    _, problem, solution = _PAINTERS[kind]
    canvas = Canvas(_dice(kind, seed, "before" if before else "after"), _place(kind, seed).copy())
    (problem if before else solution)(canvas)
    image = _photographed(canvas.image, canvas.random, mirrored=seed % 2 == 1, size=(width, height), before=before)
    _stamp_date(image, taken_at)
    return _with_exif(image, taken_at)


@lru_cache(maxsize=2)
def _place(kind: Scene, seed: int) -> Image.Image:
    """Painted once for both pictures of a pair."""
    canvas = Canvas(_dice(kind, seed, "place"))
    _PAINTERS[kind][0](canvas)
    return canvas.image


def _dice(kind, seed, what):
    return Random(f"{kind} {seed} {what}")  # noqa: S311 - it draws pictures


def _photographed(image, moment, *, mirrored, size, before):
    """Nobody stands twice in exactly the same spot, nor in the same light."""
    if mirrored:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    left, top = moment.uniform(0, 36), moment.uniform(0, 27)
    image = image.resize(size, Image.Resampling.HAMMING, box=(left, top, left + WIDTH - 36, top + HEIGHT - 27))
    image = ImageEnhance.Color(image).enhance(0.86 if before else 1.06)
    return ImageEnhance.Brightness(image).enhance(moment.uniform(0.92, 0.98) if before else moment.uniform(1.0, 1.05))


def _stamp_date(image, taken_at):
    size = max(12, image.height // 32)
    font = ImageFont.load_default(size)
    text = f"{taken_at:%Y-%m-%d %H:%M}"
    pen = ImageDraw.Draw(image)
    place = (image.width - size, image.height - size * 0.7)
    pen.text(
        place,
        text,
        fill=(255, 176, 64),
        font=font,
        anchor="rs",
        stroke_width=max(1, size // 14),
        stroke_fill=(60, 40, 20),
    )


def _with_exif(image, taken_at):
    exif = Image.Exif()
    written = f"{taken_at:%Y:%m:%d %H:%M:%S}"
    offset = f"{taken_at:%z}"
    exif[ExifTags.Base.DateTime] = written
    exif[ExifTags.Base.Orientation] = 1
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: written,
            ExifTags.Base.OffsetTimeOriginal: f"{offset[:3]}:{offset[3:5]}",
        }
    )
    target = BytesIO()
    image.save(target, "JPEG", quality=_QUALITY, optimize=True, exif=exif)
    return target.getvalue()
