"""The stretch of time that one page shows: a day by hours, a month by days, a year by months. Pure."""

import datetime as dt
import re
from dataclasses import dataclass

from apps.monitoring.words import Period

_ASKED = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True)
class Span:
    """Half-open: `first` is in it, `end` is not."""

    period: Period
    first: dt.date
    end: dt.date

    @property
    def slots(self) -> list[tuple[dt.date, int | None]]:
        """(day, hour) of every value there could be."""
        if self.period == Period.HOUR:
            return [(self.first, hour) for hour in range(24)]
        if self.period == Period.MONTH:
            return [(self.first.replace(month=month), None) for month in range(1, 13)]
        return [(self.first + dt.timedelta(days), None) for days in range((self.end - self.first).days)]

    @property
    def words(self) -> str:
        if self.period == Period.MONTH:
            return f"{self.first.year}年"
        if self.period == Period.DAY:
            return f"{self.first.year}年{self.first.month}月"
        return f"{self.first.year}年{self.first.month}月{self.first.day}日"

    @property
    def step_words(self) -> str:
        return {Period.MONTH: "一年", Period.DAY: "个月"}.get(self.period, "一天")

    @property
    def asked(self) -> str:
        """As the address says it."""
        return {Period.MONTH: f"{self.first:%Y}", Period.DAY: f"{self.first:%Y-%m}"}.get(self.period, f"{self.first}")

    @property
    def previous(self) -> "Span":
        return span_around(self.period, self.first - dt.timedelta(1))

    @property
    def next(self) -> "Span":
        return span_around(self.period, self.end)

    def slot_words(self, day: dt.date, hour: int | None) -> str:
        if self.period == Period.MONTH:
            return f"{day.month}月"
        return f"{hour}时" if self.period == Period.HOUR else f"{day.month}月{day.day}日"


def span_around(period: str, day: dt.date) -> Span:
    if period == Period.MONTH:
        return Span(Period.MONTH, day.replace(month=1, day=1), day.replace(year=day.year + 1, month=1, day=1))
    if period == Period.HOUR:
        return Span(Period.HOUR, day, day + dt.timedelta(1))
    first = day.replace(day=1)
    return Span(Period.DAY, first, (first + dt.timedelta(32)).replace(day=1))


def day_asked(text: str) -> dt.date | None:
    """The day that an address means by 2026, 2026-11 or 2026-11-03; None for anything else."""
    found = _ASKED.fullmatch(text)
    if found is None:
        return None
    try:
        day = dt.date(*(int(part or 1) for part in found.groups()))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
