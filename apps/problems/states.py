"""The ledger's workflow in one table: every transition, who may take it and what must be given.

Buttons, tooltips, permissions, the diagram in the docs and the tests all read this table; only `actions` obeys it.
"""

from dataclasses import dataclass

from django.db.models import TextChoices


class State(TextChoices):
    REPORTED = "reported", "待交办"
    DISPATCHED = "dispatched", "待签收"
    RECTIFYING = "rectifying", "整改中"
    SUBMITTED = "submitted", "待验收"
    VERIFIED = "verified", "待销号"
    CLOSED = "closed", "已销号"
    SUSPENDED = "suspended", "暂不能整改"
    REJECTED = "rejected", "未立案"


OPEN = (State.REPORTED, State.DISPATCHED, State.RECTIFYING, State.SUBMITTED, State.VERIFIED, State.SUSPENDED)
# Once somebody must rectify, a unit answers for it.
ANSWERED_FOR = (State.DISPATCHED, State.RECTIFYING, State.SUBMITTED, State.VERIFIED, State.CLOSED, State.SUSPENDED)
# The rectifying unit still owes its part.
OWED = (State.DISPATCHED, State.RECTIFYING, State.SUSPENDED)


class Action(TextChoices):
    REPORT = "report", "上报"
    DISPATCH = "dispatch", "交办"
    REJECT = "reject", "不予立案"
    START = "start", "签收"
    RETURN = "return", "退回"
    FIX_ON_SPOT = "fix_on_spot", "当场处理"
    SUBMIT = "submit", "提交整改"
    STAGE = "stage", "阶段性办结"
    ASK_EXTENSION = "ask_extension", "申请延期"
    GRANT_EXTENSION = "grant_extension", "同意延期"
    REFUSE_EXTENSION = "refuse_extension", "不同意延期"
    SUSPEND = "suspend", "暂不能整改"
    RESUME = "resume", "恢复整改"
    VERIFY = "verify", "验收通过"
    REFUSE = "refuse", "验收不通过"
    OBJECT = "object", "公示有异议"
    CLOSE = "close", "销号"
    LOOK_BACK = "look_back", "回头看合格"
    RELAPSE = "relapse", "回头看反弹"
    ESCALATE = "escalate", "呼叫部门"
    ESCALATION_SIGN = "escalation_sign", "部门签收"
    ESCALATION_CONTACT = "escalation_contact", "部门已联系"
    ESCALATION_ARRIVE = "escalation_arrive", "部门已到场"
    ESCALATION_ANSWER = "escalation_answer", "部门答复"
    REMARK = "remark", "补充说明"
    CORRECT = "correct", "更正信息"
    IMPORT = "import", "导入"
    RECOUNT = "recount", "重新推算日期"


class Actor(TextChoices):
    """Who, in relation to the one problem; `permissions` says how each is recognised."""

    TOWNSHIP = "township", "所属乡镇（镇环保岗、镇领导）"
    TOWNSHIP_LEADER = "township_leader", "所属乡镇的镇领导"
    COUNTY = "county", "县生态环境局"
    UNIT = "unit", "牵头整改单位"
    VERIFIER = "verifier", "验收人（所属乡镇或县生态环境局，不能是提交人）"
    APPROVER = "approver", "审批人（巡查和自查问题由所属乡镇，其余由县生态环境局）"
    CALLED = "called", "被呼叫的县级部门"
    SUPERVISOR = "supervisor", "督查人员"
    FINDER = "finder", "发现问题的人（限巡查、自查发现，当天处理）"
    ANYONE = "anyone", "看得到这个问题的人"


@dataclass(frozen=True)
class Transition:
    """One way on: from states, to a state (None: stays), by whom, and which inputs may not be missing."""

    sources: tuple[State, ...]
    target: State | None
    actors: tuple[Actor, ...]
    required: tuple[str, ...] = ()
    dangerous: bool = False


_T, _LEADER, _COUNTY, _UNIT = Actor.TOWNSHIP, Actor.TOWNSHIP_LEADER, Actor.COUNTY, Actor.UNIT
_WORKING = (State.DISPATCHED, State.RECTIFYING)
_AFTERWARDS = (State.DISPATCHED, State.RECTIFYING, State.SUBMITTED, State.VERIFIED, State.SUSPENDED)

TRANSITIONS: dict[Action, Transition] = {
    Action.DISPATCH: Transition(
        (State.REPORTED, State.DISPATCHED), State.DISPATCHED, (_T, _COUNTY), ("lead_organisation", "deadline")
    ),
    Action.REJECT: Transition((State.REPORTED,), State.REJECTED, (_T, _COUNTY), ("rejection", "note"), dangerous=True),
    Action.START: Transition((State.DISPATCHED,), State.RECTIFYING, (_UNIT,)),
    Action.RETURN: Transition((State.DISPATCHED,), State.REPORTED, (_UNIT,), ("note",)),
    # Found and put right in one visit: closed without dispatch, counted as found and as rectified, never held against anybody.
    Action.FIX_ON_SPOT: Transition((State.REPORTED,), State.CLOSED, (Actor.FINDER,), ("note", "after_photo")),
    Action.SUBMIT: Transition(_WORKING, State.SUBMITTED, (_UNIT, _T), ("note", "after_photo")),
    Action.STAGE: Transition((State.RECTIFYING,), State.RECTIFYING, (_UNIT, _T), ("note",)),
    Action.ASK_EXTENSION: Transition(_WORKING, None, (_UNIT, _T), ("until", "note")),
    Action.GRANT_EXTENSION: Transition(_WORKING, None, (Actor.APPROVER,)),
    Action.REFUSE_EXTENSION: Transition(_WORKING, None, (Actor.APPROVER,), ("note",)),
    Action.SUSPEND: Transition((State.RECTIFYING,), State.SUSPENDED, (_LEADER, _COUNTY), ("note",), dangerous=True),
    Action.RESUME: Transition((State.SUSPENDED,), State.RECTIFYING, (_T, _COUNTY)),
    Action.VERIFY: Transition((State.SUBMITTED,), State.VERIFIED, (Actor.VERIFIER,)),
    Action.REFUSE: Transition((State.SUBMITTED,), State.RECTIFYING, (Actor.VERIFIER,), ("note",)),
    Action.OBJECT: Transition((State.VERIFIED,), State.SUBMITTED, (_T, _COUNTY), ("note",)),
    Action.CLOSE: Transition((State.VERIFIED,), State.CLOSED, (Actor.APPROVER,), ("criteria",)),
    Action.LOOK_BACK: Transition((State.CLOSED,), None, (Actor.SUPERVISOR, _COUNTY, _T), ("note",)),
    Action.RELAPSE: Transition(
        (State.CLOSED,), State.RECTIFYING, (Actor.SUPERVISOR, _COUNTY), ("note",), dangerous=True
    ),
    Action.ESCALATE: Transition(_AFTERWARDS, None, (_T,), ("department", "note")),
    Action.ESCALATION_SIGN: Transition(_AFTERWARDS, None, (Actor.CALLED,)),
    Action.ESCALATION_CONTACT: Transition(_AFTERWARDS, None, (Actor.CALLED,)),
    Action.ESCALATION_ARRIVE: Transition(_AFTERWARDS, None, (Actor.CALLED,)),
    Action.ESCALATION_ANSWER: Transition(_AFTERWARDS, None, (Actor.CALLED,), ("note",)),
    Action.REMARK: Transition(tuple(State), None, (Actor.ANYONE,), ("note",)),
    Action.CORRECT: Transition(OPEN, None, (_T, _COUNTY)),
}

# The one coloured button of a record: the first of these that the person may take.
NEXT_STEPS = (
    Action.ESCALATION_SIGN,
    Action.ESCALATION_CONTACT,
    Action.ESCALATION_ARRIVE,
    Action.ESCALATION_ANSWER,
    Action.DISPATCH,
    Action.START,
    Action.GRANT_EXTENSION,
    Action.SUBMIT,
    Action.VERIFY,
    Action.CLOSE,
    Action.RESUME,
    Action.LOOK_BACK,
)


def steps_from(state: State) -> list[Action]:
    """Every action that the table allows in a state, in the table's order."""
    return [action for action, transition in TRANSITIONS.items() if state in transition.sources]
