"""Real photos and documents for tests: JPEGs with a camera's orientation, time and place, and files of every kind."""

import io
import zipfile
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

RED, BLUE = (220, 30, 30), (30, 60, 200)
# How a camera held in another way stores a picture that is upright in the end.
_AS_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def picture(width=400, height=300) -> Image.Image:
    """Grey with a gradient, red in the upper left corner, blue in the upper right one."""
    ground = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    pen = ImageDraw.Draw(ground)
    pen.rectangle([0, 0, width // 4, height // 4], fill=RED)
    pen.rectangle([width - width // 4, 0, width, height // 4], fill=BLUE)
    return ground


def jpeg(
    width=400,
    height=300,
    *,
    orientation=1,
    taken_at: datetime | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    accuracy_m: float | None = None,
    datum: str | None = None,
    image: Image.Image | None = None,
    **options,
) -> bytes:
    """`width` and `height` are those of the upright picture. An aware `taken_at` is written with its offset."""
    image = image or picture(width, height)
    if orientation in _AS_STORED:
        image = image.transpose(_AS_STORED[orientation])
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    if taken_at:
        exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = f"{taken_at:%Y:%m:%d %H:%M:%S}"
        if taken_at.tzinfo:
            offset = f"{taken_at:%z}"
            exif.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] = f"{offset[:3]}:{offset[3:5]}"
    if latitude is not None and longitude is not None:
        exif.get_ifd(IFD.GPSInfo).update(_gps(latitude, longitude, accuracy_m, datum))
    return _saved(image, "JPEG", exif=exif, quality=90, **options)


def png(width=400, height=300, **options) -> bytes:
    return _saved(picture(width, height), "PNG", **options)


def webp(width=400, height=300) -> bytes:
    return _saved(picture(width, height), "WEBP")


def heic() -> bytes:
    """The beginning of what an iPhone stores; enough to be known."""
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(2000)


def cut_off(content: bytes) -> bytes:
    """As after a lost connection."""
    return content[: len(content) * 2 // 3]


def upload(content: bytes, name="IMG_0001.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def docx() -> bytes:
    return _saved(Document(), None)


def xlsx() -> bytes:
    return _saved(Workbook(), None)


def pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def old_office(*streams: str) -> bytes:
    """An OLE container's signature and directory, with these streams in it."""
    names = b"".join(stream.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for stream in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


def package(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def _gps(latitude, longitude, accuracy_m, datum):
    tags = {
        GPS.GPSLatitudeRef: "S" if latitude < 0 else "N",
        GPS.GPSLatitude: _sexagesimal(abs(latitude)),
        GPS.GPSLongitudeRef: "W" if longitude < 0 else "E",
        GPS.GPSLongitude: _sexagesimal(abs(longitude)),
    }
    if accuracy_m is not None:
        tags[GPS.GPSHPositioningError] = accuracy_m
    if datum:
        tags[GPS.GPSMapDatum] = datum
    return tags


def _sexagesimal(degrees):
    minutes = degrees % 1 * 60
    return (float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 4))


def _saved(thing, kind, **options):
    target = io.BytesIO()
    thing.save(target, kind, **options) if kind else thing.save(target)
    return target.getvalue()
