"""The rows of one xlsx sheet, all at once or in portions, the later half of which another process can take over."""

import re

from . import markup
from .sheet import EMPTY_ROWS_THAT_END_A_SHEET, RowGatherer
from .xlsx_cells import Cutter, Unusual, parse_rows

# Bytes that are cut at a time.
PORTION = 2**19
_NUMBERED_ROW = re.compile(rb'<row r="(\d{1,7})"')


def read_rows(data, strings, styles):
    """(the sheet's XML without its rows, rows, numbers of hidden rows)"""
    try:
        return _cut(data, strings, styles)
    except Unusual:
        return parse_rows(data, strings, styles)


def read_in_portions(data, strings, styles):
    """(the same without the rows, Portions)

    Raises NotInPortions, at once or when going on, for a sheet that cannot be cut or whose rows are not in order.
    """
    start, end = _span_of_rows(data)
    return markup.parse(data[:start] + data[end:]), Portions(data, start, end, Cutter(strings, styles))


def _cut(data, strings, styles):
    start, end = _span_of_rows(data)
    shell = data[:start] + data[end:]
    cutter, gatherer = Cutter(strings, styles), RowGatherer()
    end = _end_of_values(data, start, end)
    while start < end:
        text, start = _portion(data, start, end)
        if not _gather(gatherer, cutter.rows(text)):
            break
    return markup.parse(shell), gatherer.finish(), cutter.hidden


class Portions:
    """An iterator of lists of the rows of one sheet."""

    def __init__(self, data, start, end, cutter):
        self._data, self._start, self._end = data, start, _end_of_values(data, start, end)
        self._cutter, self._gatherer = cutter, RowGatherer()
        self._later = None

    @property
    def hidden(self):
        """The numbers of the hidden rows among those that were handed out."""
        return self._cutter.hidden

    @property
    def last(self):
        """The number of the last row that was handed out."""
        return self._gatherer.last

    @property
    def places(self):
        """How many places the rows have that were handed out."""
        return self._gatherer.places

    def count(self, places):
        """So many more were handed out by somebody else."""
        self._gatherer.count(places)

    def __iter__(self):
        return self

    def __next__(self):
        if self._start >= self._end:
            raise StopIteration
        text, self._start = _portion(self._data, self._start, self._end)
        if not _gather(self._gatherer, self._cutter.rows(text)):
            self._start, self._later = self._end, None
        if not self._gatherer.ordered:
            raise Unusual
        return self._gatherer.take()

    def halve(self):
        """Sets the later half aside, if there is one; either this goes on with it in the end, or somebody skips to it."""
        found = _NUMBERED_ROW.search(self._data, (self._start + self._end) // 2, self._end)
        if found:
            self._later, self._end = (found.start(), self._end, int(found[1])), found.start()
        return found is not None

    def skip(self):
        """Go on with the later half at once."""
        self._start, self._end, first = self._later
        self._gatherer.last, self._gatherer.places, self._later = first - 1, 0, None

    def join(self):
        """Go on with the later half too, when the earlier one is through."""
        if self._later:
            self._end, self._later = self._later[1], None

    def is_followed_by(self, row):
        """Whether the later half, if this is its first row with a value, comes next; nobody looks behind a wide gap, and
        how wide one is that begins before the later half cannot be told from there."""
        begins = self._later and self._later[2]
        return begins is not None and row == begins and 0 < row - self.last <= EMPTY_ROWS_THAT_END_A_SHEET


def _gather(gatherer, rows):
    """Whether the rows that follow are to be looked at."""
    return all(gatherer.add(number, cells) for number, cells in rows)


def _span_of_rows(data):
    start, end = data.find(b"<sheetData>"), data.rfind(b"</sheetData>")
    head = data[:200].lower()
    if start < 0 or end < start or b"<!" in data or (b"encoding=" in head and b"utf-8" not in head):
        raise Unusual
    return start + 11, end


def _end_of_values(data, start, end):
    """Behind the last row with a value; people format a million rows below their list, and nobody looks at those."""
    last = data.rfind(b"</c>", start, end)
    if last < 0:
        return start
    closed = data.find(b"</row>", last, end)
    return closed + 6 if closed >= 0 else end


def _portion(data, start, end):
    """(the next half megabyte of whole rows as text, where the following ones begin)"""
    close = data.rfind(b"</row>", start, start + PORTION) if start + PORTION < end else -1
    following = close + 6 if close >= 0 else end
    try:
        return data[start:following].decode(), following
    except UnicodeDecodeError as other:
        raise Unusual from other
