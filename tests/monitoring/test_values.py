"""Recording, correcting and withdrawing values."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.monitoring.actions.values import withdraw_values
from apps.monitoring.models import MonitoringPoint, MonitoringValue
from apps.monitoring.words import Indicator
from tests.cast import WUPING
from tests.monitoring.setting import DAILY, DAY, HOURLY, MONTHLY, clean_day, reading, recorded, section, station


def history(point):
    rows = MonitoringValue.objects.filter(point=point).order_by("day", "hour", "indicator", "version")
    return [(row.written, row.version, row.current) for row in rows]


def test_values_are_recorded_with_who_when_and_from_where(county, noon):
    point = station()

    result = recorded(county.county_staff, noon, reading(point, "35.5", origin={"row": 7}))

    row = MonitoringValue.objects.get()
    assert (len(result.new), result.corrected, result.unchanged) == (1, [], 0)
    assert (row.value, row.version, row.current, row.recorded_at) == (Decimal("35.5"), 1, True, noon)
    assert (row.by_label, row.get_source_display(), row.origin) == ("丰都县生态环境局 县局甲", "表格导入", {"row": 7})


def test_the_same_values_again_change_nothing(county, noon):
    point = station()
    recorded(county.county_staff, noon, *clean_day(point))

    again = recorded(county.county_staff, noon, *clean_day(point, pm25="35.0"))

    assert (again.new, again.corrected, again.unchanged) == ([], [], 6)
    assert MonitoringValue.objects.count() == 6


def test_another_value_is_a_version_beside_the_first(county, noon):
    point = station()
    recorded(county.county_staff, noon, reading(point, 35))

    result = recorded(county.county_staff, noon, reading(point, 53, remark="校准后"))

    assert [row.version for row in result.corrected] == [2]
    assert history(point) == [("35", 1, False), ("53", 2, True)]


def test_the_first_value_again_after_a_correction_is_a_third_version(county, noon):
    point = station()
    for value in (35, 53, 35):
        recorded(county.county_staff, noon, reading(point, value))

    assert history(point) == [("35", 1, False), ("53", 2, False), ("35", 3, True)]


def test_withdrawing_a_correction_brings_back_what_stood_before(county, noon):
    point = station()
    recorded(county.county_staff, noon, reading(point, 35))
    corrected = recorded(county.county_staff, noon, reading(point, 53)).corrected

    assert withdraw_values(ids=[corrected[0].pk], by=county.county_staff, at=noon, reason="撤销导入") == 1

    assert history(point) == [("35", 1, True), ("53", 2, False)]
    row = MonitoringValue.objects.get(version=2)
    assert (row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason) == (county.county_staff, noon, "撤销导入")


def test_withdrawing_the_only_value_leaves_nothing_and_recording_it_again_counts_on(county, noon):
    point = station()
    first = recorded(county.county_staff, noon, reading(point, 35)).new
    withdraw_values(ids=[first[0].pk], by=county.county_staff, at=noon, reason="撤销导入")

    recorded(county.county_staff, noon, reading(point, 35))

    assert history(point) == [("35", 1, False), ("35", 2, True)]


def test_withdrawing_what_was_corrected_since_leaves_the_correction(county, noon):
    point = station()
    first = recorded(county.county_staff, noon, reading(point, 35)).new
    recorded(county.county_staff, noon, reading(point, 53))

    withdraw_values(ids=[first[0].pk], by=county.county_staff, at=noon, reason="撤销导入")

    assert history(point) == [("35", 1, False), ("53", 2, True)]


def test_withdrawing_twice_withdraws_once(county, noon):
    point = station()
    ids = [recorded(county.county_staff, noon, reading(point, 35)).new[0].pk]

    counts = [withdraw_values(ids=ids, by=county.county_staff, at=noon, reason="撤销导入") for _ in range(2)]

    assert counts == [1, 0]


def test_hours_days_and_months_of_one_indicator_stand_beside_each_other(county, noon):
    point = station()

    recorded(
        county.county_staff, noon, reading(point, 1, period=HOURLY, hour=0), reading(point, 2, period=HOURLY, hour=1),
        reading(point, 3, period=DAILY), reading(point, 4, period=MONTHLY),
    )  # fmt: skip

    values = MonitoringValue.objects.order_by("value").values_list("period", "day", "hour")
    month = DAY.replace(day=1)
    assert list(values) == [("hour", DAY, 0), ("hour", DAY, 1), ("day", DAY, None), ("month", month, None)]


REFUSALS = [
    ({"value": -1}, "PM2.5不能是负数"),
    ({"value": 1, "indicator": Indicator.PH}, "环境空气站点没有“pH”这项指标"),
    ({"value": 1, "day": dt.date(2026, 11, 5)}, "还没有到"),
    ({"value": 1, "period": HOURLY}, "小时值要写明小时"),
    ({"value": 1, "hour": 3}, "小时值要写明小时"),
    ({"value": 1, "period": HOURLY, "hour": 24}, "小时应在 0 到 23 之间"),
    ({"value": 1, "day": dt.date(2026, 9, 30)}, "点位从 2026-10-01 起启用"),
    ({"value": 1, "valid": False}, "请写明原因"),
]


@pytest.mark.parametrize(("facts", "said"), REFUSALS)
def test_what_cannot_have_been_measured_is_refused_and_nothing_is_kept(county, noon, facts, said):
    point = station(opened_on=dt.date(2026, 10, 1))
    wrong = reading(point, facts["value"], facts.get("indicator", Indicator.PM25), **{
        key: value for key, value in facts.items() if key not in ("value", "indicator")
    })  # fmt: skip

    with pytest.raises(Refused, match=said):
        recorded(county.county_staff, noon, reading(point, 20, Indicator.PM10), wrong)

    assert MonitoringValue.objects.count() == 0


def test_a_closed_point_takes_what_was_measured_before(county, noon):
    point = station(closed_on=DAY)
    recorded(county.county_staff, noon, reading(point, 20, day=DAY - dt.timedelta(1)))

    with pytest.raises(Refused, match="起停用"):
        recorded(county.county_staff, noon, reading(point, 20))


def test_two_different_values_in_one_slot_are_refused_and_twins_are_one(county, noon):
    point = station()
    recorded(county.county_staff, noon, reading(point, 35), reading(point, 35))

    with pytest.raises(Refused, match="两个不同的数值"):
        recorded(county.county_staff, noon, reading(point, 35), reading(point, 36))

    assert history(point) == [("35", 1, True)]


def test_values_are_the_countys_to_record(county, noon):
    point = station()

    for person in (county.township_staff, county.supervisor):
        with pytest.raises(Refused, match="县生态环境局录入"):
            recorded(person, noon, reading(point, 35))


@pytest.mark.parametrize("who", ["neighbour_staff", "administrator", "department_staff"])
def test_for_whom_the_point_is_out_of_sight_it_does_not_exist(county, noon, who):
    point = station()

    with pytest.raises(MonitoringPoint.DoesNotExist):
        recorded(getattr(county, who), noon, reading(point, 35))


def test_one_strange_point_among_many_records_nothing(county, noon):
    elsewhere = station("510722", code="Z", name="三台站")

    with pytest.raises(MonitoringPoint.DoesNotExist):
        recorded(county.county_staff, noon, reading(station(), 35), reading(elsewhere, 35))

    assert MonitoringValue.objects.count() == 0


def test_recording_and_withdrawing_are_in_the_audit_trail(county, noon):
    point = station(WUPING)
    new = recorded(county.county_staff, noon, reading(point, 35)).new
    withdraw_values(ids=[new[0].pk], by=county.county_staff, at=noon, reason="撤销导入")

    trail = AuditEntry.objects.order_by("pk").values_list("action", "object_label", "division_code")
    assert list(trail) == [("录入监测数据", point.name, WUPING), ("撤回监测数据", point.name, WUPING)]


def test_below_the_detection_limit_half_of_it_is_counted(county, noon):
    point = section()
    recorded(county.county_staff, noon, reading(point, "0.04", Indicator.NH3N, below_limit=True))

    row = MonitoringValue.objects.get()
    assert (row.written, row.counted) == ("0.04L", Decimal("0.02"))


@pytest.mark.parametrize("change", ["SET value = 1", "SET remark = 'x'", "SET day = day - 1"])
def test_the_database_lets_nobody_overwrite_a_value(county, noon, change):
    recorded(county.county_staff, noon, reading(station(), 35))

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE monitoring_monitoringvalue {change}")


def test_the_database_lets_nobody_delete_a_value(county, noon):
    recorded(county.county_staff, noon, reading(station(), 35))

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        MonitoringValue.objects.all().delete()


def test_recording_many_values_costs_a_handful_of_queries(county, noon, django_assert_max_num_queries):
    point = station()
    many = [one for number in range(60) for one in clean_day(point, day=DAY - dt.timedelta(number))]

    with django_assert_max_num_queries(12):
        recorded(county.county_staff, noon, *many)
