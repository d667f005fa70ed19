"""When a plan's visits are due: periods, slices of a period, seasons, working days. Pure."""

import datetime as dt
from collections.abc import Callable, Iterator

from apps.inspections.words import Period

_DAY = dt.timedelta(days=1)
# How many days before a period begins its tasks are made: short ones must be on the phone before it goes offline.
AHEAD = {Period.DAY: 7, Period.WEEK: 7}


def period_of(day: dt.date, period: str) -> tuple[dt.date, dt.date]:
    """The half-open period in which the day lies. Weeks begin on Monday, half months on the 1st and 16th."""
    if period == Period.DAY:
        return day, day + _DAY
    if period == Period.WEEK:
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + 7 * _DAY
    if period == Period.HALF_MONTH:
        return (day.replace(day=16), _next_month(day)) if day.day > 15 else (day.replace(day=1), day.replace(day=16))
    if period == Period.MONTH:
        return day.replace(day=1), _next_month(day)
    if period == Period.QUARTER:
        first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
        return first, _next_month(_next_month(_next_month(first)))
    return dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1)


def _next_month(day) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def coming_periods(today: dt.date, period: str) -> Iterator[tuple[dt.date, dt.date]]:
    """The period of today, and those that begin within the time that tasks are made ahead."""
    first, end = period_of(today, period)
    while first <= today + dt.timedelta(days=AHEAD.get(Period(period), 0)):
        yield first, end
        first, end = period_of(end, period)


def due_days(
    first: dt.date, end: dt.date, times: int, *, is_workday: Callable[[dt.date], bool] = lambda day: True
) -> list[dt.date]:
    """The last day for each of so many visits, spread evenly over the half-open period.

    A last day of rest moves to the working day before it, in the same slice, else to the next one in the period. A period
    without any working day asks for nothing. More visits than days share their days.
    """
    days = [first + _DAY * number for number in range((end - first).days)]
    if not any(map(is_workday, days)):
        return []
    return [
        _due(days, len(days) * number // times, len(days) * (number + 1) // times, is_workday)
        for number in range(times)
    ]


def _due(days, begin, stop, is_workday) -> dt.date:
    stop = max(stop, begin + 1)
    inside = [day for day in days[begin:stop] if is_workday(day)]
    after = [day for day in days[stop:] if is_workday(day)]
    before = [day for day in days[:begin] if is_workday(day)]
    return inside[-1] if inside else after[0] if after else before[-1]


def in_season(day: dt.date, season_from: str, season_until: str) -> bool:
    """Both ends included; 11-15 to 02-28 reaches over the new year."""
    if not season_from:
        return True
    here = f"{day:%m-%d}"
    if season_from <= season_until:
        return season_from <= here <= season_until
    return here >= season_from or here <= season_until
