"""Days and months as people write them, on the command line and in addresses."""

import datetime as dt
import re
from argparse import ArgumentTypeError

# What lies outside is a slip of the finger, and near the ends of the calendar there is no month before or after.
FIRST_YEAR, LAST_YEAR = 2000, 2100
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_in(text: str) -> dt.date | None:
    """2026-10-07 as a day; None for anything else."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def month_in(text: str) -> dt.date | None:
    """2026-10 as its first day; None for anything else."""
    return day_in(f"{text}-01")


def day(text: str) -> dt.date:
    """A day as the type of a command's argument."""
    return _or_refuse(day_in(text), text, "日期", "2026-10-07")


def month(text: str) -> dt.date:
    """A month as the type of a command's argument: its first day."""
    return _or_refuse(month_in(text), text, "月份", "2026-10")


def _or_refuse(found, text, noun, example):
    if found is None:
        raise ArgumentTypeError(f"“{text}”不是{noun}，请写成 {example} 这样，年份在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。")
    return found
