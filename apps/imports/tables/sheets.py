"""A workbook read for one kind of template: where its header is, and the cells of every row under the columns' names.

The template itself is the easy case. Lists that were made elsewhere have title rows, a header in two rows, merged cells,
totals and notes: the reader of problem lists knows all these, and is used here.
"""

from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from apps.imports.reading.container import open_book
from apps.imports.reading.corrections import put_right
from apps.imports.reading.grid import Grid
from apps.imports.reading.header import Header, columns_of, normalised, title_lines
from apps.imports.reading.rows import RowTests
from apps.imports.reading.sheet import TooLarge

NUMBERING = "序号"
EXAMPLE = "示例"  # stands in the numbering column of the example row
GUIDE = "填写说明"
LAST_ROW_TO_LOOK_AT = 30
MOST_HEADER_ROWS = 3
FEWEST_COLUMNS = 2
MOST_ROWS = 5_000
_NUMBERINGS = frozenset({"序号", "编号序号", "序", "no", "no."})


class Line(NamedTuple):
    """`cells` is {column name: Cell}; `around` are the texts above the row: section heading, titles, sheet name."""

    sheet: str
    row: int
    cells: dict
    raw: dict
    around: tuple
    is_example: bool


@dataclass
class Sheets:
    """`summaries` have name, header_row, headers {letter: [label, column name or None]} and ignored rows."""

    lines: list = field(default_factory=list)
    summaries: list = field(default_factory=list)
    missing: list = field(default_factory=list)


def read_sheets(content: bytes, columns, corrections=(), header_rows=None) -> Sheets:
    """Raises Unreadable, Encrypted or TooLarge. `corrections` are [sheet, row, letter, text]; `columns` the kind's."""
    book = open_book(content)
    if corrections:
        put_right(book, {(name, row, letter): text for name, row, letter, text in corrections}, header_rows or {})
    read = Sheets()
    for sheet in book.sheets:
        if sheet.visible and sheet.name != GUIDE:
            _read_sheet(read, sheet, columns)
        if len(read.lines) > MOST_ROWS:
            raise TooLarge
    return read


def names_of(columns) -> dict[str, str]:
    """{heading as it is compared: column name}; a heading of the template is not taken by another one's alias."""
    names = {normalised(alias)[0]: name for name, column in columns.items() for alias in column.aliases}
    return names | {normalised(column.heading)[0]: name for name, column in columns.items()}


def _read_sheet(read, sheet, columns):
    grid = Grid(sheet)
    header = header_of(grid, columns)
    summary = {"name": sheet.name, "header_row": None, "headers": {}, "ignored": []}
    read.summaries.append(summary)
    if header is None:
        return
    lacking = [column.heading for name, column in columns.items() if column.required and name not in header.fields]
    if lacking:
        read.missing.append((sheet.name, lacking))
        return
    taken = {column.index: name for name, column in header.fields.items()}
    summary["header_row"] = header.last
    summary["headers"] = {
        column.letter: [column.label, taken.get(index)] for index, column in sorted(header.columns.items())
    }
    _read_rows(read, sheet, grid, header, summary)


def header_of(grid, columns) -> Header | None:
    """The block of rows that names most columns; of equals the first and shortest."""
    best, names = None, names_of(columns)
    for number in [one for one in grid.numbers() if one <= LAST_ROW_TO_LOOK_AT]:
        for last in range(number, number + MOST_HEADER_ROWS):
            header = (
                _map(columns_of(grid, number, last), number, last, names) if _is_there(grid, number, last) else None
            )
            if header is None or len(header.fields) < FEWEST_COLUMNS:
                continue
            if best is None or len(header.fields) > len(best.fields):
                best = header
    return best


def _is_there(grid, first, last) -> bool:
    return any(number in grid.rows for number in range(first, last + 1))


def _map(found, first, last, names) -> Header:
    header = Header(first, last, found, {}, [], set())
    for index, column in sorted(found.items()):
        if column.name in _NUMBERINGS:
            header.numbering.add(index)
            continue
        for written in (column.group + column.name, column.name):
            name = names.get(written)
            if name and name not in header.fields:
                header.fields[name] = column
                break
    return header


def _read_rows(read, sheet, grid, header, summary):
    titles, section = tuple(title_lines(grid, header)), ""
    for line in _lines(grid, header):
        if line.reason is not None:
            section = line.text if line.reason == "section_heading" else section
            summary["ignored"].append({"row": line.number, "reason": line.reason})
            continue
        cells = {name: line.cells[column.index] for name, column in header.fields.items()}
        around = (section, *titles, sheet.name)
        read.lines.append(Line(sheet.name, line.number, cells, _raw(header, line), around, _is_example(header, line)))


def _lines(grid, header):
    tests = RowTests(grid, header)
    return chain.from_iterable(map(tests.lines, grid.portions()))


def _raw(header, line) -> dict:
    return {
        column.label: line.cells[index].text
        for index, column in sorted(header.columns.items())
        if index < len(line.cells) and line.cells[index] is not None and line.cells[index].text
    }


def _is_example(header, line) -> bool:
    return any(line.cells[index] is not None and line.cells[index].key == EXAMPLE for index in header.numbering)
