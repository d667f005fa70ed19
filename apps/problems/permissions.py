"""May this person take this step on this problem now? Pages show the answer's reason, actions raise it."""

from apps.accounts.roles import TOWNSHIP, Role
from apps.common.deadlines import PROVISIONAL_SHORT
from apps.common.verdicts import YES, Verdict, no
from apps.problems.states import TRANSITIONS, Action, Actor, State
from apps.problems.words import FOUND_BY_THEMSELVES, HIGHER_INSPECTIONS
from apps.territory.models import Organisation


def may(user, action: Action, problem, *, today) -> Verdict:
    transition = TRANSITIONS[action]
    if problem.state not in transition.sources:
        return no(f"问题现在是“{problem.get_state_display()}”，不能{action.label}。请刷新页面看最新情况。")
    if not is_concerned(user, action, problem):
        return no(f"{action.label}由{'、'.join(actor.label for actor in transition.actors)}办理。")
    condition = _CONDITIONS.get(action)
    return condition(user, problem, today) if condition else YES


def is_concerned(user, action: Action, problem) -> bool:
    """Whether the step is this person's business at all, whatever else may stand in its way now."""
    return any(_RECOGNISED[actor](user, problem) for actor in TRANSITIONS[action].actors)


# --- Who somebody is to a problem ---


def _county_level(problem) -> bool:
    return len(problem.division_code) == 6


def is_township(user, problem) -> bool:
    if _county_level(problem):
        return is_county(user, problem)
    return user.holds(*TOWNSHIP, over=problem.division_code)


def is_township_leader(user, problem) -> bool:
    return user.holds(Role.TOWNSHIP_LEADER, over=problem.division_code)


def is_county(user, problem) -> bool:
    return user.holds(Role.COUNTY_STAFF, over=problem.division_code)


def is_unit(user, problem) -> bool:
    """The lead unit; while a list's wording names none that we know, the township answers for it."""
    if problem.lead_organisation_id is None:
        return is_township(user, problem)
    return problem.lead_organisation_id in user.unit_ids


def is_verifier(user, problem) -> bool:
    return is_township(user, problem) or is_county(user, problem)


def closed_by_township(problem) -> bool:
    """Closure belongs to the level that owns the source (DESIGN.md, The ledger's workflow)."""
    return problem.source in FOUND_BY_THEMSELVES and not _county_level(problem)


def is_approver(user, problem) -> bool:
    return is_township(user, problem) if closed_by_township(problem) else is_county(user, problem)


def is_supervisor(user, problem) -> bool:
    return user.holds(Role.SUPERVISOR, over=problem.division_code)


def is_finder(user, problem) -> bool:
    return problem.discovered_by_id == user.pk and problem.source in FOUND_BY_THEMSELVES


def is_called(user, problem) -> bool:
    return any(call.department_id in user.unit_ids for call in problem.escalations.all() if call.answered_at is None)


_RECOGNISED = {
    Actor.TOWNSHIP: is_township,
    Actor.TOWNSHIP_LEADER: is_township_leader,
    Actor.COUNTY: is_county,
    Actor.UNIT: is_unit,
    Actor.VERIFIER: is_verifier,
    Actor.APPROVER: is_approver,
    Actor.SUPERVISOR: is_supervisor,
    Actor.CALLED: is_called,
    Actor.FINDER: is_finder,
    Actor.ANYONE: lambda user, problem: True,
}


# --- What else must be so ---


def _can_be_passed_on(user, problem, today):
    """A list from above often names the township's government: it gives the problem on to who does the work."""
    lead = problem.lead_organisation
    if problem.state == State.REPORTED or lead is None:
        return YES
    if lead.kind == Organisation.Kind.GOVERNMENT and lead.pk in user.unit_ids:
        return YES
    return no(f"已交办给{lead}，正在等它签收；交办得不对的，由它退回后再交办。")


def _not_the_submitter(user, problem, today):
    if problem.submitted_by_id == user.pk:
        return no("整改是您提交的，验收要由另一个人办理。")
    return YES


def _closable(user, problem, today):
    if user.pk in (problem.submitted_by_id, problem.verified_by_id):
        return no("提交、验收、销号要由不同的人办理，请由另一位同事销号。")
    if problem.notice_until and today <= problem.notice_until:
        tentative = f"（{PROVISIONAL_SHORT}）" if problem.notice_is_provisional else ""
        return no(f"销号公示到 {problem.notice_until}{tentative} 结束，之后才能销号。")
    return YES


def _found_that_day(user, problem, today):
    if problem.discovered_on != today:
        return no("当场处理只限发现当天。以后处理好的，由责任单位提交整改。")
    return YES


def _extension_is_asked(user, problem, today):
    return YES if problem.extension_until else no("没有等待审批的延期申请。")


def _not_the_asker(user, problem, today):
    asked = (
        [event for event in problem.events.all() if event.action == Action.ASK_EXTENSION]
        if problem.extension_until
        else []
    )
    if asked and asked[-1].by_id == user.pk:
        return no("延期是您申请的，审批要由另一个人办理。")
    return _extension_is_asked(user, problem, today)


def _no_extension_is_asked(user, problem, today):
    return no("已有一个延期申请在等审批。") if problem.extension_until else YES


# The column that a department's step fills, and the one that must be filled before it.
STEPS_OF_CALL = {
    Action.ESCALATION_SIGN: ("signed_at", None),
    Action.ESCALATION_CONTACT: ("contacted_at", "signed_at"),
    Action.ESCALATION_ARRIVE: ("arrived_at", "contacted_at"),
    Action.ESCALATION_ANSWER: ("answered_at", "signed_at"),
}


def call_awaiting(action: Action, user, problem):
    """The open call of one of the person's departments whose turn this step is; None when there is none."""
    done, before = STEPS_OF_CALL[action]
    calls = (call for call in problem.escalations.all() if call.department_id in user.unit_ids)
    ready = (call for call in calls if before is None or getattr(call, before))
    return next((call for call in ready if not call.answered_at and not getattr(call, done)), None)


def _step_of_call(action):
    def check(user, problem, today):
        return YES if call_awaiting(action, user, problem) else no("这一步已经办过，或者还没有轮到。")

    return check


_CONDITIONS = {
    Action.DISPATCH: _can_be_passed_on,
    Action.FIX_ON_SPOT: _found_that_day,
    Action.VERIFY: _not_the_submitter,
    Action.REFUSE: _not_the_submitter,
    Action.CLOSE: _closable,
    Action.ASK_EXTENSION: _no_extension_is_asked,
    Action.GRANT_EXTENSION: _not_the_asker,
    Action.REFUSE_EXTENSION: _extension_is_asked,
    **{action: _step_of_call(action) for action in STEPS_OF_CALL},
}


def needs_notice(problem) -> bool:
    return problem.source in HIGHER_INSPECTIONS


def steps_for(user, problem, *, today) -> dict[Action, Verdict]:
    """Every step of the present state with the verdict on it: what the page offers and what it explains."""
    return {
        action: may(user, action, problem, today=today)
        for action in TRANSITIONS
        if problem.state in TRANSITIONS[action].sources
    }
