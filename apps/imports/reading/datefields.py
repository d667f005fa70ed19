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
_COUNTED_PERIOD = re.compile(
    r"起[^,。;]*内|起[^。;]*[\d一二三四五六七八九十百两半几数]个?(?:工作日|日|天|周|星期|月|季度|年|小时)[之以]?内"
)
_NOT_YET = ("未", "尚未", "待", "否", "正在")
_EDGE_MARKS = "。.;,!()"


class Reading(NamedTuple):
    """What a date cell says. `wrong` is a bad_date; `inferred` says that the year was not written."""

    day: date | None = None
    inferred: bool = False
    wrong: bool = False
    kind: str = "none"
    iso: str | None = None


def _dated(day, inferred):
    return Reading(day, inferred, kind="date", iso=day.isoformat())


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
        self._known = {field: {} for field in bases}

    def read(self, field, cell, discovered=None):
        """The Reading of a cell; `discovered` is the record's discovered_on, which a missing year is taken from."""
        known = self._known[field]
        reading = known.get(cell)
        if reading is None:
            reading, lasting = self._READERS[field](self, field, cell, discovered)
            if lasting:
                known[cell] = reading
        return reading

    def forms(self, cell):
        """The date forms of a cell; none when it holds no date at all."""
        if cell.kind == DATE:
            return (Form(cell.day.year, cell.day.month, cell.day.day),)
        if cell.kind == NUMBER:
            form = form_of_number(cell.number, cell.text, from_1904=self.from_1904)
            return (form,) if form else ()
        return forms_in(cell.text)

    def _discovered(self, field, cell, _):
        forms = self.forms(cell)
        if not forms or forms[0].span:
            return WRONG, True
        return self._all(forms, field, None)[0], True

    def _finished(self, field, cell, discovered):
        """completed_on or closed_on."""
        if cell.key.startswith(_NOT_YET):
            return NOTHING, True
        return self._last(field, cell, discovered) or (WRONG, True)

    def _deadline(self, field, cell, discovered):
        last = self._last(field, cell, discovered)
        if last is None:
            return _in_words(cell), True
        return (WRONG, True) if _COUNTED_PERIOD.search(cell.key) else last

    def _last(self, field, cell, discovered):
        """(the last date of a cell, whether it is the same in every row), or None when it holds none."""
        forms = self.forms(cell)
        if not forms:
            return None
        return self._all(forms, field, discovered)[1], forms[0].year is not None

    _READERS = {
        "discovered_on": _discovered,
        "deadline": _deadline,
        "completed_on": _finished,
        "closed_on": _finished,
    }

    def _all(self, forms, field, discovered):
        """(the first date, the last date) of a cell; both wrong when one of its forms is no calendar date."""
        found = field == "discovered_on"
        first, before, inferred = None, None, False
        for form in forms:
            if form.year is not None:
                inferred = form.guessed
            elif before is None:
                form, inferred = form.in_year(self._year(form, field, discovered)), True
            else:
                form = _after(form, before, found)
            before = form.resolved(found=found)
            if before is None:
                return WRONG, WRONG
            first = first or _dated(before, inferred)
        return first, _dated(before, inferred)

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
