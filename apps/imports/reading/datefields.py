"""The four date fields: which of several dates counts, which year is meant when none is written, and words for dates."""

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .cells import DATE, NUMBER
from .dates import Form, form_of_number, forms_in

_AT_ONCE = re.compile("立行立改|立即|即知即改|即查即改|即改|立改|马上|边查边改|当日|当天|现场整改")
_LONG_TERM = re.compile("长期|持续|常态")
_NO_DEADLINE = frozenset({"待定", "无时限", "未明确"})
_COUNTED_PERIOD = re.compile("起[^,。;]*内")
_NOT_YET = ("未", "尚未", "待", "否", "正在")
_EDGE_MARKS = "。.;,!()"


class Reading(NamedTuple):
    """What a date cell says. `wrong` is a bad_date; `inferred` says that the year was not written."""

    day: date | None = None
    inferred: bool = False
    wrong: bool = False
    kind: str = "none"


NOTHING = Reading()
WRONG = Reading(wrong=True)


@dataclass(frozen=True, slots=True)
class Base:
    """The year to start from; `of_today` when nothing in the file named one."""

    year: int
    of_today: bool


class DateFields:
    """Reads the date cells of one sheet. `bases` is {field: Base}."""

    def __init__(self, *, today, bases, from_1904=False):
        self.today = today
        self.bases = bases
        self.from_1904 = from_1904
        self._known = {}

    def forms(self, cell):
        """The date forms of a cell; none when it holds no date at all."""
        if cell.kind == DATE:
            return (Form(cell.day.year, cell.day.month, cell.day.day),)
        if cell.kind == NUMBER:
            form = form_of_number(cell.number, cell.text, from_1904=self.from_1904)
            return (form,) if form else ()
        return forms_in(cell.text)

    def discovered(self, cell):
        known = self._known.get((cell, "discovered_on"))
        if known is None:
            forms = self.forms(cell)
            known = WRONG
            if forms and not forms[0].span:
                known = self._all(forms, "discovered_on", None)[0]
            self._known[cell, "discovered_on"] = known
        return known

    def finished(self, cell, field, discovered):
        """completed_on or closed_on."""
        known = self._known.get((cell, field))
        if known is not None:
            return known
        if cell.key.startswith(_NOT_YET):
            self._known[cell, field] = NOTHING
            return NOTHING
        return self._last(cell, field, discovered) or WRONG

    def deadline(self, cell, discovered):
        known = self._known.get((cell, "deadline"))
        if known is not None:
            return known
        reading = self._last(cell, "deadline", discovered)
        if reading is None:
            reading = self._known[cell, "deadline"] = _in_words(cell)
        elif _COUNTED_PERIOD.search(cell.key):
            reading = self._known[cell, "deadline"] = WRONG
        return reading

    def _last(self, cell, field, discovered):
        """The last date of a cell, None when it holds none; remembered unless it depends on the row."""
        forms = self.forms(cell)
        if not forms:
            return None
        reading = self._all(forms, field, discovered)[1]
        if forms[0].year is not None:
            self._known[cell, field] = reading
        return reading

    def _all(self, forms, field, discovered):
        """(the first date, the last date) of a cell; both wrong when one of its forms is no calendar date."""
        found = field == "discovered_on"
        first, before, inferred = None, None, False
        for form in forms:
            if form.year is not None:
                inferred = False
            elif before is None:
                form, inferred = form.in_year(self._year(form, field, discovered)), True
            else:
                form = _after(form, before, found)
            before = form.resolved(found=found)
            if before is None:
                return WRONG, WRONG
            first = first or Reading(before, inferred, kind="date")
        return first, Reading(before, inferred, kind="date")

    def _year(self, form, field, discovered):
        """The year meant by the first date of a cell."""
        base = self.bases[field]
        start = discovered.year if discovered and field != "discovered_on" else base.year
        if form.next_year:
            return start + 1
        day = form.in_year(start).resolved(found=field == "discovered_on")
        if discovered and field != "discovered_on":
            early = (day < discovered) if day else (form.month, form.day or 31) < (discovered.month, discovered.day)
            return start + 1 if early else start
        if base.of_today and field != "deadline" and day and day > self.today:
            return start - 1
        return start


def _after(form, before, found):
    """A later date without a year takes the year of the date before it, or the next when it would lie before it."""
    if form.next_year:
        return form.in_year(before.year + 1)
    same = form.in_year(before.year)
    day = same.resolved(found=found)
    return form.in_year(before.year + 1) if day and day < before else same


def _in_words(cell):
    text = cell.key
    if cell.kind == NUMBER:
        return WRONG
    if _AT_ONCE.search(text):
        return Reading(kind="immediate")
    if _LONG_TERM.search(text):
        return Reading(kind="long_term")
    return NOTHING if text.strip(_EDGE_MARKS) in _NO_DEADLINE else WRONG
