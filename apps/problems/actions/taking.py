"""Any step of the table by its name, for the one mechanism behind all step pages."""

from functools import partial

from apps.problems.actions.closing import close, look_back, object_to, refuse, relapse, verify
from apps.problems.actions.dispatching import dispatch, reject, return_to_township, start
from apps.problems.actions.escalating import advance_call, escalate
from apps.problems.actions.rectifying import (
    ask_extension,
    fix_on_spot,
    grant_extension,
    refuse_extension,
    resume,
    stage,
    submit,
    suspend,
)
from apps.problems.actions.reporting import correct, remark
from apps.problems.actions.steps import Step
from apps.problems.states import Action

_DOES = {
    Action.DISPATCH: dispatch,
    Action.REJECT: reject,
    Action.START: start,
    Action.RETURN: return_to_township,
    Action.FIX_ON_SPOT: fix_on_spot,
    Action.SUBMIT: submit,
    Action.STAGE: stage,
    Action.ASK_EXTENSION: ask_extension,
    Action.GRANT_EXTENSION: grant_extension,
    Action.REFUSE_EXTENSION: refuse_extension,
    Action.SUSPEND: suspend,
    Action.RESUME: resume,
    Action.VERIFY: verify,
    Action.REFUSE: refuse,
    Action.OBJECT: object_to,
    Action.CLOSE: close,
    Action.LOOK_BACK: look_back,
    Action.RELAPSE: relapse,
    Action.ESCALATE: escalate,
    Action.ESCALATION_SIGN: partial(advance_call, action=Action.ESCALATION_SIGN),
    Action.ESCALATION_CONTACT: partial(advance_call, action=Action.ESCALATION_CONTACT),
    Action.ESCALATION_ARRIVE: partial(advance_call, action=Action.ESCALATION_ARRIVE),
    Action.ESCALATION_ANSWER: partial(advance_call, action=Action.ESCALATION_ANSWER),
    Action.REMARK: remark,
    Action.CORRECT: correct,
}


def take(action: Action, problem, *, given: Step, **facts):
    """Raises what the action raises: Refused, AlreadyDone, Problem.DoesNotExist out of scope."""
    return _DOES[action](problem, given=given, **facts)
