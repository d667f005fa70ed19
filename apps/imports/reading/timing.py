"""The dates of one record and whether they can follow one another."""

import calendar
from typing import NamedTuple

from . import messages
from .datefields import NOTHING

_ABSENT = (NOTHING, None)


class When(NamedTuple):
    discovered_on: str | None = None
    deadline_kind: str = "none"
    deadline: str | None = None
    completed_on: str | None = None
    closed_on: str | None = None


class Timing:
    def __init__(self, dates, today):
        self.dates = dates
        self.today = today

    def of(self, draft):
        """Errors and warnings go into the draft."""
        found = draft.found
        discovered, _ = self._first(draft, "discovered_on", None) if "discovered_on" in found else _ABSENT
        day = discovered.day
        deadline, deadline_at = self._deadline(draft, day) if "deadline" in found else _ABSENT
        completed, completed_at = self._first(draft, "completed_on", day) if "completed_on" in found else _ABSENT
        closed, closed_at = self._first(draft, "closed_on", day) if "closed_on" in found else _ABSENT
        self._check_order(draft, "deadline", deadline.day, day, deadline_at)
        self._check_order(draft, "completed_on", completed.day, day, completed_at)
        self._check_order(draft, "closed_on", closed.day, completed.day or day, closed_at)
        if day and day > self.today:
            draft.warn("future_discovered_date", messages.FUTURE)
        return When(discovered.iso, deadline.kind, deadline.iso, completed.iso, closed.iso)

    def _readings(self, draft, field, discovered):
        """[(Reading, (line, cell))] of every cell; bad dates and inferred years are said at their cell."""
        found = []
        for line, cell in draft.usable(field):
            reading = self.dates.read(field, cell, discovered)
            if reading.wrong:
                impossible = _nearest(self.dates.forms(cell))
                message = messages.bad_date(field, cell.text, impossible)
                draft.error("bad_date", message, line, draft.header.fields[field], cell.text)
                continue
            if reading.inferred:
                message = messages.year_inferred(reading.day.year)
                draft.warn("year_inferred", message, line, draft.header.fields[field], cell.text)
            found.append((reading, (line, cell)))
        return found

    def _first(self, draft, field, discovered):
        """The first date of a field and where it stands."""
        if draft.several is None:
            cell = draft.found[field]
            reading = self.dates.read(field, cell, discovered)
            if reading.day and not reading.inferred:
                return reading, (draft.lines[0], cell)
        found = self._readings(draft, field, discovered)
        return next((one for one in found if one[0].day), _ABSENT)

    def _deadline(self, draft, discovered):
        """The latest date of all lines, else the first kind that says something."""
        if draft.several is None:
            cell = draft.found["deadline"]
            reading = self.dates.read("deadline", cell, discovered)
            if not reading.wrong and not reading.inferred:
                return reading, (draft.lines[0], cell)
        found = self._readings(draft, "deadline", discovered)
        if len(found) == 1:
            return found[0]
        dated = [one for one in found if one[0].day]
        if dated:
            return max(dated, key=lambda one: one[0].day)
        return next((one for one in found if one[0].kind != "none"), _ABSENT)

    def _check_order(self, draft, field, day, earlier, at):
        if day and earlier and day < earlier:
            line, cell = at
            message = messages.impossible_date_order(field, cell.text, earlier.isoformat())
            draft.error("impossible_date_order", message, line, draft.header.fields[field], cell.text)


def _nearest(forms):
    """How a day that does not exist in its month could be written: 2026-02-28 或 2026年2月底前."""
    for form in forms:
        if form.day and 1 <= form.month <= 12 and 1 < (form.year or 2000) < 9999:
            last = calendar.monthrange(form.year or 2000, form.month)[1]
            if form.day > last:
                day = f"{form.year}-{form.month:02d}-{last}" if form.year else f"{form.month}月{last}日"
                return f"{day} 或 {f'{form.year}年' if form.year else ''}{form.month}月底前"
    return None
