"""What pages show: the newest values with their judgement, a stretch of time with its gaps, the corrections in it."""

import datetime as dt

import pytest

from apps.monitoring.actions.values import withdraw_values
from apps.monitoring.judging import Judgement, limit_line, standard_of
from apps.monitoring.queries import points, values
from apps.monitoring.spans import day_asked, span_around
from apps.monitoring.words import Indicator
from tests.cast import COUNTY, WUPING
from tests.monitoring.setting import DAILY, DAY, HOURLY, MONTHLY, clean_day, reading, recorded, section, station

TODAY = dt.date(2026, 11, 4)
NOVEMBER = span_around(DAILY, DAY)


def standing_of(user, point):
    page = list(points.listed(user, on=TODAY))
    return points.standings(page)[point.pk]


def test_a_station_shows_its_newest_day_with_level_and_main_pollutant(county, noon):
    point = station()
    recorded(county.county_staff, noon, *clean_day(point, day=DAY - dt.timedelta(1)), *clean_day(point, pm25=61))

    shown = standing_of(county.township_staff, point)

    assert (shown.when, [value.written for value in shown.values]) == (
        "2026-11-03",
        ["61", "40", "80", "20", "6", "0.6"],
    )
    assert shown.judgement == Judgement("轻度污染", "air-3", "首要污染物 PM2.5", "101")


def test_a_section_shows_its_newest_month_against_its_target(county, noon):
    point = section(target_class=3)
    for indicator, value in (("nh3n", "1.2"), ("tp", "0.25"), ("cod", "12")):
        recorded(county.county_staff, noon, reading(point, value, Indicator(indicator)))

    shown = standing_of(county.county_staff, point)

    assert shown.when == "2026年11月"
    assert shown.judgement == Judgement("Ⅳ类", "water-4", "氨氮、总磷", reached=False)
    assert shown.judgement.reached_words == "未达标"


def test_a_point_without_values_says_so_and_is_no_pass(county):
    shown = standing_of(county.county_staff, section())

    assert (shown.when, shown.values, shown.judgement) == ("", (), Judgement("无数据"))


def test_invalid_values_are_shown_and_not_judged(county, noon):
    point = section()
    recorded(county.county_staff, noon, reading(point, 9, Indicator.NH3N, valid=False, remark="仪器故障"))

    shown = standing_of(county.county_staff, point)

    assert ([value.written for value in shown.values], shown.judgement.words) == (["9"], "数据无效")


def test_a_section_that_only_sends_days_shows_its_newest_day(county, noon):
    point = section()
    recorded(county.county_staff, noon, reading(point, "0.5", Indicator.NH3N, period=DAILY))

    assert standing_of(county.county_staff, point).when == "2026-11-03"


def test_the_list_is_filtered_by_kind_place_and_state(county):
    mine, other, closed = station(), section(WUPING), station(closed_on=TODAY)

    def found(**conditions):
        return set(points.listed(county.county_staff, on=TODAY, **conditions))

    assert found() == {mine, other}
    assert (found(kind="section"), found(place=WUPING), found(state="closed")) == ({other}, {other}, {closed})
    assert set(points.listed(county.township_staff, on=TODAY)) == {mine}


@pytest.mark.parametrize("who", ["department_staff", "office_staff", "administrator"])
def test_who_sees_by_unit_or_looks_after_accounts_sees_no_points(county, who):
    station(COUNTY)

    assert list(points.listed(getattr(county, who), on=TODAY)) == []


def test_a_month_has_a_line_for_every_day_up_to_today_and_gaps_stay_gaps(county, noon):
    point = station()
    recorded(county.county_staff, noon, *clean_day(point), reading(point, 30, day=dt.date(2026, 11, 1)))

    series = values.series(point, NOVEMBER, today=TODAY)

    shown = [(line.words, line.is_empty, line.judgement.words) for line in series.lines]
    assert shown == [
        ("11月1日", False, "未评价"), ("11月2日", True, "无数据"), ("11月3日", False, "优"), ("11月4日", True, "无数据"),
    ]  # fmt: skip
    assert [value and value.written for value in series.of(Indicator.PM25)] == ["30", None, "35", None]
    assert series.summary == "评价1天，其中优良1天；2天无数据"
    assert (series.mean_words(Indicator.PM25), series.mean_words(Indicator.O3_8H)) == ("有效值平均 32.5 μg/m³", "")


def test_a_year_counts_the_months_that_reached_the_target_and_those_without_a_sample(county, noon):
    point = section()
    for month, value in ((1, "0.2"), (3, "1.3")):
        recorded(county.county_staff, noon, reading(point, value, Indicator.NH3N, day=dt.date(2026, month, 9)))

    series = values.series(point, span_around(MONTHLY, TODAY), today=TODAY)

    assert len(series.lines) == 11
    assert series.summary == "评价2个月，其中达标1个月；9个月无数据"


def test_a_point_without_values_has_the_usual_columns_and_the_running_month(county):
    point = station()

    assert values.periods_of(point) == [DAILY]
    span = values.latest_span(point, DAILY, today=TODAY)
    assert (span, values.series(point, span, today=TODAY).indicators[0]) == (NOVEMBER, Indicator.PM25)


def test_hours_of_a_day_are_shown_hour_by_hour(county, noon):
    point = station()
    recorded(county.county_staff, noon, reading(point, 35, period=HOURLY, hour=8))

    assert values.periods_of(point) == [DAILY, HOURLY]
    series = values.series(point, span_around(HOURLY, DAY), today=TODAY)
    assert [line.words for line in series.lines if not line.is_empty] == ["8时"]
    assert len(series.lines) == 24


def test_corrections_and_withdrawals_are_told_newest_first(county, noon):
    point, hour = station(), dt.timedelta(hours=1)
    recorded(county.county_staff, noon, reading(point, 35))
    corrected = recorded(county.county_staff, noon + hour, reading(point, 53, remark="校准后")).corrected
    withdraw_values(ids=[corrected[0].pk], by=county.county_staff, at=noon + 2 * hour, reason="撤销导入")
    recorded(county.county_staff, noon + 3 * hour, reading(point, 35, valid=False, remark="故障"))

    told = [(one.was, one.became, one.remark) for one in values.corrections(point, NOVEMBER)]

    assert told == [("35", "35（无效）", "故障"), ("53", "", "撤销导入"), ("35", "53", "校准后")]
    assert values.corrections(point, NOVEMBER.previous) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026", dt.date(2026, 1, 1)), ("2026-11", dt.date(2026, 11, 1)), ("2026-11-03", DAY), ("2026-13", None), ("", None),
     ("x", None), ("1999", None), ("２０２６", dt.date(2026, 1, 1))],
)  # fmt: skip
def test_an_address_asks_for_a_year_a_month_or_a_day(text, day):
    assert day_asked(text) == day


def test_a_stretch_knows_its_neighbours():
    year, day = span_around(MONTHLY, DAY), span_around(HOURLY, DAY)

    assert (NOVEMBER.previous.asked, NOVEMBER.next.asked, year.previous.asked) == ("2026-10", "2026-12", "2025")
    assert (day.next.asked, day.words, len(NOVEMBER.slots)) == ("2026-11-04", "2026年11月3日", 30)


def test_the_line_of_a_chart_is_that_of_the_day_and_of_the_target(county):
    air, water = station(), section(target_class=3)

    assert limit_line(air, Indicator.PM25, period=DAILY, day=dt.date(2026, 2, 1))[0] == 75
    assert limit_line(air, Indicator.PM25, period=DAILY, day=DAY) == (60, "良的上限")
    assert limit_line(water, Indicator.NH3N, period=MONTHLY, day=DAY) == (1, "Ⅲ类限值")
    assert limit_line(air, Indicator.PM25, period=MONTHLY, day=DAY) == (None, "")
    assert (standard_of(air, period=DAILY, day=DAY), standard_of(air, period=MONTHLY, day=DAY)) == ("HJ 633-2026", "")
