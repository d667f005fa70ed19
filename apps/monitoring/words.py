"""The fixed vocabulary: kinds of points, indicators with their units, periods, classes and levels."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import IntegerChoices, TextChoices


class PointKind(TextChoices):
    AIR = "air", "环境空气站点"
    SECTION = "section", "河流断面"
    INTAKE = "intake", "饮用水水源地"
    NOISE = "noise", "噪声点位"


WATERS = frozenset({PointKind.SECTION, PointKind.INTAKE})


class Period(TextChoices):
    HOUR = "hour", "小时值"
    DAY = "day", "日值"
    MONTH = "month", "月值"


# What a kind of point usually sends; the list and the page begin with it.
USUAL_PERIOD = {
    PointKind.AIR: Period.DAY,
    PointKind.SECTION: Period.MONTH,
    PointKind.INTAKE: Period.MONTH,
    PointKind.NOISE: Period.DAY,
}


class Source(TextChoices):
    HAND = "hand", "手工录入"
    LIST = "list", "表格导入"


class WaterClass(IntegerChoices):
    """GB 3838-2002; the larger the worse."""

    I = 1, "Ⅰ类"  # noqa: E741 - the standard's own name
    II = 2, "Ⅱ类"
    III = 3, "Ⅲ类"
    IV = 4, "Ⅳ类"
    V = 5, "Ⅴ类"
    WORSE = 6, "劣Ⅴ类"


class AirLevel(IntegerChoices):
    """Levels of the AQI (HJ 633)."""

    GOOD = 1, "优"
    FAIR = 2, "良"
    LIGHT = 3, "轻度污染"
    MIDDLE = 4, "中度污染"
    HEAVY = 5, "重度污染"
    SEVERE = 6, "严重污染"


class Indicator(TextChoices):
    PM25 = "pm25", "PM2.5"
    PM10 = "pm10", "PM10"
    O3_8H = "o3_8h", "臭氧（日最大8小时）"
    NO2 = "no2", "二氧化氮"
    SO2 = "so2", "二氧化硫"
    CO = "co", "一氧化碳"
    AQI = "aqi", "AQI（站点报送）"
    TEMPERATURE = "temperature", "水温"
    PH = "ph", "pH"
    DO = "do", "溶解氧"
    CODMN = "codmn", "高锰酸盐指数"
    COD = "cod", "化学需氧量"
    BOD5 = "bod5", "五日生化需氧量"
    NH3N = "nh3n", "氨氮"
    TP = "tp", "总磷"
    TN = "tn", "总氮"
    FLUORIDE = "fluoride", "氟化物"
    OIL = "oil", "石油类"
    LAS = "las", "阴离子表面活性剂"
    SULFIDE = "sulfide", "硫化物"
    PHENOL = "phenol", "挥发酚"
    NOISE_DAY = "noise_day", "昼间等效声级"
    NOISE_NIGHT = "noise_night", "夜间等效声级"

    @property
    def facts(self) -> "Facts":
        return FACTS[self]

    @property
    def short(self) -> str:
        """Without what stands in brackets, for chips and sentences."""
        return self.label.split("（")[0]

    @property
    def heading(self) -> str:
        """Name and unit as a column says them."""
        unit = FACTS[self].unit
        return f"{self.label}（{unit}）" if unit else self.label


@dataclass(frozen=True)
class Facts:
    """`possible`: beyond it the number is wrong. `usual`: beyond it somebody should look twice."""

    unit: str
    usual: tuple[Decimal, Decimal]
    possible: tuple[Decimal, Decimal]


def _facts(unit, usual_least, usual_most, least="0", most="99999"):
    return Facts(unit, (Decimal(usual_least), Decimal(usual_most)), (Decimal(least), Decimal(most)))


_MICRO, _MILLI = "μg/m³", "mg/L"
FACTS = {
    Indicator.PM25: _facts(_MICRO, "1", "500"),
    Indicator.PM10: _facts(_MICRO, "1", "600"),
    Indicator.O3_8H: _facts(_MICRO, "1", "400"),
    Indicator.NO2: _facts(_MICRO, "1", "200"),
    Indicator.SO2: _facts(_MICRO, "1", "300"),
    Indicator.CO: _facts("mg/m³", "0.1", "10"),
    Indicator.AQI: _facts("", "1", "500", most="500"),
    Indicator.TEMPERATURE: _facts("℃", "0", "35", least="-5", most="60"),
    Indicator.PH: _facts("无量纲", "5", "10", most="14"),
    Indicator.DO: _facts(_MILLI, "1", "16", most="30"),
    Indicator.CODMN: _facts(_MILLI, "0.1", "30"),
    Indicator.COD: _facts(_MILLI, "1", "100"),
    Indicator.BOD5: _facts(_MILLI, "0.1", "30"),
    Indicator.NH3N: _facts(_MILLI, "0.005", "10"),
    Indicator.TP: _facts(_MILLI, "0.005", "2"),
    Indicator.TN: _facts(_MILLI, "0.02", "30"),
    Indicator.FLUORIDE: _facts(_MILLI, "0.01", "5"),
    Indicator.OIL: _facts(_MILLI, "0.001", "2"),
    Indicator.LAS: _facts(_MILLI, "0.01", "2"),
    Indicator.SULFIDE: _facts(_MILLI, "0.001", "2"),
    Indicator.PHENOL: _facts(_MILLI, "0.0001", "0.5"),
    Indicator.NOISE_DAY: _facts("dB(A)", "20", "100", most="200"),
    Indicator.NOISE_NIGHT: _facts("dB(A)", "20", "100", most="200"),
}

AIR = (
    Indicator.PM25, Indicator.PM10, Indicator.O3_8H, Indicator.NO2, Indicator.SO2, Indicator.CO, Indicator.AQI,
)  # fmt: skip
WATER = (
    Indicator.TEMPERATURE, Indicator.PH, Indicator.DO, Indicator.CODMN, Indicator.COD, Indicator.BOD5, Indicator.NH3N, Indicator.TP,
    Indicator.TN, Indicator.FLUORIDE, Indicator.OIL, Indicator.LAS, Indicator.SULFIDE, Indicator.PHENOL,
)  # fmt: skip
INDICATORS = {
    PointKind.AIR: AIR,
    PointKind.SECTION: WATER,
    PointKind.INTAKE: WATER,
    PointKind.NOISE: (Indicator.NOISE_DAY, Indicator.NOISE_NIGHT),
}

# The one a chart begins with.
LEADING = (Indicator.PM25, Indicator.CODMN, Indicator.NOISE_DAY)


def written(value: Decimal | None, *, below_limit: bool = False) -> str:
    """A value as laboratories write it: no trailing zeros, the detection limit with an L; a dash for nothing."""
    if value is None:
        return "—"
    plain = f"{value:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) + ("L" if below_limit else "")
