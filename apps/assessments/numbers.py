"""The table of patrol figures: units or months down, measures across, every number with the address of its records."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from apps.assessments import periods
from apps.assessments.cells import NOTHING, PARTS, Cell, Part, said
from apps.assessments.metrics import MEASURES, Measure
from apps.assessments.queries import Figures, Grouping, figures_of
from apps.inspections.models import Grid
from apps.inspections.queries.grids import places_of
from apps.territory import queries as territory
from apps.territory.levels import CODE_LENGTH, Level

# What stands over the columns; the full names with their formulas stand below the table.
HEADINGS = {
    "patrols": "巡查（次）", "person_times": "巡查人次", "coverage": "点位覆盖率（%）", "tasks_in_time": "任务按期完成率（%）",
    "out_of_watch": "失管点位（个）", "found_on_patrol": "巡查发现（件）", "fixed_on_spot": "现场整改（件）",
    "found_by_themselves": "自行发现率（%）", "days_silent": "未报（村日）",
}  # fmt: skip
COLUMNS = tuple(MEASURES[key] for key in HEADINGS)
READ = (*COLUMNS, MEASURES["found"], MEASURES["days_reported"])
# Without any record these would be noughts that say too much.
CLAIMS = ("found_on_patrol", "fixed_on_spot")
MONTHS = 12


@dataclass(frozen=True)
class Number:
    words: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    numbers: list[Number]
    url: str = ""


@dataclass(frozen=True)
class Asked:
    """What a list behind a number is asked for: the place, the month (or one day), and one unit of a breakdown, "" for
    all."""

    place: str
    month: dt.date
    by: str = ""
    unit: str = ""
    day: dt.date | None = None

    def url(self, measure: Measure, part: Part | None = None) -> str:
        facts = {"place": self.place, "month": f"{self.month:%Y-%m}", "by": self.by, "unit": self.unit}
        if self.day:
            facts["day"] = self.day.isoformat()
        query = urlencode({name: value for name, value in facts.items() if value})
        return f"{reverse('figure_records', args=[measure.key, (part or main_part(measure)).value])}?{query}"

    def parts(self, measure: Measure, current: Part) -> list[tuple[str, str, bool]]:
        """The two lists of a rate, as links beside each other."""
        found = PARTS[measure.kind]
        return (
            [(PART_NAMES[part], self.url(measure, part), part == current) for part in found] if len(found) > 1 else []
        )

    @property
    def during(self) -> str:
        return (
            f"{self.day.year}年{self.day.month}月{self.day.day}日"
            if self.day
            else f"{self.month.year}年{self.month.month}月"
        )

    @property
    def table_name(self) -> str:
        return "日报告" if self.day else "巡查统计"

    @property
    def table_url(self) -> str:
        if self.day:
            return f"{reverse('days')}?{urlencode({'place': self.place, 'day': self.day.isoformat()})}"
        return f"{reverse('patrol_numbers')}?{urlencode({'place': self.place, 'month': f'{self.month:%Y-%m}'})}"


PART_NAMES = {Part.NUMERATOR: "达到要求的（分子）", Part.DENOMINATOR: "全部（分母）"}


def main_part(measure: Measure) -> Part:
    """The list that stands for the whole figure: the rate's denominator."""
    return PARTS[measure.kind][-1]


def by_unit(place: str, month: dt.date, by: Grouping, *, today: dt.date) -> tuple[list[Row], Row]:
    """A row for every unit below the place, those without a record included, and their sum."""
    period = periods.month(month, as_of=today)
    found = figures_of(place, period, by=by, measures=READ)
    codes = sorted({*_units(place, by, period), *found.assessees})
    spoken = _short(places_of([*codes, place]), place)
    rows = [
        Row(_name(code, place, spoken), _numbers(found, Asked(place, month, by.value, code)), _further(code, month))
        for code in codes
    ]
    return rows, Row("合计", _numbers(found, Asked(place, month)))


def by_month(place: str, *, today: dt.date) -> list[Row]:
    """The running month first, then the eleven before: the same measures over each month's period."""
    months = [periods.months_later(today.replace(day=1), -back) for back in range(MONTHS)]
    rows = []
    for month in months:
        found = figures_of(place, periods.month(month, as_of=today), by=Grouping.TOWNSHIP, measures=READ)
        rows.append(Row(f"{month.year}年{month.month}月", _numbers(found, Asked(place, month))))
    return rows


def _units(place, by, period) -> list[str]:
    if by == Grouping.GRID:
        return list(Grid.objects.within(place).in_force(period.known_on).values_list("code", flat=True))
    below = territory.townships if by == Grouping.TOWNSHIP else territory.villages
    return list(below(place, on=period.known_on).values_list("code", flat=True))


def _name(code, place, spoken) -> str:
    if code == place and len(code) <= CODE_LENGTH[Level.TOWNSHIP]:
        return "县本级" if len(code) == CODE_LENGTH[Level.COUNTY] else "镇本级"
    return spoken.get(code) or code


def _short(spoken, place) -> dict[str, str]:
    """Names as they are said inside the township."""
    above = spoken.get(place[: CODE_LENGTH[Level.TOWNSHIP]], "") if len(place) >= CODE_LENGTH[Level.TOWNSHIP] else ""
    return {code: name.removeprefix(above) or name for code, name in spoken.items()}


def _further(code, month) -> str:
    """The same table of what lies below a township or village."""
    if len(code) not in (CODE_LENGTH[Level.TOWNSHIP], CODE_LENGTH[Level.VILLAGE]):
        return ""
    return Asked(code, month).table_url


def _numbers(found: Figures, asked: Asked) -> list[Number]:
    def cell(measure) -> Cell:
        return found.cell(measure, asked.unit) if asked.unit else found.total(measure)

    silent = not any(cell(MEASURES[key]).numerator for key in ("patrols", "found", "days_reported"))
    return [
        Number(NOTHING)
        if silent and measure.key in CLAIMS
        else Number(said(cell(measure).value(measure.kind)), asked.url(measure))
        for measure in COLUMNS
    ]
