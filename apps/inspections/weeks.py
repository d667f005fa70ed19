"""Weeks from Monday to Sunday, as half-open ranges of days. Pure."""

import datetime as dt

WEEKS = 13
_WEEK = dt.timedelta(days=7)


def last_thirteen(on: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The running week and the twelve before it, the oldest first."""
    monday = on - dt.timedelta(days=on.weekday())
    return [(monday - back * _WEEK, monday - (back - 1) * _WEEK) for back in range(WEEKS - 1, -1, -1)]


def of_quarter(quarter: str) -> list[tuple[dt.date, dt.date]]:
    """The weeks of "2026-4", the first and the last cut off at the quarter's ends, so that they add up to the quarter."""
    first, end = _ends(quarter)
    found, day = [], first
    while day < end:
        following = min(day - dt.timedelta(days=day.weekday()) + _WEEK, end)
        found.append((day, following))
        day = following
    return found


def _ends(quarter) -> tuple[dt.date, dt.date]:
    year, number = map(int, quarter.split("-"))
    following = (year + 1, 1) if number == 4 else (year, 3 * number + 1)
    return dt.date(year, 3 * number - 2, 1), dt.date(*following, 1)


def quarters_until(on: dt.date, *, most: int = 6) -> list[tuple[str, str]]:
    """("2026-4", "2026年第4季度") of the running quarter and those before it."""
    running = on.year * 4 + (on.month - 1) // 3
    asked = [divmod(running - back, 4) for back in range(most)]
    return [(f"{year}-{number + 1}", f"{year}年第{number + 1}季度") for year, number in asked]
