"""Monitoring values by template, counted by hand."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from apps.imports.actions import table_undoing
from apps.imports.tables.monitoring import AirTable, WaterTable
from apps.imports.tables.queries import setting_of
from apps.imports.tables.template import template
from apps.monitoring.models import MonitoringValue
from tests.imports.tables import TODAY, errors, four, imported, received
from tests.monitoring.setting import HOURLY, MONTHLY, reading, recorded, section, station

AIR = ["监测点位", "日期", "PM2.5（μg/m³）", "PM10（μg/m³）", "一氧化碳（mg/m³）"]
WATER = ["监测点位", "月份", "氨氮（mg/L）", "总磷（mg/L）", "石油类（mg/L）"]


@pytest.fixture
def point(county):
    return station(name="三合街道站", code="FD-A01")


@pytest.fixture
def river(county):
    return section(name="龙河暨龙断面", code="FD-S01")


def history():
    rows = MonitoringValue.objects.order_by("day", "hour", "indicator", "version")
    return [(row.indicator, row.written, row.version, row.current) for row in rows]


def emptied_template(kind, person, noon):
    """The downloaded template as openpyxl opens it."""
    resource = kind(setting_of(person, kind, at=noon, today=TODAY))
    return load_workbook(io.BytesIO(template(resource)))


def saved(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (AirTable, {"监测点位": "三合街道站", "日期": "2026-11-01", "PM2.5（μg/m³）": 35}),
        (WaterTable, {"监测点位": "龙河暨龙断面", "月份": "2026-10", "pH（无量纲）": 7.8, "石油类（mg/L）": "0.01L"}),
    ],
)
def test_a_template_that_is_filled_in_comes_back_whole(county, noon, point, river, kind, row):
    book = emptied_template(kind, county.county_staff, noon)
    page = book.worksheets[0]
    headings = [cell.value.rstrip("*") for cell in page[1]]
    assert headings[1:] == [
        column.heading for column in kind(setting_of(county.county_staff, kind, at=noon, today=TODAY)).columns.values()
    ]
    assert page.data_validations.dataValidation != []
    for heading, value in row.items():
        page.cell(3, headings.index(heading) + 1, value)

    table = received(county.county_staff, kind.key, at=noon, content=saved(book))

    assert (errors(table), four(table.promise)) == ([], (1, 0, 0, 0))


def test_only_points_in_use_are_offered(county, noon, point, river):
    station(name="旧站", closed_on=TODAY)
    resource = AirTable(setting_of(county.county_staff, AirTable, at=noon, today=TODAY))

    assert resource.points() == ["三合街道站"]


def test_a_row_becomes_a_value_for_each_cell_that_has_one(county, noon, point):
    table = imported(
        county.county_staff, "air-values", AIR,
        ["三合街道站", "2026-11-01", 35, 58, 0.7],
        ["FD-A01", dt.date(2026, 11, 2), 40.5, "—", ""],
        at=noon,
    )  # fmt: skip

    assert four(table.promise) == four(table.counts) == (2, 0, 0, 0)
    values = MonitoringValue.objects.order_by("day", "indicator")
    assert [(value.day.day, value.indicator, value.written) for value in values] == [
        (1, "co", "0.7"), (1, "pm10", "58"), (1, "pm25", "35"), (2, "pm25", "40.5"),
    ]  # fmt: skip
    first = values.first()
    assert (first.source, first.origin["file"], first.origin["table"]) == ("list", "表.xlsx", table.pk)


def test_errors_stand_on_their_cells_and_stop_no_other_row(county, noon, point, river):
    table = imported(
        county.county_staff, "air-values", AIR,
        ["没有的站", "2026-11-01", 35, "", ""],
        ["三合街道站", "2026-11-02", "三十五", "", ""],
        ["三合街道站", "2026-11-03", -5, "", ""],
        ["三合街道站", "2026-11-05", 35, "", ""],
        ["龙河暨龙断面", "2026-11-01", 35, "", ""],
        ["三合街道站", "昨天", 35, "", ""],
        ["三合街道站", "2026-10-31", "", "/", "—"],
        ["三合街道站", "2026-11-01", 35, "", ""],
        ["FD-A01", "2026-11-01", 36, "", ""],
        at=noon,
    )  # fmt: skip

    assert four(table.counts) == (1, 0, 0, 8)
    assert errors(table) == [
        (2, "A", "没有“没有的站”这个监测点位，请从下拉列表里选；新的点位先在“监测”里建立。"),
        (3, "C", "“三十五”不是数字，请只写数字，如 35 或 0.12。"),
        (4, "C", "PM2.5不能是负数。"),
        (5, "B", "2026-11-05 还没有到，不能录入以后的数据。"),
        (6, "A", "“龙河暨龙断面”是河流断面，不在这张表里导入，请换一个模板。"),
        (7, "B", "“昨天”看不出是哪一天，请写成 2026-03-15 或 2026年3月15日。"),
        (8, "A", "这一行一个数值都没有，请填写，或者删掉这一行。"),
        (10, None, "和第 9 行写的是同一个时段，请删掉一行。"),
    ]


def test_a_value_out_of_the_ordinary_is_a_word_to_the_reader_and_no_error(county, noon, point):
    table = received(county.county_staff, "air-values", AIR, ["三合街道站", "2026-11-01", 900, 58, 0.7], at=noon)

    assert four(table.promise) == (1, 0, 0, 0)
    assert table.rows.get().note == "PM2.5 900 μg/m³不在常见范围（1～500）内，请核对单位和小数点。"


def test_the_same_file_twice_brings_nothing_new(county, noon, point):
    rows = AIR, ["三合街道站", "2026-11-01", 35, 58, 0.7], ["三合街道站", "2026-11-02", "40.50", "", ""]
    imported(county.county_staff, "air-values", *rows, at=noon)

    again = received(county.county_staff, "air-values", *rows, at=noon)

    assert four(again.promise) == (0, 0, 2, 0)
    assert MonitoringValue.objects.count() == 4


def test_a_corrected_value_is_shown_old_and_new_and_keeps_its_history(county, noon, point):
    imported(county.county_staff, "air-values", AIR, ["三合街道站", "2026-11-01", 35, 58, 0.7], at=noon)

    table = imported(county.county_staff, "air-values", AIR, ["三合街道站", "2026-11-01", 53, 58, ""], at=noon)

    assert four(table.counts) == (0, 1, 0, 0)
    assert table.rows.get().changes == {"PM2.5（μg/m³）": ["35", "53"]}
    assert history() == [
        ("co", "0.7", 1, True), ("pm10", "58", 1, True), ("pm25", "35", 1, False), ("pm25", "53", 2, True),
    ]  # fmt: skip


def test_undoing_brings_back_the_version_before_and_takes_away_what_was_new(county, noon, point):
    imported(county.county_staff, "air-values", AIR[:3], ["三合街道站", "2026-11-01", 35], at=noon)
    table = imported(
        county.county_staff, "air-values", AIR,
        ["三合街道站", "2026-11-01", 53, 58, ""], ["三合街道站", "2026-11-02", 40, "", ""], at=noon,
    )  # fmt: skip

    undone = table_undoing.undo(table, by=county.county_staff, at=noon, today=TODAY)

    assert (undone.removed, undone.restored, undone.kept) == (1, 1, [])
    assert history() == [
        ("pm10", "58", 1, False), ("pm25", "35", 1, True), ("pm25", "53", 2, False), ("pm25", "40", 1, False),
    ]  # fmt: skip
    withdrawn = MonitoringValue.objects.filter(withdrawn_at=noon, withdrawn_by=county.county_staff)
    assert set(withdrawn.values_list("withdrawn_reason", flat=True)) == {"撤销表格导入"}
    assert withdrawn.count() == 3


def test_a_value_that_somebody_has_corrected_since_is_not_undone(county, noon, point):
    table = imported(county.county_staff, "air-values", AIR[:3], ["三合街道站", "2026-11-01", 35], at=noon)
    recorded(county.county_staff, noon, reading(point, 36, day=dt.date(2026, 11, 1)))

    undone = table_undoing.undo(table, by=county.county_staff, at=noon, today=TODAY)

    assert [row.kept for row in undone.kept] == ["导入以后有人改过PM2.5（μg/m³）。"]
    assert history() == [("pm25", "35", 1, False), ("pm25", "36", 2, True)]


def test_an_imported_value_undone_can_be_imported_again(county, noon, point):
    rows = AIR[:3], ["三合街道站", "2026-11-01", 35]
    table = imported(county.county_staff, "air-values", *rows, at=noon)
    table_undoing.undo(table, by=county.county_staff, at=noon, today=TODAY)

    again = imported(county.county_staff, "air-values", *rows, at=noon)

    assert four(again.counts) == (1, 0, 0, 0)
    assert history() == [("pm25", "35", 1, False), ("pm25", "35", 2, True)]


def test_a_value_that_was_found_invalid_stays_so_when_its_file_comes_again(county, noon, point):
    rows = AIR[:3], ["三合街道站", "2026-11-01", 35]
    imported(county.county_staff, "air-values", *rows, at=noon)
    broken = reading(point, 35, day=dt.date(2026, 11, 1), valid=False, remark="仪器故障")
    recorded(county.county_staff, noon, broken)

    again = received(county.county_staff, "air-values", *rows, at=noon)

    assert four(again.promise) == (0, 0, 1, 0)
    assert MonitoringValue.objects.get(current=True).valid is False


def test_hours_are_beside_days(county, noon, point):
    columns = ["站点名称", "监测日期", "小时", "O3", "PM2.5"]

    table = imported(
        county.county_staff, "air-values", columns,
        ["三合街道站", "2026-11-01", "", 90, 35], ["三合街道站", "2026-11-01", 8, 60, 30], ["三合街道站", "2026-11-01", 24, 60, 30],
        at=noon,
    )  # fmt: skip

    assert four(table.counts) == (2, 0, 0, 1)
    hourly = MonitoringValue.objects.filter(period=HOURLY).values_list("indicator", "hour", "value")
    assert sorted(hourly) == [("o3_8h", 8, 60), ("pm25", 8, 30)]


def test_water_is_monthly_whichever_way_the_month_is_written(county, noon, river):
    table = imported(
        county.county_staff, "water-values", WATER,
        ["龙河暨龙断面", "2026-08", 0.22, 0.07, "0.01L"],
        ["龙河暨龙断面", "2026年9月", 0.25, "", "<0.01"],
        ["龙河暨龙断面", dt.date(2026, 10, 9), 0.3, "", ""],
        ["龙河暨龙断面", "2026-10", 0.4, "", ""],
        at=noon,
    )  # fmt: skip

    assert four(table.counts) == (3, 0, 0, 1)
    ammonia = MonitoringValue.objects.filter(indicator="nh3n").order_by("day").values_list("period", "day")
    assert list(ammonia) == [(MONTHLY, dt.date(2026, month, 1)) for month in (8, 9, 10)]
    below = MonitoringValue.objects.filter(below_limit=True).order_by("day")
    assert [(value.day.month, value.written) for value in below] == [(8, "0.01L"), (9, "0.01L")]


def test_daily_values_of_water_say_so_and_name_their_day(county, noon, river):
    columns = [*WATER[:2], "数据类型", "氨氮（mg/L）"]

    table = imported(
        county.county_staff, "water-values", columns,
        ["龙河暨龙断面", "2026-10-09", "日值", 0.3], ["龙河暨龙断面", "2026-10", "日值", 0.3], at=noon,
    )  # fmt: skip

    assert errors(table) == [(3, "B", "日值要写到哪一天，如 2026-03-15。")]
    assert list(MonitoringValue.objects.values_list("period", "day")) == [("day", dt.date(2026, 10, 9))]


def test_an_undone_month_with_a_detection_limit_goes_back_to_what_it_was(county, noon, river):
    imported(county.county_staff, "water-values", WATER, ["龙河暨龙断面", "2026-08", 0.22, 0.07, "0.01L"], at=noon)
    table = imported(county.county_staff, "water-values", WATER, ["龙河暨龙断面", "2026-08", 0.2, 0.07, 0.02], at=noon)
    assert table.rows.get().changes == {"氨氮（mg/L）": ["0.22", "0.2"], "石油类（mg/L）": ["0.01L", "0.02"]}

    table_undoing.undo(table, by=county.county_staff, at=noon, today=TODAY)

    current = MonitoringValue.objects.current().order_by("indicator")
    assert [(row.indicator, row.written, row.version) for row in current] == [
        ("nh3n", "0.22", 1), ("oil", "0.01L", 1), ("tp", "0.07", 1),
    ]  # fmt: skip


def test_values_before_a_point_began_are_refused(county, noon):
    station(name="新站", opened_on=dt.date(2026, 11, 1))

    table = received(county.county_staff, "air-values", AIR[:3], ["新站", "2026-10-31", 35], at=noon)

    assert errors(table) == [(2, "B", "点位从 2026-11-01 起启用，2026-10-31 还没有数据。")]


def test_another_countys_point_is_unknown(county, noon):
    station("510722", name="三台站")

    table = received(county.county_staff, "air-values", AIR[:3], ["三台站", "2026-11-01", 35], at=noon)

    assert [column for _, column, _ in errors(table)] == ["A"]
