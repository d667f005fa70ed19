"""验收, 公示, 销号 and what comes after."""

from uuid import uuid5

from django.conf import settings

from apps.common.verdicts import Refused
from apps.problems import counting
from apps.problems.actions.steps import AlreadyDone, Step, step
from apps.problems.models import Attachment, Problem
from apps.problems.permissions import needs_notice
from apps.problems.states import Action
from apps.problems.words import Criterion


def verify(problem, *, given: Step) -> Problem:
    """Somebody else than the submitter has seen that it is done. Starts the public notice where one is due."""
    with step(problem, Action.VERIFY, given):
        problem.verified_by, problem.verified_on = given.by, given.day
        problem.notice_until, problem.notice_is_provisional = None, False
        if needs_notice(problem) and settings.NOTICE_WORKDAYS:
            _begin_notice(problem, given)
    return problem


def _begin_notice(problem, given):
    due = counting.notice_from(given.day)
    problem.notice_until, problem.notice_is_provisional = due.day, due.provisional
    how = counting.provisionally(due, since=given.day, days=settings.NOTICE_WORKDAYS)
    given.details = {"notice_until": due.day, **how}


def refuse(problem, *, given: Step) -> Problem:
    with step(problem, Action.REFUSE, given):
        problem.completed_on = None
    return problem


def object_to(problem, *, given: Step) -> Problem:
    """An objection during the notice: the problem is verified again, the notice starts anew."""
    with step(problem, Action.OBJECT, given):
        problem.verified_by, problem.verified_on, problem.notice_until = None, None, None
        problem.notice_is_provisional = False
    return problem


def close(problem, *, given: Step, criteria: dict[str, bool], closing_document="") -> Problem:
    """销号. All five criteria must be answered with yes; higher inspections need the approval's document number."""
    with step(problem, Action.CLOSE, given):
        missing = [criterion.label for criterion in Criterion if not criteria.get(criterion)]
        if missing:
            raise Refused(f"还不能销号，以下条件没有确认：{'、'.join(missing)}。")
        if needs_notice(problem) and not closing_document.strip():
            raise Refused("市级以上督察的问题，请填写上级同意销号的文件名称或文号。")
        problem.criteria = {criterion.value: True for criterion in Criterion}
        problem.closing_document = closing_document.strip()
        problem.closed_on = given.day
        problem.completed_on = problem.completed_on or given.day
        given.details = {"closing_document": problem.closing_document} if problem.closing_document else {}
    return problem


def close_many(
    problems, *, given: Step, criteria, closing_documents=None, seen_versions=None
) -> tuple[list[Problem], list[tuple[Problem, str]]]:
    """Close each by itself: what cannot be closed is returned with its reason and holds up nothing.

    The two mappings go from primary keys to the approval document and to the version that the person saw.
    """
    documents, versions = closing_documents or {}, seen_versions or {}
    closed, refused = [], []
    for problem in problems:
        own = Step(
            by=given.by, at=given.at, note=given.note,
            step_key=given.step_key and uuid5(given.step_key, str(problem.pk)),
            seen_version=versions.get(problem.pk),
        )  # fmt: skip
        try:
            close(problem, given=own, criteria=criteria, closing_document=documents.get(problem.pk, ""))
        except Refused as refusal:
            refused.append((problem, str(refusal)))
        except AlreadyDone:
            closed.append(problem)
        else:
            closed.append(problem)
    return closed, refused


def look_back(problem, *, given: Step) -> Problem:
    """回头看: visited after closure and found in order."""
    with step(problem, Action.LOOK_BACK, given, phase=Attachment.Phase.AFTER):
        pass
    return problem


def relapse(problem, *, given: Step, deadline=None) -> Problem:
    """反弹: the same problem, the same number, open again and counted as a relapse."""
    with step(problem, Action.RELAPSE, given, phase=Attachment.Phase.BEFORE):
        problem.relapses += 1
        problem.staged = False
        given.details = {"closed_on": problem.closed_on, "relapse": problem.relapses}
        problem.closed_on = problem.completed_on = problem.verified_on = problem.notice_until = None
        problem.submitted_by = problem.verified_by = None
        problem.notice_is_provisional = False
        problem.criteria, problem.closing_document = {}, ""
        if deadline:
            how = counting.deadline_details(deadline, today=given.day)
            problem.deadline_kind, problem.deadline = "date", deadline
            problem.deadline_is_provisional = bool(how)
            given.details |= {"deadline": deadline, **how}
    return problem
