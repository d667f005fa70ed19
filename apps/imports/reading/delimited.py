"""Text files with separated values. Rows are records: a quoted cell may hold line breaks, an empty line counts."""

import csv
import io

from .cells import text_cell
from .sheet import RowGatherer, Sheet, Unreadable

_DELIMITERS = ",;\t"
_MOST_CONTROLS = 0.05
_ALLOWED_CONTROLS = frozenset("\t\n\r")

# The module's own limit of 131,072 characters a cell is a setting of the whole process; a file is 20 MiB at most.
csv.field_size_limit(32 * 2**20)


def read_sheets(data):
    text = decode(data)
    sheet = Sheet("CSV", merges_known=False)
    gatherer, known = RowGatherer(), {}
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)), 1):
            if not gatherer.add(number, [_cell(value, known) for value in record]):
                break
    except csv.Error as broken:
        raise Unreadable from broken
    sheet.rows = gatherer.finish()
    return [sheet]


def _cell(value, known):
    if value not in known:
        known[value] = text_cell(value)
    return known[value]


def decode(data):
    """By byte order mark, else strict UTF-8, else strict GB18030; what is no text is Unreadable."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not marked:
        raise Unreadable
    for name in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if _controls(text) > _MOST_CONTROLS * len(text):
            raise Unreadable
        return text
    raise Unreadable


def _controls(text):
    return sum(
        text.count(chr(code)) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _ALLOWED_CONTROLS
    )


def delimiter(text):
    """The most frequent of comma, semicolon and tab in the first ten lines."""
    lines = "\n".join(text[:200_000].splitlines()[:10])
    return max(_DELIMITERS, key=lines.count)
