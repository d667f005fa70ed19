"""Half-open periods: from the first day on, until a day that no longer belongs to it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone


@dataclass(frozen=True)
class Period:
    """[first, until) as known on a day.

    What happened is counted up to `until`; a deadline is judged only once its day is over, so while the period still
    runs the judging stops at `as_of`.
    """

    first: dt.date
    until: dt.date
    as_of: dt.date

    @property
    def cut(self) -> dt.date:
        """Deadlines before this day are over."""
        return min(self.until, self.as_of)

    @property
    def known_on(self) -> dt.date:
        """The day whose state is that of the period: its last one, or today while it runs."""
        return min(self.as_of, self.until - dt.timedelta(days=1))

    @property
    def starts_at(self) -> dt.datetime:
        return _midnight(self.first)

    @property
    def ends_at(self) -> dt.datetime:
        return _midnight(self.until)

    @property
    def cut_at(self) -> dt.datetime:
        return _midnight(self.cut)

    @property
    def last_day(self) -> dt.date:
        """The last day that is judged: the end of the month, or yesterday while the month runs."""
        return max(self.cut - dt.timedelta(days=1), self.first)


def month(first: dt.date, *, as_of: dt.date | None = None) -> Period:
    """The calendar month that begins on that day; without `as_of` it is over."""
    until = months_later(first, 1)
    return Period(first, until, min(as_of or until, until))


def months_later(first: dt.date, count: int) -> dt.date:
    """The first day of the month that many months later (earlier when negative)."""
    years, index = divmod(first.year * 12 + first.month - 1 + count, 12)
    return dt.date(years, index + 1, 1)


def last_month(period: Period) -> Period:
    return month(months_later(period.first, -1))


def same_month_last_year(period: Period) -> Period:
    return month(months_later(period.first, -12))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
