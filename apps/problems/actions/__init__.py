"""Everything that changes a problem. The only place that writes a state."""

from apps.problems.actions.closing import close, close_many, look_back, object_to, refuse, relapse, verify
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
from apps.problems.actions.reporting import (
    FEWER_PHOTOS,
    attach_arrived,
    correct,
    expect_fewer_photos,
    remark,
    report,
)
from apps.problems.actions.steps import AlreadyDone, Step
from apps.problems.actions.taking import take
from apps.problems.actions.viewing import forget_view, save_view

__all__ = [
    "FEWER_PHOTOS",
    "AlreadyDone",
    "Step",
    "advance_call",
    "ask_extension",
    "attach_arrived",
    "close",
    "close_many",
    "correct",
    "dispatch",
    "escalate",
    "expect_fewer_photos",
    "fix_on_spot",
    "forget_view",
    "grant_extension",
    "look_back",
    "object_to",
    "refuse",
    "refuse_extension",
    "reject",
    "relapse",
    "remark",
    "report",
    "resume",
    "return_to_township",
    "save_view",
    "stage",
    "start",
    "submit",
    "suspend",
    "take",
    "verify",
]
