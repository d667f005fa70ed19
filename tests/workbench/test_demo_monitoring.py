"""The example's monitoring values: thirteen months, the same on every run, with gaps and one correction."""

import datetime as dt

import pytest

from apps.accounts.models import User
from apps.monitoring.models import MonitoringPoint, MonitoringValue
from apps.monitoring.queries import points, values
from apps.monitoring.spans import span_around
from apps.monitoring.words import Period
from apps.workbench.demo import monitoring

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def seeded(county):
    User.objects.filter(pk=county.county_staff.pk).update(username="xian")
    monitoring.seed(today=TODAY)
    return county.county_staff


def test_the_last_thirteen_months_are_there_and_nothing_of_tomorrow(seeded):
    days = MonitoringValue.objects.order_by("day").values_list("day", flat=True)

    assert (days.first(), days.last()) == (dt.date(2025, 11, 1), dt.date(2026, 11, 21))
    assert MonitoringValue.objects.filter(period=Period.MONTH).order_by("day").last().day == dt.date(2026, 10, 1)
    assert not MonitoringValue.objects.filter(recorded_at__date__gt=TODAY).exists()


def test_every_point_has_a_standing_and_some_days_are_missing(seeded):
    page = list(points.listed(seeded, on=TODAY))
    standings = points.standings(page)

    assert sorted(point.name for point in page) == ["三合街道站", "高家镇站", "龙河暨龙断面", "龙河武平断面"]
    assert all(standing.judgement.words != "无数据" for standing in standings.values())
    station = next(point for point in page if point.name == "三合街道站")
    series = values.series(station, span_around(Period.DAY, dt.date(2026, 10, 1)), today=TODAY)
    assert 0 < series.empty_count < 6
    assert [one.remark for one in values.corrections(station, series.span)] == ["多录一个0，已核对原始记录"]


@pytest.mark.parametrize("today", [dt.date(2026, 11, 1), dt.date(2028, 2, 29), dt.date(2027, 1, 2)])
def test_any_day_will_do(county, today):
    User.objects.filter(pk=county.county_staff.pk).update(username="xian")

    assert monitoring.seed(today=today) > 4000
    assert MonitoringPoint.objects.everywhere("test").count() == 4
