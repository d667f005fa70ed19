"""What the tables of monitoring values are made of: other names of indicators, the widgets, and a row's time slot."""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from import_export.widgets import Widget

from apps.imports.reading.cells import NUMBER
from apps.imports.reading.dates import form_of_number, forms_in
from apps.monitoring.models import MonitoringPoint, MonitoringValue
from apps.monitoring.rules.readings import read_value
from apps.monitoring.words import Indicator, written

# What stations, laboratories and the national platform call the indicators.
ALIASES = {
    Indicator.PM25: ("PM2.5浓度", "细颗粒物", "PM₂.₅"),
    Indicator.PM10: ("PM10浓度", "可吸入颗粒物", "PM₁₀"),
    Indicator.O3_8H: ("O3_8h", "O3-8h", "O3", "O₃", "臭氧", "臭氧8小时", "O3日最大8小时平均", "O3_8h_max"),
    Indicator.NO2: ("NO2", "NO₂"),
    Indicator.SO2: ("SO2", "SO₂"),
    Indicator.CO: ("CO",),
    Indicator.AQI: ("AQI", "空气质量指数"),
    Indicator.TEMPERATURE: ("温度",),
    Indicator.PH: ("pH值", "酸碱度"),
    Indicator.DO: ("DO",),
    Indicator.CODMN: ("CODMn", "高锰酸钾指数"),
    Indicator.COD: ("COD", "CODCr"),
    Indicator.BOD5: ("BOD5", "BOD₅", "生化需氧量"),
    Indicator.NH3N: ("NH3-N", "NH₃-N"),
    Indicator.TP: ("TP", "总磷（以P计）"),
    Indicator.TN: ("TN", "总氮（以N计）"),
    Indicator.FLUORIDE: ("氟化物（以F-计）", "F-"),
    Indicator.LAS: ("LAS",),
    Indicator.PHENOL: ("挥发性酚",),
}


class Amount(Widget):
    """A measured value; 0.01L lies below the detection limit. What was not measured says nothing and is never 0."""

    def clean(self, value, row=None, **kwargs):
        return None if value is None or value.blank else read_value(value.text)

    def render(self, value, obj=None, **kwargs):
        return written(value.value, below_limit=value.below_limit) if value else ""


class When(NamedTuple):
    """A day, or with `whole_month` the month of which it is the first."""

    day: dt.date
    whole_month: bool = False


class DayOrMonth(Widget):
    def clean(self, value, row=None, **kwargs):
        if value is None or value.blank:
            return None
        if value.day:
            return When(value.day)
        form = form_of_number(value.number, value.text) if value.kind == NUMBER else None
        found = [form] if form else list(forms_in(value.text))
        if len(found) == 1 and found[0].year is not None and not found[0].span:
            whole = found[0].day is None
            day = found[0].resolved(found=True)
            if day is not None:
                return When(day.replace(day=1) if whole else day, whole)
        raise ValueError(f"“{value.text[:40]}”看不出是哪个月或哪一天，请写成 2026-03 或 2026-03-15。")

    def render(self, value, obj=None, **kwargs):
        return "" if not value else f"{value.day:%Y-%m}" if value.whole_month else value.day.isoformat()


@dataclass
class Slot:
    """What one row is about: a point and a time, with the values that stand there now."""

    point: MonitoringPoint
    period: str
    day: dt.date
    hour: int | None = None
    values: dict[str, MonitoringValue] = field(default_factory=dict)

    @property
    def pk(self) -> str:
        hour = "" if self.hour is None else f":{self.hour}"
        return f"{self.point.pk}:{self.period}:{self.day.isoformat()}{hour}"

    def __str__(self):
        return str(self.point)
