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
