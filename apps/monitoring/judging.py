"""What the values of one slot mean, in words and a colour. Pure; the rules themselves are in rules/."""

from dataclasses import dataclass

from apps.monitoring.rules import air, water
from apps.monitoring.words import Indicator, Period, PointKind, WaterClass

NO_DATA = "无数据"


@dataclass(frozen=True)
class Judgement:
    """`colour` is a class of the stylesheet, always beside the words. `reached`: None where there is nothing to reach."""

    words: str
    colour: str = ""
    note: str = ""
    figure: str = ""
    reached: bool | None = None

    @property
    def reached_words(self) -> str:
        return {True: "达标", False: "未达标", None: ""}[self.reached]


def judge(point, values, *, period: str, day) -> Judgement:
    """`values`: indicator -> MonitoringValue, current ones; those that are not valid count as missing."""
    valid = {Indicator(key): value.counted for key, value in values.items() if value.valid}
    if not valid:
        return Judgement("数据无效" if values else NO_DATA)
    if point.is_water:
        return _water(water.judge_sample(valid, lake=point.is_lake), point.target_class)
    if point.kind == PointKind.AIR and period == Period.DAY:
        return _air(air.judge_day(valid, day=day, reported=valid.get(Indicator.AQI)))
    return Judgement("")


def _water(sample, target):
    if sample.grade is None:
        return Judgement("未评价", note="没有参加评价的指标")
    reached = sample.reaches(target)
    beyond = sample.grade > WaterClass.I and (reached is False or target is None)
    note = "、".join(one.label for one in sample.worst) if beyond else ""
    return Judgement(sample.grade.label, f"water-{sample.grade}", note, reached=reached)


def _air(day):
    missing = "缺" + "、".join(one.short for one in day.missing) if day.missing else ""
    if day.level is None:
        return Judgement("未评价", note=missing)
    main = "首要污染物 " + "、".join(one.short for one in day.main) if day.main else ""
    figure = f"≥{day.index}" if day.missing else str(day.index)
    note = "；".join(part for part in (main, missing, "站点报送" if day.reported else "") if part)
    return Judgement(day.level.label, f"air-{day.level}", note, figure)


def standard_of(point, *, period: str, day) -> str:
    """The standard by which a point is judged in that period, for the page; "" where nothing is."""
    if point.is_water:
        return "GB 3838-2002，单因子评价"
    return air.standard_on(day).name if point.kind == PointKind.AIR and period == Period.DAY else ""


def limit_line(point, indicator, *, period: str, day):
    """The value that a chart marks as the line not to cross, with its name; (None, "") where there is none."""
    if point.kind == PointKind.AIR and period == Period.DAY:
        return air.standard_on(day).good_until(indicator), "良的上限"
    if point.is_water and point.target_class:
        grade = WaterClass(point.target_class)
        return water.limit_of(indicator, grade, lake=point.is_lake), f"{grade.label}限值"
    return None, ""
