"""Working days of the People's Republic of China: the published calendar where there is one, and
a provisional rule (Monday to Friday without the statutory days) for every other year."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import lru_cache
from types import MappingProxyType

import chinese_calendar
import holidays
from chinese_calendar import constants

FIRST_PUBLISHED = min(constants.holidays).year
LAST_PUBLISHED = max(constants.holidays).year

SATURDAY = 5


@dataclass(frozen=True)
class DueDay:
    """A day counted in working days; provisional when a day on the way, or the day itself, lies
    in a year whose holidays the State Council has not announced yet."""

    day: date
    provisional: bool


class Calendar:
    """The working-day calendar, corrected day by day by overrides (True: work, False: rest).

    In a settled year the overrides say all that the State Council has announced; its other days follow the week.
    Build it once for a batch: each year is laid out only once and then searched by halving.
    """

    def __init__(self, overrides: Mapping[date, bool] = MappingProxyType({}), *, settled_years: Iterable[int] = ()):
        self._overrides = {day.toordinal(): works for day, works in overrides.items()}
        self._settled = frozenset(settled_years)
        self._years: dict[int, tuple[int, ...]] = {}

    def is_workday(self, day: date) -> bool:
        ordinal = day.toordinal()
        works = self._overrides.get(ordinal)
        return ordinal in self._usual(day.year) if works is None else works

    def is_final(self, day: date) -> bool:
        """False when nobody has said yet whether this day will be worked."""
        return self.is_year_final(day.year) or day.toordinal() in self._overrides

    def is_year_final(self, year: int) -> bool:
        return _is_published(year) or year in self._settled

    def final_until(self, day: date) -> date:
        """The last day of the years that are final without a gap from this day on; the day itself when its own is not."""
        year = day.year
        while self.is_year_final(year):
            year += 1
        return day if year == day.year else date(year - 1, 12, 31)

    def next_workday(self, day: date) -> date:
        """The day itself when it is worked, otherwise the first working day after it: where a
        limit in natural days ends on a day of rest (Civil Code, article 203)."""
        return self._workday_number(1, since=day.toordinal())

    def add_workdays(self, start: date, days: int, *, counting_start: bool = False) -> DueDay:
        """The day on which a limit of so many working days ends.

        The day of receipt does not count unless `counting_start` says so. Zero days end on the
        start itself, or on the next working day when the start is a day of rest.
        """
        if days < 0:
            raise ValueError("a limit cannot have fewer than 0 working days")
        first = start.toordinal() + (0 if counting_start or days == 0 else 1)
        due = self._workday_number(max(days, 1), since=first)
        return DueDay(due, provisional=not self._all_final(date.fromordinal(first), due))

    def workdays_between(self, a: date, b: date) -> int:
        """How many working days lie after `a` up to and including `b`; negative when b is earlier.

        So `workdays_between(start, add_workdays(start, n).day) == n` for every n above zero.
        """
        if b < a:
            return -self.workdays_between(b, a)
        after, until = a.toordinal(), b.toordinal()
        return sum(
            bisect_right(worked, until) - bisect_right(worked, after)
            for worked in map(self._worked, range(a.year, b.year + 1))
        )

    def _workday_number(self, number: int, *, since: int) -> date:
        """The n-th working day on or after a day given by its ordinal."""
        year = date.fromordinal(since).year
        while True:
            if year > MAXYEAR:
                raise OverflowError("date value out of range")
            worked = self._worked(year)
            position = bisect_left(worked, since) + number - 1
            if position < len(worked):
                return date.fromordinal(worked[position])
            number = position - len(worked) + 1
            year += 1

    def _worked(self, year: int) -> tuple[int, ...]:
        if year not in self._years:
            days = set(self._usual(year))
            for ordinal, works in self._overrides.items():
                if date.fromordinal(ordinal).year == year:
                    (days.add if works else days.discard)(ordinal)
            self._years[year] = tuple(sorted(days))
        return self._years[year]

    def _usual(self, year: int) -> frozenset[int]:
        """The working days of a year before the overrides."""
        return _weekdays(year) if year in self._settled and not _is_published(year) else _official_workdays(year)

    def _all_final(self, first: date, last: date) -> bool:
        if self.is_year_final(first.year) and self.is_year_final(last.year):
            return True
        days = range(first.toordinal(), last.toordinal() + 1)
        return all(self.is_final(date.fromordinal(day)) for day in days)


def published_until() -> date:
    """The last day that the announced holidays cover; later days are provisional."""
    return date(LAST_PUBLISHED, 12, 31)


def _is_published(year: int) -> bool:
    return FIRST_PUBLISHED <= year <= LAST_PUBLISHED


@lru_cache(maxsize=256)
def _official_workdays(year: int) -> frozenset[int]:
    rule = chinese_calendar.is_workday if _is_published(year) else _provisional_rule(year)
    return frozenset(day.toordinal() for day in _days_of(year) if rule(day))


@lru_cache(maxsize=16)
def _weekdays(year: int) -> frozenset[int]:
    return frozenset(day.toordinal() for day in _days_of(year) if day.weekday() < SATURDAY)


def statutory_days(year: int) -> frozenset[date]:
    """The holidays of the regulation itself, without what each year's announcement adds."""
    # Without observed days: which working days make up for a holiday on a weekend is part of
    # the announcement, as the worked weekends are.
    return frozenset(holidays.country_holidays("CN", years=year, observed=False, expand=False))


def _provisional_rule(year: int):
    statutory = statutory_days(year)
    return lambda day: day.weekday() < SATURDAY and day not in statutory


def _days_of(year: int):
    first, last = date(year, 1, 1), date(year, 12, 31)
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
