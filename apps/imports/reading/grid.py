"""A sheet seen through its merged ranges: what a header cell says, and what is filled down into data rows."""

from typing import NamedTuple

from .sheet import TooLarge

_MOST_FILLED = 5_000_000
_FILLED_BEYOND_THE_END = 1000


class Portion(NamedTuple):
    """Rows of a sheet, and the Cell objects in them, each once."""

    rows: list
    distinct: set

    @classmethod
    def of(cls, rows):
        return cls(rows, set().union(*(cells for _, cells in rows)) - {None})


class Grid:
    """Rows count from 1, columns from 0."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.rows = dict(sheet.rows)
        self.last = sheet.rows[-1][0] if sheet.rows else 0
        self.merges_known = sheet.merges_known
        self.merges = [merge for merge in sheet.merges if merge.top <= self.last]
        self._later = {}
        for merge in sheet.merges:
            if merge.top > self.last:
                self._later.setdefault(merge.top, []).append(merge)
        self.starts = {(merge.top, merge.left): merge for merge in sheet.merges}
        self._over = {}
        if _clear_covered(self.rows, self.merges, self.last):
            sheet.rows = [(number, cells) for number, cells in sheet.rows if any(cells)]
            self.rows = dict(sheet.rows)
            self.last = sheet.rows[-1][0] if sheet.rows else 0

    def portions(self):
        """The rows with which the sheet begins, then those that come later."""
        yield Portion.of(self.sheet.rows)
        yield from self.later()

    def later(self):
        """Portions of later rows; nothing in them is merged down."""
        for rows in self.sheet.later:
            merges = [merge for number, _ in rows for merge in self._later.get(number, ())]
            if merges and _clear_covered(dict(rows), merges, rows[-1][0]):
                rows = [(number, cells) for number, cells in rows if any(cells)]
            yield Portion.of(rows)

    def own(self, number, column):
        """What is written at a place, whatever is merged over it."""
        cells = self.rows.get(number, ())
        return cells[column] if column < len(cells) else None

    def numbers(self):
        return [number for number, _ in self.sheet.rows]

    def merge_over(self, number, column):
        """The merged range that covers a place, top left included."""
        if number not in self._over:
            self._over[number] = [merge for merge in self.merges if merge.top <= number <= merge.bottom]
        return next((merge for merge in self._over[number] if merge.left <= column <= merge.right), None)

    def across(self, number, column):
        """How many columns the cell at a place is merged over."""
        merge = self.starts.get((number, column))
        return merge.across if merge else 1

    def filled_down(self, below):
        """{row: {column: (Cell, row it stands in)}} for the rows covered by merges that start below the header."""
        filled, count = {}, 0
        end = self.last + _FILLED_BEYOND_THE_END
        for merge in self.merges:
            if merge.top <= below or merge.bottom == merge.top:
                continue
            cell = self.own(merge.top, merge.left)
            if cell is None:
                continue
            bottom = min(merge.bottom, end)
            count += bottom - merge.top
            if count > _MOST_FILLED:
                raise TooLarge
            for number in range(merge.top + 1, bottom + 1):
                filled.setdefault(number, {})[merge.left] = (cell, merge.top)
        return filled

    def covered_down(self, column, below):
        """{row: row of the top cell} for the rows that merges in a column cover, also where the cell is empty."""
        covered = {}
        for merge in self.merges:
            if merge.left == column and merge.top > below:
                bottom = min(merge.bottom, self.last + _FILLED_BEYOND_THE_END)
                covered.update(dict.fromkeys(range(merge.top + 1, bottom + 1), merge.top))
        return covered


def _clear_covered(rows, merges, last):
    """Covered places hold nothing of their own, whatever a program left in them; True when something was left."""
    found, looked_at = False, 0
    for merge in merges:
        bottom = min(merge.bottom, last)
        looked_at += bottom - merge.top
        if looked_at > _MOST_FILLED:
            raise TooLarge
        for number in range(merge.top, bottom + 1):
            cells = rows.get(number, ())
            start = merge.left + (number == merge.top)
            covered = range(start, min(merge.right + 1, len(cells)))
            if any(cells[start : merge.right + 1]):
                found = True
                for place in covered:
                    cells[place] = None
    return found
