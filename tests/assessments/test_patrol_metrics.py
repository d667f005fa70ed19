"""Figures of patrols, tasks, sites and daily reports against values worked out by hand, edges of the month included."""

import datetime as dt

import pytest

from apps.assessments import periods
from apps.assessments.metrics import MEASURES
from apps.assessments.queries import Grouping, figures_of, patrol_table
from apps.inspections.actions.patrols import take_back
from apps.inspections.actions.sites import move_site, resume_site, stop_site
from apps.inspections.models import Site
from apps.inspections.queries.sites import out_of_watch, with_watch
from tests import cast
from tests.assessments.patrolled import at, confirmed, day, finding, patrol, plan, stop, task
from tests.inspections import setting

OCTOBER, NOVEMBER = periods.month(day(1)), periods.month(day(1, 11))


def values(*keys, period=OCTOBER, code=cast.COUNTY):
    """The figure of each key: a number, or (numerator, denominator)."""
    measures = [MEASURES[key] for key in keys]
    found = figures_of(code, period, by=Grouping.VILLAGE, measures=measures)
    cells = [found.total(measure) for measure in measures]
    told = [cell.numerator if cell.denominator is None else (cell.numerator, cell.denominator) for cell in cells]
    return told[0] if len(told) == 1 else tuple(told)


def test_ten_patrols_give_the_person_times_counted_by_hand(county):
    for number, persons in enumerate((3, 1, 1, 2, 4, 1, 3, 2, 1, 2), start=1):
        patrol(county.grid_member, at(number), persons=persons)

    assert values("patrols", "person_times") == (10, (20, 10))
    assert MEASURES["person_times"].unit == "人次"


def test_a_patrol_belongs_to_the_local_day_on_which_it_was_whenever_it_arrived(county):
    for moment in (at(30, 9, 23, 59, 59), at(1, 10, 0), at(31, 10, 23, 59, 59), at(1, 11, 0)):
        patrol(county.grid_member, moment, received_at=at(5, 11))

    assert [values("patrols", period=periods.month(day(1, month))) for month in (9, 10, 11)] == [1, 2, 1]


def test_a_patrol_taken_back_counts_nowhere(county):
    site = setting.site()
    task(plan(), site, day(20))
    wrong = patrol(county.grid_member, at(5), sites=[site])
    take_back(wrong, reason="点错了", by=county.grid_member, at=at(6))

    assert values("patrols", "person_times", "coverage") == (0, (0, 0), (0, 1))


def test_visits_of_sites_are_added_up_and_finds_are_counted(county):
    sites = [setting.site(), setting.site(), setting.site()]
    patrol(county.grid_member, at(5), sites=sites, finding_count=2)
    patrol(county.grid_member, at(6), sites=sites[:1])

    assert values("site_visits", "patrols_with_find") == ((4, 2), 1)


def test_coverage_is_the_sites_seen_of_those_due(county):
    farms, monthly = [setting.site() for _ in range(4)], plan()
    for farm in farms[:3]:
        task(monthly, farm, day(20))
    for number in (3, 4):
        patrol(county.grid_member, at(number), sites=farms[:1])
    patrol(county.grid_member, at(1, 10, 0), sites=[farms[1]])
    patrol(county.grid_member, at(30, 9, 23, 59), sites=[farms[2]])
    patrol(county.grid_member, at(5), sites=[farms[3]])

    assert values("coverage", "sites_not_covered", "sites_working", "sites_unplanned") == ((2, 3), 1, 4, 1)


def test_nothing_due_is_nought_of_nought_and_no_percentage(county):
    patrol(county.grid_member, at(5), sites=[setting.site()])
    found = figures_of(cast.COUNTY, OCTOBER, by=Grouping.VILLAGE, measures=[MEASURES["coverage"]])

    assert found.total(MEASURES["coverage"]).value(MEASURES["coverage"].kind) is None


def test_a_site_stopped_in_the_middle_is_due_only_for_what_was_due_before(county):
    early, late, monthly = setting.site(), setting.site(), plan()
    task(monthly, early, day(10))
    task(monthly, late, day(25))
    for site in (early, late):
        stop_site(site, kind="paused", on=day(15), by=county.township_staff, at=at(15))

    assert values("coverage", "sites_working") == ((0, 1), 0)

    resume_site(late, on=day(20), by=county.township_staff, at=at(20))

    assert values("coverage", "sites_working") == ((0, 2), 1)


def test_a_running_month_shows_how_far_coverage_is_but_judges_no_task_before_its_day_is_over(county):
    first, second, monthly = setting.site(), setting.site(), plan()
    seen = patrol(county.grid_member, at(5), sites=[first])
    task(monthly, first, day(20), done=seen)
    task(monthly, second, day(20))

    on_the_day, the_day_after = (periods.month(day(1), as_of=day(number)) for number in (20, 21))
    keys = ("coverage", "tasks_in_time", "out_of_watch")
    assert values(*keys, period=on_the_day) == ((1, 2), (0, 0), 0)
    assert values(*keys, period=the_day_after) == ((1, 2), (1, 2), 1)


def test_tasks_due_fall_into_in_time_late_and_missed(county):
    monthly = plan()
    done_on = {n: patrol(county.grid_member, at(n)) for n in (9, 10, 11)} | {32: patrol(county.grid_member, at(1, 11))}
    for done in (9, 10, 11, 32, None):
        task(monthly, setting.site(), day(10), done=done_on.get(done))
    task(monthly, setting.site(), day(30, 9))
    task(monthly, setting.site(), day(1, 11))
    task(monthly, setting.site(), day(10), dropped_on=day(8))

    assert values("tasks_in_time", "tasks_late", "tasks_missed") == ((2, 5), 1, 2)


def test_out_of_watch_is_the_list_of_that_name_today(county):
    monthly, sites = plan(), [setting.site() for _ in range(5)]
    for site in sites:
        task(monthly, site, day(10))
    patrol(county.grid_member, at(11), sites=[sites[0]])
    patrol(county.grid_member, at(10), sites=[sites[1]])
    stop(sites[2], day(12))
    stop(sites[3], day(12), day(20))
    today = day(31)
    listed = out_of_watch(with_watch(Site.objects.within(cast.COUNTY), on=today), on=today)

    assert values("out_of_watch", period=periods.month(day(1), as_of=today)) == listed.count() == 3


def test_who_was_out_of_watch_at_the_end_stays_so_when_somebody_comes_later(county):
    site = setting.site()
    late = patrol(county.grid_member, at(3, 11), sites=[site])
    task(plan(), site, day(10), done=late)

    assert (values("out_of_watch"), values("out_of_watch", period=NOVEMBER)) == (1, 0)
    assert values("tasks_missed") == 1


def test_a_site_that_moves_takes_its_future_along_and_not_its_past(county):
    site, monthly = setting.site(), plan()
    task(monthly, site, day(20), done=patrol(county.grid_member, at(5), sites=[site]))
    task(monthly, site, day(20, 11))
    move_site(site, division_code=cast.HUILONG, on=day(3, 11), by=county.township_staff, at=at(3, 11))
    measure = MEASURES["coverage"]

    october, november = (
        figures_of(cast.JILONG, period, by=Grouping.VILLAGE, measures=[measure]).cells for period in (OCTOBER, NOVEMBER)
    )

    assert {code: cell.denominator for (_, code), cell in october.items()} == {cast.XINGLONG: 1}
    assert {code: cell.denominator for (_, code), cell in november.items()} == {cast.HUILONG: 1}


def test_finds_of_patrols_and_those_fixed_on_the_spot_are_problems_of_the_ledger(county):
    walk = patrol(county.grid_member, at(5), finding_count=3)
    for number, fixed in enumerate((True, False, False)):
        problem = cast.problem(discovered_on=day(5), at=at(5), state="rejected" if number == 2 else "reported")
        finding(walk, problem, fixed=fixed)
    cast.problem(discovered_on=day(5), at=at(5), source="patrol")

    assert values("found_on_patrol", "fixed_on_spot", "source_patrol") == (2, 1, 3)


def test_a_day_is_silent_without_patrol_and_confirmation_and_rest_days_are_not_asked_for(county):
    patrol(county.grid_member, at(9), cast.XINGLONG + "001")
    patrol(county.grid_member, at(9))
    patrol(county.grid_member, at(11))  # a Sunday
    confirmed(county.village_leader, cast.XINGLONG, day(12))
    week = periods.Period(day(9), day(14), day(14))  # Friday, a worked Saturday, Sunday, Monday, Tuesday

    told = {code: values("days_reported", period=week, code=code) for code in (cast.XINGLONG, cast.HUILONG)}

    asked = told[cast.HUILONG][1]
    assert told == {cast.XINGLONG: (2, asked), cast.HUILONG: (0, asked)}
    assert values("days_silent", period=week, code=cast.JILONG) == 2 * asked - 2
    assert values("days_silent", period=periods.Period(day(9), day(14), day(10)), code=cast.JILONG) == 1


@pytest.mark.parametrize("key", ["patrols", "coverage", "tasks_in_time", "found_on_patrol", "days_reported"])
def test_every_place_has_its_own_and_the_neighbour_none_of_it(county, key):
    ours, theirs, monthly = setting.site(cast.XINGLONG + "001"), setting.site(cast.WUPING_VILLAGE), plan()
    walks = [patrol(county.grid_member, at(9), site.division_code, sites=[site]) for site in (ours, theirs)]
    for site, walk in zip((ours, theirs), walks, strict=True):
        task(monthly, site, day(20), done=walk)
        finding(walk, cast.problem(site.division_code[:12], discovered_on=day(9), at=at(9)))
    measure = MEASURES[key]

    def told(code, by):
        found = figures_of(code, OCTOBER, by=by, measures=[measure]).cells
        return {assessee: cell.numerator for (_, assessee), cell in found.items() if cell.numerator}

    village, grid = cast.XINGLONG, cast.XINGLONG if key in ("found_on_patrol", "days_reported") else ours.division_code
    assert told(cast.COUNTY, Grouping.TOWNSHIP) == {cast.JILONG: 1, cast.WUPING: 1}
    assert told(cast.JILONG, Grouping.VILLAGE) == {village: 1}
    assert told(cast.JILONG, Grouping.GRID) == {grid: 1}
    assert told(cast.HUILONG, Grouping.GRID) == {}


def test_the_table_of_all_townships_costs_two_statements_however_many_there_are(county, django_assert_num_queries):
    for code in (cast.XINGLONG, cast.HUILONG, cast.WUPING_VILLAGE):
        patrol(county.grid_member, at(5), code, sites=[setting.site(code)])

    with django_assert_num_queries(2):
        found = patrol_table(cast.COUNTY, OCTOBER)

    assert found.assessees == [cast.WUPING, cast.JILONG]


def test_a_report_reads_everything_in_as_many_statements_as_there_are_kinds_of_record(
    county, django_assert_num_queries
):
    patrol(county.grid_member, at(5), sites=[setting.site()])

    # Problems, patrols, tasks, sites, spot checks; for villages' days the calendar and its years, the villages, patrols and
    # confirmations.
    with django_assert_num_queries(10):
        figures_of(cast.COUNTY, OCTOBER, by=Grouping.TOWNSHIP, with_records=True)


def test_a_period_that_has_not_begun_asks_for_no_day(county):
    december = periods.month(dt.date(2026, 12, 1), as_of=dt.date(2026, 11, 22))

    assert values("days_reported", "days_silent", period=december) == ((0, 0), 0)
