"""Which place, which month, and by what the figures of patrols are broken down."""

import datetime as dt

from django import forms
from django.db.models import TextChoices

from apps.assessments.periods import Period, month, months_later
from apps.assessments.queries import Grouping
from apps.common.arguments import day_in, month_in
from apps.problems.queries import place_choices
from apps.territory.levels import CODE_LENGTH, Level

MONTHS_BACK = 24


class Breakdown(TextChoices):
    TOWNSHIP = Grouping.TOWNSHIP.value, "按乡镇"
    VILLAGE = Grouping.VILLAGE.value, "按村（社区）"
    GRID = Grouping.GRID.value, "按网格"
    MONTH = "month", "按月"


class NumbersFilter(forms.Form):
    """Whatever the address says, `place`, `month` and `breakdown` are ones that the reader may ask for."""

    def __init__(self, data, *, user, today):
        super().__init__(data)
        self.today = today
        self.places = place_choices(user.division_codes, on=today)
        self._codes = {code for choice in self.places for code, _ in _flat(choice)} | set(user.division_codes)
        self._widest = min(sorted(user.division_codes), key=len)
        this = today.replace(day=1)
        months = [months_later(this, -back) for back in range(MONTHS_BACK + 1)]
        self.fields["place"] = forms.ChoiceField(label="地点", required=False, choices=self.places, initial=self.place)
        self.fields["month"] = forms.ChoiceField(
            label="月份", required=False, choices=[(f"{day:%Y-%m}", f"{day.year}年{day.month}月") for day in months],
            initial=f"{self.month:%Y-%m}",
        )  # fmt: skip

    @property
    def place(self) -> str:
        asked = self.data.get("place", "")
        return asked if asked in self._codes else self._widest

    @property
    def month(self) -> dt.date:
        asked, this = month_in(self.data.get("month", "")), self.today.replace(day=1)
        return asked if asked and months_later(this, -10 * 12) <= asked <= this else this

    @property
    def breakdown(self) -> Breakdown:
        asked = self.data.get("by", "")
        return Breakdown(asked) if asked in dict(self.breakdowns) else self.breakdowns[0][0]

    @property
    def day(self) -> dt.date | None:
        """One day instead of the month, for the numbers of a daily report."""
        asked = day_in(self.data.get("day", ""))
        return asked if asked and asked <= self.today else None

    @property
    def period(self) -> Period:
        if self.day is None:
            return month(self.month, as_of=self.today)
        end = self.day + dt.timedelta(days=1)
        return Period(self.day, end, min(end, self.today))

    @property
    def grouping(self) -> Grouping:
        asked = self.data.get("by", "")
        return Grouping(asked) if asked in Grouping.values else Grouping.VILLAGE

    @property
    def unit(self) -> str:
        """One unit of the breakdown below the place; "" for all of them."""
        asked = self.data.get("unit", "")
        return asked if asked.isascii() and asked.isdigit() and asked.startswith(self.place) else ""

    @property
    def breakdowns(self) -> list[tuple[Breakdown, str]]:
        """What lies below the place, the next level first."""
        length = len(self.place)
        levels = [Breakdown.TOWNSHIP] if length < CODE_LENGTH[Level.TOWNSHIP] else []
        levels += [Breakdown.VILLAGE] if length < CODE_LENGTH[Level.VILLAGE] else []
        return [(one, one.label) for one in (*levels, Breakdown.GRID, Breakdown.MONTH)]


def _flat(choice):
    """(code, name) pairs of a plain choice or of a group of them."""
    value, label = choice
    return label if isinstance(label, list | tuple) else [(value, label)]
