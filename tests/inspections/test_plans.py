"""Plans and tasks: made once, spread over the period, settled with what happened whatever the order."""

import datetime as dt
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.inspections import planning
from apps.inspections.actions import plans, sites
from apps.inspections.actions.patrols import log_patrol
from apps.inspections.models import PatrolTask
from apps.inspections.queries import plans as queries
from apps.inspections.queries import sites as site_queries
from apps.inspections.records import read
from apps.inspections.words import Period, Target
from tests.cast import JILONG, XINGLONG
from tests.inspections import setting

FIRST = dt.date(2026, 11, 1)
ZONE = dt.timezone(dt.timedelta(hours=8))


def planned(county, noon, **facts):
    facts = {
        "division_code": JILONG, "name": "养殖场每月两次", "target": Target.EACH_SITE, "times": 2, "period": Period.MONTH,
        "since": FIRST, "kinds": [setting.kind()],
    } | facts  # fmt: skip
    return plans.make_plan(**facts, by=county.township_staff, at=noon)


def tasks(**conditions):
    return PatrolTask.objects.everywhere("test").filter(**conditions)


def visited(person, day, *farms):
    at = dt.datetime.combine(day, dt.time(10), tzinfo=ZONE)
    record = setting.body(person, at, visits=[{"site": farm.pk} for farm in farms], uuid=str(uuid4()))
    return log_patrol(record=read(setting.frozen(record)), by=person, at=at + dt.timedelta(days=20)).patrol


def test_six_farms_twice_a_month_are_twelve_tasks_and_a_second_run_makes_none_twice(county, noon):
    for _ in range(6):
        setting.site()
    plan = planned(county, noon)

    made = [plans.make_tasks(plan, today=day) for day in (FIRST, FIRST, FIRST + dt.timedelta(days=20))]

    assert made == [12, 0, 0]
    # The 15th is a Sunday and the 30th a Monday: due are Friday the 13th and the 30th.
    assert set(tasks().values_list("number", "due_on")) == {(1, dt.date(2026, 11, 13)), (2, dt.date(2026, 11, 30))}


def test_twelve_in_total_are_twelve_tasks_for_any_of_the_farms(county, noon):
    farms = [setting.site() for _ in range(6)]
    plan = planned(county, noon, target=Target.TOTAL, times=12)
    plans.make_tasks(plan, today=FIRST)

    patrol = visited(county.grid_member, dt.date(2026, 11, 3), *farms[:2])
    plans.settle_tasks(patrol_ids=[patrol.pk])

    assert (tasks().count(), tasks(done_on__isnull=False).count()) == (12, 2)


def test_a_stopped_farm_drops_out_from_that_day_only(county, noon):
    farm = setting.site()
    plan = planned(county, noon)
    plans.make_tasks(plan, today=FIRST)

    sites.stop_site(farm, kind="paused", on=dt.date(2026, 11, 20), by=county.township_staff, at=noon)
    plans.make_tasks(plan, today=dt.date(2026, 11, 21))
    december = plans.make_tasks(plan, today=dt.date(2026, 12, 1))

    assert list(tasks().order_by("number").values_list("number", "dropped_on")) == [
        (1, None),
        (2, dt.date(2026, 11, 20)),
    ]
    assert december == 0


def test_a_plans_progress_counts_every_task_that_still_stands(county, noon):
    farms = [setting.site() for _ in range(30)]
    plan = planned(county, noon)
    plans.make_tasks(plan, today=FIRST)
    patrol = visited(county.grid_member, dt.date(2026, 11, 3), *farms[:4])
    plans.settle_tasks(patrol_ids=[patrol.pk])
    sites.stop_site(farms[9], kind="paused", on=dt.date(2026, 11, 20), by=county.township_staff, at=noon)

    progress = queries.progress_of(queries.tasks_of(plan, county.township_staff, on=dt.date(2026, 11, 21)))

    # Two for each of thirty farms, without the second of the one that stopped.
    assert progress == {"asked": 59, "done": 4}


def test_visits_are_matched_by_what_happened_not_by_the_order_of_arrival(county, noon):
    farm = setting.site()
    plans.make_tasks(planned(county, noon), today=FIRST)
    late, early = (
        visited(county.grid_member, dt.date(2026, 11, 20), farm),
        visited(county.grid_member, dt.date(2026, 11, 3), farm),
    )

    for patrol in (late, early, late):
        plans.settle_tasks(patrol_ids=[patrol.pk])

    assert list(tasks().order_by("number").values_list("done_on", "patrol")) == [
        (dt.date(2026, 11, 3), early.pk), (dt.date(2026, 11, 20), late.pk),
    ]  # fmt: skip


def test_two_visits_on_one_day_do_one_task(county, noon):
    farm = setting.site()
    plans.make_tasks(planned(county, noon), today=FIRST)
    patrols = [visited(county.grid_member, dt.date(2026, 11, 3), farm) for _ in range(2)]

    plans.settle_tasks(patrol_ids=[patrol.pk for patrol in patrols])

    assert tasks(done_on__isnull=False).count() == 1


def test_out_of_watch_is_a_missed_task_after_which_nobody_came(county, noon):
    seen, missed, never = setting.site(name="去过"), setting.site(name="晚了"), setting.site(name="没去")
    plans.make_tasks(planned(county, noon), today=FIRST)
    for day, farm in ((3, seen), (16, seen), (3, missed)):
        patrol = visited(county.grid_member, dt.date(2026, 11, day), farm)
        plans.settle_tasks(patrol_ids=[patrol.pk])

    rows = site_queries.out_of_watch_by_township(county.county_staff, on=dt.date(2026, 12, 2))
    names = site_queries.listed(county.township_staff, on=dt.date(2026, 12, 2), state="out_of_watch")

    assert [(row.name, row.sites, row.longest, row.never) for row in rows] == [("暨龙镇", 2, 29, 1)]
    assert {site.name for site in names} == {"晚了", never.name}


def test_straw_burning_is_watched_daily_in_its_season_also_on_sundays(county, noon):
    setting.site(kind=setting.kind("burning_area", "禁烧看护区", "air"))
    plan = planned(
        county, noon, kinds=[setting.kind("burning_area", "禁烧看护区", "air")], period=Period.DAY, times=1,
        season_from="11-05", season_until="11-08", workdays_only=False,
    )  # fmt: skip

    plans.make_tasks(plan, today=dt.date(2026, 11, 4))

    days = list(tasks().order_by("due_on").values_list("due_on", flat=True))
    assert [day.day for day in days] == [5, 6, 7, 8]


def test_a_walk_through_the_grid_does_the_task_of_the_grid(county, noon):
    grid = setting.grid()
    plans.make_tasks(planned(county, noon, target=Target.EACH_GRID, kinds=[], times=1), today=FIRST)
    at = dt.datetime(2026, 11, 4, 10, tzinfo=ZONE)
    record = read(setting.frozen(setting.body(county.grid_member, at, place=grid.code)))

    patrol = log_patrol(record=record, by=county.grid_member, at=at).patrol
    plans.settle_tasks(patrol_ids=[patrol.pk])

    assert tasks().get().done_on == dt.date(2026, 11, 4)


def test_a_deputy_has_the_tasks_of_whoever_is_away(county, noon):
    from apps.inspections.models import GridMember, Leave

    grid, farm = setting.grid(), setting.site(XINGLONG + "001")
    GridMember.objects.create(
        grid=grid, duty="leader", side="government", person=county.grid_member, name="甲", since=FIRST
    )
    own = setting.grid(XINGLONG + "002", "第二网格")
    GridMember.objects.create(
        grid=own, duty="leader", side="government", person=county.village_leader, name="乙", since=FIRST
    )
    plans.make_tasks(planned(county, noon), today=FIRST)
    before = queries.coming_tasks(county.village_leader, on=FIRST).count()
    Leave.objects.create(
        division_code=XINGLONG,
        person=county.grid_member,
        deputy=county.village_leader,
        since=FIRST,
        until=dt.date(2026, 11, 9),
    )

    after = {task.site for task in queries.coming_tasks(county.village_leader, on=FIRST)}

    assert (before, after) == (0, {farm})


@given(
    st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31)),
    st.sampled_from(list(Period)),
    st.integers(min_value=1, max_value=40),
)
def test_due_days_lie_in_the_period_in_order_and_on_working_days(day, period, times):
    first, end = planning.period_of(day, period)

    days = planning.due_days(first, end, times, is_workday=lambda day: day.weekday() < 5)

    assert first <= day < end
    assert len(days) in (0, times)
    assert days == sorted(days)
    assert all(first <= due < end and due.weekday() < 5 for due in days)
    assert planning.period_of(end, period)[0] == end


@pytest.mark.parametrize(
    ("day", "season", "inside"),
    [("05-10", ("05-10", "06-20"), True), ("06-21", ("05-10", "06-20"), False), ("01-15", ("11-15", "02-28"), True),
     ("03-01", ("11-15", "02-28"), False), ("07-01", ("", ""), True)],
)  # fmt: skip
def test_seasons_include_both_ends_and_may_reach_over_the_new_year(day, season, inside):
    assert planning.in_season(dt.date.fromisoformat(f"2026-{day}"), *season) is inside
