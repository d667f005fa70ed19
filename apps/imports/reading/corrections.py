"""What a person typed in place of cells, put into the book before anything is read; the file itself stays as it is."""

from .cells import key, text_cell
from .sheet import NotInPortions, column_index

# The header of the column for townships that are typed where a list has no such column.
TOWNSHIP_HEADER = "所属乡镇"
# The header of the column that a returned workbook tells its mistakes in.
MESSAGES_HEADER = "导入错误说明"


def put_right(book, corrections, header_rows):
    """`corrections` is {(sheet, row, column letter): text}; the letter "" is a township for a list without that column.

    `header_rows` is {sheet: last row of the header}, for the column that is added.
    """
    for sheet in book.sheets:
        mine = {(row, letter): text for (name, row, letter), text in corrections.items() if name == sheet.name}
        if not mine:
            continue
        if sheet.goes_on:
            raise NotInPortions
        rows = dict(sheet.rows)
        width = max((len(cells) for cells in rows.values()), default=0)
        for (row, letter), text in mine.items():
            place = column_index(letter) if letter else width
            _put(rows, *_top_of(sheet, row, place), text)
        header_row = header_rows.get(sheet.name)
        if header_row and any(not letter for _, letter in mine):
            _put(rows, header_row, width, TOWNSHIP_HEADER)
        sheet.rows = sorted(rows.items())


def _top_of(sheet, row, place):
    """A merged range has its value in its first cell."""
    for merge in sheet.merges:
        if merge.top <= row <= merge.bottom and merge.left <= place <= merge.right:
            return merge.top, merge.left
    return row, place


def _put(rows, row, place, text):
    cells = rows.setdefault(row, [])
    cells.extend([None] * (place + 1 - len(cells)))
    cells[place] = text_cell(text)


def forget_messages(rows, header):
    """A returned workbook that comes again still says what was wrong with it; that is nothing about its problems."""
    for index in [index for index, column in header.columns.items() if key(column.label) == MESSAGES_HEADER]:
        for number, cells in rows:
            if number > header.last and index < len(cells):
                cells[index] = None
