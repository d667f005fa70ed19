"""The workflow in words and as a diagram, drawn from the table itself; docs/workflow.md is made of it."""

from apps.problems.states import TRANSITIONS, State

_INPUTS = {
    "lead_organisation": "牵头单位",
    "deadline": "整改期限",
    "rejection": "原因类别",
    "note": "情况说明",
    "after_photo": "整改后照片（或没有照片的原因）",
    "until": "延期至",
    "criteria": "五项销号条件",
    "department": "被呼叫部门",
}


def diagram() -> str:
    """A Mermaid state diagram: every way from one state to another. Steps that stay in a state are in the table."""
    lines = ["stateDiagram-v2", "    [*] --> reported: 上报"]
    lines += [f"    {state.value}: {state.label}" for state in State]
    for action, way in TRANSITIONS.items():
        lines += [
            f"    {source.value} --> {way.target.value}: {action.label}"
            for source in way.sources
            if way.target and way.target != source
        ]
    return "\n".join([*lines, "    rejected --> [*]", "    closed --> [*]"])


def table() -> str:
    """A Markdown table: one line a step."""
    lines = ["| 步骤 | 代码 | 从 | 到 | 谁办理 | 必须提供 |", "|---|---|---|---|---|---|"]
    for action, way in TRANSITIONS.items():
        sources = "任何状态" if set(way.sources) == set(State) else "、".join(source.label for source in way.sources)
        target = way.target.label if way.target else "不变"
        actors = "；".join(actor.label for actor in way.actors)
        inputs = "、".join(_INPUTS[name] for name in way.required) or "—"
        lines.append(f"| {action.label} | `{action.value}` | {sources} | {target} | {actors} | {inputs} |")
    return "\n".join(lines)
