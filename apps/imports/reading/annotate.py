"""The user's own workbook with what is wrong in it: yellow cells, comments, and a last column with the messages.

xlsx keeps its formats, its formulas with their values and the pictures in its cells. Other kinds come back as xlsx with the same cells, sheet
names, row positions and merged ranges.
"""

import io
import re

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.workbook.properties import CalcProperties

from .cells import DATE, ERROR, NUMBER, key
from .container import open_book
from .corrections import MESSAGES_HEADER, TOWNSHIP_HEADER, put_right
from .formula_values import with_values
from .kept_parts import with_kept_parts
from .sheet import column_index

_AUTHOR = "导入检查"
_YELLOW = PatternFill("solid", start_color="FFFF00", end_color="FFFF00")
_LARGEST_MERGE = 200_000
_LONGEST_CELL = 32_767
_TITLE_UNSAFE = re.compile(INVALID_TITLE_REGEX)


def annotated_workbook(file_bytes, file_name, result, corrections=None):
    """The bytes of an xlsx. Raises Unreadable, Encrypted or TooLarge for a file that could not be read at all.

    `file_name` is not looked at: the kind of a file is in its content. `corrections` (Corrections) stand in place of
    what the cells said.
    """
    book = open_book(file_bytes)
    own = _own(file_bytes) if book.kind == "xlsx" else None
    if corrections:
        if own:
            _correct(own, book, corrections)
        put_right(book, corrections.cells, corrections.header_rows)
    written = _marked(own, result) if own else None
    if written:
        return with_kept_parts(with_values(written, book), file_bytes)
    workbook = _rebuilt(book)
    names = dict(zip((sheet.name for sheet in book.sheets), workbook.sheetnames, strict=False))
    return _saved(_annotated(workbook, names, result))


def _own(file_bytes):
    """The workbook as it came; None when openpyxl cannot read what the importer could."""
    try:
        return load_workbook(io.BytesIO(file_bytes), rich_text=True)
    except Exception:  # broken styles, drawings and names end in all kinds of errors
        return None


def _marked(own, result):
    """The user's workbook with its marks; None when openpyxl cannot write what it could read."""
    _annotated(own, {}, result)
    try:
        return _saved(own)
    except Exception:  # as above
        return None


def _annotated(workbook, names, result):
    """`names` is {name in the file: name in the workbook} where they differ."""
    for summary in result.sheets:
        errors = [complaint for complaint in result.errors if complaint.sheet == summary.name]
        if errors:
            _annotate(workbook[names.get(summary.name, summary.name)], summary, errors)
    return workbook


def _saved(workbook):
    workbook.calculation = workbook.calculation or CalcProperties()
    workbook.calculation.fullCalcOnLoad = True
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _correct(workbook, book, corrections):
    """Writes what was typed in the page; a township goes into a new column where the list has none."""
    for source in book.sheets:
        cells = {(row, letter): text for (name, row, letter), text in corrections.cells.items() if name == source.name}
        if not cells:
            continue
        sheet, width = workbook[source.name], max((len(row) for _, row in source.rows), default=0)
        if any(not letter for _, letter in cells) and corrections.header_rows.get(source.name):
            cells[corrections.header_rows[source.name], ""] = TOWNSHIP_HEADER
        for (row, letter), text in cells.items():
            column = column_index(letter) + 1 if letter else width + 1
            _write_text(sheet.cell(*_top_left(sheet, row, column)), text)


def _annotate(sheet, summary, errors):
    description = next(
        (column_index(letter) for letter, (_, field) in summary.headers.items() if field == "description"), 0
    )
    by_cell, by_row = {}, {}
    for complaint in errors:
        column = description if complaint.column is None else column_index(complaint.column)
        by_cell.setdefault(_top_left(sheet, complaint.row, column + 1), []).append(complaint.message)
        by_row.setdefault(complaint.row, []).append(complaint)
    column = _messages_column(sheet, summary.header_row)
    for (row, place), messages in by_cell.items():
        _mark(sheet.cell(row, place), messages)
    for row, complaints in by_row.items():
        cell = sheet.cell(row, column)
        if not isinstance(cell, MergedCell):
            _write_text(cell, "\n".join(_named(complaint) for complaint in complaints))
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _named(complaint):
    return f"{complaint.header}：{complaint.message}" if complaint.header else complaint.message


def _top_left(sheet, row, column):
    if not isinstance(sheet.cell(row, column), MergedCell):
        return row, column
    covering = next(found for found in sheet.merged_cells.ranges if sheet.cell(row, column).coordinate in found)
    return covering.min_row, covering.min_col


def _mark(cell, messages):
    cell.fill = _YELLOW
    before = f"\n\n原批注：{cell.comment.text}" if cell.comment and cell.comment.author != _AUTHOR else ""
    cell.comment = Comment("\n".join(dict.fromkeys(messages)) + before, _AUTHOR, height=120, width=320)


def _messages_column(sheet, header_row):
    """Behind the last column; that of an earlier round is emptied and used again."""
    for column in range(1, sheet.max_column + 1):
        value = sheet.cell(header_row, column).value
        if isinstance(value, str) and key(value) == MESSAGES_HEADER:
            for row in range(header_row + 1, sheet.max_row + 1):
                if not isinstance(sheet.cell(row, column), MergedCell):
                    sheet.cell(row, column).value = None
            return column
    column = sheet.max_column + 1
    _write_text(sheet.cell(header_row, column), MESSAGES_HEADER)
    sheet.cell(header_row, column).font = Font(bold=True)
    sheet.column_dimensions[get_column_letter(column)].width = 60
    return column


def _rebuilt(book):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for source in book.sheets:
        sheet = workbook.create_sheet(_TITLE_UNSAFE.sub("_", source.name) or None)
        sheet.sheet_state = "visible" if source.visible else "hidden"
        for number, cells in source.rows:
            for place, cell in enumerate(cells, 1):
                if cell is not None:
                    _copy(sheet.cell(number, place), cell)
        _merge(sheet, source.merges)
        for number in source.hidden:
            sheet.row_dimensions[number].hidden = True
    if not any(sheet.sheet_state == "visible" for sheet in workbook):
        workbook.create_sheet()
    return workbook


def _copy(target, cell):
    if cell.kind == NUMBER:
        target.value = cell.number
    elif cell.kind == DATE and cell.text == cell.day.isoformat():
        target.value = cell.day
        target.number_format = "yyyy-mm-dd"
    elif cell.kind == ERROR:
        target.value = cell.key
        target.data_type = "e"
    else:
        _write_text(target, cell.raw)


def _write_text(target, text):
    """Text stays text, also when it begins like a formula."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    target.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_CELL]
    target.data_type = "s"


def _merge(sheet, merges):
    taken = 0
    for merge in merges:
        bottom = min(merge.bottom, sheet.max_row)
        taken += max(bottom - merge.top + 1, 0) * merge.across
        if bottom >= merge.top and taken <= _LARGEST_MERGE:
            sheet.merge_cells(
                start_row=merge.top, end_row=bottom, start_column=merge.left + 1, end_column=merge.right + 1
            )
