"""What waits for whom, worked out by hand for each role."""

import datetime as dt

import pytest

from apps.common.verdicts import Refused
from apps.problems import actions
from apps.problems.actions.steps import Step
from apps.problems.states import State
from apps.problems.waiting import waiting_for
from tests import cast
from tests.cast import COUNTY, JILONG

TODAY = dt.date(2026, 11, 4)


def waits(person):
    return list(waiting_for(person, today=TODAY))


def test_each_state_waits_for_the_person_whose_step_is_next(county):
    reported = cast.problem(state=State.REPORTED)
    dispatched = cast.problem(state=State.DISPATCHED, lead_organisation=county.village_committee)
    submitted = cast.problem(state=State.SUBMITTED, submitted_by=county.village_leader)
    verified = cast.problem(state=State.VERIFIED, verified_by=county.township_staff)
    petition = cast.problem(state=State.VERIFIED, source="petition", verified_by=county.township_staff)
    cast.problem(state=State.CLOSED)

    assert waits(county.village_leader) == [dispatched]
    assert waits(county.township_staff) == [reported, submitted]
    assert waits(county.township_leader) == [reported, submitted, verified]
    assert waits(county.county_staff) == [petition]
    assert waits(county.neighbour_staff) == []
    assert waits(county.administrator) == []


def test_the_most_urgent_stands_first_and_undated_ones_last(county):
    undated = cast.problem()
    later = cast.problem(deadline=dt.date(2026, 12, 1))
    sooner = cast.problem(deadline=dt.date(2026, 11, 6))

    assert waits(county.township_staff) == [sooner, later, undated]


def test_a_unit_the_list_names_but_nobody_knows_leaves_the_work_with_the_township(county):
    problem = cast.problem(state=State.RECTIFYING, lead_unit="某某公司")

    assert waits(county.township_staff) == [problem]


def test_during_the_public_notice_nothing_waits_for_the_closer(county):
    cast.problem(state=State.VERIFIED, source="central_inspection", notice_until=TODAY)
    over = cast.problem(state=State.VERIFIED, source="central_inspection", notice_until=TODAY - dt.timedelta(days=1))

    assert waits(county.county_staff) == [over]


def test_a_problem_of_the_county_as_a_whole_waits_for_the_county(county):
    problem = cast.problem(COUNTY)

    assert waits(county.county_staff) == [problem]


def test_a_called_department_has_the_problem_on_its_desk_until_it_answers(county, noon):
    problem = cast.problem(JILONG, state=State.RECTIFYING)
    actions.escalate(
        problem,
        given=Step(by=county.township_staff, at=noon, note="请现场核实取水口"),
        department=county.water_department,
    )

    assert waits(county.department_staff) == [problem]


def test_a_call_that_nobody_answered_waits_no_longer_once_the_problem_is_closed(county, noon):
    problem = cast.problem(JILONG, state=State.RECTIFYING)
    given = Step(by=county.township_staff, at=noon, note="请现场核实取水口")
    actions.escalate(problem, given=given, department=county.water_department)
    problem.state, problem.closed_on = State.CLOSED, TODAY
    problem.save()

    assert waits(county.department_staff) == []


def test_an_extension_is_granted_by_somebody_else_than_the_last_who_asked_for_it(county, noon):
    deadline, until = dt.date(2026, 11, 20), dt.date(2026, 11, 30)
    problem = cast.problem(state=State.RECTIFYING, lead_organisation=county.village_committee, deadline=deadline)
    actions.ask_extension(problem, given=Step(by=county.township_staff, at=noon, note="连续降雨"), until=until)

    assert waits(county.township_staff) == []
    assert waits(county.township_leader) == [problem]
    with pytest.raises(Refused, match="审批要由另一个人办理"):
        actions.grant_extension(problem, given=Step(by=county.township_staff, at=noon))
    assert actions.grant_extension(problem, given=Step(by=county.township_leader, at=noon)).deadline == until
