"""Writing Excel workbooks: rows stream from any iterable to a file that opens well in Excel and
WPS, prints on A4, and in which no text can become a formula. Reading lives with the imports."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO

import xlsxwriter

from apps.common.cell_text import (
    FORMULA_START,
    UNPRINTABLE,
    columns_of,
    cut,
    local,
    neutralised,
    original,
    printable,
    words,
)

__all__ = ["Column", "Workbook", "neutralised", "original", "printable", "write_table"]

MAX_LINKS = 65_530  # in a sheet
MAX_ROWS = 1_048_576  # in a sheet
MAX_SHEET_NAME = 31
MAX_ADDRESS = 2_079
EXACT_DIGITS = 15  # a spreadsheet's number loses what lies beyond
MAX_TEXT_FORMAT = 255  # longer texts in Excel's text format (@) are shown as ####

LINE, MAX_HEIGHT = 15, 409  # points

BANNED_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
WEB_ADDRESS = re.compile(r"https?://[^\s]+\Z", re.IGNORECASE)

# So that the same rows give the same bytes unless the caller says when the file was made.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
EXCEL_EPOCH = date(1900, 3, 1)  # before it Excel counts a day that never was

TEXT_FONT = {"font_name": "宋体", "font_size": 11, "font_charset": 134}
HEAD_FONT = {"font_name": "微软雅黑", "font_size": 11, "font_charset": 134}
CELL = TEXT_FONT | {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
FORMATS = {
    "title": HEAD_FONT | {"font_size": 16, "bold": True, "align": "center", "valign": "vcenter"},
    "note": TEXT_FONT | {"font_size": 10, "font_color": "#595959", "text_wrap": True, "valign": "vcenter"},
    "header": HEAD_FONT
    | {"bold": True, "bg_color": "#E2EFDA", "align": "center", "valign": "vcenter"}
    | {"text_wrap": True, "border": 1, "border_color": "#A6A6A6"},
    "blank": CELL,
    "text": CELL | {"text_wrap": True, "num_format": "@"},
    "long": CELL | {"text_wrap": True},
    "guarded": CELL | {"text_wrap": True, "quote_prefix": True},
    "number": CELL | {"align": "right"},
    "date": CELL | {"align": "center", "num_format": "yyyy-mm-dd"},
    "moment": CELL | {"align": "center", "num_format": "yyyy-mm-dd hh:mm"},
    "link": CELL | {"text_wrap": True, "font_color": "#0563C1", "underline": 1},
}


@dataclass(frozen=True)
class Column:
    """One column: kind is text, number, date (days and moments alike) or link.

    A link's value is an address, or a pair of address and label. `number_format` is Excel's own
    notation, such as "0.0%"; width is in characters of the body font. A hidden column is for programs.
    """

    label: str
    width: float = 12
    kind: str = "text"
    number_format: str = ""
    hidden: bool = False


def write_table(
    stream: IO[bytes],
    *,
    sheet: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence],
    title: str = "",
    notes: Sequence[str] = (),
    created: datetime = UNDATED,
) -> int:
    """A workbook of one table; returns how many rows were written."""
    with Workbook(stream, created=created) as book:
        return book.sheet(sheet, columns=columns, rows=rows, title=title, notes=notes)


class Workbook:
    """A workbook under construction: rows go to disk as they come, never all into memory."""

    def __init__(self, stream: IO[bytes], *, created: datetime = UNDATED, rows_per_sheet: int = 1_000_000):
        self._book = xlsxwriter.Workbook(
            stream, {"constant_memory": True, "default_format_properties": TEXT_FONT.copy()}
        )
        self._book.set_properties({"created": _utc(created)})
        self._rows_per_sheet = rows_per_sheet
        self._formats: dict = {}
        self._names: set[str] = set()

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, kind, *_) -> None:
        if not self._book.worksheets():
            self._book.add_worksheet("空白")
        self._book.close()

    def sheet(
        self,
        name: str,
        *,
        columns: Sequence[Column],
        rows: Iterable[Sequence],
        title: str = "",
        notes: Sequence[str] = (),
    ) -> int:
        """Writes a table, on further sheets when there are more rows than one can hold."""
        rows = iter(rows)
        written = 0
        while True:
            sheet = self._book.add_worksheet(self._free_name(name))
            table = _Table(sheet, self._format, columns)
            table.open(printable(title), [printable(note) for note in notes])
            count = table.fill(islice(rows, self._rows_per_sheet))
            table.close()
            written += count
            following = next(rows, None) if count == self._rows_per_sheet else None
            if following is None:
                return written
            rows = _again(following, rows)

    def _format(self, name: str, number_format: str = ""):
        key = (name, number_format)
        if key not in self._formats:
            extra = {"num_format": number_format} if number_format else {}
            self._formats[key] = self._book.add_format(FORMATS[name] | extra)
        return self._formats[key]

    def _free_name(self, wanted: str) -> str:
        cleaned = BANNED_IN_NAMES.sub("－", printable(wanted)).strip("' \n\t") or "表"
        if cleaned.lower() == "history":  # reserved by Excel
            cleaned += "_"
        name, number = cut(cleaned, MAX_SHEET_NAME), 1
        while name.lower() in self._names:
            number += 1
            ending = f"（{number}）"
            name = cut(cleaned, MAX_SHEET_NAME - len(ending)) + ending
        self._names.add(name.lower())
        return name


class _Table:
    """One physical sheet: heading, rows, then filter and print settings."""

    def __init__(self, sheet, formats, columns: Sequence[Column]):
        self._sheet, self._format, self._columns = sheet, formats, columns
        self._row = 0
        self._header_row = 0
        self._links = 0
        self._lines = 1
        self._writers = [getattr(self, f"_write_{column.kind}") for column in columns]

    def open(self, title: str, notes: Sequence[str]) -> None:
        for number, column in enumerate(self._columns):
            self._sheet.set_column(number, number, column.width, None, {"hidden": column.hidden})
        if title:
            self._spanning(title, "title", height=30)
        for note in notes:
            self._spanning(note, "note", height=18 * (1 + note.count("\n")))
        self._header_row = self._row
        self._sheet.set_row(self._row, 30)
        for number, column in enumerate(self._columns):
            label = printable(column.label)
            self._sheet.write_string(self._row, number, label, self._format("header"))
        self._row += 1

    def fill(self, rows: Iterable[Sequence]) -> int:
        first = self._row
        for row in rows:
            if self._row >= MAX_ROWS:
                raise ValueError(f"a sheet holds {MAX_ROWS} rows")
            self._lines = 1
            for number, value in enumerate(row):
                self._write(number, value)
            if self._lines > 1:  # said here, because not every program measures wrapped text itself
                self._sheet.set_row(self._row, min(LINE * self._lines + 4, MAX_HEIGHT))
            self._row += 1
        return self._row - first

    def close(self) -> None:
        sheet, last_column = self._sheet, len(self._columns) - 1
        sheet.autofilter(self._header_row, 0, max(self._row - 1, self._header_row), last_column)
        sheet.freeze_panes(self._header_row + 1, 0)
        sheet.repeat_rows(self._header_row)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def _spanning(self, text: str, name: str, *, height: float) -> None:
        last_column = len(self._columns) - 1
        self._sheet.set_row(self._row, height)
        if last_column:
            self._sheet.merge_range(self._row, 0, self._row, last_column, "", self._format(name))
        self._sheet.write_string(self._row, 0, text, self._format(name))
        self._row += 1

    def _write(self, number: int, value) -> None:
        if value is None or value == "":
            self._sheet.write_blank(self._row, number, None, self._format("blank"))
        else:
            self._writers[number](number, value)

    def _write_text(self, number: int, value) -> None:
        text = printable(words(value))
        self._make_room(number, text)
        style = "text" if len(text) <= MAX_TEXT_FORMAT else "long"
        style = "guarded" if FORMULA_START.match(text) else style
        self._sheet.write_string(self._row, number, text, self._format(style))

    def _make_room(self, number: int, text: str) -> None:
        width = self._columns[number].width
        if 2 * len(text) > width or "\n" in text:
            needed = sum(math.ceil(columns_of(line) / width) or 1 for line in text.split("\n"))
            self._lines = max(self._lines, needed)

    def _write_number(self, number: int, value) -> None:
        if _is_exact(value):
            style = self._format("number", self._columns[number].number_format)
            self._sheet.write_number(self._row, number, value, style)
        else:
            self._write_text(number, value)

    def _write_date(self, number: int, value) -> None:
        if not isinstance(value, date) or _day_of(value) < EXCEL_EPOCH:
            self._write_text(number, value)
        elif isinstance(value, datetime):
            style = self._format("moment", self._columns[number].number_format)
            self._sheet.write_datetime(self._row, number, local(value), style)
        else:
            style = self._format("date", self._columns[number].number_format)
            self._sheet.write_datetime(self._row, number, value, style)

    def _write_link(self, number: int, value) -> None:
        address, label = value if isinstance(value, tuple) else (value, value)
        if not _is_web_address(address or "") or self._links >= MAX_LINKS:
            return self._write_text(number, label or address or "")
        self._links += 1
        text = printable(words(label or address))
        self._make_room(number, text)
        return self._sheet.write_url(self._row, number, address, self._format("link"), string=text)


def _is_web_address(text: str) -> bool:
    """Only http and https: "file:" and the like would open what lies on the reader's machine."""
    return bool(WEB_ADDRESS.match(text)) and len(text) <= MAX_ADDRESS and not UNPRINTABLE.search(text)


def _is_exact(value) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return math.isfinite(value) and (isinstance(value, float) or len(Decimal(value).as_tuple().digits) <= EXACT_DIGITS)


def _day_of(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _again(first, rest):
    yield first
    yield from rest
