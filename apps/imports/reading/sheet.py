"""The neutral model of one sheet that every reader of a file kind produces and every rule works on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

EMPTY_ROWS_THAT_END_A_SHEET = 1000
MOST_PLACES = 30_000_000


class Unreadable(Exception):
    """The file is damaged or not a table."""


class Encrypted(Exception):
    """The file has a password."""


class TooLarge(Exception):
    """The file is beyond one of the limits."""


class NotInPortions(Exception):
    """The rows of this file must be looked at together: read it whole instead."""


class Merge(NamedTuple):
    """A merged range: rows count from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def across(self):
        return self.right - self.left + 1


@dataclass(slots=True)
class Sheet:
    """`rows` is [(row number, [Cell or None, ...]), ...] in order, without the rows that hold nothing.

    A long sheet may be handed out in portions: `rows` are then those with which it begins, and `later` an iterator of
    lists of the rows that follow, each to be taken once (`goes_on`). Going on, it may raise NotInPortions, Unreadable or TooLarge.
    """

    name: str
    visible: bool = True
    rows: list = field(default_factory=list)
    later: Iterator = field(default_factory=lambda: iter(()))
    goes_on: bool = False
    merges: list = field(default_factory=list)
    hidden: set = field(default_factory=set)
    merges_known: bool = True
    from_1904: bool = False


@dataclass(slots=True)
class Book:
    kind: str
    sheets: list


class RowGatherer:
    """Takes rows one by one, leaves out the empty ones, and stops where nobody looks any more."""

    def __init__(self):
        self.rows = []
        self.last = 0
        self.places = 0
        self.ordered = True

    def add(self, number, cells):
        """False when the rows that follow are not to be looked at."""
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            return number - self.last <= EMPTY_ROWS_THAT_END_A_SHEET or not self.ordered
        if number <= self.last:
            self.ordered = False
        elif number - self.last > EMPTY_ROWS_THAT_END_A_SHEET and self.ordered:
            return False
        self.count(len(cells))
        self.rows.append((number, cells))
        self.last = number
        return True

    def count(self, places):
        self.places += places
        if self.places > MOST_PLACES:
            raise TooLarge

    def take(self):
        """The rows added since the last time."""
        rows, self.rows = self.rows, []
        return rows

    def finish(self):
        return self.rows if self.ordered else _in_order(self.rows)


def _in_order(rows):
    """Some programs write rows twice or backwards: the later cell of a place wins."""
    by_number = {}
    for number, cells in rows:
        there = by_number.setdefault(number, [])
        there.extend([None] * (len(cells) - len(there)))
        for column, cell in enumerate(cells):
            if cell is not None:
                there[column] = cell
    ordered, last = [], 0
    for number in sorted(by_number):
        if number - last > EMPTY_ROWS_THAT_END_A_SHEET:
            break
        ordered.append((number, by_number[number]))
        last = number
    return ordered


def column_letter(index):
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters):
    """A is 0; raises KeyError for what is no column."""
    index = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise KeyError(letters)
        index = index * 26 + ord(letter) - 64
    if not 0 < index <= 16_384:
        raise KeyError(letters)
    return index - 1
