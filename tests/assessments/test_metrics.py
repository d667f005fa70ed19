"""Figures against values worked out by hand, edges of the period included."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from apps.assessments import periods
from apps.assessments.metrics import MEASURES
from apps.assessments.queries import Grouping, figures
from apps.problems.actions.closing import relapse
from apps.problems.actions.steps import Step
from apps.problems.models import Escalation, Problem, ProblemEvent
from apps.problems.states import Action, State
from tests import cast

LOCAL = ZoneInfo("Asia/Shanghai")
OCTOBER = periods.month(dt.date(2026, 10, 1))
JILONG, WUPING = cast.JILONG, cast.WUPING_VILLAGE[:9]


def day(number, month=10):
    return dt.date(2026, month, number)


def at(number, month=10, hour=9, minute=0):
    return dt.datetime(2026, month, number, hour, minute, tzinfo=LOCAL)


def value(key, period=OCTOBER):
    measure = MEASURES[key]
    found = figures(Problem.objects.within(cast.COUNTY), period, by=Grouping.TOWNSHIP, measures=[measure])
    cell = found.total(measure)
    return cell.numerator if cell.denominator is None else (cell.numerator, cell.denominator)


def due(deadline, completed=None, *, state=None, **facts):
    state = state or (State.SUBMITTED if completed else State.RECTIFYING)
    return cast.problem(
        state=state, deadline=deadline, completed_on=completed, discovered_on=day(1, 9), at=at(1, 9), **facts
    )


def event(problem, action, moment, **details):
    return ProblemEvent.objects.create(
        problem=problem, action=action, at=moment, to_state=problem.state, details=details
    )


def test_new_problems_are_counted_by_the_day_of_discovery_first_day_in_last_day_out(county):
    for discovered in (day(30, 9), day(1), day(31), day(1, 11)):
        cast.problem(discovered_on=discovered, at=at(5, 11))

    assert value("found") == 2


def test_without_a_day_of_discovery_the_local_day_of_entry_counts(county):
    for moment in (at(30, 9, 23, 59), at(1, 10, 0, 0), at(31, 10, 23, 59), at(1, 11, 0, 0)):
        cast.problem(discovered_on=None, at=moment)

    assert value("found") == 2


def test_rejected_problems_count_in_nothing_but_their_own_figure(county):
    rejected = cast.problem(discovered_on=day(5), state=State.REJECTED, deadline=day(20), at=at(5))
    event(rejected, Action.REJECT, at(6))

    assert {key: value(key) for key in ("found", "in_time", "open_at_end", "overdue", "not_registered")} == {
        "found": 0, "in_time": (0, 0), "open_at_end": 0, "overdue": 0, "not_registered": 1,
    }  # fmt: skip


def test_found_by_themselves_against_others(county):
    for source in ("patrol", "self_check", "patrol", "petition", "county_inspection"):
        cast.problem(discovered_on=day(9), source=source, at=at(9))

    assert (value("found_by_themselves"), value("found_by_others")) == ((3, 5), 2)
    assert (value("source_patrol"), value("source_petition"), value("found_solid_waste")) == (2, 1, 5)


def test_in_time_is_judged_at_the_deadline_itself(county):
    due(day(10), day(10))
    due(day(10), day(11))
    due(day(10), day(2, 11))
    due(day(10))
    due(day(30, 9), day(20, 9))
    due(day(1, 11), day(20))

    assert value("in_time") == (1, 4)
    assert (value("due_late"), value("due_unfinished"), value("due_undated")) == (1, 2, 0)
    assert value("overdue") == 2


def test_a_deadline_that_is_not_over_is_in_no_denominator(county):
    due(day(19), day(18))
    due(day(20))
    due(day(25))
    running = periods.month(day(1), as_of=day(20))

    assert value("in_time", running) == (1, 1)
    assert value("overdue", running) == 0
    assert value("overdue", periods.month(day(1), as_of=day(21))) == 1


def test_nothing_due_is_nought_of_nought(county):
    cast.problem(discovered_on=day(3), state=State.RECTIFYING, deadline_kind="long_term", at=at(3))

    assert value("in_time") == (0, 0)
    assert MEASURES["in_time"].kind == "ratio"


def test_done_without_a_day_is_neither_in_time_nor_overdue(county):
    due(day(10), state=State.CLOSED, closed_on=None, origin={"file": "list.xlsx"})

    assert (value("in_time"), value("due_undated"), value("overdue")) == ((0, 1), 1, 0)
    assert value("closing_rate") == (1, 1)


def test_the_day_of_closure_stands_in_for_a_missing_day_of_completion(county):
    due(day(10), state=State.CLOSED, closed_on=day(9))

    assert value("in_time") == (1, 1)


def test_overdue_at_the_end_agrees_with_the_ledger_of_that_day(county):
    due(day(20, 9))
    due(day(31))
    due(day(1, 11))
    due(day(15), state=State.SUSPENDED)
    due(day(15), day(20))
    ledger = Problem.objects.within(cast.COUNTY).overdue(day(1, 11))

    assert value("overdue") == ledger.count() == 3


def test_what_was_closed_since_was_open_at_the_end_of_the_month(county):
    cast.problem(discovered_on=day(3), state=State.CLOSED, closed_on=day(31), at=at(3))
    cast.problem(discovered_on=day(3), state=State.CLOSED, closed_on=day(1, 11), at=at(3))
    cast.problem(discovered_on=day(3), state=State.RECTIFYING, at=at(3))
    cast.problem(discovered_on=day(1, 11), state=State.RECTIFYING, at=at(1, 11))

    assert (value("closed"), value("open_at_end")) == (1, 2)


def test_a_relapse_opens_the_problem_but_not_the_months_before(county):
    problem = cast.problem(
        discovered_on=day(3), state=State.CLOSED, closed_on=day(20), completed_on=day(18), deadline=day(19), at=at(3)
    )
    relapse(problem, given=Step(by=county.supervisor, at=at(5, 11), note="又堆了垃圾"))
    november = periods.month(day(1, 11))

    assert (value("closed"), value("open_at_end"), value("overdue"), value("relapsed")) == (1, 0, 0, 0)
    assert (value("closed", november), value("open_at_end", november), value("relapsed", november)) == (0, 1, 1)


def test_two_relapses_of_one_problem_are_one_problem(county):
    problem = cast.problem(discovered_on=day(3), state=State.RECTIFYING, at=at(3))
    event(problem, Action.RELAPSE, at(1, 10, 0), closed_on="2026-09-20")
    event(problem, Action.RELAPSE, at(31, 10, 23, 59), closed_on="2026-10-20")
    other = cast.problem(discovered_on=day(3), state=State.RECTIFYING, at=at(3))
    event(other, Action.RELAPSE, at(1, 11, 0), closed_on="2026-10-25")

    assert value("relapsed") == 1
    assert value("closed") == 2


def test_reporting_and_dispatching_in_time(county):
    cast.problem(discovered_on=day(4), at=at(5), state=State.DISPATCHED, dispatched_at=at(8))
    cast.problem(discovered_on=day(4), at=at(7), state=State.DISPATCHED, dispatched_at=at(12))
    cast.problem(discovered_on=day(4), at=at(4), state=State.REPORTED)
    cast.problem(discovered_on=day(31), at=at(31), state=State.REPORTED)
    cast.problem(discovered_on=day(4), at=at(4), state=State.DISPATCHED, origin={"file": "list.xlsx"})

    assert value("reported_in_time") == (4, 5)
    assert value("dispatched_in_time") == (1, 3)
    assert value("days_to_report") == (4, 5)
    assert value("days_to_dispatch") == (8, 2)


def test_days_to_rectify_run_from_the_dispatch(county):
    cast.problem(
        discovered_on=day(1, 9), at=at(1, 9), state=State.SUBMITTED, dispatched_at=at(25, 9, 23), completed_on=day(1)
    )
    cast.problem(discovered_on=day(1, 9), at=at(1, 9), state=State.SUBMITTED, completed_on=day(1))

    assert value("days_to_rectify") == (6, 1)


def test_staged_is_counted_and_is_no_closure(county):
    problem = cast.problem(discovered_on=day(3), state=State.RECTIFYING, staged=True, at=at(3))
    event(problem, Action.STAGE, at(9))

    assert (value("staged"), value("closed"), value("open_at_end")) == (1, 0, 1)


def test_what_falls_due_next_month_is_still_owed(county):
    due(day(1, 11))
    due(day(30, 11))
    due(day(1, 12))
    due(day(15, 11), day(20))

    assert value("due_next") == 2


@pytest.mark.parametrize(
    ("signed_at", "expected"), [(at(9, hour=9, minute=30), (1, 1)), (at(9, hour=12), (0, 1)), (None, (0, 1))]
)
def test_calls_are_signed_in_time_or_not(county, signed_at, expected):
    problem = cast.problem(discovered_on=day(3), state=State.RECTIFYING, at=at(3))
    Escalation.objects.create(
        problem=problem,
        department=county.water_department,
        request="需要水利部门到场",
        called_by=county.township_staff,
        called_at=at(9),
        sign_by=at(9, hour=10),
        contact_by=at(10),
        arrive_on=day(14),
        signed_at=signed_at,
    )

    assert value("call_signed_in_time") == expected


def test_each_township_has_its_own_and_the_county_the_sum(county):
    cast.problem(cast.XINGLONG, discovered_on=day(3), at=at(3))
    cast.problem(cast.HUILONG, discovered_on=day(3), at=at(3))
    cast.problem(cast.WUPING_VILLAGE, discovered_on=day(3), at=at(3))
    cast.problem(cast.COUNTY, discovered_on=day(3), at=at(3))
    found = figures(Problem.objects.within(cast.COUNTY), OCTOBER, by=Grouping.TOWNSHIP)
    measure = MEASURES["found"]

    assert {code: found.cell(measure, code).numerator for code in found.assessees} == {
        cast.COUNTY: 1, WUPING: 1, JILONG: 2,
    }  # fmt: skip
    assert found.total(measure).numerator == 4


def test_villages_of_a_township(county):
    cast.problem(cast.XINGLONG, discovered_on=day(3), at=at(3))
    cast.problem(cast.XINGLONG + "001", discovered_on=day(3), at=at(3))
    cast.problem(cast.JILONG, discovered_on=day(3), at=at(3))
    found = figures(Problem.objects.within(cast.JILONG), OCTOBER, by=Grouping.VILLAGE)

    assert {code: found.cell(MEASURES["found"], code).numerator for code in found.assessees} == {
        cast.JILONG: 1, cast.XINGLONG: 2,
    }  # fmt: skip


def test_all_measures_of_all_townships_cost_one_query(county, django_assert_num_queries):
    for place in (cast.XINGLONG, cast.HUILONG, cast.WUPING_VILLAGE):
        cast.problem(place, discovered_on=day(3), at=at(3))

    with django_assert_num_queries(1):
        figures(Problem.objects.within(cast.COUNTY), OCTOBER, by=Grouping.TOWNSHIP, with_records=True)
