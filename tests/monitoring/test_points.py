"""Points: registered, changed, closed and reopened, each by the county and nobody else."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from apps.common.models import AuditEntry
from apps.common.verdicts import Refused
from apps.monitoring.actions import points
from apps.monitoring.models import MonitoringPoint
from tests.cast import JILONG, WUPING
from tests.monitoring.setting import DAY, reading, recorded, section, station


def registered(county, noon, **facts):
    facts = {"kind": "air", "code": "A01", "name": "暨龙镇站", "division_code": JILONG} | facts
    return points.register_point(**facts, by=county.county_staff, at=noon)


def test_a_registered_point_is_seen_by_its_township_and_not_by_the_neighbour(county, noon):
    point = registered(county, noon, code=" A01 ", latitude=Decimal("29.657202"), longitude=Decimal("107.954244"))

    assert point.code == "A01"
    assert list(MonitoringPoint.objects.visible_to(county.township_staff)) == [point]
    assert list(MonitoringPoint.objects.visible_to(county.neighbour_staff)) == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": "另一个站"}, "点位编码“A01”已经用过"),
        ({"code": "A02"}, "已经有叫“暨龙镇站”的点位"),
        ({"code": "A02", "name": "站", "target_class": 3}, "只有河流断面和饮用水水源地有水质目标"),
        ({"code": "A02", "name": "站", "latitude": Decimal(29)}, "经度和纬度要一起填"),
        ({"code": " ", "name": "站"}, "请填写点位的编码和名称"),
    ],
)
def test_a_point_that_cannot_be_is_refused_in_words(county, noon, facts, said):
    registered(county, noon)

    with pytest.raises(Refused, match=said):
        registered(county, noon, **facts)

    assert MonitoringPoint.objects.everywhere("test").count() == 1


def test_another_county_has_codes_and_names_of_its_own(county, noon):
    station("510722", code="A01", name="暨龙镇站")

    assert registered(county, noon).code == "A01"


@pytest.mark.parametrize("who", ["township_staff", "supervisor", "administrator"])
def test_points_are_the_countys_to_register(county, noon, who):
    with pytest.raises(Refused, match="县生态环境局管理"):
        points.register_point(kind="air", code="A01", name="站", division_code=JILONG, by=getattr(county, who), at=noon)


def test_a_change_keeps_old_and_new_in_the_audit_trail(county, noon):
    point = section(name="龙河断面", target_class=3)

    points.change_point(point, name="龙河暨龙断面", target_class=2, by=county.county_staff, at=noon)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.changes) == (
        "修改监测点位", {"name": ["龙河断面", "龙河暨龙断面"], "target_class": [3, 2]},
    )  # fmt: skip


def test_a_change_of_nothing_is_refused(county, noon):
    point = section()

    with pytest.raises(Refused, match="没有改动"):
        points.change_point(point, name=f" {point.name} ", by=county.county_staff, at=noon)


def test_a_point_stays_inside_the_county_of_whoever_moves_it(county, noon):
    with pytest.raises(Refused, match="县生态环境局管理"):
        points.change_point(station(), division_code="510722", by=county.county_staff, at=noon)


def test_another_townships_point_does_not_exist(county, noon):
    with pytest.raises(MonitoringPoint.DoesNotExist):
        points.close_point(station(WUPING), on=DAY, by=county.township_staff, at=noon)


def test_a_closed_point_stands_until_the_day_before(county, noon):
    point = station(opened_on=dt.date(2026, 1, 1))

    points.close_point(point, on=DAY, by=county.county_staff, at=noon, reason="迁站")

    everywhere = MonitoringPoint.objects.everywhere("test")
    assert [everywhere.standing(day).count() for day in (DAY - dt.timedelta(1), DAY)] == [1, 0]
    assert [everywhere.closed(day).count() for day in (DAY - dt.timedelta(1), DAY)] == [0, 1]


def test_a_point_is_not_closed_before_its_last_values_or_its_first_day_and_not_twice(county, noon):
    point = station(opened_on=DAY - dt.timedelta(9))
    recorded(county.county_staff, noon, reading(point, 35))

    for on, said in ((DAY, "还有监测数据"), (DAY - dt.timedelta(10), "起启用")):
        with pytest.raises(Refused, match=said):
            points.close_point(point, on=on, by=county.county_staff, at=noon)
    points.close_point(point, on=DAY + dt.timedelta(1), by=county.county_staff, at=noon)
    with pytest.raises(Refused, match="起停用"):
        points.close_point(point, on=DAY + dt.timedelta(2), by=county.county_staff, at=noon)


def test_a_point_closed_by_mistake_is_reopened_once(county, noon):
    point = station(closed_on=DAY)

    assert points.reopen_point(point, by=county.county_staff, at=noon).closed_on is None
    with pytest.raises(Refused, match="没有停用"):
        points.reopen_point(point, by=county.county_staff, at=noon)


def test_the_database_wants_both_coordinates_or_none(county):
    with pytest.raises(IntegrityError, match="position_is_whole"), transaction.atomic():
        station(latitude=Decimal(29))
