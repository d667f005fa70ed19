"""OpenDocument spreadsheets: repeated rows and cells, spans, hidden rows and sheets, dates by their value."""

import re
from datetime import datetime

from . import markup
from .cells import date_cell, error_cell, formula_cell, number_cell, text_cell
from .sheet import Merge, RowGatherer, Sheet

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_ROW_GROUPS = {_TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group")}
_CELLS = {_TABLE + "table-cell", _TABLE + "covered-table-cell"}
_SKIPPED = {"annotation", "frame", "ruby-text"}
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def read_sheets(archive):
    root = markup.parse(archive.read("content.xml"))
    hidden_styles = _hidden_styles(root)
    tables = root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    return [_sheet(table, hidden_styles) for table in tables]


def _hidden_styles(root):
    return {
        style.get(_STYLE + "name")
        for style in root.iter(_STYLE + "style")
        for properties in style.iterchildren(_STYLE + "table-properties")
        if properties.get(_TABLE + "display") == "false"
    }


def _sheet(table, hidden_styles):
    sheet = Sheet(table.get(_TABLE + "name") or "", visible=table.get(_TABLE + "style-name") not in hidden_styles)
    gatherer, number = RowGatherer(), 1
    for row in _rows(table):
        repeated = _count(row, "number-rows-repeated", _MOST_ROWS)
        cells, spans = _cells(row, number)
        sheet.merges.extend(spans)
        if not _add(gatherer, sheet, number, repeated, cells, row):
            break
        number += repeated
    sheet.rows = gatherer.finish()
    return sheet


def _add(gatherer, sheet, number, repeated, cells, row):
    if not cells:
        return True
    hidden = row.get(_TABLE + "visibility") in ("collapse", "filter")
    for place in range(number, number + repeated):
        if hidden:
            sheet.hidden.add(place)
        if not gatherer.add(place, list(cells)):
            return False
    return True


def _rows(table):
    """The rows in order, wherever groups and header blocks put them."""
    waiting = [iter(table)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == _TABLE + "table-row":
            yield element
        elif element.tag in _ROW_GROUPS:
            waiting.append(iter(element))


def _count(element, name, most, least=1):
    written = element.get(_TABLE + name, "1")
    return min(max(int(written), least), most) if written.isdecimal() and len(written) < 10 else least


def _cells(row, number):
    """(cells without the empty ones at the end, merged ranges)"""
    cells, spans, place = [], [], 0
    for element in row:
        if element.tag not in _CELLS:
            continue
        repeated = _count(element, "number-columns-repeated", _MOST_COLUMNS)
        cell = _cell(element)
        if cell is not None and place < _MOST_COLUMNS:
            cells.extend([None] * (place - len(cells)))
            cells.extend([cell] * min(repeated, _MOST_COLUMNS - place))
        down = _count(element, "number-rows-spanned", _MOST_ROWS)
        across = _count(element, "number-columns-spanned", _MOST_COLUMNS)
        if down > 1 or across > 1:
            spans.append(Merge(number, place, number + down - 1, place + across - 1))
        place += repeated
    return cells, spans


def _cell(element):
    kind = element.get(_OFFICE + "value-type")
    text = _shown(element)
    if _is_error(element):
        return error_cell(text)
    if kind is None and not text and element.get(_TABLE + "formula"):
        return formula_cell()
    return _valued(kind, element, text) or (text_cell(text) if text else None)


def _is_error(element):
    return any(name.endswith("}value-type") and value == "error" for name, value in element.attrib.items())


def _valued(kind, element, text):
    """A cell by its typed value; None when its text has to do."""
    try:
        if kind in ("float", "percentage", "currency"):
            return number_cell(float(element.get(_OFFICE + "value")))
        if kind == "date":
            return date_cell(datetime.fromisoformat(element.get(_OFFICE + "date-value")[:19]))
        if kind == "boolean":
            return text_cell("TRUE" if element.get(_OFFICE + "boolean-value") == "true" else "FALSE")
        if kind == "time":
            hours, minutes, seconds = _TIME.fullmatch(element.get(_OFFICE + "time-value")).groups()
            return text_cell(f"{int(hours)}:{minutes}:{seconds}")
    except (TypeError, ValueError, AttributeError):
        return None
    written = element.get(_OFFICE + "string-value")
    return text_cell(written) if kind == "string" and written and not text else None


def _shown(element):
    return "\n".join(_paragraph(child) for child in element if child.tag == _TEXT + "p")


def _paragraph(paragraph):
    """Text with its spaces, tabs and line breaks; notes and pictures are not text of the cell."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        name = markup.local(child.tag)
        if name == "s":
            written = child.get(_TEXT + "c", "1")
            pieces.append(" " * (min(int(written), 1000) if written.isdecimal() else 1))
        elif name == "tab":
            pieces.append(" ")
        elif name == "line-break":
            pieces.append("\n")
        elif name and name not in _SKIPPED:
            pieces.append(_paragraph(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
