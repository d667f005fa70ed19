"""Days that are counted, not chosen: what the calendar makes of a limit, and how it was counted while that is provisional.

A limit that runs into a year whose days off nobody has announced is kept with what it was counted from (in the details
of the step that set it), so that it can be counted again once the year is known.
"""

import datetime as dt

from django.conf import settings

from apps.common.queries import calendar
from apps.common.workdays import DueDay

ARRIVE_WITHIN_WORKDAYS = 3


def deadline_from(day: dt.date, days: int | None = None, *, by=None) -> DueDay:
    """The usual limit in natural days; one that ends on a day of rest ends on the next working day."""
    days = settings.DEFAULT_RECTIFY_DAYS if days is None else days
    return (by or calendar()).add_workdays(day + dt.timedelta(days), 0)


def notice_from(day: dt.date, days: int | None = None, *, by=None) -> DueDay:
    """The day of publication counts, as in published notices (STANDARDS.md 3.3, line 6)."""
    days = settings.NOTICE_WORKDAYS if days is None else days
    return (by or calendar()).add_workdays(day, days, counting_start=True)


def arrival_from(day: dt.date, days: int = ARRIVE_WITHIN_WORKDAYS, *, by=None) -> DueDay:
    return (by or calendar()).add_workdays(day, days)


def provisionally(due: DueDay, *, since: dt.date, days: int) -> dict:
    """What a step's details keep of a provisional day; nothing of a final one."""
    return {"provisional": {"since": since, "days": days}} if due.provisional else {}


def deadline_details(chosen: dt.date | None, *, today: dt.date) -> dict:
    """The same for a deadline that may have been chosen otherwise: only the proposed one was counted."""
    due = deadline_from(today)
    return provisionally(due, since=today, days=settings.DEFAULT_RECTIFY_DAYS) if chosen == due.day else {}
