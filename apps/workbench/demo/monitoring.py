"""Two air stations and two river sections of the example county with thirteen months of synthetic values."""

import datetime as dt
import math
import random
from dataclasses import replace
from decimal import Decimal

from apps.accounts.models import User
from apps.common import clock
from apps.monitoring.actions.points import register_point
from apps.monitoring.actions.values import Reading, record_values
from apps.monitoring.words import Indicator, Period, PointKind, Source
from apps.workbench.demo import people

SEED = 3838
MONTHS = 13
_SAN_HE, _GAO_JIA, _WU_PING = "500230001", "500230109", "500230114"
# What a clean month of a small mountain river looks like: mean, spread, decimals.
_WATER = {
    Indicator.TEMPERATURE: (17, 2, 1),
    Indicator.PH: (7.8, 0.2, 1),
    Indicator.DO: (8.6, 0.6, 1),
    Indicator.CODMN: (2.2, 0.4, 1),
    Indicator.COD: (11, 2, 0),
    Indicator.BOD5: (1.6, 0.4, 1),
    Indicator.NH3N: (0.22, 0.08, 2),
    Indicator.TP: (0.07, 0.02, 2),
    Indicator.TN: (1.6, 0.3, 2),
}


def seed(*, today: dt.date) -> int:
    """The number of values recorded, until yesterday; months as they were handed in, by the county's staff."""
    dice, by = random.Random(SEED), User.objects.get(username="xian")  # noqa: S311 - an example, not a secret
    months = _months(today)
    stations, sections = _points(by, clock.start_of(months[0]), months[0])
    recorded = 0
    for first in months:
        last = min((first + dt.timedelta(32)).replace(day=1), today)
        at = _handed_in(last, today)
        readings = [row for point, dirt in stations for row in _air(point, dirt, first, last, dice)]
        if last.day == 1 and last > first:
            readings += [row for point, load in sections for row in _water(point, load, first, dice)]
        sent = [_slipped(row, stations[0][0], months[-2]) for row in readings]
        if readings:
            recorded += len(record_values(readings=sent, by=by, at=at, source=Source.LIST).rows)
        slips = [row for row, was in zip(readings, sent) if row.value != was.value and was.valid]
        if slips:
            recorded += _put_right(slips, by, at)
    return recorded


def _handed_in(day, today) -> dt.datetime:
    """In the morning of the day; nothing of the example lies in the future."""
    return clock.start_of(day) + dt.timedelta(hours=9 if day < today else 0)


def _months(today) -> list[dt.date]:
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - dt.timedelta(1)).replace(day=1))
    return months[::-1]


def _points(by, at, since):
    def point(kind, code, name, division_code, **facts):
        where = {"division_code": division_code, "opened_on": since}
        return register_point(kind=kind, code=code, name=name, by=by, at=at, **where, **facts)

    stations = (
        (point(PointKind.AIR, "FD-A01", "三合街道站", _SAN_HE), 1.0),
        (point(PointKind.AIR, "FD-A02", "高家镇站", _GAO_JIA), 1.2),
    )
    sections = (
        (point(PointKind.SECTION, "FD-S01", "龙河暨龙断面", people.TOWNSHIP, target_class=2), 1.0),
        (point(PointKind.SECTION, "FD-S02", "龙河武平断面", _WU_PING, target_class=3), 1.4),
    )
    return stations, sections


def _air(point, dirt, first, end, dice):
    """Winter brings particles, summer ozone; what is in the air one day is partly still there the next."""
    weather = 0.0
    for number in range((end - first).days):
        day = first + dt.timedelta(number)
        weather = 0.7 * weather + dice.gauss(0, 0.22)
        if dice.random() < 0.02:
            continue  # the station stood still
        for indicator, value in _air_values(day, dirt, math.exp(weather), dice).items():
            if dice.random() > 0.005:
                yield Reading(point.pk, indicator, Period.DAY, day, value)


def _air_values(day, dirt, stagnant, dice):
    winter = math.cos(2 * math.pi * (day.timetuple().tm_yday - 15) / 365)
    fine = (26 + 13 * winter) * dirt * stagnant
    return {
        Indicator.PM25: _rounded(fine, 0, 4),
        Indicator.PM10: _rounded(fine * 1.45 + dice.uniform(0, 8), 0, 8),
        Indicator.O3_8H: _rounded(88 - 42 * winter + dice.gauss(0, 18), 0, 12),
        Indicator.NO2: _rounded((18 + 6 * winter) * dirt * stagnant**0.6, 0, 4),
        Indicator.SO2: _rounded((7 + 2 * winter) * dirt + dice.gauss(0, 1), 0, 3),
        Indicator.CO: _rounded((0.65 + 0.2 * winter) * stagnant**0.5, 1, 0.3),
    }


def _rounded(value, places, least) -> Decimal:
    return Decimal(f"{max(value, least):.{places}f}")


def _water(point, load, month, dice):
    """One sample a month. The loaded section misses one month, and its phosphorus rises with the rain of July."""
    loaded = load > 1.2
    if loaded and month.month == 2:
        return
    warm = -math.cos(2 * math.pi * (month.month - 1) / 12)
    for indicator, (mean, spread, places) in _WATER.items():
        value = mean + dice.gauss(0, spread)
        if indicator == Indicator.TEMPERATURE:
            value += 8 * warm
        elif indicator == Indicator.DO:
            value -= 0.9 * warm + 0.5 * (load - 1)
        elif indicator != Indicator.PH:
            value *= load * (2.1 if loaded and indicator == Indicator.TP and month.month == 7 else 1)
        yield Reading(point.pk, indicator, Period.MONTH, month, _rounded(value, places, 0.02))
    yield Reading(point.pk, Indicator.OIL, Period.MONTH, month, Decimal("0.01"), below_limit=True)


def _slipped(row, point, month) -> Reading:
    """As last month's readings were first sent: one with a nought too many, one of a day of calibration."""
    if (row.point_id, row.indicator, row.day) == (point.pk, Indicator.PM25, month.replace(day=12)):
        return replace(row, value=row.value * 10)
    if (row.point_id, row.indicator, row.day) == (point.pk, Indicator.PM10, month.replace(day=20)):
        return replace(row, value=row.value * 7, valid=False, remark="仪器校准，数据无效")
    return row


def _put_right(readings, by, at) -> int:
    """The slip is found the same morning."""
    remark = "多录一个0，已核对原始记录"
    readings = [replace(row, remark=remark) for row in readings]
    return len(record_values(readings=readings, by=by, at=at + dt.timedelta(minutes=35), source=Source.HAND).rows)
