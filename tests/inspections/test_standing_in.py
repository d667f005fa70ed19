"""A deputy outside his own places: the tasks, the pack, the site's file and the record of what he finds there."""

import datetime as dt

import pytest

from apps.common import clock
from apps.inspections.actions.patrols import log_patrol
from apps.inspections.models import Grid, GridMember, Leave, PatrolPlan, PatrolTask, Site
from apps.inspections.queries import pack, plans, reach
from apps.inspections.records import NotAccepted, read
from tests import cast
from tests.cast import HUILONG, JILONG, XINGLONG
from tests.inspections import setting


@pytest.fixture
def elsewhere(county):
    """A grid member of 回龙村 and a site of 兴龙村 whose member is on leave from today until in five days."""
    today = clock.today()
    since = today - dt.timedelta(days=30)
    deputy = cast.person("grid_member", HUILONG, county.village_committee, "网格员乙")
    grid, farm = setting.grid(), setting.site(XINGLONG + "001")
    GridMember.objects.create(
        grid=grid, duty="leader", side="government", person=county.grid_member, name="甲", since=since
    )
    plan = PatrolPlan.objects.create(
        division_code=JILONG,
        name="月查",
        target="each_site",
        times=1,
        period="month",
        since=since,
        created_at=clock.now(),
    )
    PatrolTask.objects.create(
        plan=plan, division_code=farm.division_code, site=farm, first_day=since, end_day=today + dt.timedelta(days=9),
        number=1, due_on=today,
    )  # fmt: skip
    Leave.objects.create(
        division_code=XINGLONG,
        person=county.grid_member,
        deputy=deputy,
        since=today,
        until=today + dt.timedelta(days=5),
    )
    return deputy, farm


def record(person, farm, *, at, **facts):
    return read(setting.frozen(setting.body(person, at, visits=[{"site": farm.pk}], **facts)))


def test_the_tasks_are_his_as_long_as_the_leave_lasts(elsewhere):
    (deputy, farm), today = elsewhere, clock.today()

    asked = {days: plans.coming_tasks(deputy, on=today + dt.timedelta(days=days)) for days in (0, 4, 5)}

    assert {days: [task.site for task in tasks] for days, tasks in asked.items()} == {0: [farm], 4: [farm], 5: []}


def test_the_pack_has_task_site_and_grid_and_nothing_else_of_the_other_village(elsewhere, county):
    (deputy, farm), today = elsewhere, clock.today()
    setting.site(XINGLONG, name="同村别的场")
    own = setting.site(HUILONG)

    content = pack.pack_of(deputy, on=today)

    assert [task["site"] for task in content["tasks"]] == [farm.pk]
    assert [(site["id"], site["mine"]) for site in content["sites"]] == [(farm.pk, True), (own.pk, False)]
    assert [grid["code"] for grid in content["grids"]] == [XINGLONG + "001"]
    assert [day["place"] for day in content["days"]] == [HUILONG]


def test_who_is_in_no_grid_is_stood_in_for_in_his_village(county):
    today = clock.today()
    deputy = cast.person("grid_member", HUILONG, county.village_committee)
    Leave.objects.create(
        division_code=XINGLONG,
        person=county.grid_member,
        deputy=deputy,
        since=today,
        until=today + dt.timedelta(days=1),
    )

    assert reach.stood_in_for(deputy, on=today) == [XINGLONG]
    assert {"code": XINGLONG, "name": "暨龙镇兴龙村"} in pack.pack_of(deputy, on=today)["places"]


def test_he_logs_there_and_what_he_finds_is_in_the_ledger(elsewhere):
    deputy, farm = elsewhere
    at = clock.now()

    patrol = log_patrol(
        record=record(deputy, farm, at=at, findings=[setting.found(site=farm.pk)]), by=deputy, at=at
    ).patrol

    problem = patrol.findings.get().problem
    assert (patrol.division_code, problem.division_code, problem.discovered_by) == (XINGLONG + "001",) * 2 + (deputy,)


def test_before_the_leave_he_had_no_business_there(elsewhere):
    deputy, farm = elsewhere
    at = clock.now() - dt.timedelta(days=1)

    with pytest.raises(NotAccepted) as refusal:
        log_patrol(record=record(deputy, farm, at=at), by=deputy, at=clock.now())

    assert refusal.value.code == "site"


def test_he_reads_the_file_of_the_site_and_changes_nothing_in_it(elsewhere, signed_in):
    deputy, farm = elsewhere
    client = signed_in(deputy)

    answers = [client.get(f"/inspections/sites/{farm.pk}/{page}").status_code for page in ("", "change/")]

    assert answers == [200, 403]


def test_who_stands_in_for_nobody_sees_his_own_places_only(elsewhere, county):
    today = clock.today()
    stranger = cast.person("grid_member", HUILONG, county.village_committee)

    seen = [reach.in_reach(model, stranger, on=today).count() for model in (Site, Grid, PatrolTask)]

    assert seen == [0, 0, 0]
