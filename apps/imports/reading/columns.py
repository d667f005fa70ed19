"""The columns no field claims, and the raw row: label to clean text."""

from .header import Column
from .sheet import column_letter


class Columns:
    """The labels of one sheet's columns, each once, also for columns without a header."""

    def __init__(self, header, width):
        named = dict(header.columns)
        for index in range(width):
            if index not in named:
                named[index] = Column(index, f"列{column_letter(index)}")
        self.named = named
        known = {column.index for column in (*header.fields.values(), *header.states)} | header.numbering
        unknown = [named[index] for index in sorted(named) if index not in known]
        self.unknown = list(zip(_once(unknown), unknown, strict=True))
        everything = [named[index] for index in sorted(named)]
        self.labels = list(zip(_once(everything), (column.index for column in everything), strict=True))
        self.kept = {}

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
        """Remembers which unknown columns have a value in a row that is read."""
        for label, column in self.unknown:
            index = column.index
            if index in self.kept:
                continue
            for line in lines:
                if index < len(line.cells) and (cell := line.cells[index]) is not None and not cell.blank:
                    self.kept[index] = (label, column)

    def raw(self, lines):
        cells = lines[0].cells
        count = len(cells)
        raw = {
            label: cell.text
            for label, index in self.labels
            if index < count and (cell := cells[index]) is not None and cell.text
        }
        for line in lines[1:]:
            self._add(raw, line)
        return raw

    def _add(self, raw, line):
        """The further lines of a record below what the first one says."""
        for label, index in self.labels:
            cell = line.cells[index] if index < len(line.cells) and index not in line.filled else None
            if cell is not None and cell.text:
                there = raw.get(label)
                raw[label] = f"{there}\n{cell.text}" if there else cell.text


def _once(columns):
    """Labels, the second of a kind with _2 behind it, and so on."""
    counts, labels = {}, []
    for column in columns:
        count = counts[column.label] = counts.get(column.label, 0) + 1
        labels.append(column.label if count == 1 else f"{column.label}_{count}")
    return labels
