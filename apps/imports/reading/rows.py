"""Which rows below the header are problems, and why the others are not."""

import re
from typing import NamedTuple

from .cells import FORMULA, NUMBER

TOTALS = ("合计", "小计", "总计", "共计", "累计", "本页小计", "本页合计")
NOTES = (
    "备注:", "注:", "说明:", "填表说明", "填报说明", "填报单位", "填表单位", "报送单位", "制表", "审核", "填表人", "填报人", "填报时间",
    "填报日期", "填表时间", "填表日期", "联系人:", "联系电话", "单位负责人", "主要负责人:", "主要领导", "分管领导:", "签字", "盖章", "(盖章)",
    "(公章)", "日期:",
)  # fmt: skip
_COUNTED = re.compile(r"\(?(\d{1,4})\)?")
_A_NUMBER = re.compile(r"\(?\d+(?:\.\d+)?\)?\.?")
_WIDE = 3
_FEWEST = 3


class Line(NamedTuple):
    """A row of the sheet: `reason` is None for one that is read; `filled` is {column: row the filled-down value is from}."""

    number: int
    cells: list
    reason: str | None
    filled: dict
    text: str


class RowTests:
    """The tests of one sheet, in the contract's order; a note changes what follows it, so rows come in order."""

    def __init__(self, grid, header):
        self.grid = grid
        self.header = header
        column = header.fields.get("description")
        self.description = column.index if column else None
        self.covered = {} if self.description is None else grid.covered_down(self.description, header.last)
        self.names = {index: column.names for index, column in header.columns.items()}
        self.all_names = set().union(*self.names.values())
        # Clean text is longer than its key by a space between every two characters at most.
        self.longest = 2 * max(map(len, self.all_names), default=0)
        self.like_header = set()
        self.filled = grid.filled_down(header.last)
        # Rows that hold nothing but what a merge fills down into them.
        self.beyond = [(number, []) for number in self.filled if number not in grid.rows]
        self.width = max(header.columns, default=-1) + 1
        self.after_note = False
        self.after_header = 0

    @property
    def go_on_the_same(self):
        """Whether no row so far changes what the next one is."""
        return not self.after_note and self.after_header <= 0

    def lines(self, portion):
        """Every non-empty row of the portion that is below the header, in order."""
        self._meet(portion.distinct)
        rows, self.beyond = sorted([*portion.rows, *self.beyond]) if self.beyond else portion.rows, ()
        for number, cells in rows:
            if number > self.header.last:
                yield self._line(number, cells, self.filled.get(number))

    def _meet(self, cells):
        """Remembers which cells say what some header says."""
        longest, names = self.longest, self.all_names
        self.like_header.update(cell for cell in cells if len(cell.text) <= longest and cell.key in names)

    def _line(self, number, cells, filled):
        if len(cells) < self.width:
            cells = [*cells, *[None] * (self.width - len(cells))]
        if not filled and self._is_plain(number, cells):
            return Line(number, cells, None, {}, "")
        own = present = [place for place, cell in enumerate(cells) if cell is not None and not cell.blank]
        if filled:
            cells = [*cells, *[None] * (max(filled) + 1 - len(cells))]
            for place, (cell, _) in filled.items():
                cells[place] = cell
            present = [place for place, cell in enumerate(cells) if cell is not None and not cell.blank]
        reason = self._reason(number, cells, own, present)
        text = cells[own[0]].text if reason == "section_heading" and own else ""
        return Line(number, cells, reason, {place: top for place, (_, top) in filled.items()} if filled else {}, text)

    def _is_plain(self, number, cells):
        """A row that begins with its number and describes a problem, as nearly all do: no test finds anything else in it."""
        first, description = cells[0], self.description and cells[self.description]
        if first is None or first.kind != NUMBER or not description or description.blank:
            return False
        if first.number == 1 or number in self.covered or not self.like_header.isdisjoint(cells):
            return False
        self.after_header -= 1
        return True

    def _reason(self, number, cells, own, present):
        if self._repeats_header(cells, present):
            return "repeated_header"
        if own and (reason := self._by_first_cell(number, cells, own)):
            return reason
        if self.after_note and len(own or present) == 1:
            return "note"
        if len(present) == 1 and (reason := self._alone(number, cells, present[0])):
            return reason
        if all(place in self.header.numbering for place in present):
            return "empty_row"
        return "continuation" if number in self.covered else None

    def _repeats_header(self, cells, present):
        if self.like_header.isdisjoint(cells):
            self.after_header -= 1
            return False
        same = 0
        for place in present:
            cell = cells[place]
            if cell.key in self.names.get(place, ()):
                same += 1
        repeats = same >= _FEWEST or (same and same == len(present) and self.after_header > 0)
        self.after_header = self.header.last - self.header.first if same >= _FEWEST else self.after_header - 1
        return repeats

    def _by_first_cell(self, number, cells, own):
        """Column numbers, totals and notes: here a value filled down from above is not looked at."""
        first = cells[own[0]]
        if len(first.text) <= 4 and _counts_up(cells, own):
            return "column_numbers"
        if first.key.startswith(TOTALS):
            return "total"
        if first.key.startswith(NOTES) and (own[0] != self.description or self.grid.across(number, own[0]) > 1):
            self.after_note = True
            return "note"
        return None

    def _alone(self, number, cells, place):
        """The only value of its row: a heading, unless it is a description or a number written in advance."""
        if place == self.description and self.grid.across(number, place) < _WIDE:
            return None
        if place in self.header.numbering and _is_number(cells[place]):
            return "empty_row"
        return "section_heading"


def _counts_up(cells, present):
    if len(present) < _FEWEST:
        return False
    for expected, place in enumerate(present, 1):
        match = _COUNTED.fullmatch(cells[place].key)
        if match is None or int(match[1]) != expected:
            return False
    return True


def _is_number(cell):
    return cell.kind in (NUMBER, FORMULA) or _A_NUMBER.fullmatch(cell.key) is not None
