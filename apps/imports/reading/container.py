"""What kind of file this is, decided by its content, and the limits that keep a hostile file small."""

import copy
import io
import re
import shutil
import zipfile
import zlib

from . import delimited, html_tables, ods, xls, xlsx
from .sheet import Book, TooLarge, Unreadable

LARGEST_FILE = 20 * 2**20
LARGEST_UNPACKED = 256 * 2**20
LARGEST_PACKED_TIGHT = 32 * 2**20
TIGHTEST_RATIO = 200
MOST_SHEETS = 60
_PIECE = 2**18

_OLE = b"\xd0\xcf\x11\xe0"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_HTML_START = re.compile(r"<(?:html|!doctype html|table|meta|head|style|div)", re.IGNORECASE)
_HTML_TABLE = re.compile(r"<table", re.IGNORECASE)
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    OSError,
    ValueError,
)


class Archive:
    """A zip whose members are only unpacked within what its directory announced."""

    def __init__(self, data):
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except Exception as broken:  # struct, unicode and index errors of damaged directories
            raise Unreadable from broken
        if sum(member.file_size for member in members) > LARGEST_UNPACKED or any(map(_too_tight, members)):
            raise TooLarge
        self.names = {member.filename for member in members}

    def read(self, name):
        """The bytes of a member; Unreadable when it is missing or damaged, TooLarge when it yields more than announced."""
        try:
            announced = self._zip.getinfo(name)
            data = self._unpack(announced)
        except _BROKEN_ZIP as broken:
            raise Unreadable from broken
        if len(data) > announced.file_size:
            raise TooLarge
        if len(data) < announced.file_size or zlib.crc32(data) != announced.CRC:
            raise Unreadable
        return data

    def _unpack(self, announced):
        # zipfile would cut at the announced size and call a longer stream a wrong checksum.
        member = copy.copy(announced)
        member.file_size, member.CRC = announced.file_size + 1, None
        # A piece at a time, for zlib would hold two of what it gives at once.
        unpacked = io.BytesIO()
        with self._zip.open(member) as stream:
            shutil.copyfileobj(stream, unpacked, _PIECE)
        return unpacked.getvalue()


def _too_tight(member):
    return member.file_size > LARGEST_PACKED_TIGHT and member.file_size > TIGHTEST_RATIO * member.compress_size


def open_book(data, *, in_portions=False):
    """The sheets of a file; raises Unreadable, Encrypted or TooLarge.

    `in_portions` leaves the later rows of long sheets for later (Sheet.later), or raises NotInPortions.
    """
    if not data:
        raise Unreadable
    if len(data) > LARGEST_FILE:
        raise TooLarge
    book = _open(data, in_portions)
    if sum(sheet.visible for sheet in book.sheets) > MOST_SHEETS:
        raise TooLarge
    return book


def _open(data, in_portions):
    if data.startswith(b"PK"):
        return _open_zip(Archive(data), in_portions)
    if data.startswith(_OLE):
        return Book("xls", xls.read_sheets(data))
    if html_start(data):
        return Book("html", html_tables.read_sheets(data))
    return Book("csv", delimited.read_sheets(data))


def _open_zip(archive, in_portions):
    if "xl/workbook.xml" in archive.names:
        return Book("xlsx", xlsx.read_sheets(archive, most_sheets=MOST_SHEETS, in_portions=in_portions))
    if "mimetype" in archive.names and archive.read("mimetype").strip().startswith(_ODS):
        return Book("ods", ods.read_sheets(archive))
    raise Unreadable


def html_start(data):
    """Whether text begins like a page and holds a table."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return bool(_HTML_START.match(text.lstrip("\ufeff \t\r\n\f\v")) and _HTML_TABLE.search(text))
