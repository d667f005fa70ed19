"""What a camera wrote into a photo: orientation, time, place. Reads anything, trusts nothing. Pure."""

import re
import struct
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from PIL.ExifTags import GPS, IFD, Base

from apps.evidence.shots import Datum, PositionSource, read_position

# Cameras write wall-clock time, most without a zone; China has one zone.
CHINA = ZoneInfo("Asia/Shanghai")
_DATE_AND_TIME = re.compile(r"(\d{4})\D(\d\d)\D(\d\d)\D+(\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_UNREADABLE = (AttributeError, IndexError, KeyError, OSError, SyntaxError, TypeError, ValueError)


def read(image):
    """The photo's EXIF as (its main tags, its photo tags, its GPS tags); empty where there is none."""
    try:
        exif = image.getexif()
        return dict(exif), exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.GPSInfo)
    except (*_UNREADABLE, struct.error, EOFError):
        return {}, {}, {}


def orientation(main):
    """1 to 8 as in the EXIF standard; 1, upright, when nothing usable is written."""
    value = main.get(Base.Orientation)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def taken_at(main, photo):
    """When the shutter opened, as an aware datetime. DateTimeOriginal, else the digitising time."""
    for tag, offset_tag in (
        (Base.DateTimeOriginal, Base.OffsetTimeOriginal),
        (Base.DateTimeDigitized, Base.OffsetTimeDigitized),
    ):
        moment = _moment(photo.get(tag) or main.get(tag), photo.get(offset_tag))
        if moment:
            return moment
    return None


def position(gps):
    try:
        return read_position(
            _degrees(gps[GPS.GPSLatitude], gps.get(GPS.GPSLatitudeRef), "S"),
            _degrees(gps[GPS.GPSLongitude], gps.get(GPS.GPSLongitudeRef), "W"),
            gps.get(GPS.GPSHPositioningError),
            source=PositionSource.EXIF,
            datum=_datum(gps.get(GPS.GPSMapDatum)),
        )
    except (*_UNREADABLE, ZeroDivisionError):
        return None


def _moment(text, offset):
    found = _DATE_AND_TIME.match(text) if isinstance(text, str) else None
    if not found:
        return None
    try:
        return datetime(*map(int, found.groups()), tzinfo=_zone(offset))
    except ValueError:
        return None


def _zone(offset):
    found = _OFFSET.match(offset) if isinstance(offset, str) else None
    if not found:
        return CHINA
    away = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-away if found[1] == "-" else away)


def _degrees(parts, reference, negative):
    degrees, minutes, seconds = (float(part) for part in parts)
    size = degrees + minutes / 60 + seconds / 3600
    return -size if str(reference or "").strip("\0 ").upper() == negative else size


def _datum(written):
    """WGS-84 is what the standard asks for and what cameras mean when they say nothing."""
    name = re.sub(r"[^A-Z0-9]", "", str(written or "").upper())
    if name.startswith("GCJ"):
        return Datum.GCJ02
    if name.startswith("BD09"):
        return Datum.BD09
    return Datum.CGCS2000 if name.startswith("CGCS") else Datum.WGS84
