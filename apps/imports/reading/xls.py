"""xls (BIFF in an OLE container) through xlrd, which tells error cells, merged ranges and hidden rows."""

import io

import xlrd
from xlrd.compdoc import CompDoc

from .cells import TEXT, Cell, date_cell, error_cell, number_cell, text_cell
from .sheet import Encrypted, Merge, RowGatherer, Sheet, TooLarge, Unreadable

_FILEPASS, _EOF = 0x2F, 0x0A
_STREAMS = ("Workbook", "Book")


def read_sheets(data):
    stream = _workbook_stream(data)
    if _is_encrypted(stream):
        raise Encrypted
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        return [_sheet(book, sheet) for sheet in book.sheets()]
    except TooLarge:
        raise
    except Exception as broken:  # xlrd meets damaged records with whatever error comes first
        raise Unreadable from broken


def _workbook_stream(data):
    try:
        document = CompDoc(data, logfile=io.StringIO())
        names = {entry.name for entry in document.dirlist}
        if "EncryptedPackage" in names:
            raise Encrypted
        return next(document.get_named_stream(name) for name in _STREAMS if name in names)
    except Encrypted:
        raise
    except Exception as broken:  # as above; no workbook stream ends here as well
        raise Unreadable from broken


def _is_encrypted(stream):
    """A FILEPASS record among the workbook's globals."""
    place = 0
    while stream is not None and place + 4 <= len(stream):
        code = int.from_bytes(stream[place : place + 2], "little")
        if code in (_FILEPASS, _EOF):
            return code == _FILEPASS
        place += 4 + int.from_bytes(stream[place + 2 : place + 4], "little")
    return False


def _sheet(book, source):
    gatherer, known = RowGatherer(), {}
    for row in range(source.nrows):
        cells = [
            _cell(book, kind, value, known)
            for kind, value in zip(source.row_types(row), source.row_values(row), strict=True)
        ]
        if not gatherer.add(row + 1, cells):
            break
    return Sheet(
        source.name,
        visible=source.visibility == 0,
        from_1904=book.datemode == 1,
        rows=gatherer.finish(),
        merges=[Merge(top + 1, left, bottom, right - 1) for top, bottom, left, right in source.merged_cells],
        hidden={row + 1 for row, facts in source.rowinfo_map.items() if facts.hidden},
    )


def _cell(book, kind, value, known):
    place = (kind, value)
    if place not in known:
        known[place] = _BUILDERS.get(kind, _nothing)(value, book)
    return known[place]


def _nothing(value, book):
    return None


def _text(value, book):
    return text_cell(value)


def _number(value, book):
    return number_cell(value)


def _date(value, book):
    if 0 <= value < 1:
        return Cell(TEXT, xlrd.xldate_as_datetime(value, book.datemode).time().isoformat())
    try:
        return date_cell(xlrd.xldate_as_datetime(value, book.datemode))
    except (xlrd.XLDateError, ValueError, OverflowError):
        return number_cell(value)


def _truth(value, book):
    return text_cell("TRUE" if value else "FALSE")


def _error(value, book):
    return error_cell(xlrd.error_text_from_code.get(value, "#VALUE!"))


_BUILDERS = {
    xlrd.XL_CELL_TEXT: _text,
    xlrd.XL_CELL_NUMBER: _number,
    xlrd.XL_CELL_DATE: _date,
    xlrd.XL_CELL_BOOLEAN: _truth,
    xlrd.XL_CELL_ERROR: _error,
}
