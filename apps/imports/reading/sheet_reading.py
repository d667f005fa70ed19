"""One sheet: headings speak for what follows them, merged lines belong to one record."""

from itertools import chain

from . import header as headers
from . import messages
from .cells import has_lost_digits
from .columns import Columns
from .corrections import forget_messages
from .datefields import Base, DateFields
from .draft import Draft
from .headings import Around, Section
from .identity import identity_of
from .records import Records
from .result import Complaint, FailedRow, Ignored, Record
from .rows import RowTests
from .sheet import column_letter

_DATE_FIELDS = ("discovered_on", "deadline", "completed_on", "closed_on")


class NoReading:
    """A sheet without a header: none of its rows is read."""

    def __init__(self, grid, summary):
        self.grid, self.summary = grid, summary

    def records(self):
        self.summary.ignored = [
            Ignored(number, "no_header") for portion in self.grid.portions() for number, _ in portion.rows
        ]
        return ()


class SheetReading:
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
        self.grid = grid
        self.columns = Columns(header)
        self.damaged, self.faulty = set(), set()
        self.records_of = Records(
            sheet=sheet.name,
            header=header,
            columns=self.columns,
            around=self.around,
            places=whole.places,
            dates=DateFields(today=whole.today, bases=self._bases(), from_1904=sheet.from_1904),
            today=whole.today,
            faulty=self.faulty,
            damaged=self.damaged,
        )
        self.errors, self.warnings, self.hints = [], [], []
        self.other = None
        self._tell_headers()
        self.reach(self._width(sheet.rows))

    def _width(self, rows):
        """Of the rows below the header."""
        return max((len(cells) for number, cells in rows if number > self.header.last), default=0)

    def _tell_headers(self):
        self.summary.headers = {
            column_letter(index): (label, self.columns.named[index].holds)
            for index, label in enumerate(self.columns.labels)
        }

    def _bases(self):
        """Where the year of a date without one comes from: column, surroundings, today."""
        bases = {}
        for field in _DATE_FIELDS:
            column = self.header.fields.get(field)
            year = (column.year if column else None) or self.around.year
            bases[field] = Base(year or self.whole.today.year, of_today=year is None)
        return bases

    def records(self):
        """Every record, and in between the OtherHalf where somebody else reads the rest."""
        yield from self._records(self.grid.portions())
        if self.other and self._goes_on_the_same() and self.sheet.later.is_followed_by(self.other.first):
            yield self.other
            self.other.add()
        elif self.sheet.goes_on:
            self.sheet.later.join()
            yield from self._records(self.grid.later())
        self._report()

    def _goes_on_the_same(self):
        """Whether somebody who has seen none of the rows so far reads the next one like somebody who has."""
        return self.section == Section(self.whole.gazetteer) and self.tests.go_on_the_same

    def later_half(self):
        """(number of the first row behind the middle that is not empty, or None; the records behind the middle, as
        somebody reads them who has seen only the beginning of the sheet)"""
        self.sheet.later.skip()
        self.tests.beyond, self.summary.ignored = (), []
        portions = self.grid.later()
        begins = next((portion for portion in portions if portion.rows), None)
        return begins and begins.rows[0][0], self._records(chain([begins] if begins else [], portions))

    def _records(self, portions):
        lines = []
        for line in self._lines(portions):
            if line.reason is None:
                if lines:
                    yield self._finished(lines)
                lines = [line]
            elif line.reason == "continuation":
                self._continue(lines, line)
            else:
                if lines and line.number not in self.tests.covered:
                    yield self._finished(lines)
                    lines = []
                self._ignore(line)
        if lines:
            yield self._finished(lines)

    def _lines(self, portions):
        for portion in portions:
            forget_messages(portion.rows, self.header)
            self.faulty.update(cell for cell in portion.distinct if cell.faulty)
            self.damaged.update(cell for cell in portion.distinct if has_lost_digits(cell))
            self.reach(self._width(portion.rows))
            yield from self.tests.lines(portion)

    def reach(self, width):
        """Values may stand behind the last column with a header."""
        if width > self.columns.width:
            self.columns.reach(width)
            self._tell_headers()

    def _continue(self, lines, line):
        """A covered row belongs to the record it is merged with, if that was read at all."""
        self.summary.ignored.append(Ignored(line.number, "continuation"))
        if lines and lines[0].number == self.tests.covered[line.number]:
            lines.append(line)

    def _ignore(self, line):
        self.summary.ignored.append(Ignored(line.number, line.reason))
        if line.reason == "section_heading" and line.text:
            self.section.enter(line.text)

    def _finished(self, lines):
        """The Record of these lines."""
        self.whole.count()
        self.columns.notice(lines)
        self.summary.rows_read += 1
        draft = Draft(self.sheet.name, self.header, lines)
        row = self.records_of.row_of(draft, self.section)
        if row is None:
            return self._failed(draft)
        self.summary.rows_ok += 1
        self._warn(draft, row)
        hints = [hint for line in lines for hint in self._hints(line)] if self.damaged else []
        if not draft.warnings and not hints:
            return Record(row)
        self.warnings.extend(draft.warnings)
        self.hints.extend(hints)
        return Record(row, warnings=[complaint for _, complaint in sorted(draft.warnings, key=_place)] + hints)

    def _failed(self, draft):
        self.summary.rows_failed += 1
        self.errors.extend(draft.errors)
        errors = [complaint for _, complaint in sorted(draft.errors, key=_place)]
        return Record(None, FailedRow(self.sheet.name, draft.lines[0].number, self.columns.raw(draft.lines), errors))

    def _warn(self, draft, row):
        if row.source_row in self.sheet.hidden:
            draft.warn("hidden_row_imported", messages.HIDDEN_ROW)
        row.identity = identity_of(row)
        if row.identity in self.whole.seen:
            draft.warn("duplicate_in_file", messages.DUPLICATE)
        self.whole.seen.add(row.identity)

    def _hints(self, line):
        """Long numbers that are not the ones that were meant; a numbering column does not matter."""
        for index, cell in enumerate(line.cells):
            if cell in self.damaged and index not in self.header.numbering and index not in line.filled:
                column = self.columns.named[index]
                message = messages.digits_lost(cell.text, is_number=column.holds == "external_no")
                where = (self.sheet.name, line.number, column.letter, column.label)
                yield Complaint(*where, cell.text, "digits_lost", message)

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
        kept, told = self.columns.kept, self.columns.told
        self.summary.only_pictures = {column.letter for index, (_, column) in kept.items() if index not in told}
        self.whole.result.hints.extend(self.hints)
        self.whole.result.errors.extend(complaint for _, complaint in sorted(self.errors, key=_place))
        self.whole.result.warnings.extend(complaint for _, complaint in sorted(self.warnings, key=_place))


def _place(found):
    return found[0]
