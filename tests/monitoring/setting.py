"""Points and readings for the tests of monitoring."""

import datetime as dt
import itertools
from decimal import Decimal

from django.utils import timezone

from apps.monitoring.actions.values import Reading, record_values
from apps.monitoring.models import MonitoringPoint
from apps.monitoring.words import Indicator, Period, PointKind, Source
from tests.cast import JILONG, XINGLONG

_numbers = itertools.count(1)
DAY = dt.date(2026, 11, 3)


def station(division_code=JILONG, **facts) -> MonitoringPoint:
    return _point(PointKind.AIR, division_code, facts)


def section(division_code=JILONG, **facts) -> MonitoringPoint:
    return _point(PointKind.SECTION, division_code, {"target_class": 3} | facts)


def _point(kind, division_code, facts):
    number = next(_numbers)
    facts = {"code": f"P{number}", "name": f"点位{number}"} | facts
    created = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return MonitoringPoint.objects.create(kind=kind, division_code=division_code, created_at=created, **facts)


def reading(point, value, indicator=Indicator.PM25, *, day=DAY, period=None, **facts) -> Reading:
    period = period or point.usual_period
    return Reading(point.pk, indicator, period, day, Decimal(str(value)), **facts)


def recorded(by, at, *readings, source=Source.LIST):
    return record_values(readings=readings, by=by, at=at, source=source)


def clean_day(point, *, day=DAY, **others) -> list[Reading]:
    """Six pollutants of a day, AQI 50 by PM2.5 unless said otherwise."""
    values = {"pm25": 35, "pm10": 40, "o3_8h": 80, "no2": 20, "so2": 6, "co": "0.6"} | others
    return [reading(point, value, indicator, day=day) for indicator, value in values.items()]


def measured(by, at) -> MonitoringPoint:
    """A station of 兴龙村 with a long name: clean and polluted days, a gap, a correction, an invalid value."""
    point = station(XINGLONG, name="暨龙镇兴龙村三组黄沙河左岸农村区域环境空气质量自动监测站")
    today = timezone.localdate(at)
    for back in (1, 2, 4):
        recorded(by, at, *clean_day(point, day=today - dt.timedelta(back), pm25=35 * back))
    recorded(by, at, reading(point, 36, day=today - dt.timedelta(1), remark="校准后"))
    broken = reading(point, 900, Indicator.PM10, day=today - dt.timedelta(2), valid=False, remark="仪器故障")
    recorded(by, at, broken)
    return point


HOURLY, DAILY, MONTHLY = Period.HOUR, Period.DAY, Period.MONTH
