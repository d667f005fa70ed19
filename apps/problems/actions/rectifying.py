"""整改: handed in, staged, extended, or not possible for now."""

from apps.common.verdicts import Refused
from apps.problems.actions.steps import Step, step
from apps.problems.models import Attachment, Problem
from apps.problems.states import Action
from apps.problems.words import DeadlineKind


def submit(problem, *, given: Step, no_photo_reason="") -> Problem:
    """The unit says it is done. Needs an "after" photo, or a reason why there can be none."""
    with step(problem, Action.SUBMIT, given, phase=Attachment.Phase.AFTER):
        if not given.has_photos and not no_photo_reason.strip():
            raise Refused("请拍一张整改后的照片；确实拍不了的，请写明原因。")
        problem.signed_at = problem.signed_at or given.at
        problem.submitted_by = given.by
        problem.verified_by = None
        problem.completed_on = given.day
        problem.progress = given.note.strip()
        problem.extension_until = None
        given.details = {"no_photo_reason": no_photo_reason.strip()} if not given.has_photos else {}
    return problem


def fix_on_spot(problem, *, given: Step, photos_to_come: int = 0) -> Problem:
    """Found and put right in one visit. `photos_to_come` are photos that the phone has announced and sends after."""
    with step(problem, Action.FIX_ON_SPOT, given, phase=Attachment.Phase.AFTER):
        if not given.has_photos and not photos_to_come:
            raise Refused("请拍一张处理后的照片。")
        problem.completed_on = problem.closed_on = given.day
        problem.progress = given.note.strip()
    return problem


def stage(problem, *, given: Step) -> Problem:
    """阶段性办结: a stage is reached, the problem stays open and is never counted as closed."""
    with step(problem, Action.STAGE, given, phase=Attachment.Phase.AFTER):
        problem.staged = True
        problem.progress = given.note.strip()
    return problem


def ask_extension(problem, *, given: Step, until) -> Problem:
    with step(problem, Action.ASK_EXTENSION, given):
        if problem.deadline_kind != DeadlineKind.DATE:
            raise Refused("只有限期整改的问题可以申请延期。")
        if until <= max(problem.deadline, given.day):
            raise Refused("延期后的日期要晚于今天和原来的期限。")
        problem.extension_until = until
        given.details = {"until": until, "deadline": problem.deadline}
    return problem


def grant_extension(problem, *, given: Step) -> Problem:
    with step(problem, Action.GRANT_EXTENSION, given):
        given.details = {"deadline": [problem.deadline, problem.extension_until]}
        problem.deadline, problem.extension_until = problem.extension_until, None
        problem.deadline_is_provisional = False
    return problem


def refuse_extension(problem, *, given: Step) -> Problem:
    with step(problem, Action.REFUSE_EXTENSION, given):
        given.details = {"until": problem.extension_until}
        problem.extension_until = None
    return problem


def suspend(problem, *, given: Step) -> Problem:
    """It cannot be rectified now; the reason stands in the record, and so does the deadline."""
    with step(problem, Action.SUSPEND, given):
        pass
    return problem


def resume(problem, *, given: Step) -> Problem:
    with step(problem, Action.RESUME, given):
        pass
    return problem
