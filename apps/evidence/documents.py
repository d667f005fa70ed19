"""Documents as files: what a file really is, told by its content, and what is not taken. Pure."""

import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from django.db.models import TextChoices

from apps.common.verdicts import Refused
from apps.evidence import images

MAX_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024


class Kind(TextChoices):
    PDF = "pdf", "PDF 文件"
    DOCX = "docx", "Word 文档"
    XLSX = "xlsx", "Excel 表格"
    XLS = "xls", "Excel 表格（旧版）"
    CSV = "csv", "CSV 表格"
    JPG = "jpg", "JPG 图片"
    PNG = "png", "PNG 图片"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.XLS: "application/vnd.ms-excel",
    Kind.CSV: "text/csv",
    Kind.JPG: "image/jpeg",
    Kind.PNG: "image/png",
}

ALLOWED = "可以上传：PDF、Word（.docx）、Excel（.xlsx、.xls）、CSV、JPG、PNG。"
EMPTY = "这个文件是空的。请打开原文件看看内容，保存后重新上传。"
TOO_HEAVY = f"这个文件超过 {MAX_BYTES // 1024 // 1024} MB。请压缩文件里的图片，或分成几个文件上传。"
NOT_ALLOWED = f"不能上传这种文件。{ALLOWED}"
WEB_PAGE = "这个文件的内容是网页，不是表格或文档。请用 WPS 或 Excel 打开，另存为 .xlsx 后再上传。"
MACROS = "这个文件里带有宏，为了安全不能上传。请另存为不带宏的 .docx 或 .xlsx 后再上传。"
LOCKED = "这个文件设了打开密码。请取消密码、保存后再上传。"
OLD_WORD = "这是旧版 Word 文件（.doc 或 .wps）。请用 WPS 或 Word 打开，另存为 .docx 后再上传。"
OLD_OTHER = f"这是旧版 Office 文件，不是表格。{ALLOWED}"
DAMAGED = "这个文件不完整或已损坏，打不开。请重新保存或重新下载后再上传。"
BOMB = "这个文件解压后太大，不能上传。请删去多余的工作表、空行和大图，保存后再上传。"
ARCHIVE = f"不能上传压缩包。请解压后逐个上传。{ALLOWED}"

_MACRO_SUFFIXES = {".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb"}
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<table", b"<meta", b"<?xml")


def inspect(content: bytes, *, name: str) -> Kind:
    """What the file is, whatever its name says. Raises Refused with what to do instead.

    Only a CSV needs its name: it is plain text, which has no mark of its own.
    """
    if not content:
        raise Refused(EMPTY)
    if len(content) > MAX_BYTES:
        raise Refused(TOO_HEAVY)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _MACRO_SUFFIXES:
        raise Refused(MACROS)
    for marks, reader in _READERS:
        if content.startswith(marks):
            return reader(content)
    if b"%PDF-" in content[:1024]:
        return _pdf(content)
    return _plain(content, suffix)


def _pdf(content):
    # Some scanners append a few bytes after the end mark; a cut-off download has none.
    if b"%%EOF" not in content[-4096:]:
        raise Refused(DAMAGED)
    return Kind.PDF


def _package(content):
    """A .docx or .xlsx is a ZIP; look only at its table of contents, unpack nothing but the list of types."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise Refused(BOMB)
            if any(entry.flag_bits & 1 for entry in entries):
                raise Refused(LOCKED)
            return _office(package, {entry.filename for entry in entries})
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError):
        raise Refused(DAMAGED) from None


def _office(package, names):
    if "[Content_Types].xml" not in names:
        raise Refused(ARCHIVE)
    types = package.open("[Content_Types].xml").read(1_000_000).lower()
    if b"macroenabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(MACROS)
    if "word/document.xml" in names:
        return Kind.DOCX
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    raise Refused(NOT_ALLOWED)


def _old_office(content):
    """The older container names its streams in UTF-16; those names tell what it holds."""
    if _holds(content, "EncryptedPackage"):
        raise Refused(LOCKED)
    if _holds(content, "_VBA_PROJECT"):
        raise Refused(MACROS)
    if _holds(content, "WordDocument"):
        raise Refused(OLD_WORD)
    if _holds(content, "Workbook") or _holds(content, "Book"):
        return Kind.XLS
    raise Refused(OLD_OTHER)


def _holds(content, stream):
    # A directory entry is the name in UTF-16, padded with zeros; in running text zeros do not follow.
    return stream.encode("utf-16-le") + b"\0\0\0\0" in content


def _picture(content):
    return Kind.PNG if images.inspect(content).format == "PNG" else Kind.JPG


def _plain(content, suffix):
    if _is_markup(content):
        raise Refused(WEB_PAGE if suffix in {".xls", ".xlsx", ".csv"} else NOT_ALLOWED)
    if suffix == ".csv" and _is_text(content):
        return Kind.CSV
    raise Refused(NOT_ALLOWED)


def _is_markup(content):
    beginning = content[:2048].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip().lower()
    return beginning.startswith(_MARKUP) or b"<html" in beginning or b"<svg" in beginning


def _is_text(content):
    for encoding in ("utf-8", "gb18030", "utf-16"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return False
        try:
            return "\0" not in content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return False


_READERS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _old_office),
    ((b"PK\x03\x04", b"PK\x05\x06"), _package),
    ((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"), _picture),
)
