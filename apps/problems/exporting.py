"""The ledger as a workbook, exactly the list that the page shows. Headings are those that the import recognises."""

from collections.abc import Iterator

from apps.accounts.roles import COUNTY, TOWNSHIP, Role
from apps.common import audit
from apps.common.deadlines import PROVISIONAL, deadline_label
from apps.common.spreadsheets import Column, printable, write_table
from apps.problems import editions, queries
from apps.problems.models import Problem
from apps.problems.states import State
from apps.problems.words import DeadlineKind
from apps.territory.levels import Level, cut
from apps.territory.queries import names, short_village

EXPORTERS = TOWNSHIP | COUNTY | {Role.OFFICE_STAFF, Role.DEPARTMENT_STAFF}
AT_ONCE = 3_000  # rows that a request may make people wait for
CHUNK = 2_000

# Those of editions.OWN are our own; the rest is the lists' language. 销号日期 stands before 验收日期, because the import
# takes the first of the two as the day of closing.
COLUMNS = (
    Column("系统编号", 14),
    Column("受理编号", 16),
    Column("乡镇", 12),
    Column("村社区", 12),
    Column("具体位置", 20),
    Column("问题名称", 20),
    Column("问题描述", 44),
    Column("问题来源", 12),
    Column("问题类型", 12),
    Column("发现日期", 12, "date"),
    Column("牵头单位", 20),
    Column("配合单位", 20),
    Column("责任人", 12),
    Column("督导领导", 12),
    Column("整改目标", 24),
    Column("整改措施", 30),
    Column("整改期限", 12, "date"),
    Column("期限情况", 18),
    Column("整改进展", 30),
    Column("系统状态", 12),
    Column("整改状态", 12),
    Column("阶段性办结", 10),
    Column("整改完成日期", 12, "date"),
    Column("销号日期", 12, "date"),
    Column("验收日期", 12, "date"),
    Column("反弹次数", 8, "number"),
    Column("上报人", 12),
    Column("登记日期", 12, "date"),
    Column("备注", 24),
    Column(editions.STAMP, 12, hidden=True),
)
_EDITABLE_PLACES = {
    heading: next(n for n, column in enumerate(COLUMNS) if column.label == heading) for heading in editions.EDITABLE
}
# The words of the lists that come from above (import contract 7.4), so that a list can travel both ways.
LISTS_SAY = {
    State.REPORTED: "未整改",
    State.DISPATCHED: "未整改",
    State.RECTIFYING: "整改中",
    State.SUSPENDED: "整改中",
    State.SUBMITTED: "待验收",
    State.VERIFIED: "待销号",
    State.CLOSED: "已销号",
    State.REJECTED: "",
}


def write_ledger(stream, *, by, chosen, today, at, on_progress=lambda rows: None) -> int:
    """Write what the filters find for this person; returns the number of rows and leaves a line in the audit trail."""
    rows = _rows(_found(by, chosen), today, on_progress)
    count = write_table(
        stream,
        sheet="问题台账",
        columns=COLUMNS,
        rows=rows,
        title="生态环境问题台账",
        notes=[f"条件：{chosen.in_words()}", f"截至 {today}，由 {by.post_label} {by} 导出"],
        created=at,
    )
    audit.record("导出问题台账", at=at, by=by, label=chosen.in_words(), rows=count, query=chosen.data.urlencode())
    return count


def _found(by, chosen):
    return (
        queries.ledger(by, chosen.conditions())
        .select_related("discovered_by")
        .defer("extra", "origin", "raw", "criteria")
    )


def _rows(problems, today, on_progress) -> Iterator[list]:
    """The newest first, chunk by chunk after the last row of the chunk before: no offset, no long transaction."""
    done, last, known = 0, None, {}
    while True:
        chunk = problems if last is None else problems.filter(pk__lt=last)
        chunk = list(chunk.order_by("-pk")[:CHUNK])
        known |= names({problem.division_code for problem in chunk} - known.keys())
        for problem in chunk:
            cells = _row(problem, known, today)
            yield [*cells, editions.stamp(problem.version, _texts(cells))]
        done += len(chunk)
        on_progress(done)
        if len(chunk) < CHUNK:
            return
        last = chunk[-1].pk


def _row(problem: Problem, known, today) -> list:
    code = problem.division_code
    return [
        problem.number,
        problem.external_no,
        known.get(cut(code, Level.TOWNSHIP), ""),
        short_village(known.get(cut(code, Level.VILLAGE), "")),
        problem.location,
        problem.title,
        problem.description,
        problem.get_source_display(),
        problem.get_category_display(),
        problem.discovered_on,
        problem.lead_unit,
        "、".join(problem.supporting_units),
        problem.responsible_person,
        problem.supervisor,
        problem.goal,
        problem.measures,
        _deadline(problem),
        _how_it_stands(problem, today),
        problem.progress,
        problem.get_state_display(),
        "阶段性办结" if problem.staged and problem.state == State.RECTIFYING else LISTS_SAY[problem.state],
        "是" if problem.staged else "",
        problem.completed_on,
        problem.closed_on,
        problem.verified_on,
        problem.relapses or None,
        str(problem.discovered_by or ""),
        problem.created_at,
        problem.remarks,
    ]


def texts_of(problems, *, today) -> dict[int, dict[str, str]]:
    """{key: {heading: what the cell would say}} of the cells that may be edited, if the problems were exported now."""
    known = names({problem.division_code for problem in problems})
    return {problem.pk: _texts(_row(problem, known, today)) for problem in problems}


def _texts(cells) -> dict[str, str]:
    said = {heading: cells[place] for heading, place in _EDITABLE_PLACES.items()}
    return {heading: "" if value is None else printable(str(value)) for heading, value in said.items()}


def _deadline(problem):
    if problem.deadline_kind == DeadlineKind.DATE:
        return problem.deadline
    return "" if problem.deadline_kind == DeadlineKind.NONE else problem.get_deadline_kind_display()


def _how_it_stands(problem, today) -> str:
    """Days left or late, as the page says it; nothing where nobody owes anything by a date."""
    if problem.deadline_kind != DeadlineKind.DATE:
        return ""
    if problem.owes:
        words = str(deadline_label(problem.deadline, today))
        return f"{words}（{PROVISIONAL}）" if problem.deadline_is_provisional else words
    return (
        str(deadline_label(problem.deadline, today, True, finished_on=problem.completed_on))
        if problem.state == State.CLOSED
        else ""
    )
