"""乡镇呼、部门应: the call and the department's four answers, each with its time."""

import datetime as dt

from django.utils import timezone

from apps.common.verdicts import Refused
from apps.problems import counting
from apps.problems.actions.steps import Step, step
from apps.problems.models import Escalation
from apps.problems.permissions import STEPS_OF_CALL, call_awaiting
from apps.problems.states import Action
from apps.territory.models import Organisation

# Times of the practice described in seed 003: sign in one hour, contact in a day, and arrive in three working days.
SIGN_WITHIN = dt.timedelta(hours=1)
CONTACT_WITHIN = dt.timedelta(hours=24)


def escalate(problem, *, given: Step, department) -> Escalation:
    """Call a county department. Raises Refused while it has an open call about the same problem."""
    with step(problem, Action.ESCALATE, given):
        if department.kind not in (Organisation.Kind.DEPARTMENT, Organisation.Kind.BUREAU):
            raise Refused("只能呼叫县级部门。")
        if problem.escalations.filter(department=department, answered_at__isnull=True).exists():
            raise Refused(f"已经呼叫过{department}，正在等它答复。")
        due = counting.arrival_from(given.day)
        call = Escalation.objects.create(
            problem=problem,
            department=department,
            request=given.note.strip(),
            called_by=given.by,
            called_at=given.at,
            sign_by=given.at + SIGN_WITHIN,
            contact_by=given.at + CONTACT_WITHIN,
            arrive_on=due.day,
            arrival_is_provisional=due.provisional,
        )
        given.details = {"department": department.name, "arrive_on": call.arrive_on}
    return call


def advance_call(problem, action: Action, *, given: Step) -> Escalation:
    """The department signs, has made contact, is on site, or answers."""
    with step(problem, action, given):
        call = call_awaiting(action, given.by, problem)
        setattr(call, STEPS_OF_CALL[action][0], given.at)
        if action == Action.ESCALATION_ANSWER:
            call.answer = given.note.strip()
        call.save()
        given.details = {"department": str(call.department), "in_time": _in_time(call, action, given.at)}
    return call


def _in_time(call, action, at) -> bool | None:
    if action == Action.ESCALATION_SIGN:
        return at <= call.sign_by
    if action == Action.ESCALATION_CONTACT:
        return at <= call.contact_by
    if action == Action.ESCALATION_ARRIVE:
        return timezone.localdate(at) <= call.arrive_on
    return None
