"""What the pages say about a problem: who must act now, what a step has done, what an event changed. Knows no request."""

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType

from django.utils import timezone

from apps.common.deadlines import PROVISIONAL_SHORT
from apps.problems.models import Problem
from apps.problems.permissions import closed_by_township, needs_notice
from apps.problems.states import Action, State
from apps.problems.words import DeadlineKind, Rejection

BUREAU = "县生态环境局"


def day(value: dt.date, problem=None) -> str:
    """A day as people say it; with its year where that is not the year in which the problem was last touched."""
    words = f"{value.month}月{value.day}日"
    if problem is None or value.year == timezone.localtime(problem.updated_at).year:
        return words
    return f"{value.year}年{words}"


def moment(value: dt.datetime) -> str:
    local = timezone.localtime(value)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


# --- Who must act now ---


def approver(problem) -> str:
    return "所属乡镇" if closed_by_township(problem) else BUREAU


def waits_for(problem) -> str:
    """One sentence: who must do what next."""
    words = _WAITS[problem.state](problem)
    if problem.extension_until:
        words += f"申请延期到{day(problem.extension_until, problem)}，等{approver(problem)}审批。"
    return words


def _unit(problem):
    return problem.lead_unit or "牵头单位"


def _tentative(provisional) -> str:
    return f"（{PROVISIONAL_SHORT}）" if provisional else ""


def _until(problem):
    if problem.deadline_kind == DeadlineKind.DATE:
        return f"，期限{day(problem.deadline, problem)}{_tentative(problem.deadline_is_provisional)}"
    return "" if problem.deadline_kind == DeadlineKind.NONE else f"（{problem.get_deadline_kind_display()}）"


def _waits_for_closure(problem):
    until = problem.notice_until and day(problem.notice_until, problem) + _tentative(problem.notice_is_provisional)
    notice = f"公示到{until}，之后" if until else ""
    return f"已验收。{notice}等{approver(problem)}销号。"


def _why_rejected(problem):
    twin = f"，与 {problem.duplicate_of.number} 重复" if problem.duplicate_of_id else ""
    reason = "" if problem.rejection == Rejection.DUPLICATE else f"：{problem.get_rejection_display()}"
    return f"没有立案{reason}{twin}。"


_WAITS = {
    State.REPORTED: lambda problem: "等所属乡镇交办。",
    State.DISPATCHED: lambda problem: f"等{_unit(problem)}签收{_until(problem)}。",
    State.RECTIFYING: lambda problem: f"{_unit(problem)}正在整改{_until(problem)}。",
    State.SUBMITTED: lambda problem: "整改已提交，等所属乡镇或县生态环境局验收。",
    State.VERIFIED: _waits_for_closure,
    State.CLOSED: lambda problem: "已销号，可以安排回头看。",
    State.SUSPENDED: lambda problem: "暂时不能整改。条件具备后，由所属乡镇恢复整改。",
    State.REJECTED: _why_rejected,
}


# --- What a step has done ---


def done(action: Action, problem) -> str:
    """The sentence after a step: what happened and what comes next."""
    say = _DONE.get(action)
    return say(problem) if say else f"已{action.label}。"


def _dispatched(problem):
    kind = problem.deadline_kind
    until = (
        f"整改期限 {day(problem.deadline, problem)}{_tentative(problem.deadline_is_provisional)}"
        if kind == DeadlineKind.DATE
        else problem.get_deadline_kind_display()
    )
    return f"已交办给{problem.lead_unit}，{until}。"


def _verified(problem):
    if problem.notice_until:
        until = day(problem.notice_until, problem) + _tentative(problem.notice_is_provisional)
        return f"已验收通过，公示到 {until}，之后由{approver(problem)}销号。"
    return f"已验收通过，等{approver(problem)}销号。"


def _escalated(problem):
    call = problem.escalations.order_by("called_at", "pk").last()
    return f"已呼叫{call.department}，应在 {moment(call.sign_by)} 前签收。"


_DONE = {
    Action.DISPATCH: _dispatched,
    Action.REJECT: lambda problem: f"已按“{problem.get_rejection_display()}”处理，不再交办。",
    Action.START: lambda problem: f"已签收{_until(problem)}。整改好以后，请拍照提交。",
    Action.RETURN: lambda problem: "已退回所属乡镇，由乡镇重新交办。",
    Action.FIX_ON_SPOT: lambda problem: "已记为当场处理并销号，前后照片留在记录里。",
    Action.SUBMIT: lambda problem: "已提交整改，等验收。验收由另一个人办理。",
    Action.STAGE: lambda problem: "已记为阶段性办结，问题还没有办完，继续整改。",
    Action.ASK_EXTENSION: lambda problem: (
        f"已申请延期到 {day(problem.extension_until, problem)}，等{approver(problem)}审批。批准前仍按原期限。"
    ),
    Action.GRANT_EXTENSION: lambda problem: f"已同意延期，新的整改期限 {day(problem.deadline, problem)}。",
    Action.REFUSE_EXTENSION: lambda problem: "没有同意延期，仍按原期限整改。",
    Action.SUSPEND: lambda problem: "已记为暂不能整改，期限不变。条件具备后请恢复整改。",
    Action.RESUME: lambda problem: f"已恢复整改{_until(problem)}。",
    Action.VERIFY: _verified,
    Action.REFUSE: lambda problem: f"验收没有通过，已退给{_unit(problem)}继续整改。",
    Action.OBJECT: lambda problem: "已记下异议，问题退回重新验收，公示重新计算。",
    Action.CLOSE: lambda problem: "已销号。",
    Action.LOOK_BACK: lambda problem: "已记下回头看情况，没有反弹。",
    Action.RELAPSE: lambda problem: f"已按反弹重新打开（第{problem.relapses}次），由{_unit(problem)}继续整改。",
    Action.ESCALATE: _escalated,
    Action.ESCALATION_SIGN: lambda problem: "已签收。请尽快与乡镇联系。",
    Action.ESCALATION_CONTACT: lambda problem: "已记下联系时间。到现场以后请再记一次。",
    Action.ESCALATION_ARRIVE: lambda problem: "已记下到场时间。处理完请答复乡镇。",
    Action.ESCALATION_ANSWER: lambda problem: "已答复乡镇。问题仍由乡镇跟办到销号。",
    Action.REMARK: lambda problem: "已补充说明。",
    Action.CORRECT: lambda problem: "已更正，原来的内容留在办理经过里。",
}


# --- What an event changed ---

_DETAIL_WORDS = {
    "lead_unit": "牵头单位",
    "deadline_kind": "期限类型",
    "deadline": "整改期限",
    "no_photo_reason": "没有照片的原因",
    "until": "申请延期至",
    "department": "部门",
    "arrive_on": "应到场日期",
    "in_time": "是否及时",
    "rejection": "原因",
    "duplicate_of": "重复于",
    "notice_until": "公示截止",
    "closing_document": "上级批准文号",
    "closed_on": "原销号日期",
    "relapse": "反弹次数",
    "file": "文件",
    "sheet": "工作表",
    "row": "行",
}


@dataclass(frozen=True)
class Change:
    """One line under an event; `was` is None where there is nothing older to show."""

    label: str
    now: str
    was: str | None = None


def places_in(events) -> set[str]:
    """Codes of the places that corrections and imports have changed."""
    return {code for event in events for code in event.details.get("changes", {}).get("division_code", ()) if code}


def changes_of(event, places=MappingProxyType({})) -> list[Change]:
    """`places` has the names of the codes that `places_in` finds."""
    details = {
        name: value for name, value in event.details.items() if name in _DETAIL_WORDS and value not in ("", None)
    }
    lines = [_line(_DETAIL_WORDS[name], name, value) for name, value in details.items()]
    fields = event.details.get("changes", {}) | _named(event, places)
    return lines + [_line(_label_of(name), name, value) for name, value in fields.items()]


def _named(event, places):
    moved = event.details.get("changes", {}).get("division_code")
    return {"division_code": [places.get(code, code) for code in moved]} if moved else {}


def _line(label, name, value):
    if isinstance(value, list) and len(value) == 2:
        return Change(label, _said(name, value[1]), _said(name, value[0]))
    return Change(label, _said(name, value))


def _field(name):
    return next((field for field in Problem._meta.concrete_fields if name in (field.name, field.attname)), None)


def _label_of(name):
    field = _field(name)
    return str(field.verbose_name) if field else _DETAIL_WORDS.get(name, name)


def _said(name, value) -> str:
    if value in (None, "", [], {}):
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, dict):
        return "；".join(f"{key}：{part}" for key, part in value.items())
    field = _field(name)
    return str(dict(field.flatchoices).get(value, value)) if field else str(value)


# --- Called departments and their clock ---


@dataclass(frozen=True)
class Mark:
    """One of the four answers of a called department: in words, and whether it came or comes too late."""

    label: str
    words: str
    late: bool = False


def marks_of(call, now: dt.datetime) -> list[Mark]:
    arrival = day(call.arrive_on) + _tentative(call.arrival_is_provisional)
    end_of_arrival = timezone.make_aware(dt.datetime.combine(call.arrive_on, dt.time.max))
    return [
        _mark("签收", call.signed_at, call.sign_by, moment(call.sign_by), call, now),
        _mark("联系", call.contacted_at, call.contact_by, moment(call.contact_by), call, now),
        _mark("到场", call.arrived_at, end_of_arrival, arrival, call, now),
        Mark("答复", moment(call.answered_at) if call.answered_at else "还没有答复"),
    ]


def _mark(label, done_at, due, due_words, call, now):
    if done_at:
        return Mark(label, f"{moment(done_at)}{'（超时）' if done_at > due else ''}", late=done_at > due)
    if call.answered_at:
        return Mark(label, "没有记录")
    return Mark(label, f"应在 {due_words} 前{'，已超时' if now > due else ''}", late=now > due)


def notice_words(problem) -> str:
    return "市级以上督察的问题，验收后要公示，销号要有上级同意的文件。" if needs_notice(problem) else ""


def listed(numbers, most=5) -> str:
    """The first few numbers in words: 2026-000001、2026-000002 等."""
    numbers = list(numbers)
    shown = "、".join(numbers[:most])
    return shown if len(numbers) <= most else f"{shown} 等"
