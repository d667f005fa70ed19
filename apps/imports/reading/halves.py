"""A long sheet in two halves, for two readers who have both seen how it begins: what the second one tells the first."""

from functools import cached_property
from typing import NamedTuple

from . import messages
from .result import Complaint, Ignored
from .sheet import NotInPortions

DOUBLE = "duplicate_in_file"


class Found(NamedTuple):
    """What a reader of the later half has found besides the records; nothing but numbers, texts, lists and tuples."""

    rows: tuple
    ignored: list
    errors: list
    warnings: list
    hints: list
    kept: list
    told: list
    width: int
    places: int


def found_by(reading) -> Found:
    """Of a SheetReading, when its records have been taken."""
    summary, columns = reading.summary, reading.columns
    return Found(
        (summary.rows_read, summary.rows_ok, summary.rows_failed),
        [tuple(line) for line in summary.ignored],
        [(place, tuple(complaint)) for place, complaint in reading.errors],
        [(place, tuple(complaint)) for place, complaint in reading.warnings],
        [tuple(complaint) for complaint in reading.hints],
        list(columns.kept),
        list(columns.told),
        columns.width,
        reading.sheet.later.places,
    )


class OtherHalf:
    """The place of the later half among the records of the earlier one. Whoever comes to it takes the later `rows`.

    `said` is what the other reader says: the number of the first row that is not empty or None, lists of whatever it makes
    of its records, and at last its Found as a tuple.
    """

    def __init__(self, reading, said):
        self._reading = reading
        self._said = iter(said)
        self._found = None
        self._doubles = []

    @cached_property
    def first(self):
        return next(self._said)

    def rows(self):
        for block in self._said:
            if type(block) is tuple:
                self._found = Found(*block)
            else:
                yield from block

    def doubles(self, number) -> Complaint:
        """The row of this number means the same problem as a row of the earlier half: its warning."""
        where = (self._reading.sheet.name, number, None, None, None)
        complaint = Complaint(*where, DOUBLE, messages.DUPLICATE)
        self._doubles.append(((number, -1), complaint))
        return complaint

    def add(self):
        """What was found to what the first reader knows; raises NotInPortions when the other one did not get to its end."""
        if self._found is None:
            raise NotInPortions
        reading, summary, found = self._reading, self._reading.summary, self._found
        read, good, failed = found.rows
        reading.whole.count(read)
        reading.sheet.later.count(found.places)
        summary.rows_read += read
        summary.rows_ok += good
        summary.rows_failed += failed
        summary.ignored.extend(Ignored(*line) for line in found.ignored)
        reading.errors.extend((place, Complaint(*complaint)) for place, complaint in found.errors)
        reading.warnings.extend((place, Complaint(*complaint)) for place, complaint in found.warnings)
        # Behind what is said about the same row itself.
        reading.warnings.extend(self._doubles)
        reading.hints.extend(Complaint(*complaint) for complaint in found.hints)
        reading.reach(found.width)
        reading.columns.keep(found.kept, found.told)
