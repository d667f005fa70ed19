"""The whole way of a problem, walked as the people whose job it is."""

import datetime as dt

import pytest

from apps.accounts.models import Post, User
from apps.accounts.roles import Role
from apps.common.verdicts import Refused
from apps.problems import actions
from apps.problems.actions.steps import Step
from apps.problems.models import Problem
from apps.problems.states import Action, State
from apps.problems.words import Criterion, DeadlineKind
from tests import cast
from tests.cast import XINGLONG

ALL_CRITERIA = {criterion.value: True for criterion in Criterion}


def test_a_patrol_finding_is_dispatched_rectified_verified_and_closed_by_different_people(county, noon):
    day = dt.timedelta(days=1)
    problem = actions.report(
        given=Step(by=county.grid_member, at=noon),
        division_code=XINGLONG,
        description="河边堆放生活垃圾",
        category="solid_waste",
        source="patrol",
    )
    actions.dispatch(
        problem,
        given=Step(by=county.township_staff, at=noon),
        lead_organisation=county.village_committee,
        deadline_kind=DeadlineKind.DATE,
        deadline=dt.date(2026, 11, 20),
    )
    actions.start(problem, given=Step(by=county.village_leader, at=noon))
    actions.submit(
        problem, given=Step(by=county.village_leader, at=noon + day, note="已清运"), no_photo_reason="手机坏了"
    )
    actions.verify(problem, given=Step(by=county.township_staff, at=noon + 2 * day))
    actions.close(problem, given=Step(by=county.township_leader, at=noon + 3 * day), criteria=ALL_CRITERIA)

    stored = Problem.objects.everywhere("test").get(pk=problem.pk)
    assert stored.state == State.CLOSED
    assert (stored.completed_on, stored.closed_on) == (dt.date(2026, 11, 5), dt.date(2026, 11, 7))
    assert [(event.action, event.by) for event in stored.events.all()] == [
        (Action.REPORT, county.grid_member),
        (Action.DISPATCH, county.township_staff),
        (Action.START, county.village_leader),
        (Action.SUBMIT, county.village_leader),
        (Action.VERIFY, county.township_staff),
        (Action.CLOSE, county.township_leader),
    ]


def test_a_stranger_of_the_next_township_finds_no_such_problem(county, noon):
    problem = actions.report(
        given=Step(by=county.grid_member, at=noon),
        division_code=XINGLONG,
        description="焚烧秸秆",
        category="air",
        source="patrol",
    )

    with pytest.raises(Problem.DoesNotExist):
        actions.remark(problem, given=Step(by=county.neighbour_staff, at=noon, note="看一看"))


def test_reporting_at_a_place_outside_ones_posts_is_refused(county, noon):
    with pytest.raises(Refused, match="不在您的工作范围内"):
        actions.report(
            given=Step(by=county.grid_member, at=noon),
            division_code="500230114203",
            description="焚烧秸秆",
            category="air",
            source="patrol",
        )


def test_a_deadline_set_from_above_may_be_shortened_when_passed_on_but_not_put_off(county, noon):
    problem = cast.problem(
        state=State.DISPATCHED, lead_organisation=county.government, source="petition", deadline=dt.date(2026, 11, 20)
    )

    def pass_on(deadline):
        return actions.dispatch(
            problem,
            given=Step(by=county.township_staff, at=noon),
            lead_organisation=county.village_committee,
            deadline_kind=DeadlineKind.DATE,
            deadline=deadline,
        )

    with pytest.raises(Refused, match="可以提前，不能推后"):
        pass_on(dt.date(2026, 11, 21))
    passed_on = pass_on(dt.date(2026, 11, 18))

    assert (passed_on.lead_organisation, passed_on.deadline) == (county.village_committee, dt.date(2026, 11, 18))
    assert (passed_on.state, passed_on.first_deadline) == (State.DISPATCHED, dt.date(2026, 11, 18))


@pytest.mark.parametrize(
    ("was", "becomes", "allowed"),
    [
        ("city_inspection", "patrol", False),
        ("city_inspection", "petition", False),
        ("petition", "self_check", False),
        ("patrol", "petition", True),
        ("petition", "central_inspection", True),
        ("patrol", "self_check", True),
    ],
)
def test_a_township_cannot_make_closure_easier_by_another_source_but_the_county_can(
    county, noon, was, becomes, allowed
):
    def correct(by):
        problem = cast.problem(source=was)
        return actions.correct(problem, given=Step(by=by, at=noon), source=becomes).source

    if allowed:
        assert correct(county.township_staff) == becomes
    else:
        with pytest.raises(Refused, match="请由县生态环境局更正"):
            correct(county.township_staff)
    assert correct(county.county_staff) == becomes


def test_who_answers_for_two_called_departments_takes_the_call_whose_turn_it_is(county, noon):
    second = cast.unit("丰都县交通局", cast.COUNTY, "department")
    Post.objects.create(
        person=county.department_staff, organisation=second, division_id=cast.COUNTY, role=Role.DEPARTMENT_STAFF,
        valid_from=noon.date(),
    )  # fmt: skip
    problem = cast.problem(state=State.RECTIFYING)
    for department in (county.water_department, second):
        given = Step(by=county.township_staff, at=noon, note="请到现场")
        actions.escalate(problem, given=given, department=department)
    person = User.objects.get(pk=county.department_staff.pk)

    for _ in range(2):
        actions.advance_call(problem, Action.ESCALATION_SIGN, given=Step(by=person, at=noon))

    assert [call.signed_at for call in problem.escalations.all()] == [noon, noon]


def test_a_relapse_begins_without_the_stages_of_the_first_time(county, noon):
    problem = cast.problem(state=State.CLOSED, staged=True)

    actions.relapse(problem, given=Step(by=county.supervisor, at=noon, note="又有了"), deadline=noon.date())

    assert (problem.state, problem.staged, problem.relapses) == (State.RECTIFYING, False, 1)
