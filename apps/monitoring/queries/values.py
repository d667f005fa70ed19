"""The values of one point: a stretch of time as a table, and what was corrected in it."""

from dataclasses import dataclass
from itertools import groupby

from apps.monitoring.judging import NO_DATA, Judgement, judge
from apps.monitoring.models import MonitoringValue
from apps.monitoring.spans import Span, span_around
from apps.monitoring.words import LEADING, Indicator, Period

_MEANT = frozenset({Indicator.PM25, Indicator.PM10, Indicator.NO2, Indicator.SO2})
_CORE = 6  # columns of a point that has no values yet


@dataclass(frozen=True)
class Line:
    """One slot; a cell is None where nothing was measured."""

    words: str
    cells: list[MonitoringValue | None]
    judgement: Judgement

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True)
class Series:
    span: Span
    indicators: list[Indicator]
    lines: list[Line]

    @property
    def leading(self) -> Indicator:
        return next((one for one in LEADING if one in self.indicators), self.indicators[0])

    def of(self, indicator) -> list[MonitoringValue | None]:
        column = self.indicators.index(indicator)
        return [line.cells[column] for line in self.lines]

    @property
    def slot_label(self) -> str:
        return {Period.MONTH: "月份", Period.DAY: "日期", Period.HOUR: "小时"}[self.span.period]

    @property
    def is_judged(self) -> bool:
        return any(line.judgement.colour or line.judgement.note for line in self.lines)

    @property
    def empty_count(self) -> int:
        return sum(line.is_empty for line in self.lines)

    @property
    def summary(self) -> str:
        """What the stretch comes to. Slots without data are said and never counted as good."""
        judged = [line.judgement for line in self.lines]
        good = sum(one.colour in ("air-1", "air-2") for one in judged)
        airy = sum(one.colour.startswith("air") for one in judged)
        due = [one for one in judged if one.reached is not None]
        unit = {Period.MONTH: "个月", Period.DAY: "天", Period.HOUR: "小时"}[self.span.period]
        parts = [
            f"评价{airy}天，其中优良{good}天" if airy else "",
            f"评价{len(due)}{unit}，其中达标{sum(one.reached for one in due)}{unit}" if due else "",
            f"{self.empty_count}{unit}{NO_DATA}" if self.empty_count else "",
        ]
        return "；".join(part for part in parts if part)

    def mean_words(self, indicator) -> str:
        """The arithmetic mean, for what is meant by it (ozone and carbon monoxide go by percentiles)."""
        values = [value.counted for value in self.of(indicator) if value and value.valid]
        if indicator not in _MEANT or not values:
            return ""
        return f"有效值平均 {sum(values) / len(values):.1f} {indicator.facts.unit}"


def periods_of(point) -> list[Period]:
    """The periods of which there are values, the usual one always."""
    found = set(MonitoringValue.objects.current().filter(point=point).values_list("period", flat=True).distinct())
    return [period for period in (Period.DAY, Period.MONTH, Period.HOUR) if period in found | {point.usual_period}]


def latest_span(point, period, *, today) -> Span:
    """The one that ends with the newest value; without any the running one. Never after today."""
    values = MonitoringValue.objects.current().filter(point=point, period=period, day__lte=today)
    return span_around(period, values.order_by("-day").values_list("day", flat=True).first() or today)


def series(point, span: Span, *, today) -> Series:
    """Slots up to today. Columns are the indicators with values, in the order of the vocabulary."""
    values = MonitoringValue.objects.current().filter(point=point, period=span.period)
    by_slot: dict[tuple, dict] = {}
    for value in values.within_days(span.first, span.end):
        by_slot.setdefault((value.day, value.hour), {})[value.indicator] = value
    measured = {indicator for found in by_slot.values() for indicator in found}
    indicators = [one for one in point.indicators if one in measured] or list(point.indicators[:_CORE])
    lines = []
    for day, hour in span.slots:
        if day <= today:
            found = by_slot.get((day, hour), {})
            judgement = judge(point, found, period=span.period, day=day)
            lines.append(Line(span.slot_words(day, hour), [found.get(one) for one in indicators], judgement))
    return Series(span, indicators, lines)


@dataclass(frozen=True)
class Correction:
    """One change of a value: `became` "" where it was only taken back."""

    when: str
    indicator: str
    was: str
    became: str
    by: str
    at: object
    remark: str


def corrections(point, span: Span) -> list[Correction]:
    """Everything in the stretch that did not stay as it was first recorded, newest change first."""
    values = MonitoringValue.objects.filter(point=point, period=span.period).within_days(span.first, span.end)
    rows = values.select_related("withdrawn_by").order_by("day", "hour", "indicator", "version")
    found = []
    for _, versions in groupby(rows, key=lambda row: (row.day, row.hour, row.indicator)):
        found += _told(list(versions))
    return sorted(found, key=lambda correction: correction.at, reverse=True)


def _told(versions):
    for number, row in enumerate(versions):
        when, label = row.slot_words, row.get_indicator_display()
        standing = [one for one in versions[:number] if not one.withdrawn_at or one.withdrawn_at > row.recorded_at]
        if standing:
            was = _words(standing[-1])
            yield Correction(when, label, was, _words(row), row.by_label, row.recorded_at, row.remark)
        if row.withdrawn_at:
            who = row.withdrawn_by.full_name if row.withdrawn_by else ""
            yield Correction(when, label, _words(row), "", who, row.withdrawn_at, row.withdrawn_reason)


def _words(value):
    return value.written if value.valid else f"{value.written}（无效）"
