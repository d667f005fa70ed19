"""Who may take which step: one table for a problem found by the township itself, one for the county's."""

import pytest

from apps.accounts.roles import Role
from apps.problems.permissions import is_concerned, may, steps_for
from apps.problems.states import TRANSITIONS, Action
from tests import cast

G, V, S, L = Role.GRID_MEMBER, Role.VILLAGE_LEADER, Role.TOWNSHIP_STAFF, Role.TOWNSHIP_LEADER
OF, C, D, SV, AD = (
    Role.OFFICE_STAFF,
    Role.COUNTY_STAFF,
    Role.DEPARTMENT_STAFF,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
)
EVERYBODY = {G, V, S, L, OF, C, D, SV, AD}

# The grid member found it; the lead unit is the village committee, for which grid member and village leader act; 水利局 has been called.
OWN_FINDING = {
    Action.DISPATCH: {S, L, C},
    Action.REJECT: {S, L, C},
    Action.START: {G, V},
    Action.RETURN: {G, V},
    Action.FIX_ON_SPOT: {G},
    Action.SUBMIT: {G, V, S, L},
    Action.STAGE: {G, V, S, L},
    Action.ASK_EXTENSION: {G, V, S, L},
    Action.GRANT_EXTENSION: {S, L},
    Action.REFUSE_EXTENSION: {S, L},
    Action.SUSPEND: {L, C},
    Action.RESUME: {S, L, C},
    Action.VERIFY: {S, L, C},
    Action.REFUSE: {S, L, C},
    Action.OBJECT: {S, L, C},
    Action.CLOSE: {S, L},
    Action.LOOK_BACK: {S, L, C, SV},
    Action.RELAPSE: {C, SV},
    Action.ESCALATE: {S, L},
    Action.ESCALATION_SIGN: {D},
    Action.ESCALATION_CONTACT: {D},
    Action.ESCALATION_ARRIVE: {D},
    Action.ESCALATION_ANSWER: {D},
    Action.REMARK: EVERYBODY,
    Action.CORRECT: {S, L, C},
}
# What the county has found, the county closes.
COUNTY_FINDING = OWN_FINDING | {
    Action.FIX_ON_SPOT: set(),
    Action.GRANT_EXTENSION: {C},
    Action.REFUSE_EXTENSION: {C},
    Action.CLOSE: {C},
}


def test_the_tables_name_every_action():
    assert set(OWN_FINDING) == set(TRANSITIONS)


@pytest.mark.parametrize(("source", "table"), [("patrol", OWN_FINDING), ("county_inspection", COUNTY_FINDING)])
def test_each_role_is_concerned_with_its_own_steps_only(county, noon, source, table):
    problem = cast.problem(
        source=source, lead_organisation=county.village_committee, discovered_by=county.grid_member, at=noon
    )
    problem.escalations.create(
        department=county.water_department, request="请到场", called_by=county.township_staff, called_at=noon,
        sign_by=noon, contact_by=noon, arrive_on=noon.date(),
    )  # fmt: skip

    found = {
        action: {role for role, person in county.by_role.items() if is_concerned(person, action, problem)}
        for action in TRANSITIONS
    }

    assert found == table


def test_a_leader_of_the_next_township_is_concerned_with_nothing_but_words(county, noon):
    problem = cast.problem(lead_organisation=county.village_committee, at=noon)

    concerned = {action for action in TRANSITIONS if is_concerned(county.neighbour_staff, action, problem)}

    assert concerned == {Action.REMARK}


def test_until_a_list_names_a_known_unit_the_township_answers(county, noon):
    problem = cast.problem(state="dispatched", lead_unit="不认识的单位", at=noon)

    assert is_concerned(county.township_staff, Action.START, problem)
    assert not is_concerned(county.village_leader, Action.START, problem)


def test_what_came_down_to_the_township_is_passed_on_by_it(county, noon):
    handed_down = cast.problem(state="dispatched", lead_organisation=county.government, at=noon)
    with_the_village = cast.problem(state="dispatched", lead_organisation=county.village_committee, at=noon)

    assert may(county.township_staff, Action.DISPATCH, handed_down, today=noon.date())
    verdict = may(county.township_staff, Action.DISPATCH, with_the_village, today=noon.date())
    assert verdict.reason == "已交办给兴龙村村民委员会，正在等它签收；交办得不对的，由它退回后再交办。"


def test_whoever_submitted_does_not_verify(county, noon):
    problem = cast.problem(state="submitted", submitted_by=county.township_staff, at=noon)

    verdict = may(county.township_staff, Action.VERIFY, problem, today=noon.date())

    assert verdict.reason == "整改是您提交的，验收要由另一个人办理。"
    assert may(county.township_leader, Action.VERIFY, problem, today=noon.date())


@pytest.mark.parametrize("part", ["submitted_by", "verified_by"])
def test_whoever_submitted_or_verified_does_not_close(county, noon, part):
    problem = cast.problem(state="verified", at=noon, **{part: county.township_staff})

    verdict = may(county.township_staff, Action.CLOSE, problem, today=noon.date())

    assert verdict.reason == "提交、验收、销号要由不同的人办理，请由另一位同事销号。"


@pytest.mark.parametrize(("day", "allowed"), [(17, False), (18, False), (19, True)])
def test_the_last_day_of_the_notice_still_belongs_to_it(county, noon, day, allowed):
    until = noon.date().replace(day=18)
    problem = cast.problem(state="verified", source="central_inspection", notice_until=until, at=noon)

    assert bool(may(county.county_staff, Action.CLOSE, problem, today=noon.date().replace(day=day))) is allowed


def test_a_step_of_another_state_says_what_the_state_is(county, noon):
    problem = cast.problem(state="closed", at=noon)

    verdict = may(county.township_staff, Action.DISPATCH, problem, today=noon.date())

    assert verdict.reason == "问题现在是“已销号”，不能交办。请刷新页面看最新情况。"


def test_the_steps_offered_are_those_of_the_present_state(county, noon):
    problem = cast.problem(at=noon)

    steps = steps_for(county.township_staff, problem, today=noon.date())

    assert {action for action, verdict in steps.items() if verdict} == {
        Action.DISPATCH,
        Action.REJECT,
        Action.REMARK,
        Action.CORRECT,
    }
