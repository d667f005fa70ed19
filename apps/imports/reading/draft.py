"""One record on its way from its lines to a Row: the cells it may use, and the complaints so far."""

from . import messages
from .cells import is_blank
from .result import TEXT_LENGTHS, Complaint


class Draft:
    """A record of one line, or of several when its description is merged down.

    `found` is {field: first Cell with a value}. Nearly every record has one line, and lists have tens of thousands of
    them, so what several lines say together (`several`, {field: [(line, Cell)]}) is only gathered when there are any.
    """

    __slots__ = ("errors", "found", "header", "lines", "several", "sheet", "warnings")

    def __init__(self, sheet, header, lines):
        self.sheet = sheet
        self.header = header
        self.lines = lines
        self.errors = []
        self.warnings = []
        self.several = None
        if len(lines) > 1:
            self.several = self._over_lines()
            self.found = {field: found[0][1] for field, found in self.several.items()}
        else:
            cells = lines[0].cells
            self.found = {
                field: cell for field, index in header.places if (cell := cells[index]) is not None and cell.usable
            }

    def _over_lines(self):
        """A cell merged over lines of this record counts once."""
        found = {}
        for place, line in enumerate(self.lines):
            for field, index in self.header.places:
                cell = line.cells[index]
                if cell is not None and cell.usable and not (place and index in line.filled):
                    found.setdefault(field, []).append((line, cell))
        return found

    def usable(self, field):
        """[(line, Cell)] with a value in the field's column."""
        if self.several is not None:
            return self.several.get(field, ())
        cell = self.found.get(field)
        return () if cell is None else ((self.lines[0], cell),)

    def line_of(self, field):
        return self.usable(field)[0][0]

    def is_faulty(self, field):
        column = self.header.fields.get(field)
        return column is not None and any(
            cell and cell.faulty for cell in (line.cells[column.index] for line in self.lines)
        )

    def is_empty(self, field):
        """Whether there is no such column, or nothing in it; a formula error is something."""
        column = self.header.fields.get(field)
        return column is None or all(is_blank(line.cells[column.index]) for line in self.lines)

    def written(self, field):
        """What stands in the first line of a field that may be empty: a placeholder says nothing, but it can be shown."""
        column = self.header.fields.get(field)
        cell = self.lines[0].cells[column.index] if column else None
        return cell.text if cell else None

    def text(self, field):
        """The first value of a field, cut to its length."""
        cell = self.found.get(field)
        if cell is None:
            return None
        return self.cut(field, cell.text, self.line_of(field)) if cell.long else cell.text

    def texts(self, fields):
        """{field: its distinct values}"""
        found = self.found
        return {
            field: None
            if (cell := found.get(field)) is None
            else cell.text
            if self.several is None and not cell.long
            else self.joined(field)
            for field in fields
        }

    def joined(self, field):
        """The distinct values of all lines."""
        if self.several is None or field not in self.several:
            return self.text(field)
        found = self.several[field]
        return self.cut(field, "\n".join(dict.fromkeys(cell.text for _, cell in found)), found[0][0])

    def cut(self, field, text, line=None, *, at=None):
        """A text cut to its length; `at` is the field whose cell it stands in, when that is another."""
        most = TEXT_LENGTHS[field]
        if text is None or len(text) <= most:
            return text
        message = messages.text_truncated(field, most)
        if not any(complaint.message == message for _, complaint in self.warnings):
            cell = self.found.get(at or field)
            self.warn("text_truncated", message, line, self.header.fields.get(at or field), cell.text if cell else text)
        return text[:most].rstrip()

    def error(self, code, message, line=None, column=None, value=None):
        self.errors.append(self._complaint(code, message, line, column, value))

    def warn(self, code, message, line=None, column=None, value=None):
        self.warnings.append(self._complaint(code, message, line, column, value))

    def _complaint(self, code, message, line, column, value):
        row = (line or self.lines[0]).number
        letter, label, index = (column.letter, column.label, column.index) if column else (None, None, -1)
        return (row, index), Complaint(self.sheet, row, letter, label, value or None, code, message)
