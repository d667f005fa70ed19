"""The one place where the product looks at the clock; rules get their time handed in."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    return timezone.now()


def today() -> dt.date:
    """The day in the installation's time zone, not in UTC."""
    return timezone.localdate()


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """The half-open month [first, first of the next month) in which the day lies."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=32)).replace(day=1)


def quarter_of(day: dt.date) -> dt.date:
    """The first day of the quarter in which the day lies."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day in the installation's time zone."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_default_timezone())
