"""AQI of one day (HJ 633): index of each pollutant, the day's index, its level, the main pollutant."""

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from apps.monitoring.words import AirLevel, Indicator

INDEX_STEPS = (0, 50, 100, 150, 200, 300, 400, 500)
_UPPER_ENDS = (50, 100, 150, 200, 300)


@dataclass(frozen=True)
class AirStandard:
    """Concentrations at which the index reaches each of INDEX_STEPS, by pollutant."""

    name: str
    since: dt.date
    steps: dict[Indicator, tuple[Decimal, ...]]

    def good_until(self, indicator) -> Decimal | None:
        """The highest concentration that is still 良 (an index of 100)."""
        return self.steps[indicator][2] if indicator in self.steps else None


def _steps(*values):
    return tuple(Decimal(value) for value in values)


# Daily means; ozone is the day's highest eight-hour mean, for which no index is computed beyond 800.
_STEPS_2012 = {
    Indicator.PM25: _steps(0, 35, 75, 115, 150, 250, 350, 500),
    Indicator.PM10: _steps(0, 50, 150, 250, 350, 420, 500, 600),
    Indicator.O3_8H: _steps(0, 100, 160, 215, 265, 800),
    Indicator.NO2: _steps(0, 40, 80, 180, 280, 565, 750, 940),
    Indicator.SO2: _steps(0, 50, 150, 475, 800, 1600, 2100, 2620),
    Indicator.CO: _steps(0, 2, 4, 14, 24, 36, 48, 60),
}
# Of the rows of 2026 those of PM2.5 and PM10 are known to differ.
_STEPS_2026 = _STEPS_2012 | {
    Indicator.PM25: _steps(0, 35, 60, 115, 150, 250, 350, 500),
    Indicator.PM10: _steps(0, 50, 120, 250, 350, 420, 500, 600),
}
STANDARDS = (
    AirStandard("HJ 633-2026", dt.date(2026, 3, 1), _STEPS_2026),
    AirStandard("HJ 633-2012", dt.date.min, _STEPS_2012),
)
POLLUTANTS = tuple(_STEPS_2012)


def standard_on(day: dt.date) -> AirStandard:
    """The standard in force: a day is judged by what was valid then, whenever that is done."""
    return next(standard for standard in STANDARDS if standard.since <= day)


def index_of(indicator, concentration: Decimal, *, day: dt.date) -> int | None:
    """IAQI, rounded up. None for what has no index; 500 is the end of the scale."""
    steps = standard_on(day).steps.get(indicator)
    if steps is None:
        return None
    for position in range(1, len(steps)):
        low, high = steps[position - 1], steps[position]
        if concentration <= high:
            bottom, top = INDEX_STEPS[position - 1], INDEX_STEPS[position]
            return math.ceil(Fraction(top - bottom) * Fraction(concentration - low) / Fraction(high - low) + bottom)
    return INDEX_STEPS[-1] if len(steps) == len(INDEX_STEPS) else None


def level_of(index: int) -> AirLevel:
    return AirLevel(1 + sum(index > end for end in _UPPER_ENDS))


@dataclass(frozen=True)
class AirDay:
    """`level` None: not to be judged. With pollutants missing the index is the least it can be."""

    index: int | None
    level: AirLevel | None
    main: tuple[Indicator, ...] = ()
    missing: tuple[Indicator, ...] = ()
    reported: bool = False


def judge_day(concentrations: dict[Indicator, Decimal], *, day: dt.date, reported: Decimal | None = None) -> AirDay:
    """The day's AQI from its concentrations, or the one the station reported when it sent nothing else.

    A missing pollutant can only raise the index: without it a day is never called 优 or 良, but it is polluted when the
    others say so.
    """
    indices = {one: index_of(one, concentrations[one], day=day) for one in POLLUTANTS if one in concentrations}
    indices = {one: index for one, index in indices.items() if index is not None}
    missing = tuple(one for one in POLLUTANTS if one not in indices)
    if not indices:
        return _as_reported(reported)
    worst = max(indices.values())
    if missing and worst <= 100:
        return AirDay(None, None, missing=missing)
    main = tuple(one for one, index in indices.items() if index == worst) if worst > 50 else ()
    return AirDay(worst, level_of(worst), main, missing)


def _as_reported(reported):
    if reported is None:
        return AirDay(None, None, missing=POLLUTANTS)
    return AirDay(int(reported), level_of(int(reported)), reported=True)
