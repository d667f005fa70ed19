"""A whole file: every sheet with its header, its rows, and what is wrong with them."""

import gc
from contextlib import contextmanager

from . import header as headers
from . import messages
from .columns import Columns
from .container import open_book
from .corrections import put_right
from .datefields import Base, DateFields
from .draft import Draft
from .grid import Grid
from .headings import Around, Section
from .identity import identity_of
from .places import Places
from .records import Records
from .result import Complaint, FailedRow, Ignored, Mapping, Result, SheetResult
from .rows import RowTests
from .sheet import Encrypted, TooLarge, Unreadable, column_letter

MOST_ROWS = 100_000
_ROWS_SHOWN, _TEXT_SHOWN = 4, 60
_DATE_FIELDS = ("discovered_on", "deadline", "completed_on", "closed_on")


def read(file_bytes, file_name, *, gazetteer, today, user_township=None, mapping=None, corrections=None):
    """Reads any bytes: what cannot be read is a Result with a file-level error, never an exception.

    `user_township` is the official name of the user's township; `mapping` is what a person said about headers,
    `corrections` what stands in place of cells (Corrections).
    """
    try:
        with _without_collector():
            book = open_book(file_bytes)
            if corrections:
                put_right(book, corrections.cells, corrections.header_rows)
            return _Reading(file_name, gazetteer, today, user_township, mapping or Mapping()).of(book)
    except Encrypted:
        return _refused(file_name, "encrypted_file")
    except TooLarge:
        return _refused(file_name, "too_large")
    except (Unreadable, RecursionError, MemoryError):
        return _refused(file_name, "unreadable_file")


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


def _refused(file_name, code):
    return Result(file_name, errors=[_file_error(code)])


def _file_error(code):
    return Complaint(None, None, None, None, None, code, messages.of_file(code))


def _place(found):
    return found[0]


def _sample(sheet, header_row):
    """The first rows as they stand in the sheet: (row number, texts)."""
    most = header_row + _ROWS_SHOWN if header_row else headers.LAST_ROW_TO_LOOK_AT
    return [
        (number, [cell.text[:_TEXT_SHOWN] if cell else "" for cell in cells])
        for number, cells in sheet.rows[:most]
        if number <= most
    ]


class _Reading:
    def __init__(self, file_name, gazetteer, today, user_township, mapping):
        self.result = Result(file_name)
        self.gazetteer = gazetteer
        self.today = today
        self.user_township = user_township
        self.mapping = mapping
        self.places = Places(gazetteer)
        self.seen = set()
        self.read = 0

    def of(self, book):
        for sheet in book.sheets:
            if sheet.visible:
                self._read_sheet(sheet)
            else:
                self.result.warnings.append(
                    Complaint(sheet.name, None, None, None, None, "hidden_sheet_skipped", messages.HIDDEN_SHEET)
                )
        if all(sheet.header_row is None for sheet in self.result.sheets):
            self.result.errors.insert(0, _file_error("no_header_found"))
        return self.result

    def _read_sheet(self, sheet):
        summary = SheetResult(sheet.name)
        self.result.sheets.append(summary)
        grid = Grid(sheet)
        header = headers.find(grid, self.mapping.sheets.get(sheet.name))
        summary.sample = _sample(sheet, header.last if header else 0)
        if header is None:
            summary.ignored = [Ignored(number, "no_header") for number, _ in sheet.rows]
            return
        summary.header_row = header.last
        summary.ignored = [Ignored(number, "title") for number in grid.numbers() if number < header.first]
        _SheetReading(self, sheet, grid, header, summary).run()

    def count(self):
        self.read += 1
        if self.read > MOST_ROWS:
            raise TooLarge


class _SheetReading:
    """The rows of one sheet, in order: headings speak for what follows, merged lines belong to one record."""

    def __init__(self, whole, sheet, grid, header, summary):
        titles = headers.title_lines(grid, header)
        self.whole, self.sheet, self.header, self.summary = whole, sheet, header, summary
        self.around = Around.of(
            whole.gazetteer,
            sheet=sheet.name,
            titles=titles,
            file=whole.result.file,
            user_township=whole.user_township,
        )
        self.section = Section(whole.gazetteer)
        self.tests = RowTests(grid, header)
        width = max((len(cells) for number, cells in sheet.rows if number > header.last), default=0)
        self.columns = Columns(header, width)
        self.records = Records(
            sheet=sheet.name,
            header=header,
            columns=self.columns,
            around=self.around,
            places=whole.places,
            dates=DateFields(today=whole.today, bases=self._bases(), from_1904=sheet.from_1904),
            today=whole.today,
            faulty={cell for cell in grid.distinct if cell.faulty},
        )
        self.errors, self.warnings = [], []

    def _bases(self):
        """Where the year of a date without one comes from: column, surroundings, today."""
        bases = {}
        for field in _DATE_FIELDS:
            column = self.header.fields.get(field)
            year = (column.year if column else None) or self.around.year
            bases[field] = Base(year or self.whole.today.year, of_today=year is None)
        return bases

    def run(self):
        lines = []
        for line in self.tests.lines():
            if line.reason is None:
                self._finish(lines)
                lines = [line]
            elif line.reason == "continuation":
                self._continue(lines, line)
            else:
                self._ignore(lines, line)
                lines = lines if line.number in self.tests.covered else []
        self._finish(lines)
        self._report()

    def _continue(self, lines, line):
        """A covered row belongs to the record it is merged with, if that was read at all."""
        self.summary.ignored.append(Ignored(line.number, "continuation"))
        if lines and lines[0].number == self.tests.covered[line.number]:
            lines.append(line)

    def _ignore(self, lines, line):
        if line.number not in self.tests.covered:
            self._finish(lines)
        self.summary.ignored.append(Ignored(line.number, line.reason))
        if line.reason == "section_heading" and line.text:
            self.section.enter(line.text)

    def _finish(self, lines):
        if not lines:
            return
        self.whole.count()
        self.columns.notice(lines)
        self.summary.rows_read += 1
        draft = Draft(self.sheet.name, self.header, lines)
        row = self.records.row_of(draft, self.section)
        if row is None:
            self.summary.rows_failed += 1
            self.errors.extend(draft.errors)
            raw, errors = self.columns.raw(lines), [complaint for _, complaint in sorted(draft.errors, key=_place)]
            self.whole.result.failed.append(FailedRow(self.sheet.name, lines[0].number, raw, errors))
            return
        self.summary.rows_ok += 1
        self.whole.result.rows.append(row)
        self._warn(draft, row)
        self.warnings.extend(draft.warnings)

    def _warn(self, draft, row):
        if row.source_row in self.sheet.hidden:
            draft.warn("hidden_row_imported", messages.HIDDEN_ROW)
        same = identity_of(row)
        if same in self.whole.seen:
            draft.warn("duplicate_in_file", messages.DUPLICATE)
        self.whole.seen.add(same)

    def _report(self):
        """Errors and warnings by row and column, behind those of the sheets before."""
        for label, column in self.columns.kept.values():
            complaint = Complaint(
                self.sheet.name,
                self.header.last,
                column.letter,
                label,
                None,
                "unknown_column_kept",
                messages.unknown_column_kept(label),
            )
            self.warnings.append(((self.header.last, column.index), complaint))
        self.whole.result.errors.extend(complaint for _, complaint in sorted(self.errors, key=_place))
        self.whole.result.warnings.extend(complaint for _, complaint in sorted(self.warnings, key=_place))
        self.summary.headers = {
            column_letter(index): (label, self.columns.named[index].holds)
            for index, label in enumerate(self.columns.labels)
        }
