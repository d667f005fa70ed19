"""Photos as pictures: what a file really is, and the upright, smaller copies that are shown. Pure."""

import math
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from apps.common.verdicts import Refused
from apps.evidence import exif
from apps.evidence.shots import Position

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 60_000_000
MIN_SIDE = 16
DISPLAY_SIDE, DISPLAY_QUALITY = 1600, 82
THUMBNAIL_SIDE, THUMBNAIL_QUALITY = 320, 76
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
MEDIA_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}

HEIC = (
    "这是苹果等手机的 HEIC 照片，电脑和多数手机打不开。请在手机“设置—相机—格式”里改选“兼容性最佳”（JPEG）后重拍，"
    "或先把这张照片另存为 JPG 再上传。"
)
VIDEO = "这是视频，不是照片。请上传照片。"
NOT_A_PHOTO = "这个文件不是照片。请上传 JPG、PNG 或 WebP 格式的照片。"
DAMAGED = "这张照片不完整或已损坏，可能是传输中断。请重新选择，或重新拍一张。"
EMPTY = "这个文件是空的，里面没有照片。请重新选择，或重新拍一张。"
TOO_SMALL = "这张图片太小，看不清现场。请上传拍摄的照片。"
TOO_HEAVY = f"这张照片超过 {MAX_BYTES // 1024 // 1024} MB。请在手机相机里改用普通画质，或把照片压缩后再上传。"

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class ImageFacts:
    """width and height are those of the picture held upright."""

    format: str
    width: int
    height: int
    orientation: int
    taken_at: datetime | None
    position: Position | None

    @property
    def suffix(self):
        return SUFFIXES[self.format]


@dataclass(frozen=True)
class Developed:
    """Two JPEGs without any metadata; width and height are the display copy's."""

    display: bytes
    thumbnail: bytes
    width: int
    height: int
    phash: int


def inspect(content: bytes) -> ImageFacts:
    """Read what the file says about itself and prove that the whole picture can be read.

    Raises Refused with a sentence for whoever took the photo.
    """
    image = _opened(content)
    main, photo, gps = exif.read(image)
    turned = exif.orientation(main)
    width, height = image.size
    _decoded(image, side=1)
    return ImageFacts(
        # Phones that store a second picture (depth, HDR gain) in a JPEG make an MPO of it.
        format="JPEG" if image.format == "MPO" else image.format,
        width=height if turned >= 5 else width,
        height=width if turned >= 5 else height,
        orientation=turned,
        taken_at=exif.taken_at(main, photo),
        position=exif.position(gps),
    )


def glance(content: bytes) -> str:
    """The suffix that the first bytes promise, without decoding anything; for uploads that are inspected later.

    Raises Refused for what is certainly no photo that we keep.
    """
    _check_container(content)
    if not _looks_like_a_photo(content):
        raise Refused(NOT_A_PHOTO)
    return ".jpg" if content.startswith(b"\xff\xd8") else ".png" if content.startswith(b"\x89PNG") else ".webp"


def develop(content: bytes) -> Developed:
    """Make the copies that are shown: upright, at most 1600 and 320 px long, nothing hidden inside."""
    image = _opened(content)
    main, _, _ = exif.read(image)
    profile = image.info.get("icc_profile") if image.mode == "RGB" else None
    display = _fitted(_on_white(_decoded(image, side=DISPLAY_SIDE)), DISPLAY_SIDE)
    turned = exif.orientation(main)
    if turned in _UPRIGHT:
        display = display.transpose(_UPRIGHT[turned])
    thumbnail = _fitted(display, THUMBNAIL_SIDE)
    return Developed(
        display=_jpeg(display, DISPLAY_QUALITY, profile),
        thumbnail=_jpeg(thumbnail, THUMBNAIL_QUALITY, profile),
        width=display.width,
        height=display.height,
        phash=difference_hash(thumbnail),
    )


def thumbnail(content: bytes) -> bytes:
    """A small upright JPEG of a picture that may be kept later; raises Refused for what could not be kept."""
    image = _opened(content)
    main, _, _ = exif.read(image)
    small = _fitted(_on_white(_decoded(image, side=THUMBNAIL_SIDE)), THUMBNAIL_SIDE)
    turned = exif.orientation(main)
    return _jpeg(small.transpose(_UPRIGHT[turned]) if turned in _UPRIGHT else small, THUMBNAIL_QUALITY, None)


def difference_hash(image: Image.Image) -> int:
    """64 bits saying whether each cell of 8 x 8 is brighter than its right neighbour, as a signed integer.

    It survives scaling and recompression, so the same picture sent through a chat program is known again.
    """
    cells = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            here = row * 9 + column
            bits = bits << 1 | (cells[here] > cells[here + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def distance(one: int, other: int) -> int:
    """In how many of their 64 bits two hashes differ."""
    return ((one ^ other) & ((1 << 64) - 1)).bit_count()


def _opened(content):
    _check_container(content)
    try:
        image = Image.open(BytesIO(content), formats=list(SUFFIXES))
    except Image.DecompressionBombError:
        raise Refused(_too_many_pixels()) from None
    except UnidentifiedImageError:
        raise Refused(DAMAGED if _looks_like_a_photo(content) else NOT_A_PHOTO) from None
    except (OSError, SyntaxError, ValueError):
        raise Refused(DAMAGED) from None
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Refused(_too_many_pixels(width, height))
    if min(width, height) < MIN_SIDE:
        raise Refused(TOO_SMALL)
    return image


def _check_container(content):
    if not content:
        raise Refused(EMPTY)
    if len(content) > MAX_BYTES:
        raise Refused(TOO_HEAVY)
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        raise Refused(HEIC if brand in _HEIC_BRANDS else NOT_A_PHOTO if brand == b"avif" else VIDEO)


def _looks_like_a_photo(content):
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or content[8:12] == b"WEBP"


def _too_many_pixels(width=None, height=None):
    size = f"（{width}×{height}）" if width else ""
    return f"这张照片的像素太高{size}，最多 {MAX_PIXELS // 10_000} 万像素。请在手机相机里改用普通分辨率再拍。"


def _decoded(image, *, side):
    """All its pixels. A JPEG is decoded no larger than needed, which for a phone photo is four times faster."""
    scale = max(image.size) / side
    image.draft("RGB", tuple(max(1, math.ceil(length / scale)) for length in image.size))
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError):
        raise Refused(DAMAGED) from None
    return image


def _on_white(image):
    """An RGB picture without metadata; what was transparent becomes white, not black."""
    if image.mode.startswith("I"):  # 16 bits of grey, as scanners write them
        image = image.convert("I").point(lambda level: level * (1 / 257)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    picture = image.convert("RGB")
    picture.info = {}
    return picture


def _fitted(image, side):
    longest = max(image.size)
    if longest <= side:
        return image
    size = tuple(max(1, round(length * side / longest)) for length in image.size)
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _jpeg(image, quality, profile):
    target = BytesIO()
    # The colour profile is the one thing carried over: without it a wide-gamut photo looks faded.
    carried = {"icc_profile": profile} if profile and len(profile) <= 10_000 else {}
    image.save(target, "JPEG", quality=quality, optimize=True, progressive=True, **carried)
    return target.getvalue()
