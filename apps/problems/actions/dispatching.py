"""交办: to one lead unit with a deadline, signed for, or sent back."""

from django.db import transaction

from apps.common.verdicts import Refused
from apps.problems import counting
from apps.problems.actions.steps import Step, step
from apps.problems.models import Problem
from apps.problems.states import Action, State
from apps.problems.words import DeadlineKind, Rejection


@transaction.atomic
def dispatch(
    problem,
    *,
    given: Step,
    lead_organisation,
    deadline_kind: str,
    deadline=None,
    supporting_organisations=(),
    responsible_person="",
    goal="",
    measures="",
) -> Problem:
    """Give the problem to its lead unit, or pass on one that came down to the township with a list.

    A dated one needs a deadline that is not in the past; one set from above may be shortened, not put off.
    """
    with step(problem, Action.DISPATCH, given):
        _check_deadline(problem, deadline_kind, deadline, today=given.day)
        problem.lead_organisation, problem.lead_unit = lead_organisation, lead_organisation.name
        problem.supporting_units = [unit.name for unit in supporting_organisations]
        how = _set_deadline(problem, deadline_kind, deadline, today=given.day)
        problem.first_deadline = problem.first_deadline or deadline
        problem.responsible_person = responsible_person or problem.responsible_person
        problem.goal, problem.measures = goal or problem.goal, measures or problem.measures
        problem.dispatched_at, problem.signed_at = given.at, None
        said = {"lead_unit": lead_organisation.name, "deadline_kind": deadline_kind, "deadline": deadline}
        given.details = said | how
    problem.supporting_organisations.set(supporting_organisations)
    return problem


def _check_deadline(problem, kind, deadline, *, today):
    if kind == DeadlineKind.NONE:
        raise Refused("请选择整改期限：限期、立行立改或长期坚持。")
    if kind == DeadlineKind.DATE and deadline is None:
        raise Refused("请填写整改期限的日期。")
    if kind != DeadlineKind.DATE and deadline is not None:
        raise Refused("立行立改和长期坚持的问题不填日期。")
    if deadline and deadline < today and deadline != problem.deadline:
        raise Refused("整改期限不能早于今天。")
    handed_down = problem.deadline if problem.state == State.DISPATCHED else None
    if handed_down and (kind == DeadlineKind.LONG_TERM or (deadline and deadline > handed_down)):
        raise Refused(f"上级定的整改期限是 {handed_down}，转交时可以提前，不能推后；需要推后的请申请延期。")


def _set_deadline(problem, kind, deadline, *, today) -> dict:
    """How it was counted, where that is provisional; a provisional one that is only passed on stays so."""
    how = counting.deadline_details(deadline, today=today)
    passed_on = problem.deadline_is_provisional and problem.deadline == deadline
    problem.deadline_kind, problem.deadline = kind, deadline
    problem.deadline_is_provisional = bool(how) or passed_on
    return how


def start(problem, *, given: Step) -> Problem:
    """签收: the unit confirms that it has got the problem and begins."""
    with step(problem, Action.START, given):
        problem.signed_at = given.at
    return problem


def return_to_township(problem, *, given: Step) -> Problem:
    with step(problem, Action.RETURN, given):
        given.details = {"lead_unit": problem.lead_unit}
        problem.lead_organisation, problem.lead_unit = None, ""
        problem.dispatched_at = None
    return problem


def reject(problem, *, given: Step, rejection: str, duplicate_of=None) -> Problem:
    """Not true, a duplicate of another problem, or handed over: three different ends, each with its reason."""
    with step(problem, Action.REJECT, given):
        if rejection == Rejection.DUPLICATE:
            if duplicate_of is None:
                raise Refused("请填写与哪个问题重复（问题编号）。")
            if duplicate_of.pk == problem.pk:
                raise Refused("不能与自己重复，请填写另一个问题的编号。")
        problem.rejection = rejection
        problem.duplicate_of = duplicate_of if rejection == Rejection.DUPLICATE else None
        given.details = {"rejection": rejection, "duplicate_of": duplicate_of.number if duplicate_of else None}
    return problem
