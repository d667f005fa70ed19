"""One record on its way from its lines to a Row: the cells it may use, and the complaints so far."""

from . import messages
from .cells import is_blank
from .result import TEXT_LENGTHS, Complaint


class Draft:
    """A record of one line, or of several when its description is merged down."""

    __slots__ = ("errors", "header", "lines", "sheet", "warnings")

    def __init__(self, sheet, header, lines):
        self.sheet = sheet
        self.header = header
        self.lines = lines
        self.errors = []
        self.warnings = []

    def usable(self, field):
        """[(line, Cell)] with a value in the field's column; one merged over lines of this record counts once."""
        column = self.header.fields.get(field)
        if column is None:
            return ()
        index = column.index
        return [
            (line, cell)
            for place, line in enumerate(self.lines)
            if (cell := line.cells[index]) is not None
            and not (cell.blank or cell.faulty or (place and index in line.filled))
        ]

    def first(self, field):
        """The first usable cell of a field, or None."""
        found = self.usable(field)
        return found[0][1] if found else None

    def is_faulty(self, field):
        column = self.header.fields.get(field)
        return column is not None and any(cell and cell.faulty for cell in (line.cells[column.index] for line in self.lines))

    def is_empty(self, field):
        """Whether there is no such column, or nothing in it; a formula error is something."""
        column = self.header.fields.get(field)
        return column is None or all(is_blank(line.cells[column.index]) for line in self.lines)

    def text(self, field):
        """The first value of a field, cut to its length."""
        found = self.usable(field)
        return self.cut(field, found[0][1].text, found[0][0]) if found else None

    def joined(self, field):
        """The distinct values of all lines."""
        found = self.usable(field)
        if not found:
            return None
        if len(found) == 1:
            return self.cut(field, found[0][1].text, found[0][0])
        return self.cut(field, "\n".join(dict.fromkeys(cell.text for _, cell in found)), found[0][0])

    def cut(self, field, text, line=None):
        most = TEXT_LENGTHS[field]
        if text is None or len(text) <= most:
            return text
        message = messages.text_truncated(field, most)
        if not any(complaint.message == message for _, complaint in self.warnings):
            self.warn("text_truncated", message, line, self.header.fields.get(field), text)
        return text[:most].rstrip()

    def error(self, code, message, line=None, column=None, value=None):
        self.errors.append(self._complaint(code, message, line, column, value))

    def warn(self, code, message, line=None, column=None, value=None):
        self.warnings.append(self._complaint(code, message, line, column, value))

    def _complaint(self, code, message, line, column, value):
        row = (line or self.lines[0]).number
        letter, label, index = (column.letter, column.label, column.index) if column else (None, None, -1)
        return (row, index), Complaint(self.sheet, row, letter, label, value or None, code, message)
