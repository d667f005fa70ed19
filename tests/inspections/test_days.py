"""Daily reports: computed, 未报 is never 0, a second tap changes nothing, one reminder."""

import datetime as dt
from uuid import uuid4

import pytest

from apps.common.verdicts import Refused
from apps.inspections.actions import days as actions
from apps.inspections.actions.patrols import log_patrol, take_back
from apps.inspections.models import DayConfirmation, DayReminder
from apps.inspections.queries import days as queries
from apps.inspections.records import read
from tests.cast import COUNTY, HUILONG, JILONG, WUPING, XINGLONG
from tests.inspections import setting

TODAY = dt.date(2026, 11, 4)


def logged(person, noon, place, **facts):
    record = setting.body(person, noon, place=place, uuid=str(uuid4()), **facts)
    return log_patrol(record=read(setting.frozen(record)), by=person, at=noon).patrol


def told(rows):
    return [(row.name, row.words, row.patrols, row.persons, row.found, row.fixed) for row in rows]


def test_the_township_sees_what_was_reported_and_what_was_not(county, noon):
    logged(county.grid_member, noon, XINGLONG, companions=[{"name": "王五"}, {"name": "赵六"}])
    logged(county.grid_member, noon, XINGLONG, findings=[setting.found("路边垃圾")])

    rows = queries.day_rows(county.township_staff, day=TODAY, place=JILONG)

    assert told(rows) == [
        ("暨龙镇（镇本级）", "未报", None, None, None, None),
        ("暨龙镇兴龙村", "已报", 2, 4, 1, 0),
        ("暨龙镇回龙村", "未报", None, None, None, None),
    ]


def test_the_county_sees_its_townships(county, noon):
    logged(county.grid_member, noon, XINGLONG)

    rows = queries.day_rows(county.county_staff, day=TODAY, place=COUNTY)

    assert told(rows) == [("武平镇", "未报", None, None, None, None), ("暨龙镇", "已报", 1, 1, 0, 0)]


def test_a_nil_report_is_one_tap_and_a_second_changes_nothing(county, noon):
    later = noon + dt.timedelta(hours=3)
    first = actions.confirm_day(division_code=XINGLONG, day=TODAY, by=county.grid_member, at=noon)
    second = actions.confirm_day(division_code=XINGLONG, day=TODAY, by=county.village_leader, at=later)

    assert (first[0], second[0]) == (True, False)
    kept = DayConfirmation.objects.everywhere("test").get()
    assert (kept.person, kept.confirmed_at) == (county.grid_member, noon)
    village = queries.day_rows(county.township_staff, day=TODAY, place=JILONG)[1]
    assert (village.words, village.patrols, village.found) == ("零报告", 0, 0)


def test_a_day_elsewhere_or_in_the_future_cannot_be_confirmed(county, noon):
    for place, day in ((HUILONG, TODAY), (XINGLONG, TODAY + dt.timedelta(days=1))):
        with pytest.raises(Refused):
            actions.confirm_day(division_code=place, day=day, by=county.grid_member, at=noon)


def test_a_patrol_taken_back_is_no_longer_counted(county, noon):
    patrol = logged(county.grid_member, noon, XINGLONG)

    take_back(patrol, reason="点错了村", by=county.grid_member, at=noon)

    assert queries.day_rows(county.township_staff, day=TODAY, place=XINGLONG)[0].words == "未报"


def test_only_the_one_who_logged_it_takes_a_patrol_back_and_only_once(county, noon):
    patrol = logged(county.grid_member, noon, XINGLONG)

    with pytest.raises(Refused, match="自己"):
        take_back(patrol, reason="不对", by=county.township_staff, at=noon)
    take_back(patrol, reason="点错了村", by=county.grid_member, at=noon)
    with pytest.raises(Refused, match="已经撤回"):
        take_back(patrol, reason="点错了村", by=county.grid_member, at=noon)


def test_silent_villages_are_reminded_once_and_not_on_holidays(county, noon):
    actions.confirm_day(division_code=XINGLONG, day=TODAY, by=county.grid_member, at=noon)

    first = actions.remind_silent(county_code=COUNTY, at=noon)
    again = actions.remind_silent(county_code=COUNTY, at=noon + dt.timedelta(hours=1))
    sunday = actions.remind_silent(county_code=COUNTY, at=noon + dt.timedelta(days=4))

    assert [code[:9] for code in first] == [WUPING, JILONG]
    assert (HUILONG in first, XINGLONG in first, again, sunday) == (True, False, [], [])
    assert DayReminder.objects.everywhere("test").count() == 2
