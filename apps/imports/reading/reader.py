"""A whole file: every sheet with its header, its rows one after another, and what is wrong with them."""

import gc
from contextlib import contextmanager

from . import header as headers
from . import messages
from .container import open_book
from .corrections import put_right
from .grid import Grid
from .places import Places
from .result import Complaint, Ignored, Mapping, Result, SheetResult
from .sheet import Encrypted, TooLarge, Unreadable
from .sheet_reading import NoReading, SheetReading

MOST_ROWS = 100_000
_ROWS_SHOWN, _TEXT_SHOWN = 4, 60
_CODES = {Encrypted: "encrypted_file", TooLarge: "too_large"}


def read(file_bytes, file_name, **context):
    """The Result of a file with all its rows; `context` is that of Reading."""
    reading = Reading(file_bytes, file_name, **context)
    for record in reading.records():
        reading.result.keep(record)
    return reading.result


class Reading:
    """Reads any bytes: what cannot be read gives a Result with a file-level error, never an exception.

    `user_township` is the official name of the user's township; `mapping` is what a person said about headers,
    `corrections` what stands in place of cells (Corrections). The headers are known at once; the rest of `result` is
    there when all `records` have been read, of which it keeps none.

    `opened_by` makes a Book of the bytes. One that opens long sheets in portions is for callers who can begin anew when
    NotInPortions is raised; everything else that can happen to a file is in the Result.
    """

    def __init__(
        self,
        file_bytes,
        file_name,
        *,
        gazetteer,
        today,
        user_township=None,
        mapping=None,
        corrections=None,
        opened_by=open_book,
    ):
        self.result = Result(file_name)
        self.gazetteer = gazetteer
        self.today = today
        self.user_township = user_township
        self.seen = set()
        self._sheets, self._found, self._read = [], [], 0
        with self._refusing(), _without_collector():
            book = opened_by(file_bytes)
            if corrections:
                put_right(book, corrections.cells, corrections.header_rows)
            self._sheets = book.sheets
            self.places = Places(gazetteer)
            self.take_headers(mapping or Mapping())

    def take_headers(self, mapping):
        """Find the headers, as somebody said or by themselves. Before the first record is read this may be repeated."""
        with self._refusing():
            result = self.result = Result(self.result.file)
            self._found = [self._opened(sheet, mapping) for sheet in self._sheets if sheet.visible]
            result.sheets = [summary for _, summary in self._found]
            if all(summary.header_row is None for summary in result.sheets):
                result.errors = [_file_error("no_header_found")]

    def records(self):
        """Every row that is read, good or failed, in the order of the file."""
        with self._refusing(), _without_collector():
            found = iter(self._found)
            for sheet in self._sheets:
                if not sheet.visible:
                    self.result.warnings.append(
                        Complaint(sheet.name, None, None, None, None, "hidden_sheet_skipped", messages.HIDDEN_SHEET)
                    )
                    continue
                yield from next(found)[0].records()

    def halve(self):
        """The SheetReading of the last sheet that is read, if it is long: its later half is set aside for another reader.

        Both must have been made of the same file; the other one takes `later_half`, and this one's `other` is set to an
        OtherHalf, which then stands among the records. Otherwise this one reads on by itself.
        """
        last = next((reading for reading, summary in reversed(self._found) if summary.header_row), None)
        return last if last and last.sheet.goes_on and last.sheet.later.halve() else None

    def count(self, rows=1):
        self._read += rows
        if self._read > MOST_ROWS:
            raise TooLarge

    @contextmanager
    def _refusing(self):
        try:
            yield
        except (Encrypted, TooLarge, Unreadable, RecursionError, MemoryError) as trouble:
            code = _CODES.get(type(trouble), "unreadable_file")
            self._sheets, self._found, self.result = [], [], Result(self.result.file, errors=[_file_error(code)])

    def _opened(self, sheet, mapping):
        """(SheetReading or NoReading, SheetResult)"""
        summary, grid = SheetResult(sheet.name), Grid(sheet)
        header = headers.find(grid, mapping.sheets.get(sheet.name))
        summary.sample = _sample(sheet, header.last if header else 0)
        if header is None:
            return NoReading(grid, summary), summary
        summary.header_row = header.last
        summary.ignored = [Ignored(number, "title") for number in grid.numbers() if number < header.first]
        return SheetReading(self, sheet, grid, header, summary), summary


@contextmanager
def _without_collector():
    """Nothing read here forms cycles, and the collector would walk a million live cells again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _file_error(code):
    return Complaint(None, None, None, None, None, code, messages.of_file(code))


def _sample(sheet, header_row):
    """The first rows as they stand in the sheet: (row number, texts)."""
    most = header_row + _ROWS_SHOWN if header_row else headers.LAST_ROW_TO_LOOK_AT
    return [
        (number, [cell.text[:_TEXT_SHOWN] if cell else "" for cell in cells])
        for number, cells in sheet.rows[:most]
        if number <= most
    ]
