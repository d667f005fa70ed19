"""What the home page says of patrols: figures that open their lists, and the one line for whoever has not reported."""

import datetime as dt

import pytest

from apps.common import clock
from apps.inspections.actions.days import confirm_day, remind
from apps.workbench.gathering import desk_of
from tests import cast
from tests.assessments.patrolled import patrol, plan, task
from tests.inspections import setting

pytestmark = pytest.mark.django_db


@pytest.fixture
def patrolled(county):
    """Two farms due today, one of them seen; one that nobody has seen since the first of last month."""
    today, monthly, farms = clock.today(), plan(), [setting.site() for _ in range(3)]
    walk = patrol(county.grid_member, clock.now() - dt.timedelta(minutes=1), sites=farms[:1], received_at=clock.now())
    task(monthly, farms[0], today, done=walk)
    task(monthly, farms[1], today)
    task(monthly, farms[2], (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1))
    return county


def figures_of(person):
    return {one["label"]: one for one in desk_of(person, today=clock.today()).figures}


@pytest.mark.parametrize("who", ["township_staff", "township_leader", "county_staff", "supervisor"])
def test_who_looks_after_many_sees_coverage_and_what_is_out_of_watch(patrolled, signed_in, who):
    person = getattr(patrolled, who)
    found = figures_of(person)
    client = signed_in(person)

    assert list(found) == ["未办结", "已超期", "本月登记", "本月点位覆盖率", "失管点位"]
    assert (found["本月点位覆盖率"]["value"], found["失管点位"]["value"]) == (50, 1)
    assert client.get(found["失管点位"]["url"]).context["behind"].seen == 1
    assert client.get(found["本月点位覆盖率"]["url"]).context["behind"].seen == 2
    assert "本月点位覆盖率" in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["grid_member", "village_leader"])
def test_the_village_sees_its_open_tasks(patrolled, signed_in, who):
    found = figures_of(getattr(patrolled, who))["我的巡查任务"]

    assert (found["value"], found["unit"]) == (1, "项")
    assert signed_in(getattr(patrolled, who)).get(found["url"]).context["total"] == 1


def test_a_township_without_sites_keeps_the_figures_of_the_ledger(county):
    assert list(figures_of(county.township_staff)) == ["未办结", "已超期", "三天内到期", "本月登记", "本月销号"]


def test_units_see_no_figures_of_places(patrolled):
    assert "本月点位覆盖率" not in figures_of(patrolled.office_staff)


def test_who_has_not_reported_is_reminded_on_his_page_and_one_tap_ends_it(county, signed_in):
    today, now = clock.today(), clock.now()
    client = signed_in(county.village_leader)
    assert "今天还没有确认日报告" not in client.get("/").content.decode()

    remind(places=[cast.XINGLONG, cast.HUILONG], day=today, at=now)
    page = client.get("/").content.decode()
    assert page.count("今天还没有确认日报告") == 1
    assert f'action="/inspections/days/{cast.XINGLONG}/confirm/"' in page

    client.post(f"/inspections/days/{cast.XINGLONG}/confirm/")
    assert "今天还没有确认日报告" not in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["township_staff", "county_staff", "office_staff", "neighbour_staff", "administrator"])
def test_nobody_else_is_reminded(county, who):
    remind(places=[cast.XINGLONG], day=clock.today(), at=clock.now())

    assert desk_of(getattr(county, who), today=clock.today()).unreported == []


def test_a_day_confirmed_meanwhile_needs_no_reminder(county):
    today, now = clock.today(), clock.now()
    remind(places=[cast.XINGLONG], day=today, at=now)
    confirm_day(division_code=cast.XINGLONG, day=today, by=county.grid_member, at=now)

    assert desk_of(county.village_leader, today=today).unreported == []
