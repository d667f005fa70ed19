"""The columns no field claims, and the raw row: label to clean text."""

from json.encoder import encode_basestring
from typing import NamedTuple

from .header import Column, label_without_header
from .sheet import column_letter
from .xlsx_values import CELL_FORMULA


class Columns:
    """The labels of one sheet's columns, each once, also for columns without a header."""

    def __init__(self, header):
        self.named = dict(header.columns)
        self.claimed = {column.index for column in (*header.fields.values(), *header.states)} | header.numbering
        self.kept, self.told = {}, set()
        self.reach(max(self.named, default=-1) + 1)

    def reach(self, width):
        """There are rows of this width; columns behind those that were known change no label of these."""
        named = self.named
        for index in range(width):
            if index not in named:
                named[index] = Column(index, label_without_header(column_letter(index)))
        unknown = [named[index] for index in sorted(named) if index not in self.claimed]
        self.unknown = list(zip(_once(unknown), unknown, strict=True))
        self.labels = _once([named[index] for index in sorted(named)])
        self.quoted = [f"{encode_basestring(label)}: " for label in self.labels]
        self.width = width

    def additional(self, lines):
        """{label: first value} of the unknown columns; error values are kept as text."""
        extra = {}
        for label, column in self.unknown:
            index = column.index
            for line in lines:
                cell = line.cells[index] if index < len(line.cells) else None
                if cell is not None and not cell.blank and cell.text:
                    extra[label] = cell.text
                    break
        return extra

    def notice(self, lines):
        """Remembers which unknown columns have a value in a row that is read, and which have more than pictures."""
        for label, column in self.unknown:
            index = column.index
            if index in self.told:
                continue
            for line in lines:
                if index < len(line.cells) and (cell := line.cells[index]) is not None and not cell.blank:
                    self.kept[index] = (label, column)
                    if CELL_FORMULA not in cell.text:
                        self.told.add(index)

    def keep(self, kept, told):
        """The same of the unknown columns at these places, noticed by somebody else."""
        for label, column in self.unknown:
            if column.index in kept:
                self.kept[column.index] = (label, column)
        self.told.update(told)

    def raw(self, lines):
        """{label: text} of every cell; further lines of a record are put below what the first one says."""
        raw = {
            label: cell.text
            for label, cell in zip(self.labels, lines[0].cells, strict=False)
            if cell is not None and cell.text
        }
        for line in lines[1:]:
            for index, (label, cell) in enumerate(zip(self.labels, line.cells, strict=False)):
                if cell is not None and cell.text and index not in line.filled:
                    raw[label] = f"{raw[label]}\n{cell.text}" if label in raw else cell.text
        return raw


class RawCells(NamedTuple):
    """The cells of a record before any rule looked at them."""

    columns: Columns
    lines: list

    @property
    def raw(self):
        return self.columns.raw(self.lines)

    @property
    def json(self):
        """`raw` as the text of a JSON object."""
        if len(self.lines) == 1:
            pairs = zip(self.columns.quoted, self.lines[0].cells, strict=False)
            said = [label + encode_basestring(cell.text) for label, cell in pairs if cell is not None and cell.text]
        else:
            said = [f"{encode_basestring(label)}: {encode_basestring(text)}" for label, text in self.raw.items()]
        return f"{{{', '.join(said)}}}"


def _once(columns):
    """Labels, the second of a kind with _2 behind it, and so on."""
    counts, labels = {}, []
    for column in columns:
        count = counts[column.label] = counts.get(column.label, 0) + 1
        labels.append(column.label if count == 1 else f"{column.label}_{count}")
    return labels
