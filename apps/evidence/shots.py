"""A photo on its way in: where it was taken, who says so, and in which datum. Pure."""

import math
from dataclasses import dataclass
from decimal import Decimal

from django.core.files import File
from django.db.models import TextChoices

_SIX_PLACES = Decimal("0.000001")
MAX_ACCURACY_M = 100_000


class PositionSource(TextChoices):
    BROWSER = "browser", "手机定位"
    EXIF = "exif", "照片自带"
    MANUAL = "manual", "人工标注"


class Datum(TextChoices):
    """A coordinate without its datum is up to 600 m wrong on the wrong map."""

    WGS84 = "WGS84", "WGS-84"
    GCJ02 = "GCJ02", "GCJ-02（火星坐标）"
    BD09 = "BD09", "BD-09（百度坐标）"
    CGCS2000 = "CGCS2000", "CGCS2000（国家大地坐标）"
    UNKNOWN = "unknown", "未注明"


class TakenAtSource(TextChoices):
    EXIF = "exif", "照片自带"
    DEVICE = "device", "手机时间"


@dataclass(frozen=True)
class Position:
    latitude: Decimal
    longitude: Decimal
    source: PositionSource
    accuracy_m: int | None = None
    datum: Datum = Datum.WGS84


@dataclass(frozen=True)
class Shot:
    """One chosen photo and the position that came with it."""

    file: File
    position: Position | None = None


def read_position(latitude, longitude, accuracy_m=None, *, source, datum=Datum.WGS84) -> Position | None:
    """Make a Position of numbers or texts; None when they are absent or cannot be a place on earth.

    Positions are never typed by a person but come from a device, so an unusable one is dropped
    without a word: a photo without a position is normal.
    """
    lat, lng = _number(latitude, within=90), _number(longitude, within=180)
    if lat is None or lng is None or (lat == 0 and lng == 0):
        return None
    accuracy = _number(accuracy_m, within=MAX_ACCURACY_M)
    return Position(
        latitude=Decimal(lat).quantize(_SIX_PLACES),
        longitude=Decimal(lng).quantize(_SIX_PLACES),
        source=PositionSource(source),
        accuracy_m=round(accuracy) if accuracy is not None and accuracy >= 0 else None,
        datum=Datum(datum),
    )


def _number(value, *, within):
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) and abs(number) <= within else None
